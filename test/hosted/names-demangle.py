#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Mangled names as people write them, and names that nobody should."""
import resource
import time

from hostedtest import check, check_equal, enrich, finish, run_report

NAMES = {
    # C++
    "_ZN4shop6basketIiE3addEi": "shop::basket<int>::add(int)",
    "_ZNSt6vectorIiSaIiEE9push_backERKi":
        "std::vector<int, std::allocator<int> >::push_back(int const&)",
    "_Z3maxIiET_S0_S0_": "max<int>(int, int)",
    "_ZN12_GLOBAL__N_13oneEv": "(anonymous namespace)::one()",
    "_ZZ4mainENKUliE_clEi": "main::{lambda(int)#1}::operator()(int) const",
    "_Z3foov.cold": "foo() [clone .cold]",
    "_Z3foov@plt": "foo()@plt",
    "_Z3foov@@VERS_1": "foo()@@VERS_1",
    "_ZTv0_n24_N3FooD0Ev": "virtual thunk to Foo::~Foo()",
    # Rust, as it was and as it is
    "_ZN3std2io5Write9write_fmt17h0123456789abcdefE": "std::io::Write::write_fmt",
    "_ZN71_$LT$Test$u20$$u2b$$u20$$u27$static$u20$as$u20$foo..Bar$LT$Test$GT$"
    "$GT$3bar17h930b740aa94f1d3aE":
        "<Test + 'static as foo::Bar<Test>>::bar",
    "_RNvC6_123foo3bar": "123foo::bar",
    "_RNvMNtCs1234_7mycrate3fooNtB2_3Foo3new": "<mycrate::foo::Foo>::new",
    "_RINvNtC3std3mem8align_ofjdE": "std::mem::align_of::<usize, f64>",
    # No mangled names
    "main": "main", "_Z": "_Z", "_ZN": "_ZN", "_R": "_R", "_start": "_start",
    "_Zebra": "_Zebra", "_ZN3fooE$": "_ZN3fooE$", "": "",
}


def record_of(names, text=None):
    return {"version": 1, "system": {"machine": "x86_64"},
            "cause": {"sentence": text, "place": text},
            "stack_words": [{"address": "0x0", "value": "0x0",
                             "points_at": text}],
            "threads": [{"tid": 1, "crashed": True,
                         "registers": [{"name": "rax", "value": "0x0",
                                        "points_at": text}],
                         "frames": [{"pc": "0x1000", "how": "cfi",
                                     "exact": True, "module": -1,
                                     "function": name} for name in names]}]}


frames = enrich(record_of(NAMES))["threads"][0]["frames"]
for (mangled, people), frame in zip(NAMES.items(), frames):
    check_equal(frame["function"], people, mangled)
    check_equal(frame["symbol"], mangled if mangled != people else None,
                f"the symbol of {people}")

# In sentences, without parameters.
SENTENCE = ("12 bytes past _ZN4shop6basketIiE3addEi+0x12 in _Zebra; then "
            "_RNvC6_123foo3bar, x_Z3foov, _Z3foov.")
PEOPLE = ("12 bytes past shop::basket<int>::add+0x12 in _Zebra; then "
          "123foo::bar, x_Z3foov, foo.")
record = enrich(record_of(["main"], SENTENCE))
for told in (record["cause"]["sentence"], record["cause"]["place"],
             record["stack_words"][0]["points_at"],
             record["threads"][0]["registers"][0]["points_at"]):
    check_equal(told, PEOPLE, "a sentence")

# Long, deep and growing names: each is shown or left, none takes long, even
# with little stack.
LONG = "_ZN" + "3abc" * 900 + "Ev"
HOSTILE = [
    LONG, "_ZN" + "3abc" * 5000 + "Ev", "x" * 1000000, "_Z" + "N" * 1000000,
    "_Z3foo" + "P" * 4000 + "i", "_Z3foo" + "I" * 2000 + "i",
    "_Z1fI" + "Li0E" * 900 + "Ev", "_RNvC" + "B_" * 2000,
    "_Z1f" + "".join(f"1aIS{chr(65 + i % 26)}_E" for i in range(300)),
    "_Z1fI1aIiEEvPFvT_ES1_" + "S1_" * 1000,
    "_RINvC1a1b" + "INtB0_1cB0_" * 30 + "E" * 31,
    "_ZN" + "I" * 4000, "_Z" + "Dp" * 2000, "_ZL" + "Z" * 4000,
    "_Z1fIJ" + "J" * 2000 + "E" * 2001 + "vDpT_", "_Zcv" * 1000,
]
# Each parameter a template of two of the one before: as text, 2 to the 60.
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def number(value):
    return DIGITS[value // 36].replace("0", "") + DIGITS[value % 36]


HOSTILE.append("_Z1f1bIiiE" + "".join(
    f"S_IS{number(step)}_S{number(step)}_E" for step in range(60)))
# In Rust a type of pairs of pairs, and one of itself, by references back.
HOSTILE += ["_RNvB_1a", "_RINvC1a1bTB7_EE", "_RNvXC0B_1a"]
HOSTILE.append("_RIC0TpTB1_" + "B1_E" * 60 + "EE")


def few_stack():
    resource.setrlimit(resource.RLIMIT_STACK, (1 << 19, 64 << 20))


for limit in (None, few_stack):
    for name in HOSTILE:
        began = time.monotonic()
        status, output, errors = run_report(
            record_of([name], f"at {name} here"), preexec_fn=limit)
        took = time.monotonic() - began
        check_equal((status, errors), (0, ""), f"{name[:40]}…")
        check(b"Reported by knell" in output, f"{name[:40]}…: {output[-80:]}")
        check(took < 10, f"{name[:40]}… took {took:.1f} s")

frame = enrich(record_of([LONG]))["threads"][0]["frames"][0]
check_equal(frame["function"], "::".join(["abc"] * 900) + "()", "a long name")
finish()

#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What knell writes as JSON is what doc/record.schema.json describes."""
import copy
import glob
import json
import os
import re
import subprocess
import sys

import jsonschema

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
from knelltest import KNELL, check, check_equal, finish  # noqa: E402

ROOT = os.path.join(HERE, "..", "..")


def read_documents():
    """The records that the tests have, as knell writes them."""
    documents = {}
    paths = glob.glob(os.path.join(ROOT, "test/report/records/*.json"))
    paths += [os.path.join(ROOT, "test/fuzz/corpus/json", name)
              for name in ("full", "minimal")]
    for path in paths:
        text = subprocess.run([KNELL, "report", "--format", "json", path],
                              stdout=subprocess.PIPE, check=True).stdout
        check(text.count(b"\n") == 1 and text.endswith(b"\n"),
              f"{path} should become one line")
        documents[os.path.basename(path)] = json.loads(text)
    return documents


def resolve(schema, node):
    """The definition that a member's schema refers to, null left aside."""
    for choice in node.get("anyOf", []):
        if "$ref" in choice:
            node = choice
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def check_members(schema, node, value, path):
    """The members of the document, all of them, are those of the schema."""
    node = resolve(schema, node)
    if isinstance(value, dict):
        check(list(value) == list(node["properties"]),
              f"{path}: {list(value)} are not {list(node['properties'])}")
        check(node["required"] == list(node["properties"]),
              f"{path}: every member is required")
        check(node["additionalProperties"] is False, f"{path} is open")
        for name, child in value.items():
            member = node["properties"][name]
            check(len(member.get("description", "")) > 10,
                  f"{path}.{name} is not described")
            check_members(schema, member, child, f"{path}.{name}")
    elif isinstance(value, list) and value:
        check_members(schema, node["items"], value[0], f"{path}[]")


def read_source(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def write_again(document):
    text = subprocess.run([KNELL, "report", "--format", "json", "-"],
                          input=json.dumps(document).encode(),
                          stdout=subprocess.PIPE, check=True).stdout
    return json.loads(text)


def check_words(schema, document):
    """The words of an enum are the code's; each is told and is kept."""
    source = read_source("src/report/fields.c")
    for prefix, shape, name, find in (
            ("KNELL_FRAME_", "frame", "how", lambda thread: thread["frames"][0]),
            ("KNELL_UNWIND_", "thread", "end", lambda thread: thread)):
        member = schema["$defs"][shape]["properties"][name]
        words = re.findall(rf'\[{prefix}\w+\] = "([a-z-]+)"', source)
        check_equal(sorted(member["enum"]), sorted(words), f"words of {name}")
        for word in words:
            check(f"{word}: " in member["description"],
                  f"{name}: {word} is not explained")
            other = copy.deepcopy(document)
            find(other["threads"][0])[name] = word
            check_equal(find(write_again(other)["threads"][0])[name], word,
                        f"{name} written again")
    kinds = re.findall(r'KIND\(\w+, "([a-z-]+)",\s+"([^"]+)"\)',
                       read_source("src/crash/cause.def"))
    told = schema["$defs"]["cause"]["properties"]["kind"]["description"]
    check_equal(re.findall(r"(?:[.;] )([a-z-]+): ([^;]+?)(?=;|\.$)", told),
                kinds, "the kinds of causes")


def check_wrong(validator, document):
    """A schema that lets everything pass would be of no use."""

    def wrong(change):
        other = copy.deepcopy(document)
        change(other)
        check(not validator.is_valid(other), f"{change.__name__} should fail")

    def version(record):
        record["version"] = 2

    def added(record):
        record["threads"][0]["frames"][0]["colour"] = "red"

    def missing(record):
        del record["cause"]["sentence"]

    def number_for_text(record):
        record["process"]["command"] = 5

    def number_for_address(record):
        record["threads"][0]["frames"][0]["pc"] = 4096

    def decimal_address(record):
        record["threads"][0]["frames"][0]["pc"] = "4096"

    def other_word(record):
        record["threads"][0]["end"] = "whatever"

    def null_for_array(record):
        record["modules"] = None

    def negative_count(record):
        record["threads"][0]["omitted"] = -1

    for change in (version, added, missing, number_for_text,
                   number_for_address, decimal_address, other_word,
                   null_for_array, negative_count):
        wrong(change)


def main():
    with open(os.path.join(ROOT, "doc/record.schema.json"),
              encoding="utf-8") as file:
        schema = json.load(file)
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    check(schema["$schema"] == kind.META_SCHEMA["$id"], "the dialect")
    check(schema["$id"] == "urn:knell:record:1", "the name of the schema")
    validator = kind(schema)
    documents = read_documents()
    for name, document in documents.items():
        if name == "hostile.json":
            continue
        for error in validator.iter_errors(document):
            check(False, f"{name}: {error.json_path}: {error.message}")
    # In this one every array has an element: all definitions are met.
    check_members(schema, schema, documents["full"], "record")
    check_words(schema, documents["full"])
    check_wrong(validator, documents["full"])


main()
finish()

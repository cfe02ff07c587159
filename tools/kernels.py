# SPDX-License-Identifier: MIT
"""Debian's kernels, fetched by apt into a cache, and archives to boot."""
import glob
import os
import re
import shutil
import subprocess
import tarfile
import tempfile

from machines import TOP, Failed, Skipped, need

# Kept for good: a kernel is fetched anew when its file is removed.
CACHE = os.path.join(
    os.environ.get("KNELL_CACHE") or
    (os.path.join(os.environ["XDG_CACHE_HOME"], "knell")
     if os.environ.get("XDG_CACHE_HOME") else f"{TOP}/build/cache"),
    "kernels")


def run(*command, cwd=None):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, cwd=cwd,
                          stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise Skipped(f"{' '.join(command[:2])} failed: "
                      f"{' '.join(done.stdout.split()[-30:])}")
    return done.stdout


def archive():
    """Where this machine takes the packages of Debian's own releases from."""
    with open("/etc/os-release", encoding="utf-8") as file:
        release = dict(line.rstrip().split("=", 1) for line in file
                       if "=" in line)
    rows = run("apt-get", "indextargets", "--format",
               "$(RELEASE) $(COMPONENT) $(REPO_URI)").splitlines()
    for row in rows:
        suite, component, uri = row.split(None, 2)
        if (release.get("ID") == "debian" and component == "main" and
                suite in (release.get("VERSION_CODENAME"), "stable")):
            return uri
    raise Skipped("apt knows of no archive of Debian's releases")


def apt_options(place, kernel):
    """For a state of its own: nothing of this machine's is touched."""
    for directory in "state/lists/partial", "cache/archives/partial":
        os.makedirs(os.path.join(place, directory))
    keys = glob.glob("/usr/share/keyrings/debian-archive-keyring.*")
    signed = f"[signed-by={keys[0]}] " if keys else ""
    with open(f"{place}/sources.list", "w", encoding="utf-8") as file:
        file.write(f"deb {signed}{archive()} {kernel.suite} main\n")
    options = {
        "APT::Architecture": kernel.architecture,
        "APT::Architectures": kernel.architecture,
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "3",
        "Dir::State": f"{place}/state",
        "Dir::State::status": "/dev/null",
        "Dir::Cache": f"{place}/cache",
        "Dir::Etc::sourcelist": f"{place}/sources.list",
        "Dir::Etc::sourceparts": "/dev/null",
    }
    return [f"-o{name}={value}" for name, value in options.items()]


def unpack_kernel(package, path):
    """The one file of the package that is wanted, whole or not at all."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", package],
                          stdout=subprocess.PIPE) as process:
        with tarfile.open(fileobj=process.stdout, mode="r|") as files:
            for member in files:
                if re.match(r"\./boot/vmlinu[xz]-", member.name):
                    with open(f"{path}.part", "wb") as out:
                        shutil.copyfileobj(files.extractfile(member), out)
                    os.rename(f"{path}.part", path)
                    break
        process.kill()
    if not os.path.exists(path):
        raise Failed(f"there is no kernel in {os.path.basename(package)}")


def download(kernel, place):
    options = apt_options(place, kernel)
    run("apt-get", "update", *options)
    row = run("apt-cache", "show", kernel.package, *options)
    depends = re.search(r"^Depends: (linux-image-\S+)", row, re.MULTILINE)
    if not depends:
        raise Skipped(f"{kernel.suite} has no {kernel.package}")
    name = depends[1].rstrip(",")
    run("apt-get", "download", name, *options, cwd=place)
    path = f"{CACHE}/{kernel.suite}-{kernel.architecture}-{name}"
    unpack_kernel(glob.glob(f"{place}/*.deb")[0], path)
    return path


def fetch(kernel):
    """Return: the path of the kernel."""
    have = glob.glob(f"{CACHE}/{kernel.suite}-{kernel.architecture}-linux-*")
    have = [path for path in have if not path.endswith(".part")]
    if have:
        return max(have, key=os.path.getmtime)
    need("apt-get", "dpkg-deb")
    os.makedirs(CACHE, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as place:
        return download(kernel, place)


def entry(name, mode, data=b"", device=(0, 0)):
    """Documentation/driver-api/early-userspace/buffer-format.rst"""
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(name) + 1, 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields)
    head += name.encode() + b"\0"
    return b"".join((head, bytes(-len(head) % 4), data,
                     bytes(-len(data) % 4)))


def write_initramfs(path, plan, files):
    """With /plan and {name: path of a program}."""
    parts = [entry(name, 0o40755) for name in ("dev", "proc", "bare")]
    parts.append(entry("tmp", 0o41777))
    for name, device in (("console", (5, 1)), ("null", (1, 3)),
                         ("zero", (1, 5)), ("tty", (5, 0))):
        parts.append(entry(f"dev/{name}", 0o20666, device=device))
    parts.append(entry("plan", 0o100644, plan.encode()))
    for name, source in files.items():
        with open(source, "rb") as file:
            parts.append(entry(name, 0o100755, file.read()))
    parts.append(entry("TRAILER!!!", 0))
    with open(path, "wb") as file:
        file.write(b"".join(parts))

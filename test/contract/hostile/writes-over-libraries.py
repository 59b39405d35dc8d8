# expect: contained
"""Writes into the interpreter, its libraries and the system's programs, or puts something else in their place."""

import json
import mmap
import os
import shutil
import sys
import sysconfig

from attack import attempt, contained, host

files = {
    *(sys.executable, os.path.realpath(sys.executable), "/bin/sh", "/usr/bin/env", os.__file__, json.__file__),
    *("/etc/passwd", "/etc/ld.so.cache", "/lib64/ld-linux-x86-64.so.2", shutil.which("ls")),
    *(path for path in host["libraries"]),
}
for path in filter(os.path.exists, files):
    attempt(f"opening {path}", lambda: open(path, "r+b"))
    attempt(f"appending to {path}", lambda: open(path, "ab"))
    attempt(f"shortening {path}", lambda: os.truncate(path, 0))
    attempt(f"removing {path}", lambda: os.remove(path))
    attempt(f"moving {path}", lambda: os.rename(path, path + ".old"))
    attempt(f"replacing {path}", lambda: os.replace(__file__, path))
    attempt(f"linking beside {path}", lambda: os.symlink(__file__, path + ".new"))
    attempt(
        f"opening {path} again by its descriptor", lambda: open(f"/proc/self/fd/{os.open(path, os.O_RDONLY)}", "r+b")
    )
    attempt(f"opening {path} without a path", lambda: open(f"/proc/self/fd/{os.open(path, 0o10000000)}", "r+b"))
    attempt(
        f"writing through a mapping of {path}",
        lambda: mmap.mmap(os.open(path, os.O_RDONLY), 0, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_WRITE),
    )
for folder in {
    *sysconfig.get_paths().values(),
    sys.prefix,
    "/",
    "/usr",
    "/usr/bin",
    "/etc",
    "/opt/sandbox",
    "/dev",
    "/proc",
}:
    attempt(f"a file in {folder}", lambda: open(os.path.join(folder, "poison.py"), "w"))
    attempt(f"a folder in {folder}", lambda: os.mkdir(os.path.join(folder, "poison")))
contained()

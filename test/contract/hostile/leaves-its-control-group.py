# expect: contained
"""Moves itself out of the group whose limits it has, or makes one of its own."""

import glob
import os

from attack import attempt, contained, refused

MOUNT = (165, 40)


def write(path):
    with open(path, "w") as file:
        file.write(str(os.getpid()))


os.mkdir("group")
refused("mounting version 1", MOUNT, b"group", b"group", b"cgroup", 0, b"memory")
refused("mounting version 2", MOUNT, b"group", b"group", b"cgroup2", 0, 0)
for root in ("/sys/fs/cgroup", "/proc/1/root/sys/fs/cgroup", "group"):
    for pattern in ("cgroup.procs", "*/cgroup.procs", "*/tasks", "*/*/cgroup.procs", "memory/memory.limit_in_bytes"):
        for path in glob.glob(f"{root}/{pattern}") or [f"{root}/{pattern}"]:
            attempt(f"writing {path}", lambda: write(path) if os.path.dirname(path) != "group" else open(path))
attempt("its own, as the kernel tells it", lambda: write("/proc/self/cgroup"))
contained()

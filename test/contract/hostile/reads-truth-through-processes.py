# expect: contained
"""Reads through the roots, the current folders and the open files of every process it can see."""

import glob
import os

from attack import attempt, contained, host, read

doors = [
    path
    for pattern in ("root", "cwd", "fd/*", "task/*/root", "task/*/cwd", "task/*/fd/*", "map_files/*")
    for path in [*glob.glob(f"/proc/*/{pattern}"), f"/proc/1/{pattern}", f"/proc/{os.getppid()}/{pattern}"]
]
for path in host["secrets"]:
    for door in doors:
        attempt(f"through {door}", lambda: read(door + path))
        attempt(f"up from {door}", lambda: read(f"{door}/{'../' * 40}{path}"))
contained()

# expect: contained
"""Climbs out of the work folder by `..`, by paths and by one descriptor after another."""

import os

from attack import attempt, contained, host, read


def climb(start, path):
    descriptor = os.open(start, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(40):
        descriptor = os.open("..", os.O_RDONLY | os.O_DIRECTORY, dir_fd=descriptor)
    os.close(os.open(path.lstrip("/"), os.O_RDONLY, dir_fd=descriptor))


for path in host["secrets"]:
    attempt("by a path", lambda: read("../" * 40 + path))
    for start in (".", "/", "/tmp", "/usr", "/proc", "/dev", "/opt/sandbox"):
        attempt(f"from {start}", lambda: climb(start, path))
contained()

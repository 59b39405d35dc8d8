# expect: memory-limit|contained
# limits: fileBytes=600000000
"""Writes to files without a name, which no file system's size limits and no process has mapped."""

import os

from attack import attempt, contained


def fill():
    descriptor = os.memfd_create("fill")
    for _ in range(60):
        os.write(descriptor, b"x" * 10_000_000)


attempt("600 MB in a memfd", fill)
contained()

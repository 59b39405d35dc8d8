# expect: disk-limit
"""Fills files that have no name any more, so that none is found."""

import os

from attack import breach

files = []
for number in range(50):
    files.append(open("gone.bin", "wb"))
    os.remove("gone.bin")
    files[-1].write(b"x" * 10_000_000)
breach("500 MB in deleted files")

# expect: disk-limit
"""Writes files until the disk is full, wherever it may write at all."""

import itertools

from attack import breach

for number in itertools.count():
    with open(f"{('.', '/tmp', '/dev/shm')[number % 3]}/fill-{number}", "wb") as file:
        file.write(b"x" * 10_000_000)
    if number > 50:
        breach("500 MB on disk")
        break

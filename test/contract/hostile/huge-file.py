# expect: file-size-limit
"""Writes one file beyond its size."""

from attack import breach

with open("huge.bin", "wb") as file:
    for _ in range(30):
        file.write(b"x" * 1_000_000)
breach("a file of 30 MB")

# expect: memory-limit
# limits: diskBytes=600000000 fileBytes=600000000
"""Writes files, which are kept in memory, where the disk limit would let it."""

from attack import breach

with open("fill.bin", "wb") as file:
    for _ in range(55):
        file.write(b"x" * 10_000_000)
breach("550 MB of files in memory")

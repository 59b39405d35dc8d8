# expect: memory-limit
"""Takes memory until there is none."""

from attack import breach

blocks = []
for _ in range(60):
    blocks.append(bytearray(b"x" * 10_000_000))
breach("600 MB of heap")

# expect: memory-limit
# needs: control groups
"""Fills shared memory and tells the kernel that it is not needed: the pages leave the process, not the machine."""

import mmap

from attack import breach

blocks = []
for _ in range(60):
    blocks.append(mmap.mmap(-1, 10_000_000))
    blocks[-1].write(b"x" * 10_000_000)
    blocks[-1].madvise(mmap.MADV_DONTNEED)
breach("600 MB in shared mappings")

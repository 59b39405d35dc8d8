# expect: disk-limit
"""Fills /dev/shm, which is nobody's folder."""

import os

from attack import breach

for number in range(60):
    descriptor = os.open(f"/dev/shm/fill-{number}", os.O_CREAT | os.O_RDWR)
    os.posix_fallocate(descriptor, 0, 10_000_000)
breach("600 MB in /dev/shm")

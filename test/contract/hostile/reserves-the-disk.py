# expect: disk-limit
# limits: fileBytes=600000000
"""Reserves room without writing a byte."""

import os

from attack import breach

descriptor = os.open("reserved.bin", os.O_CREAT | os.O_RDWR)
os.posix_fallocate(descriptor, 0, 500_000_000)
breach("500 MB reserved")

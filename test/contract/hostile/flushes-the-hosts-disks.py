# expect: contained
"""Has the kernel write all that it holds back to all the disks there are, again and again."""

import os

from attack import contained, refused

SYNC, SYNCFS = (162, 81), (306, 267)
for path in ("/usr", "/", "/tmp", "/opt/sandbox"):
    refused("sync", SYNC)
    refused(f"syncfs {path}", SYNCFS, os.open(path, os.O_RDONLY))
os.sync()
contained()

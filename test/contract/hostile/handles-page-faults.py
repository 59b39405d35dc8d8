# expect: contained
"""Takes over page faults, to stop the kernel in the middle of reading its memory; or hides memory from the kernel."""

import os

from attack import attempt, contained, refused

USERFAULTFD, MEMFD_SECRET = (323, 282), 447
for flags in (0, 1, os.O_CLOEXEC, os.O_NONBLOCK | 1):
    refused("userfaultfd", USERFAULTFD, flags)
attempt("by its device", lambda: os.open("/dev/userfaultfd", os.O_RDWR))
refused("memfd_secret", MEMFD_SECRET, 0)
contained()

# expect: contained
"""Takes open descriptors out of the processes above."""

import os

from attack import attempt, contained, processes, refused, syscall

PIDFD_OPEN, PIDFD_GETFD, KCMP = 434, 438, (312, 272)
for pid in {1, os.getpid(), os.getppid(), *processes()} - {0}:
    try:
        handle = syscall(PIDFD_OPEN, pid, 0)
    except OSError:
        handle = -1
    for descriptor in range(16):
        refused("pidfd_getfd", PIDFD_GETFD, handle, descriptor, 0)

    def open_all():
        own = {os.readlink(f"/proc/self/fd/{number}") for number in (0, 1, 2)}
        for name in os.listdir(f"/proc/{pid}/fd"):
            if os.readlink(f"/proc/{pid}/fd/{name}") not in own:
                os.open(f"/proc/{pid}/fd/{name}", os.O_RDWR | os.O_NONBLOCK)
                return True
        return False

    if pid != os.getpid():
        attempt(f"the descriptors of {pid}", open_all)
    refused("kcmp", KCMP, os.getpid(), pid, 0, 0, 0)
contained()

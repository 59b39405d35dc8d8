# expect: contained
"""Has the kernel send SIGKILL to the processes above whenever its output, or a socket of its own, can be written."""

import fcntl
import os
import signal
import socket

from attack import attempt, contained

one, other = socket.socketpair()
for descriptor in (one.fileno(), 1, 2):
    for owner in {1, os.getppid()} - {0}:

        def aim():
            fcntl.fcntl(descriptor, fcntl.F_SETOWN, owner)
            fcntl.fcntl(descriptor, 10, int(signal.SIGKILL))  # F_SETSIG
            fcntl.fcntl(descriptor, fcntl.F_SETFL, fcntl.fcntl(descriptor, fcntl.F_GETFL) | os.O_ASYNC)
            other.send(b"x")
            fcntl.fcntl(descriptor, fcntl.F_SETOWN, 0)
            return False

        attempt(f"aiming at {owner}", aim)
contained()

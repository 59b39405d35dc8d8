# expect: contained
"""Sends every signal there is to the processes above it, in every way there is."""

import os

from attack import attempt, contained, syscall

TGKILL, RT_SIGQUEUEINFO, PIDFD_OPEN, PIDFD_SEND_SIGNAL = (234, 131), (129, 138), 434, 424
for pid in {1, os.getppid()} - {0}:
    for number in range(1, 65):
        # The kernel lets some pass to the first process, which must not mind.
        attempt("kill", lambda: bool(os.kill(pid, number)))
        attempt("tgkill", lambda: bool(syscall(TGKILL, pid, pid, number)))
        attempt("sigqueue", lambda: bool(syscall(RT_SIGQUEUEINFO, pid, number, b"\0" * 128)))
        attempt("pidfd", lambda: bool(syscall(PIDFD_SEND_SIGNAL, syscall(PIDFD_OPEN, pid, 0), number, 0, 0)))
contained()

# expect: contained
"""Sets alarms, timers and signals of death to go off when it is no more."""

import ctypes
import os
import signal

from attack import attempt, contained, libc, syscall

TIMER_CREATE, PR_SET_PDEATHSIG = (222, 107), 1
signal.signal(signal.SIGALRM, signal.SIG_IGN)
signal.alarm(1)
signal.setitimer(signal.ITIMER_REAL, 0.2, 0.2)
libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)


class Event(ctypes.Structure):
    _fields_ = [("value", ctypes.c_long), ("signal", ctypes.c_int), ("notify", ctypes.c_int), ("target", ctypes.c_int)]
    _fields_ += [("padding", ctypes.c_char * 64)]


SIGEV_THREAD_ID = 4
for target in {1, os.getppid()} - {0}:
    event = Event(0, signal.SIGKILL, SIGEV_THREAD_ID, target)
    attempt(
        f"a timer aimed at {target}",
        lambda: syscall(TIMER_CREATE, 0, ctypes.byref(event), ctypes.create_string_buffer(8)),
    )
contained()

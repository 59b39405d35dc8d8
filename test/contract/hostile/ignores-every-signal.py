# expect: time-limit
# limits: seconds=1
"""Ignores and blocks all that can be, in every one of its processes, and spins."""

import os
import signal

import attack

for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
os.fork()
os.setsid() if os.getpid() != os.getsid(0) else None
while True:
    pass

# expect: time-limit
# limits: seconds=1
"""Stops all its processes, so that none of them will ever end."""

import os
import signal

import attack

if os.fork() > 0:
    os.kill(0, signal.SIGSTOP)
os.kill(os.getpid(), signal.SIGSTOP)

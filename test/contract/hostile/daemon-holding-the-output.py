# expect: contained
"""A child keeps stdout and stderr open after the program's end, so that a reader waits for ever."""

import os
import signal
import time

from attack import contained

if os.fork() == 0:
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(number, signal.SIG_IGN)
    os.setsid()
    time.sleep(300)
contained(1)

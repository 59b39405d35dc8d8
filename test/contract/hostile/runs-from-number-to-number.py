# expect: contained
"""A chain of processes, each of which forks the next and ends, so that no kill by number ever meets it."""

import os
import time

from attack import contained

if os.fork() == 0:
    os.setsid()
    while True:
        try:
            if os.fork() > 0:
                os._exit(0)
        except OSError:
            pass
time.sleep(0.3)
contained(1)

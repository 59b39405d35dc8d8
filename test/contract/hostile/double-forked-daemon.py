# expect: contained
"""Forks twice, leaves its session, closes all and stays."""

import os
import time

from attack import contained

if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 4096)
        os.chdir("/")
        time.sleep(300)
    os._exit(0)
os.wait()
contained(1)

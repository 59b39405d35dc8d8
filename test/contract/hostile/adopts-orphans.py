# expect: contained
"""Declares itself the reaper of orphans, and leaves a whole tree of them that clear their signal of death."""

import os
import time

from attack import contained, libc

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
if os.fork() == 0:
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    for _ in range(3):
        os.setsid() if os.getpid() != os.getsid(0) else None
        libc.prctl(PR_SET_PDEATHSIG, 0, 0, 0, 0)
        if os.fork() > 0 and os.fork() > 0:
            time.sleep(300)
    time.sleep(300)
time.sleep(0.3)
contained(1)

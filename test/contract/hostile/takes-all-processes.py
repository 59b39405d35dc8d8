# expect: contained
# limits: processes=32
# neighbour: yes
"""Holds all the processes that it may have, so that neither the harness nor another run gets one."""

import os
import time

from attack import attempt, breach, contained


def fork():
    if os.fork() == 0:
        time.sleep(30)
        os._exit(0)


made = 0
try:
    while made < 1000:
        fork()
        made += 1
except BlockingIOError:
    pass
if made > 32:
    breach(f"{made} processes at once")
attempt("one more process", fork)
time.sleep(1)
contained()

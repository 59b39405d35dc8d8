# expect: contained
# neighbour: yes
"""Stops every process that it may signal: the first of its namespace, its parent, all. Other runs must go on."""

import os
import signal

from attack import attempt, contained

# A parent outside the namespace has the number 0, which would mean our own group.
for target in {1, os.getppid(), -1} - {0}:
    for number in (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN):
        attempt(f"stopping {target}", lambda: bool(os.kill(target, number)))
contained()

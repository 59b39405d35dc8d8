# expect: contained
"""Wants to run before all others: negative niceness, real-time scheduling, real-time input and output."""

import os

from attack import attempt, contained, syscall

SETPRIORITY, IOPRIO_SET, SCHED_SETATTR, SCHED_DEADLINE = (141, 140), (251, 30), (314, 274), 6
attempt("nice", lambda: os.nice(-1))
for kind in range(3):
    attempt("setpriority", lambda: syscall(SETPRIORITY, kind, 0, -20))
for policy in (os.SCHED_FIFO, os.SCHED_RR):
    attempt("a real-time policy", lambda: os.sched_setscheduler(0, policy, os.sched_param(1)))
deadline = b"".join(
    value.to_bytes(size, "little")
    for value, size in ((48, 4), (SCHED_DEADLINE, 4), (0, 8), (0, 4), (0, 4), (10**6, 8), (10**7, 8), (10**7, 8))
)
attempt("a deadline", lambda: syscall(SCHED_SETATTR, 0, deadline, 0))
attempt("real-time input and output", lambda: syscall(IOPRIO_SET, 1, 0, 1 << 13))
contained()

# expect: contained
"""Takes limits, cores, priority and memory's protection from the processes above."""

import os
import resource

from attack import attempt, contained


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


# The kernel may let some of it pass, where they are of the run itself; the next run must not mind.
for pid in {1, os.getppid()} - {0}:
    for kind in (
        resource.RLIMIT_CPU,
        resource.RLIMIT_NOFILE,
        resource.RLIMIT_AS,
        resource.RLIMIT_NPROC,
        resource.RLIMIT_FSIZE,
    ):
        attempt("its limits", lambda: resource.prlimit(pid, kind, (1, 1)) == (1, 1))
    attempt("its cores", lambda: bool(os.sched_setaffinity(pid, {0})))
    attempt("its priority", lambda: bool(os.setpriority(os.PRIO_PROCESS, pid, 19)))
    attempt("its policy", lambda: bool(os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))))
    for name, text in (
        *(("oom_score_adj", "1000"), ("timerslack_ns", "1000000000"), ("coredump_filter", "ff"), ("comm", "poisoned")),
        *(("clear_refs", "1"), ("setgroups", "allow"), ("autogroup", "19"), ("attr/exec", "unconfined")),
    ):
        attempt(name, lambda: bool(write(f"/proc/{pid}/{name}", text)))
for group in (os.PRIO_PGRP, os.PRIO_USER):
    attempt("the priority of all", lambda: bool(os.setpriority(group, 0, 19)))
contained()

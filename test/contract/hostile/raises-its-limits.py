# expect: contained
"""Raises the limits that it was given, its own and those of the processes above it."""

import os
import resource

from attack import attempt, contained

limited = 0
for name in sorted(dir(resource)):
    if not name.startswith("RLIMIT_"):
        continue
    kind = getattr(resource, name)

    def more(pid):
        global limited
        _, hard = resource.prlimit(pid, kind)
        if hard == resource.RLIM_INFINITY:
            return False
        limited += 1
        try:
            resource.prlimit(pid, kind, (hard + 1, hard + 1))
        except ValueError:
            return False

    for pid in (0, 1, os.getppid()):
        attempt(f"more {name} for {pid}", lambda: more(pid))
assert limited > 4, limited
contained()

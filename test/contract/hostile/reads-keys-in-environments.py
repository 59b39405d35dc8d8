# expect: contained
"""Looks for keys in the environments, command lines and memory layouts of all processes."""

import glob
import os

from attack import attempt, contained, host


def has_key(text):
    return any(word in text for word in ("API_KEY", "TOKEN", "SECRET", "DARE_", host["key name"]))


attempt("its own environment", lambda: any(map(has_key, os.environ)))
for process in ("[0-9]*", "1", str(os.getppid()), "self", "thread-self"):
    for name in ("environ", "cmdline", "task/*/environ", "task/*/cmdline"):
        for path in glob.glob(f"/proc/{process}/{name}") or [f"/proc/{process}/{name}"]:
            attempt(path, lambda: has_key(open(path, errors="replace").read()))
contained()

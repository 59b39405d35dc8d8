# expect: contained
"""Takes the rights of the pipes that it prints to from everyone, for the next who may get them."""

import fcntl
import os

from attack import attempt, contained

for descriptor in (0, 1, 2):
    attempt("closing it", lambda: bool(os.fchmod(descriptor, 0)))
    attempt("taking it", lambda: bool(os.fchown(descriptor, os.getuid(), os.getgid())))
    attempt("locking it", lambda: bool(fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)))
    attempt("reserving it", lambda: bool(fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_WRLCK)))
contained()

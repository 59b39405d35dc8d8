# expect: contained
"""Types a command into the terminal of whoever started the harness, to be run when the program is over."""

import os

from attack import attempt, contained, refused

IOCTL, TIOCSTI, TIOCLINUX = (16, 29), 0x5412, 0x541C
terminals = [0, 1, 2]
for name in ("/dev/tty", "/dev/console", "/dev/pts/0", "/dev/ptmx", "/proc/1/fd/0"):
    attempt(
        name, lambda: terminals.append(os.open(name, os.O_RDWR)) if not os.path.samefile(name, "/dev/null") else False
    )
for terminal in terminals:
    # The upper half of the request is ignored by the kernel, so it must be by a filter.
    for request in (TIOCSTI, TIOCLINUX, TIOCSTI | 1 << 32, TIOCLINUX | 1 << 62):
        for letter in b"id\n":
            refused(f"{request:#x}", IOCTL, terminal, request, bytes([letter]))
attempt("being in the session of another", lambda: os.getsid(0) == 0 and os.tcgetpgrp(0))
contained()

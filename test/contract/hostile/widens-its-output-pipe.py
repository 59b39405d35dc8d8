# expect: output-limit
"""Makes its pipes as large as they may be, and never waits for the reader."""

import fcntl
import os

import attack

for descriptor in (1, 2):
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)
    except OSError:
        pass
    os.set_blocking(descriptor, False)
while True:
    for descriptor in (1, 2):
        try:
            os.write(descriptor, b"x" * (1 << 20))
        except BlockingIOError:
            pass

# expect: contained
"""Makes devices of its own: the disks and the memory of the machine, by their numbers."""

import os
import stat

from attack import attempt, contained, read

for name, kind, major, minor in (
    *(("disk", stat.S_IFBLK, 8, 0), ("virtual", stat.S_IFBLK, 254, 0), ("loop", stat.S_IFBLK, 7, 0)),
    *(
        ("mem", stat.S_IFCHR, 1, 1),
        ("kmsg", stat.S_IFCHR, 1, 11),
        ("tty", stat.S_IFCHR, 5, 0),
        ("fuse", stat.S_IFCHR, 10, 229),
    ),
    ("null", stat.S_IFCHR, 1, 3),
):
    attempt(f"making {name}", lambda: os.mknod(name, kind | 0o666, os.makedev(major, minor)))
    attempt(f"reading {name}", lambda: read(name))
contained()

# expect: contained
"""Mounts file systems, binds folders over the interpreter's, makes the system writable again, takes masks away."""

import os
import sys

from attack import contained, refused

MOUNT, UMOUNT2 = (165, 40), (166, 39)
REMOUNT, BIND = 32, 4096
os.mkdir("place")
for kind in (b"tmpfs", b"proc", b"sysfs", b"devpts", b"overlay", b"fuse", b"ext4", b"9p", b"cgroup2", b"debugfs"):
    refused(f"mounting {kind}", MOUNT, b"none", b"place", kind, 0, 0)
for folder in (sys.prefix, "/usr", "/opt/sandbox", "/"):
    refused(f"binding over {folder}", MOUNT, b"place", folder.encode(), 0, BIND, 0)
    refused(f"making {folder} writable", MOUNT, b"none", folder.encode(), 0, REMOUNT | BIND, 0)
for folder in (b"/proc/sys", b"/tmp", b"/usr", b"/proc", b"/"):
    for flags in (0, 2, 8):
        refused(f"unmounting {folder}", UMOUNT2, folder, flags)
contained()

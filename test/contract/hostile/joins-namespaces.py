# expect: contained
"""Enters the namespaces of the processes above, by their files and by their descriptors."""

import fcntl
import glob
import os

from attack import contained, refused

SETNS, NS_GET_USERNS, NS_GET_PARENT = (308, 268), 0xB701, 0xB702
refused("setns without a file", SETNS, -1, 0)
for path in {
    *glob.glob("/proc/*/ns/*"),
    *(f"/proc/1/ns/{name}" for name in ("mnt", "pid", "net", "user", "ipc", "uts")),
}:
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        continue
    refused(f"setns {path}", SETNS, descriptor, 0)
    for request in (NS_GET_USERNS, NS_GET_PARENT):
        try:
            above = fcntl.ioctl(descriptor, request)
        except OSError:
            continue
        refused(f"setns above {path}", SETNS, above, 0)
contained()

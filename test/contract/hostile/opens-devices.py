# expect: contained
"""Opens the devices of the host: disks, virtual machines, terminals, file systems in user space, network interfaces."""

import os

from attack import attempt, contained, host

harmless = {"null", "zero", "full", "random", "urandom", "stdin", "stdout", "stderr", "fd", "shm"}
usual = {
    "mem",
    "kvm",
    "fuse",
    "net/tun",
    "loop0",
    "sda",
    "vda",
    "ptmx",
    "tty",
    "console",
    "pts/0",
    "uinput",
    "vhost-net",
}
for name in usual | {*host["devices"]} - harmless:
    attempt(f"/dev/{name}", lambda: os.open(f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY))
contained()

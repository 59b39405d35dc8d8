# expect: contained
"""Talks to the hardware: ports, tables of segments, restart, swap, accounts, quotas, terminals' end."""

from attack import contained, refused

for name, numbers, *arguments in (
    ("iopl", (172, None), 3),
    ("ioperm", (173, None), 0x80, 1, 1),
    ("modify_ldt", (154, None), 0, b"\0" * 16, 16),
    ("reboot", (169, 142), 0xFEE1DEAD, 672274793, 0),
    ("swapon", (167, 224), b"/tmp/swap", 0),
    ("swapoff", (168, 225), b"/tmp/swap"),
    ("acct", (163, 89), b"/tmp/accounts"),
    ("quotactl", (179, 60), 0x800000, b"/dev/vda", 0, 0),
    ("quotactl_fd", 443, 0, 0x800000, 0, 0),
    ("vhangup", (153, 58)),
    ("fanotify_init", (300, 262), 0, 0),
    ("personality", (135, 92), 0x0040000),
    ("uselib", (134, None), b"/bin/sh"),
    ("ustat", (136, None), 1, b"\0" * 64),
    ("sysfs", (139, None), 3, 0, 0),
    ("_sysctl", (156, None), 0),
    ("lookup_dcookie", (212, 18), 0, b"\0" * 64, 64),
    ("nfsservctl", (180, 42), 0, 0, 0),
    ("create_module", (174, None), b"x", 4096),
    ("vmsplice", (278, 75), -1, 0, 0, 0),
):
    refused(name, numbers, *arguments)
contained()

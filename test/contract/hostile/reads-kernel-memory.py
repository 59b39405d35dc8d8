# expect: contained
"""Reads the kernel: its memory, its messages, the addresses of its functions."""

import ctypes

from attack import attempt, contained, libc, read, refused

for path in (
    *("/dev/mem", "/dev/kmem", "/dev/port", "/dev/kmsg", "/proc/kcore", "/proc/kmsg", "/proc/kpagecount"),
    *("/proc/kpageflags", "/proc/kpagecgroup", "/proc/slabinfo", "/proc/vmallocinfo"),
    *("/sys/kernel/debug", "/sys/kernel/tracing", "/sys/firmware", "/sys/kernel/notes"),
):
    attempt(path, lambda: read(path))


def addresses():
    with open("/proc/kallsyms") as symbols:
        return any(int(line.split()[0], 16) for line in symbols)


attempt("addresses of functions", addresses)
refused("syslog", (103, 116), 3, b"\0" * 64, 64)
attempt("klogctl", lambda: libc.klogctl(3, ctypes.create_string_buffer(4096), 4096) > 0)
contained()

"""What the hostile programs share. Beside them is host.json, which says what there is on the host to reach.

A program makes its attempts, tells of each that worked as a BREACH, and ends with contained(); or it has no end of its
own, and its first lines say as what it must be stopped.
"""

import ctypes
import errno
import json
import os
import subprocess
import time

with open("host.json") as file:
    host = json.load(file)

# By this the suite finds what is left of a run: its namespace, and a time (by uptime) at which it was there.
print(os.readlink("/proc/self/ns/pid"), time.clock_gettime(time.CLOCK_BOOTTIME), flush=True)

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long
ARM = os.uname().machine == "aarch64"
tries = 0


def breach(what):
    print(f"BREACH: {what}", flush=True)


def contained(more=0):
    """The last words of a program of which nothing worked, or all that did was told as a breach."""
    print(f"contained: {tries + more} attempts", flush=True)


def attempt(what, act):
    """Something that the system must refuse with an error, or that must come to nothing: False."""
    global tries
    tries += 1
    try:
        result = act()
    except (OSError, subprocess.SubprocessError):
        return
    if result is not False:
        breach(what)


def syscall(numbers, *arguments):
    """By number, of x86-64 and of arm64. Raises OSError."""
    number = numbers[ARM] if isinstance(numbers, tuple) else numbers
    values = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    result = libc.syscall(ctypes.c_long(number), *values)
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


def refused(name, numbers, *arguments, reasons=(errno.EPERM, errno.ENOSYS)):
    """A system call that must be refused for what it is: any other error says that the kernel had begun to carry it out."""
    global tries
    if isinstance(numbers, tuple) and numbers[ARM] is None:
        return
    tries += 1
    try:
        result = syscall(numbers, *arguments)
    except OSError as error:
        if error.errno not in reasons:
            breach(f"{name} got as far as {errno.errorcode.get(error.errno)}")
    else:
        if result == 0 and name.startswith("clone"):
            os._exit(0)  # the child
        breach(f"{name} gave {result}")


def read(path):
    with open(path, "rb") as file:
        return file.read(64) != b""


def processes():
    """All that can be seen, without this one."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()]

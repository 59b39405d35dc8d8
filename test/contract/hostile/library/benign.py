"""An honest program that tells all it finds of its surroundings, which must be the same in every run; the last line must not."""

import builtins
import codecs
import ctypes
import gc
import hashlib
import json
import locale
import math
import os
import random
import resource
import signal
import socket
import statistics
import subprocess
import sys
import sysconfig
import threading
import time
import warnings


def is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return os.path.realpath(f"/proc/self/fd/{descriptor}") != os.path.realpath(__file__)


def digest(values):
    return hashlib.sha256("\n".join(sorted(map(str, values))).encode()).hexdigest()[:16]


libc = ctypes.CDLL(None)
paths = sysconfig.get_paths()
timer = signal.getitimer(signal.ITIMER_REAL)
found = {
    "paths": [sys.executable, os.path.realpath(sys.executable), paths["stdlib"], paths["purelib"]],
    "folders": {path: sorted(os.listdir(path)) for path in (".", "/tmp", "/dev/shm", "/", "/dev", "/opt/sandbox")},
    "environment": dict(sorted(os.environ.items())),
    "arguments": [sys.argv, sys.path, sys.flags.hash_randomization],
    "modules": [len(sys.modules), digest(sys.modules), len(sys.meta_path), len(sys.path_hooks), digest(dir(builtins))],
    "interpreter": [
        sys.getrecursionlimit(),
        sys.getswitchinterval(),
        gc.isenabled(),
        gc.get_threshold(),
        gc.get_debug(),
    ],
    "hooks": [sys.gettrace(), sys.getprofile(), sys.excepthook is sys.__excepthook__, threading.active_count()],
    "results": [math.sqrt(2), statistics.mean([1, 2, 4]), json.loads("[1, 2]"), codecs.lookup("utf-8").name],
    "warnings": len(warnings.filters),
    "place": [
        os.getcwd(),
        time.tzname,
        locale.setlocale(locale.LC_ALL),
        socket.gethostname(),
        os.getuid(),
        os.getgroups(),
    ],
    "rights": [oct(os.umask(0o22)), sorted(os.sched_getaffinity(0)), os.sched_getscheduler(0), os.nice(0)],
    "limits": {
        name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT_")
    },
    "signals": [repr(signal.getsignal(number)) for number in sorted(signal.valid_signals())],
    "blocked": [sorted(signal.pthread_sigmask(signal.SIG_BLOCK, [])), sorted(signal.sigpending()), timer],
    "descriptors": [descriptor for descriptor in range(4096) if is_open(descriptor)],
    "processes": [name for name in os.listdir("/proc") if name.isdigit()].__len__(),
    "left": [libc.shmget(key, 0, 0) for key in (0x1234, 0x1235)] + [libc.semget(0x1234, 0, 0), libc.msgget(0x1234, 0)],
    "others": [open(f"/proc/self/{name}").read().strip() for name in ("oom_score_adj", "comm", "coredump_filter")],
    "child": subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout,
}
print(json.dumps(found, default=str))
print("to stderr", file=sys.stderr)
print(random.random(), os.urandom(8).hex())

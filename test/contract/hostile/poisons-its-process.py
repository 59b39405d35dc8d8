# expect: contained
"""Changes all that a process hands down: mask of rights, folder, limits, priority, cores, signals, timers, streams."""

import gc
import locale
import os
import resource
import signal
import sys
import threading
import time
import tracemalloc
import warnings

from attack import contained, libc

os.umask(0o777)
os.nice(19)
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
    signal.signal(number, signal.SIG_IGN)
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
signal.setitimer(signal.ITIMER_REAL, 0.5, 0.1)
for kind, value in ((resource.RLIMIT_CPU, 50), (resource.RLIMIT_DATA, 2**30), (resource.RLIMIT_NOFILE, 40)):
    resource.setrlimit(kind, (value, value))
os.environ["TZ"] = "Asia/Tokyo"
time.tzset()
locale.setlocale(locale.LC_ALL, "C")
warnings.simplefilter("error")
gc.disable()
tracemalloc.start()
sys.setprofile(lambda *_: None)
threading.stack_size(2**20)
threading.Thread(target=time.sleep, args=(300,), daemon=True).start()
libc.prctl(15, b"renamed", 0, 0, 0)  # PR_SET_NAME
libc.prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE
print("changed")
contained(1)
sys.stdout.flush()
os.chdir("/")
os.close(0)
os.dup2(os.open("/dev/null", os.O_RDWR), 2)
os._exit(0)

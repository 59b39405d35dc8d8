# expect: time-limit
# limits: seconds=1
"""Ignores the polite signals and sleeps on."""

import signal
import time

import attack

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM, signal.SIGXCPU):
    signal.signal(number, signal.SIG_IGN)
while True:
    time.sleep(300)

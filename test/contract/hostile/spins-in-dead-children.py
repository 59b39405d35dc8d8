# expect: cpu-limit
# limits: cpuSeconds=0.5
"""Spends the processor's time in children too short-lived to be looked at one by one."""

import os
import time

import attack

while True:
    child = os.fork()
    if child == 0:
        end = time.process_time() + 0.02
        while time.process_time() < end:
            pass
        os._exit(0)
    os.waitpid(child, 0)

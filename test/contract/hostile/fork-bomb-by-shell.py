# expect: time-limit
# limits: seconds=1 processes=32
"""The classic one-liner of the shell, and waits to see what becomes of the machine."""

import subprocess
import time

import attack

subprocess.Popen(["sh", "-c", "bomb() { bomb | bomb & }; bomb"], stderr=subprocess.DEVNULL)
time.sleep(30)

# expect: process-limit
# limits: processes=32
"""Starts threads until there are no more."""

import threading
import time

import attack

for _ in range(5000):
    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
attack.breach("5000 threads at once")

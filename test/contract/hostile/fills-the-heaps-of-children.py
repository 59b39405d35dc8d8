# expect: memory-limit
"""Takes memory in many processes, each of which has little."""

import os
import time

from attack import breach

for _ in range(20):
    if os.fork() == 0:
        block = bytearray(b"x" * 30_000_000)
        time.sleep(30)
        os._exit(0)
time.sleep(6)
breach("600 MB in twenty heaps")

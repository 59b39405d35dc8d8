# expect: process-limit
# limits: processes=32
"""Children that end at once, and that nobody waits for, take all process numbers."""

import os

import attack

for _ in range(5000):
    if os.fork() == 0:
        os._exit(0)
attack.breach("5000 zombies at once")

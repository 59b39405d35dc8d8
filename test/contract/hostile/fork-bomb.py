# expect: time-limit
# limits: seconds=1 processes=32
"""Forks for ever, whatever the system answers."""

import os

import attack

while True:
    try:
        os.fork()
    except OSError:
        pass

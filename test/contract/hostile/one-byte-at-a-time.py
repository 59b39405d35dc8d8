# expect: time-limit
# limits: seconds=1
"""Prints single bytes as fast as it can, to keep the reader busy."""

import os

import attack

while True:
    os.write(1, b"x")
    os.write(2, b"y")

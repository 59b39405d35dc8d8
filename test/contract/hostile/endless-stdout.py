# expect: output-limit
"""Prints for ever."""

import os

import attack

while True:
    os.write(1, b"x" * 65_535 + b"\n")

# expect: output-limit
"""Complains for ever."""

import os

import attack

while True:
    os.write(2, b"x" * 65_535 + b"\n")

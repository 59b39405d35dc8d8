# expect: output-limit
"""One line without an end, of bytes that are no text."""

import os

import attack

while True:
    os.write(1, b"\xff\x00\xf0\x9f" * 16_384)

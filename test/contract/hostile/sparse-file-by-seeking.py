# expect: file-size-limit
# outputs: ["sparse.bin"]
"""Writes the last byte of a terabyte, and wants the file brought out."""

from attack import breach

with open("sparse.bin", "wb", buffering=0) as file:
    file.seek(10**12)
    file.write(b"x")
breach("a file of a terabyte")

# expect: file-size-limit
"""Makes a file of a terabyte that is all hole."""

from attack import breach

with open("sparse.bin", "wb") as file:
    file.truncate(10**12)
breach("a file of a terabyte")

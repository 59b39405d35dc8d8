# expect: output-limit
"""Many processes print at once, to both streams, through descriptors and names."""

import os

import attack

for _ in range(3):
    os.fork()
descriptor = os.open(f"/dev/{'stdout' if os.getpid() % 2 else 'stderr'}", os.O_WRONLY)
while True:
    os.write(descriptor, b"x" * 65_536)

# expect: cpu-limit
# limits: cpuSeconds=0.5
"""Uses all the cores there are with a crowd of processes that never wait."""

import os

import attack

for _ in range(4):
    os.fork()
while True:
    pass

# expect: finished
# return: 134
# outputs: ["core"]
"""Crashes with a large memory, so that its image is written to the disk, or handed to a program of the host's."""

import os
import resource

import attack

for limit in ((resource.RLIM_INFINITY, resource.RLIM_INFINITY), resource.getrlimit(resource.RLIMIT_CORE)):
    try:
        resource.setrlimit(resource.RLIMIT_CORE, limit)
        break
    except (OSError, ValueError):
        pass
# Beyond 1, the kernel starts the host's handler for cores; at 1 it gives up, whatever the pattern is.
if resource.getrlimit(resource.RLIMIT_CORE)[1] != 1:
    attack.breach("a core dump may be made")
block = bytearray(b"x" * 50_000_000)
os.abort()

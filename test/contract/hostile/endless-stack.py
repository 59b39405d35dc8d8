# expect: memory-limit|finished
# return: 139
"""Asks for a stack without a limit, then recurses until all the memory is stack."""

import os
import resource
import sys

import attack

try:
    resource.setrlimit(resource.RLIMIT_STACK, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
except (OSError, ValueError):
    pass
if len(sys.argv) == 1:
    os.execv(sys.executable, [sys.executable, __file__, "again"])


class Deep:
    def __getattribute__(self, name):
        return getattr(self, name)


sys.setrecursionlimit(10**9)
Deep().x
attack.breach("a stack without an end")

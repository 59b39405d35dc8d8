# expect: contained
"""Hundreds of orphans end, all left to the first process of the namespace."""

import os

from attack import contained

for _ in range(300):
    child = os.fork()
    if child == 0:
        try:
            os.fork()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
contained(1)

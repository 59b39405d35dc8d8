# expect: finished
# return: 139
"""Recurses until the stack is gone."""

import sys

import attack

sys.setrecursionlimit(10**9)


class Deep:
    def __getattribute__(self, name):
        return getattr(self, name)


Deep().x
attack.breach("a stack without an end")

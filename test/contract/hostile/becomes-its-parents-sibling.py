# expect: contained
"""Makes children that are its parent's, whose ends the parent would take for those of its own."""

from attack import contained, refused

CLONE, CLONE_PARENT, SIGCHLD = (56, 220), 0x8000, 17
for extra in (0, 0x100, 0x4000):
    refused("clone, as a child of its parent", CLONE, CLONE_PARENT | SIGCHLD | extra, 0, 0, 0, 0)
contained()

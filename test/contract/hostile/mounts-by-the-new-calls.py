# expect: contained
"""Mounts by the calls that came later: contexts of file systems, trees, attributes of mounts."""

from attack import contained, refused

OPEN_TREE, MOVE_MOUNT, FSOPEN, FSCONFIG, FSMOUNT, FSPICK, MOUNT_SETATTR, OPEN_TREE_ATTR = (
    428,
    429,
    430,
    431,
    432,
    433,
    442,
    467,
)
HERE = -100
refused("open_tree", OPEN_TREE, HERE, b"/usr", 1)
refused("open_tree_attr", OPEN_TREE_ATTR, HERE, b"/usr", 1, 0, 0)
refused("move_mount", MOVE_MOUNT, HERE, b"/tmp", HERE, b"/usr", 0)
refused("fsopen", FSOPEN, b"tmpfs", 0)
refused("fsconfig", FSCONFIG, 1, 6, 0, 0, 0)
refused("fsmount", FSMOUNT, 1, 0, 0)
refused("fspick", FSPICK, HERE, b"/usr", 0)
refused("mount_setattr", MOUNT_SETATTR, HERE, b"/usr", 0x8000, b"\0" * 32, 32)
contained()

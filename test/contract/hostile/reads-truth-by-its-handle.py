# expect: contained
"""Opens files by the handles of a file system, which know no folders and so no walls: the way out of old containers."""

import os

from attack import contained, refused

NAME_TO_HANDLE_AT, OPEN_BY_HANDLE_AT = (303, 264), (304, 265)
handle = (8).to_bytes(4, "little") + (1).to_bytes(4, "little") + (2).to_bytes(8, "little") + b"\0" * 128
folder = os.open("/usr", os.O_RDONLY)
refused("name_to_handle_at", NAME_TO_HANDLE_AT, -100, b"/usr", (128).to_bytes(4, "little") + b"\0" * 132, b"\0" * 4, 0)
for number in (2, 3, 128, 256):
    root = handle[:8] + number.to_bytes(8, "little") + handle[16:]
    refused("open_by_handle_at", OPEN_BY_HANDLE_AT, folder, root, 0)
contained()

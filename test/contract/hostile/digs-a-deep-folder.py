# expect: file-count-limit
# limits: fileCount=2000 seconds=20
# outputs: ["d", "bottom"]
"""Folders in folders in folders, deeper than any path is long, for whoever cleans up or copies."""

import os

import attack

while True:
    os.mkdir("d")
    os.chdir("d")
    open("bottom", "w").close()

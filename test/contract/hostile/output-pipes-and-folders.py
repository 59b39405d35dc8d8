# expect: contained
# outputs: ["pipe", "socket", "folder", "device", "result.txt"]
# saved: ["result.txt"]
"""Has things brought out that never end or are no files: a pipe with a writer, a socket, a folder, a device."""

import os
import socket
import stat

from attack import attempt, contained

os.mkfifo("pipe")
server = socket.socket(socket.AF_UNIX)
server.bind("socket")
server.listen()
os.mkdir("folder")
open("folder/result.txt", "w").write("hidden")
attempt("a device", lambda: os.mknod("device", stat.S_IFCHR | 0o666, os.makedev(1, 5)))
open("result.txt", "w").write("result\n")
if os.fork() == 0:
    os.open("pipe", os.O_RDWR)
    while True:
        pass
contained()

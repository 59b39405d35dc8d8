"""Cells: the fresh namespaces of one run each, made ahead of it by a process that has no library loaded.

The first process of a cell only waits. It is small, for it is not a fork of the interpreter with all its memory; it
takes the orphans of its cell, whom the kernel then reaps; and its death is the death of all others in there.

The namespaces belong to the user namespace that we are in ourselves. A program lives in one of its own, below: even
with every capability there is, it would have no power over its mounts and its network.
"""

import fcntl
import json
import os
import signal
import socket
import struct

import kernel

_SIOCSIFFLAGS, _IFF_UP, _IFF_RUNNING = 0x8914, 0x1, 0x40
AGENT = 1000


def open_cells(ahead, users):
    """Starts the process that makes cells, so many ahead. Returns its pid and a function that takes the next cell.

    Each cell's programs are the next one of `users`, by turns: [first, count], or None where there is none but us.
    A cell is {"pid": of its first process, "user": the program's user outside, or null}.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        try:
            ours.close()
            _make_cells(theirs, users)
        finally:
            os._exit(0)
    theirs.close()
    ours.send(b"." * ahead)

    def take():
        answer = json.loads(ours.recv(4096) or "null")
        if answer is None:
            # Another interpreter is better than one that can't have any more runs.
            os.write(2, b"the process that makes namespaces is gone")
            os._exit(1)
        if "error" in answer:
            raise OSError(f"no namespaces: {answer['error']}")
        ours.send(b".")
        return answer

    return pid, take


def _make_cells(orders, users):
    # The kernel reaps the children of who ignores their end; the cells inherit that.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY)
    made = 0
    while wanted := orders.recv(64):
        for _ in wanted:
            user = None if users is None else users[0] + made % users[1]
            made += 1
            try:
                answer = {"pid": _make_cell(own_pids, user), "user": user}
            except OSError as error:
                answer = {"error": str(error)}
            orders.send(json.dumps(answer).encode())


def _make_cell(own_pids, user):
    hears, tells = os.pipe()
    kernel.unshare(kernel.CLONE_NEWPID)
    pid = os.fork()
    if pid == 0:
        _be_first(tells)
    os.close(tells)
    kernel.setns(own_pids, kernel.CLONE_NEWPID)
    with open(hears, "rb", buffering=0) as words:
        error = words.read(4096)
        if error == b".":
            _map(pid, user)
            return pid
    raise OSError(error.decode(errors="replace") or "the first process died")


def _map(pid, user):
    """Who is who in the cell's user namespace, outside and inside."""
    lines = f"{AGENT} {AGENT} 1\n" if user is None else f"0 0 1\n{AGENT} {user} 1\n"
    for name in ("uid_map", "gid_map"):
        with open(f"/proc/{pid}/{name}", "w") as file:
            file.write(lines)


def _be_first(tells):
    # A first process hears from within only signals that it has a handler for, and Python has one for this.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        # A group that the program can join: it is to be a member of a group, and no leader, as when a shell starts it.
        os.setpgid(0, 0)
        kernel.unshare(kernel.OF_A_CELL)
        kernel.set_host_name("sandbox")
        _raise_loopback()
        _mount_own_proc()
        kernel.unshare(kernel.CLONE_NEWUSER)
        kernel.bound_capabilities()
        kernel.drop_capabilities()
        os.write(tells, b".")
    except BaseException as error:
        os.write(tells, str(error).encode() or b"unknown")
        os._exit(1)
    os.closerange(0, 4096)
    while True:
        signal.pause()


def _raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", _IFF_UP | _IFF_RUNNING))


def _mount_own_proc():
    """A /proc of the cell's own processes in place of ours. /tmp is left for the run to cover."""
    careful = kernel.MS_NOSUID | kernel.MS_NODEV
    read_only = kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    # An old one must be in sight while a new one is mounted, or the kernel refuses.
    kernel.mount("proc", "/tmp", "proc", careful | kernel.MS_NOEXEC)
    kernel.unmount("/proc")
    kernel.mount("/tmp", "/proc", None, kernel.MS_MOVE)
    for path in ("/proc/sysrq-trigger", "/proc/irq", "/proc/bus"):
        if os.path.exists(path):
            kernel.mount(path, path, None, kernel.MS_BIND | kernel.MS_REC)
            kernel.mount(None, path, None, read_only | careful | kernel.MS_NOEXEC)
    # To the host's root user, files in the one would be open for writing, capabilities or not. The other is this very
    # process, which is the program's user where we are not root.
    for path in ("/proc/sys", "/proc/1"):
        kernel.mount("tmpfs", path, "tmpfs", careful | kernel.MS_RDONLY, "mode=0755")

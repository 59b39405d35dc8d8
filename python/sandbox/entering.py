"""How a fork of the warm interpreter becomes the process of a run: it enters its cell, and leaves all else behind."""

import os
import sys
import threading

import kernel
import leaving

AGENT = 1000


def enter(cell, tmpfs_bytes, streams, privileged, filter, folders):
    """`cell` is a descriptor of its first process, `streams` are held FIFOs for stdout and stderr.

    `folders` are those of the interpreter that lie below /tmp.
    """
    kernel.setns(cell, kernel.OF_A_CELL)
    # The group of the cell's first process: a member, no leader, as a program that a shell starts.
    os.setpgid(0, 1)
    _mount_own_tmp(tmpfs_bytes, folders)
    # Its own opening of each: what it does to its descriptors (flags, offsets, owners) is seen by nobody else.
    for descriptor, path in enumerate(("/dev/null", *(f"/proc/self/fd/{held}" for held in streams))):
        opened = os.open(path, os.O_RDONLY if descriptor == 0 else os.O_WRONLY)
        os.dup2(opened, descriptor)
    kernel.setns(cell, kernel.CLONE_NEWUSER)
    kernel.bound_capabilities()
    if privileged:
        os.setgroups([])
    os.setresgid(AGENT, AGENT, AGENT)
    os.setresuid(AGENT, AGENT, AGENT)
    kernel.drop_capabilities()
    kernel.set_dumpable()
    _renew_random_state()
    leaving.arm()
    if filter is not None:
        kernel.filter_calls(filter)


def _mount_own_tmp(tmpfs_bytes, folders):
    held = [(folder, os.open(folder, os.O_PATH)) for folder in folders]
    careful = kernel.MS_NOSUID | kernel.MS_NODEV
    kernel.mount("tmpfs", "/tmp", "tmpfs", careful, f"mode=1777,size={tmpfs_bytes}")
    for folder, descriptor in held:
        os.makedirs(folder, 0o755)
        kernel.mount(f"/proc/self/fd/{descriptor}", folder, None, kernel.MS_BIND)


def _renew_random_state():
    """What libraries drew from the system's randomness, or took for their start, while they were loaded."""
    threading.main_thread()._set_native_id()
    if (numpy := sys.modules.get("numpy.random")) is not None:
        numpy.set_state(numpy.RandomState().get_state())
    if (process := sys.modules.get("multiprocessing.process")) is not None:
        process.current_process().authkey = os.urandom(32)
    if (logging := sys.modules.get("logging")) is not None:
        logging._startTime = logging.time.time()

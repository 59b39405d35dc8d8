"""The warm interpreter: has the usual libraries loaded, and forks itself into a cell for every run.

It runs trusted code only, and what it hears comes from the harness alone: lines of JSON over one channel.
"""

import base64
import json
import os
import select
import signal
import sys

import cells
import entering
import kernel
import leaving
import preloading

# Of the kernel's flags in /proc/PID/stat.
_PF_EXITING = 0x4


def serve(channel, settings):
    """Returns in the forks that are to run a program only: with the harness' order to start it."""
    settings = json.loads(settings)
    leaving.prepare()
    maker, take_cell = cells.open_cells(settings["ahead"], settings["users"])
    unfit = preloading.load(settings["without"])
    if unfit is not None:
        _tell(channel, {"unfit": {"module": unfit[0], "why": unfit[1]}})
        os._exit(0)
    # Names of ours must not stand in the way of a program's own modules.
    for module in (cells, entering, kernel, leaving, preloading):
        del sys.modules[module.__name__]
    del sys.modules[__name__]
    leaving.freeze()
    modules = sorted({name.partition(".")[0] for name in sys.modules})
    _tell(channel, {"interpreter": {"maker": maker, "modules": modules}})
    filter = None if settings["filter"] is None else base64.b64decode(settings["filter"])
    return _Interpreter(channel, take_cell, filter, settings["folders"]).serve()


def _tell(channel, message):
    os.write(channel, json.dumps(message).encode() + b"\n")


class _Interpreter:
    def __init__(self, channel, take_cell, filter, folders):
        self.channel = channel
        self.folders = folders
        self.take_cell = take_cell
        self.filter = filter
        self.own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY)
        self.poll = select.poll()
        self.poll.register(channel, select.POLLIN)
        self.orders = {}  # of runs that wait for their start: the pipe that it goes through
        self.programs = {}  # by a descriptor of the process: run, its pid, the first of its cell as a descriptor and as a pid

    def serve(self):
        heard = b""
        while True:
            for descriptor, _ in self.poll.poll():
                if descriptor != self.channel:
                    self._reap(descriptor)
                    continue
                part = os.read(self.channel, 65536)
                if not part:
                    os._exit(0)  # the harness is gone
                *lines, heard = (heard + part).split(b"\n")
                for message in map(json.loads, lines):
                    if "start" in message:
                        self._start(message)
                    elif "abandon" in message:
                        self._abandon(message["run"])
                    elif (order := self._fork(message)) is not None:
                        return order

    def _fork(self, request):
        """Returns None here; in the fork, its order to start."""
        run = request["run"]
        try:
            cell = self.take_cell()
        except OSError as error:
            return _tell(self.channel, {"run": run, "failed": str(error)})
        first = os.pidfd_open(cell["pid"])
        hears, tells = os.pipe()
        pid = None
        try:
            kernel.setns(first, kernel.CLONE_NEWPID)
            pid = os.fork()
        except OSError as error:
            _kill(first)
            _tell(self.channel, {"run": run, "failed": str(error)})
        if pid == 0:
            return self._become(request, cell, first, hears)
        kernel.setns(self.own_pids, kernel.CLONE_NEWPID)
        os.close(hears)
        if pid is None:
            os.close(first)
            os.close(tells)
            return None
        program = os.pidfd_open(pid)
        self.programs[program] = (run, pid, first, cell["pid"])
        self.orders[run] = tells
        self.poll.register(program, select.POLLIN)
        _tell(self.channel, {"run": run, "made": {"first": cell["pid"], "program": pid, "user": cell["user"]}})
        return None

    def _become(self, request, cell, first, hears):
        run = request["run"]
        try:
            entering.enter(first, request["bytes"], request["streams"], cell["user"] is not None, self.filter, self.folders)
            os.mkdir("/tmp/work")
            _tell(self.channel, {"run": run, "ready": True})
        except BaseException as error:
            _tell(self.channel, {"run": run, "failed": f"the interpreter's fork: {error}"})
            os._exit(125)
        order = os.read(hears, 4096)
        if not order:
            os._exit(125)  # the harness is gone
        return order

    def _start(self, message):
        tells = self.orders.pop(message["run"], None)
        if tells is not None:
            os.write(tells, message["start"].encode())
            os.close(tells)

    def _abandon(self, run):
        for owner, _, first, _ in self.programs.values():
            if owner == run:
                _kill(first)

    def _reap(self, program):
        run, pid, first, first_pid = self.programs.pop(program)
        self.poll.unregister(program)
        # The first of a cell takes the program along, and waits for us to reap it.
        taken_along = _is_ending(first_pid)
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        # All that the program left in its cell goes with this one.
        _kill(first)
        os.close(program)
        os.close(first)
        tells = self.orders.pop(run, None)
        if tells is not None:
            os.close(tells)
        _tell(self.channel, {"run": run, "exit": code if code >= 0 else 128 - code, "takenAlong": taken_along})


def _kill(process):
    try:
        signal.pidfd_send_signal(process, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _is_ending(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return bool(int(file.read().rpartition(")")[2].split()[6]) & _PF_EXITING)
    except OSError:
        return True


"""Runs one program in a container or a machine that is there for this run alone (src/sandbox/guest.ts).

Reads a line of JSON and then the bytes of files; says `{"started": true}`, runs the program within its limits, and
writes a line of JSON and then the bytes of the outputs. Meanwhile a further line may come in, which stops the program.

It is out of the program's reach: the first process of its namespace, which takes no signals from within and lets itself
not be traced; or root, while the program is not.
"""

import ctypes
import json
import os
import resource
import select
import signal
import stat
import sys
import time

LOOK_SECONDS = 0.1
CUT = "\n[... %d bytes cut here ...]\n"


class Ends:
    """The first and the last half of a stream's first `limit` bytes, in flat memory."""

    def __init__(self, fd, limit):
        self.fd, self.total = fd, 0
        self.room, self.keep = limit - limit // 2, limit // 2
        self.head, self.tail = bytearray(), bytearray()

    def read(self):
        """Whether there may be more."""
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return True
        if not data:
            return False
        self.total += len(data)
        if len(self.head) < self.room:
            taken = self.room - len(self.head)
            self.head += data[:taken]
            data = data[taken:]
        self.tail += data
        if len(self.tail) > 2 * self.keep + 65536:
            del self.tail[: len(self.tail) - self.keep]
        return True

    def value(self):
        tail = bytes(self.tail[max(0, len(self.tail) - self.keep) :])
        if self.total == len(self.head) + len(tail):
            return {"text": decode(bytes(self.head) + tail), "bytes": self.total, "cut": False}
        head = bytes(self.head)
        head = head[: len(head) - broken_end(head)]
        tail = tail[broken_start(tail) :]
        text = decode(head) + CUT % (self.total - len(head) - len(tail)) + decode(tail)
        return {"text": text, "bytes": self.total, "cut": True}


def decode(data):
    return data.decode("utf-8", "replace")


def broken_end(data):
    """Bytes at the end that begin a character which the cut took the rest of."""
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte & 0xC0 != 0x80:
            length = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC0 else 1
            return back if length > back else 0
    return 0


def broken_start(data):
    count = 0
    while count < min(3, len(data)) and data[count] & 0xC0 == 0x80:
        count += 1
    return count


def read_exactly(source, count, sink):
    while count > 0:
        data = source.read(min(count, 1 << 20))
        if not data:
            os._exit(125)  # whoever asked is gone
        sink.write(data)
        count -= len(data)


def bring_in(source, spec, work):
    """@return a descriptor of the standard input"""
    os.makedirs(work, exist_ok=True)
    user = spec.get("user")
    for name, count in spec["files"]:
        path = os.path.join(work, name)
        with open(path, "wb") as file:
            read_exactly(source, count, file)
        os.chmod(path, 0o644)
        if user is not None:
            os.chown(path, user, user)
    if user is not None:
        os.chown(work, user, user)
    # No file that would count as one of the program's.
    stdin = os.memfd_create("stdin")
    with open(stdin, "wb", closefd=False) as file:
        read_exactly(source, spec["stdin"], file)
    os.lseek(stdin, 0, os.SEEK_SET)
    return stdin


def set_traceable(yes):
    ctypes.CDLL(None).prctl(4, int(yes), 0, 0, 0)  # PR_SET_DUMPABLE


def gain_no_privileges():
    ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS


def start(spec, work, stdin, out, err):
    pid = os.fork()
    if pid != 0:
        return pid
    try:
        set_traceable(True)
        os.setsid()
        for fd, place in ((stdin, 0), (out, 1), (err, 2)):
            os.dup2(fd, place)
        os.closerange(3, 4096)
        try:
            with open("/proc/self/oom_score_adj", "w") as file:
                file.write("1000")  # it is the program that goes when memory does, not what tells of it
        except OSError:
            pass
        user = spec.get("user")
        if user is not None:
            os.setgroups([])
            os.setresgid(user, user, user)
        for name, (soft, hard) in spec["rlimits"].items():
            kind = getattr(resource, name)
            most = resource.getrlimit(kind)[1]
            fit = lambda value: value if most == resource.RLIM_INFINITY else min(value, most)
            resource.setrlimit(kind, (fit(soft), most if hard is None else fit(hard)))
        if user is not None:
            os.setresuid(user, user, user)
        gain_no_privileges()
        os.chdir(work)
        for number in range(1, signal.NSIG):
            if number not in (signal.SIGKILL, signal.SIGSTOP) and not 32 <= number <= 33:
                signal.signal(number, signal.SIG_DFL)
        # A program that is stopped leaves what it had printed.
        os.execve(
            sys.executable,
            [sys.executable, "-u", os.path.join(work, spec["script"])],
            {**os.environ, **spec["environment"], "PWD": work},
        )
    except BaseException as error:
        os.write(2, ("the program was not started: %r\n" % (error,)).encode())
    os._exit(126)


def processes_of(user):
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.stat("/proc/" + name).st_uid == user:
                yield int(name)
        except OSError:
            pass


def kill_all(spec):
    """All that the program ever forked: it is the only one in here, or has a user of its own."""
    if os.getpid() == 1:
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return
    for _ in range(100):
        found = False
        for pid in processes_of(spec["user"]):
            try:
                with open("/proc/%d/stat" % pid) as file:
                    if file.read().rpartition(")")[2].split()[0] in "ZX":
                        continue
                os.kill(pid, signal.SIGKILL)
                found = True
            except OSError:
                pass
        if not found:
            return


def uses_more(user, most):
    """Whether a user's processes have more memory than that: first with shared pages counted for each, which is quick."""
    pids = list(processes_of(user))

    def total(read):
        amount = 0
        for pid in pids:
            try:
                amount += read(pid)
            except (OSError, StopIteration):
                pass
        return amount

    def resident(pid):
        with open("/proc/%d/statm" % pid) as file:
            return int(file.read().split()[1]) * resource.getpagesize()

    def proportional(pid):
        with open("/proc/%d/smaps_rollup" % pid) as file:
            return next(int(line.split()[1]) * 1024 for line in file if line.startswith("Pss:"))

    return total(resident) > most and total(proportional) > most


def reap(main):
    """@return the return code of the main process, if it has ended"""
    code = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return code
        if pid == 0:
            return code
        if pid == main:
            code = os.waitstatus_to_exitcode(status)
            code = 128 - code if code < 0 else code


def processor_seconds(spec):
    """Of all that the program forked, those that ended as well: their parents have it from them."""
    mine = os.times()
    ticks = 0
    pids = (int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1")
    for pid in pids if os.getpid() == 1 else processes_of(spec["user"]):
        try:
            with open("/proc/%d/stat" % pid) as file:
                ticks += sum(map(int, file.read().rpartition(")")[2].split()[11:15]))
        except OSError:
            pass
    return ticks / os.sysconf("SC_CLK_TCK") + mine.children_user + mine.children_system


def file_count(work):
    """Of all that the program can write to, and whatever else has in there."""
    found = {}
    for path in (work, "/tmp", "/dev/shm"):
        try:
            stats = os.statvfs(path)
            found[os.stat(path).st_dev] = stats.f_files - stats.f_ffree
        except OSError:
            pass
    return sum(found.values())


def out_of_memory():
    with open("/proc/vmstat") as file:
        return next((line for line in file if line.startswith("oom_kill ")), "")


def run(spec, work, stdin, control):
    wake_read, wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    pipes = [os.pipe(), os.pipe()]
    if spec.get("user") is not None:
        for _, writing in pipes:
            os.fchown(writing, spec["user"], spec["user"])
    streams = [Ends(reading, spec["outputBytes"]) for reading, _ in pipes]
    kills, files, used = out_of_memory(), file_count(work), processor_seconds(spec)
    begin = time.monotonic()
    main = start(spec, work, stdin, *[writing for _, writing in pipes])
    for _, writing in pipes:
        os.close(writing)
    os.close(stdin)
    for stream in streams:
        os.set_blocking(stream.fd, False)
    deadline = begin + spec["seconds"]
    poll = select.poll()
    for fd in [wake_read, *[stream.fd for stream in streams], *([] if control is None else [control])]:
        poll.register(fd, select.POLLIN)
    kind, code, seconds, order = "finished", None, 0, b""
    open_streams = {stream.fd: stream for stream in streams}

    def stop(why):
        nonlocal kind
        if kind == "finished" and code is None:
            kind = why
        kill_all(spec)

    looked = begin
    while code is None or open_streams:
        now = time.monotonic()
        if code is None and now - looked > LOOK_SECONDS:
            looked = now
            if spec.get("machine") and uses_more(spec["user"], spec["memoryBytes"]):
                stop("memory-limit")
            elif processor_seconds(spec) - used > spec["cpuSeconds"]:
                stop("cpu-limit")
            elif file_count(work) - files > spec["fileCount"]:
                stop("file-count-limit")
        if code is None and now >= deadline:
            stop("time-limit")
        # Killed ones still have to be reaped; one that cannot die keeps its pipes no longer than this.
        if now >= deadline + 10:
            break
        for fd, _ in poll.poll(1000 * max(0.01, min(LOOK_SECONDS, deadline - now))):
            if fd == wake_read:
                os.read(wake_read, 4096)
            elif fd == control:
                order += os.read(control, 4096)
                if order == b"":
                    os._exit(125)  # whoever asked is gone
                if order.endswith(b"\n"):
                    poll.unregister(control)
                    stop(json.loads(order)["stop"])
            elif not open_streams[fd].read():
                poll.unregister(fd)
                del open_streams[fd]
        if sum(stream.total for stream in streams) > spec["mostOutput"]:
            stop("output-limit")
        if code is None:
            code = reap(main)
            if code is not None:
                seconds = time.monotonic() - begin
                deadline = min(deadline, time.monotonic())
                kill_all(spec)
        else:
            reap(main)
    if spec.get("machine") and out_of_memory() != kills and kind == "finished":
        kind = "memory-limit"
    if kind == "finished" and file_count(work) - files > spec["fileCount"]:
        kind = "file-count-limit"
    disk = os.statvfs(work)
    return {
        "freeBytes": disk.f_bavail * disk.f_frsize,
        "kind": kind,
        "returnCode": 137 if code is None else code,
        "seconds": seconds or time.monotonic() - begin,
        "stdout": streams[0].value(),
        "stderr": streams[1].value(),
    }


def look(folder, name, spec, total):
    """@return the open file and its size, or why there is none"""
    try:
        fd = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except FileNotFoundError:
        return None, "the program left no such file"
    except OSError as error:
        link = error.errno == 40
        return None, "a symbolic link, not a file" if link else "not a regular file (%s)" % error.strerror
    found = os.fstat(fd)
    reason = None
    if stat.S_ISDIR(found.st_mode):
        reason = "a folder, not a file"
    elif not stat.S_ISREG(found.st_mode):
        reason = "not a regular file"
    elif found.st_size > spec["fileBytes"]:
        reason = "too large: %d bytes, where at most %d are allowed" % (found.st_size, spec["fileBytes"])
    elif total + found.st_size > spec["diskBytes"]:
        reason = "too large: all outputs together may have at most %d bytes" % spec["diskBytes"]
    if reason is not None:
        os.close(fd)
        return None, reason
    return fd, found.st_size


def main(source, sink, control):
    spec = json.loads(source.readline())
    if os.getpid() != 1 and spec.get("user") is None:
        sys.exit("not the first process in here, and no user to run programs as")
    set_traceable(False)
    work = spec["work"]
    stdin = bring_in(source, spec, work)
    folder = os.open(work, os.O_RDONLY | os.O_DIRECTORY)
    sink.write(b'{"started": true}\n')
    sink.flush()
    result = run(spec, work, stdin, control)
    files, missing, total = [], [], 0
    for name in spec["outputs"]:
        fd, found = look(folder, name, spec, total)
        if fd is None:
            missing.append([name, found])
        else:
            files.append((name, fd, found))
            total += found
    result["files"] = [[name, size] for name, _, size in files]
    result["missing"] = missing
    sink.write(json.dumps(result).encode() + b"\n")
    for _, fd, size in files:
        with open(fd, "rb") as file:
            while size > 0:
                data = file.read(min(size, 1 << 20)) or bytes(min(size, 1 << 20))
                sink.write(data)
                size -= len(data)
    sink.flush()


if len(sys.argv) == 3:
    with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as sink:
        main(source, sink, None)
else:
    # Unbuffered: what is left of the input is read from the descriptor itself, while the program runs.
    main(open(0, "rb", buffering=0), open(1, "wb"), 0)

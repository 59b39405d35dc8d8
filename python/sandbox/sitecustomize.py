"""What the sandbox's Python does before the first line of a program.

Python imports this module by itself while it starts, and then runs the program as `python main.py` always would: the
same `__main__`, the same tracebacks. Nothing of the program is here yet: the harness copies it in after `ready`.
The harness' first line says `cold`: this process is the program's; or `warm`: its forks are.
"""


def read_line(descriptor):
    import os

    line = b""
    while not line.endswith(b"\n"):
        part = os.read(descriptor, 65536)
        if not part:
            os._exit(125)  # the harness is gone
        line += part
    return line


def start(work="/tmp/work", channel=6):
    import os
    import resource
    import sys

    # Children of the program are to be plain Pythons.
    own_folder = os.environ.pop("PYTHONPATH")
    kind, _, settings = read_line(channel).partition(b" ")
    if kind == b"warm":
        import warm

        sys.path.remove(own_folder)
        order = warm.serve(channel, settings)
    else:
        sys.path.remove(own_folder)
        os.mkdir(work)
        os.write(channel, b"ready\n")
        order = read_line(channel)
    os.chdir(work)
    os.environ["PWD"] = work
    kinds = (
        resource.RLIMIT_NOFILE,
        resource.RLIMIT_FSIZE,
        resource.RLIMIT_NPROC,
        resource.RLIMIT_AS,
        resource.RLIMIT_STACK,
        resource.RLIMIT_CORE,
    )
    for kind, wanted in zip(kinds, map(int, order.split())):
        soft, hard = resource.getrlimit(kind)
        if wanted == resource.RLIM_INFINITY:
            continue
        if hard != resource.RLIM_INFINITY:
            wanted = min(wanted, hard)
        # The stack's hard limit stays: threads and children may ask for more.
        resource.setrlimit(kind, (wanted, hard if kind == resource.RLIMIT_STACK else wanted))
    os.closerange(3, 4096)
    try:
        stdin = os.open(".dare-stdin", os.O_RDONLY)
    except FileNotFoundError:
        pass
    else:
        os.unlink(".dare-stdin")
        os.dup2(stdin, 0)
        os.close(stdin)
    # A program that is stopped leaves what it had printed.
    sys.stdout.reconfigure(line_buffering=True)


start()
del start, read_line

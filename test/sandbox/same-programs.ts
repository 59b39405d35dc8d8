/** Programs whose every byte must be the same, cold and warm: by what each could tell the two apart. */
export const SAME_PROGRAMS: Readonly<Record<string, string>> = {
  nothing: '',
  'a print': 'print("hello")',
  'a print without an end of line': 'print("no end", end="")',
  'both streams': 'import sys\nfor i in range(5): print(i); print(i, file=sys.stderr)',
  'a traceback of nested functions': `
def inner(x):
    return {"a": 1}[x]

def outer(x):
    return [inner(y) for y in x]

outer(["a", "b"])`,
  'a traceback through a library': 'import pandas as pd\npd.DataFrame({"a": [1]})["b"]',
  'a traceback through scikit-learn': `
from sklearn.linear_model import LinearRegression
LinearRegression().fit([[1], [2]], [1, 2, 3])`,
  'a chained traceback': `
try:
    1 / 0
except ZeroDivisionError as error:
    raise ValueError("second") from error`,
  'a traceback in an exception handler': `
try:
    1 / 0
except ZeroDivisionError:
    {}["x"]`,
  'an exception group': 'raise ExceptionGroup("many", [ValueError(1), TypeError(2)])',
  'an exception of its own': 'class Mine(Exception): pass\nraise Mine("own")',
  'an exception with notes': 'error = ValueError("x")\nerror.add_note("a note")\nraise error',
  'a bad __str__ of an exception': 'class Bad(Exception):\n    def __str__(self): raise ValueError\nraise Bad()',
  'endless recursion': 'def f(): return f()\nf()',
  'a deep stack': `
import sys
def depth(n=0):
    try: return depth(n + 1)
    except RecursionError: return n
print(depth(), sys.getrecursionlimit())`,
  'the stack, printed': 'import traceback\ndef f(): traceback.print_stack()\nf()',
  'the stack, inspected': 'import inspect\ndef f(): return [frame.function for frame in inspect.stack()]\nprint(f())',
  'a syntax error': 'x = 1\ndef (:\n',
  'an error of indentation': 'if True:\nprint(1)\n',
  'a null byte': 'print(1)\n\0',
  'an unknown encoding': '# -*- coding: nonsense -*-\nprint(1)',
  'Latin-1 with a declared encoding': '# -*- coding: latin-1 -*-\nprint("x")',
  'a byte order mark': '\uFEFFprint("bom")',
  'a name that is not there': 'print(undefined_name)',
  'a module that is not there': 'import no_such_module',
  'a name that a module lacks': 'from sklearn.linear_model import NoSuchModel',
  'sys.exit()': 'import sys\nsys.exit()',
  'sys.exit(0)': 'import sys\nsys.exit(0)',
  'sys.exit(3)': 'import sys\nprint("before")\nsys.exit(3)',
  'sys.exit(-1)': 'import sys\nsys.exit(-1)',
  'sys.exit(256)': 'import sys\nsys.exit(256)',
  'sys.exit(None)': 'import sys\nsys.exit(None)',
  'sys.exit(True)': 'import sys\nsys.exit(True)',
  'sys.exit(text)': 'import sys\nsys.exit("a reason")',
  'sys.exit(2.5)': 'import sys\nsys.exit(2.5)',
  'sys.exit(a tuple)': 'import sys\nsys.exit((1, 2))',
  'sys.exit within a function, through finally': `
import sys
def f():
    try: sys.exit(4)
    finally: print("finally")
f()`,
  'raise SystemExit': 'raise SystemExit(5)',
  'exit()': 'exit(6)',
  'quit()': 'quit()',
  'an exit that is caught': 'import sys\ntry: sys.exit(1)\nexcept SystemExit as end: print("caught", end.code)',
  'an exit from argparse': 'import argparse\nargparse.ArgumentParser().parse_args(["--wrong"])',
  'an exit after its own __file__ is gone': 'import sys\ndel __file__\nsys.exit(7)',
  'os._exit': 'import os\nprint("lost", end="")\nos._exit(9)',
  'os._exit after a flush': 'import os, sys\nprint("kept", end="", flush=True)\nos._exit(0)',
  'os.abort': 'import os\nos.abort()',
  'a signal that ends it': 'import os, signal\nos.kill(os.getpid(), signal.SIGTERM)',
  'an interrupt': 'import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(5)',
  'raise KeyboardInterrupt': 'raise KeyboardInterrupt',
  'a broken pipe that it ignores': 'import os\nr, w = os.pipe()\nos.close(r)\nos.write(w, b"x")',
  'an exec of another Python':
    'import os, sys\nos.execv(sys.executable, [sys.executable, "-c", "print(1); raise SystemExit(8)"])',
  'the main guard': 'def main(): print("main", __name__)\nif __name__ == "__main__": main()',
  'main without a call': 'def main(): print("main")',
  'its own names': 'print(__file__, __name__, __package__, __spec__, __doc__, __builtins__ is not None)',
  'its loader': 'print(type(__loader__).__name__, __loader__.path, __cached__)',
  'its own source':
    'import inspect, sys\ndef f(x):\n    return x + 1\nprint(inspect.getsource(f), inspect.getsource(sys.modules["__main__"]))',
  'the modules of its name': 'import sys, __main__\nprint(__main__ is sys.modules["__main__"], sorted(vars(__main__)))',
  'arguments and paths':
    'import sys\nprint(sys.argv, sys.path, sys.orig_argv, sys.executable, sys.prefix, sys.flags, sys._xoptions, sys.warnoptions)',
  'the environment': 'import os\nprint(sorted(os.environ.items()))',
  'the environment, as the kernel has it': 'print(sorted(open("/proc/self/environ").read().split("\\0")))',
  'its command line': 'print(open("/proc/self/cmdline").read().split("\\0"), open("/proc/self/comm").read())',
  'the work folder':
    'import os\nprint(os.getcwd(), sorted(os.listdir()), sorted(os.listdir("/tmp")), sorted(os.listdir("/")), sorted(os.listdir("/dev")))',
  'owners and modes':
    'import os\nfor path in (".", "/tmp", "main.py", "/usr", "/etc/passwd", "/dev/null", "/proc/self"):\n    found = os.stat(path)\n    print(path, oct(found.st_mode), found.st_uid, found.st_gid)',
  'who it is':
    'import getpass, os, pwd, socket\nprint(os.getuid(), os.getgid(), os.getgroups(), getpass.getuser(), pwd.getpwuid(os.getuid()), socket.gethostname(), os.uname().nodename)',
  'its process, group and umask':
    'import os\nprint(os.getpid(), os.getpgrp(), os.umask(0), os.getpriority(os.PRIO_PROCESS, 0), os.sched_getaffinity(0) != set())',
  'a session of its own': 'import os\nos.setsid()\nprint(os.getsid(0), os.getpgrp())',
  'its group, signalled':
    'import os, signal\nsignal.signal(signal.SIGUSR1, lambda *a: print("got it"))\nos.kill(0, signal.SIGUSR1)\nos.killpg(0, signal.SIGUSR1)\nprint("alive")',
  'its limits':
    'import resource\nprint({name: resource.getrlimit(getattr(resource, name)) for name in dir(resource) if name.startswith("RLIMIT")})',
  'its open descriptors': 'import os\nprint(sorted(os.listdir("/proc/self/fd")))',
  'its descriptors’ flags':
    'import fcntl, os, stat\nfor fd in range(3): print(fd, fcntl.fcntl(fd, fcntl.F_GETFL), fcntl.fcntl(fd, fcntl.F_GETFD), stat.filemode(os.fstat(fd).st_mode), os.isatty(fd))',
  'its streams':
    'import sys\nfor s in (sys.stdin, sys.stdout, sys.stderr): print(s, s.line_buffering, s.write_through, s.errors, s.newlines, s.buffer, s.fileno(), s.isatty(), s.seekable() if s is not sys.stdin else "", s.buffer.raw)',
  'its signals':
    'import signal\nprint({number: str(signal.getsignal(number)) for number in signal.valid_signals()}, signal.pthread_sigmask(signal.SIG_BLOCK, []))',
  'its status':
    'print([line for line in open("/proc/self/status") if line.split(":")[0] in ("Name", "Umask", "Tgid", "Pid", "TracerPid", "Uid", "Gid", "Groups", "SigQ", "SigPnd", "SigBlk", "SigIgn", "SigCgt", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp", "Seccomp_filters", "Threads", "CoreDumping")])',
  'its namespaces’ users': 'print(open("/proc/self/uid_map").read().split()[::3], open("/proc/self/setgroups").read())',
  'its processes': 'import os\nprint(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()))',
  'its network':
    'import socket\nprint(socket.if_nameindex(), open("/proc/net/dev").read().count("lo:"))\nfor family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):\n    server = socket.socket(family)\n    server.bind((address, 0))\n    server.listen()\n    socket.create_connection(server.getsockname()[:2]).close()\n    print(address)',
  'what /proc refuses':
    'import os\nfor path in ("/proc/sys", "/proc/irq", "/proc/bus"): print(path, os.path.isdir(path) and os.access(path, os.W_OK), sorted(os.listdir(path)) if path.endswith("sys") else "")',
  'empty input': 'import sys\nprint(repr(sys.stdin.read()), repr(sys.stdin.readline()))',
  'input() at the end of the file': 'input("prompt: ")',
  'writing to stdin': 'import os\ntry: print(os.write(0, b"x"))\nexcept OSError as error: print(error)',
  'reading from stdout': 'import os\ntry: print(os.read(1, 1))\nexcept OSError as error: print(error)',
  'stdout opened by name':
    'with open("/dev/stdout", "w") as file: file.write("named\\n")\nimport os\nos.system("echo err >&2; echo out")',
  'a closed stdout': 'import sys\nprint("before")\nsys.stdout.close()\nprint("after")',
  'a closed stderr': 'import sys\nsys.stderr.close()\n1 / 0',
  'no stdout': 'import sys\nprint("a", end="")\nsys.stdout = None\nprint("b")',
  'a stdout that is closed below': 'import os\nprint("lost?", end="")\nos.close(1)',
  'a stdout of its own': `
import sys
class Tee:
    def __init__(self, to): self.to = to
    def write(self, text): return self.to.write(text.upper())
    def flush(self): self.to.flush()
sys.stdout = Tee(sys.stdout)
print("loud", end="")`,
  'a stdout that fails to flush': `
import sys
class Broken:
    def write(self, text): return len(text)
    def flush(self): raise OSError("no flush")
sys.stdout = Broken()
print("x")`,
  'redirected output':
    'import contextlib, io\nwith contextlib.redirect_stdout(io.StringIO()) as text: print("inside")\nprint(repr(text.getvalue()))',
  'output past text':
    'import os, sys\nprint("text", end="")\nsys.stdout.flush()\nsys.stdout.buffer.write(b"bytes\\n")\nos.write(1, b"raw\\n")',
  'output of the C library':
    'import ctypes\nlibc = ctypes.CDLL(None)\nlibc.printf(b"from C, no end")\nprint("from Python")',
  'atexit, in its order': 'import atexit\nfor i in range(3): atexit.register(print, "at exit", i)\nprint("end")',
  'atexit that fails': 'import atexit\natexit.register(lambda: 1 / 0)\nprint("end")',
  'atexit that exits': 'import atexit, sys\natexit.register(sys.exit, 3)',
  'atexit that registers again': 'import atexit\natexit.register(lambda: atexit.register(print, "again"))',
  'atexit, run by hand': 'import atexit\natexit.register(print, "once")\natexit._run_exitfuncs()\nprint("still here")',
  'atexit, cleared': 'import atexit\natexit.register(print, "never")\natexit._clear()',
  'atexit after an exception': 'import atexit\natexit.register(print, "at exit")\n1 / 0',
  '__del__ at the end': 'class D:\n    def __del__(self): print("deleted")\nd = D()',
  '__del__ in a cycle':
    'class D:\n    def __init__(self): self.me = self\n    def __del__(self): print("deleted")\nd = D()\ndel d\nprint("end")',
  '__del__ that fails': 'class D:\n    def __del__(self): raise ValueError("in del")\nd = D()',
  '__del__ that imports':
    'class D:\n    def __del__(self):\n        import fractions\n        print(fractions)\nd = D()',
  '__del__ that uses a module':
    'import os, pandas\nclass D:\n    def __del__(self): print(os, pandas and pandas.DataFrame({"a": [1]}))\nd = D()\ndef f(): return d',
  '__del__ after an exception':
    'class D:\n    def __del__(self): print("deleted")\ndef f():\n    d = D()\n    1 / 0\nf()',
  'a generator that is never finished':
    'def g():\n    try: yield 1\n    finally: print("closed")\nkept = g()\nprint(next(kept))',
  'a coroutine that is never awaited': 'async def c(): pass\nkept = c()',
  'a weak reference’s call': 'import weakref\nclass C: pass\nc = C()\nr = weakref.ref(c, lambda r: print("gone"))',
  'weakref.finalize': 'import weakref\nclass C: pass\nc = C()\nweakref.finalize(c, print, "finalized")',
  'a stream class of its own, with close':
    'import io\nclass S(io.RawIOBase):\n    def close(self):\n        if not self.closed: print("closing")\n        super().close()\ns = S()',
  'a file that is never closed':
    'f = open("open.txt", "w")\nf.write("unflushed")\nimport os\nprint(os.path.getsize("open.txt"))',
  'a temporary folder that is never cleaned': 'import tempfile\nt = tempfile.TemporaryDirectory()\nprint(t.name != "")',
  warnings:
    'import warnings\nwarnings.warn("user")\nwarnings.warn("old", DeprecationWarning)\nwarnings.warn("soon", FutureWarning)\ndef f(): warnings.warn("deep", stacklevel=2)\nf()\nf()\nwarnings.warn("beyond", stacklevel=9)',
  'warnings as errors': 'import warnings\nwarnings.simplefilter("error")\nwarnings.warn("now an error")',
  'the filters of warnings, before any import': 'import warnings\nprint(warnings.filters[:2], len(warnings.filters))',
  'filters that are older than a library': `
import warnings
warnings.filterwarnings("ignore")
import numpy as np
np.polyfit([1, 1, 1], [1, 2, 3], 2)
print(warnings.filters)`,
  'filters and variables, after each import': `
import os, warnings
def look(): print(len(warnings.filters), warnings.filters[0], sorted(os.environ))
look()
import json
look()
import pandas
look()
from scipy import stats
look()
import sklearn.linear_model
look()`,
  'warnings of libraries': `
import numpy as np, pandas as pd
np.array([1.0]) / 0
frame = pd.DataFrame({"a": [1, 2]})
frame[frame.a > 1]["a"] = 5
pd.concat([pd.DataFrame({"a": [1]}), pd.DataFrame(columns=["a"], dtype=float)])
from sklearn.linear_model import LogisticRegression
LogisticRegression(max_iter=1).fit(np.arange(20).reshape(10, 2), [0, 1] * 5)`,
  'resource warnings that it asks for': 'import warnings\nwarnings.simplefilter("always")\nopen("main.py")',
  'an unraisable exception': 'import sys\nclass D:\n    def __del__(self): 1 / 0\nD()\nprint("on")',
  logging:
    'import logging\nlogging.warning("a warning")\nlogging.info("not shown")\nlogging.getLogger("x").error("an error")',
  'logging to a file, left open':
    'import logging\nlogging.basicConfig(filename="log.txt", level=logging.INFO, force=True)\nlogging.info("kept")',
  threads:
    'import threading\ndef work(i): print("thread", i)\nfor i in range(3):\n    t = threading.Thread(target=work, args=(i,))\n    t.start()\n    t.join()\nprint(threading.active_count(), threading.main_thread().name, threading.current_thread() is threading.main_thread(), threading.main_thread().native_id == threading.get_native_id())',
  'a thread that outlives the last line':
    'import threading, time\ndef work():\n    time.sleep(0.2)\n    print("late")\nthreading.Thread(target=work).start()\nprint("end")',
  'an exception while threads of a library wait':
    'import pandas as pd\npd.DataFrame({"a": range(9)}).to_parquet("a.parquet")\nprint(len(pd.read_parquet("a.parquet")))\n1 / 0',
  'a return code while threads of a library wait':
    'import pandas as pd, sys\npd.DataFrame({"a": range(9)}).to_parquet("a.parquet")\npd.read_parquet("a.parquet")\nsys.exit(3)',
  'a daemon thread that is cut off':
    'import threading, time\nthreading.Thread(target=lambda: time.sleep(30), daemon=True).start()\nprint("end")',
  'an exception in a thread':
    'import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()\nprint("on")',
  'an exit in a thread':
    'import sys, threading\nt = threading.Thread(target=sys.exit, args=(5,))\nt.start()\nt.join()\nprint("on")',
  'a pool of threads that is left':
    'from concurrent.futures import ThreadPoolExecutor\npool = ThreadPoolExecutor(2)\nprint(sorted(pool.map(abs, [-1, -2])))',
  'a pool of processes':
    'from concurrent.futures import ProcessPoolExecutor\nif __name__ == "__main__":\n    with ProcessPoolExecutor(2) as pool: print(list(pool.map(abs, [-1, -2])))',
  ...Object.fromEntries(
    ['fork', 'spawn', 'forkserver'].map((method) => [
      `multiprocessing by ${method}`,
      `
import multiprocessing, os, sys
def square(x): return x * x
def fail(x): raise ValueError(x)
def leave(): print("child", __name__, os.getcwd(), sys.argv, flush=True); sys.exit(3)
if __name__ == "__main__":
    context = multiprocessing.get_context("${method}")
    with context.Pool(2) as pool:
        print(pool.map(square, range(5)))
        try: pool.apply(fail, (7,))
        except ValueError as error: print("error", error)
    process = context.Process(target=leave)
    process.start()
    process.join()
    print(process.exitcode)
    queue = context.Queue()
    other = context.Process(target=queue.put, args=([1, 2],))
    other.start()
    print(queue.get())
    other.join()`,
    ]),
  ),
  'a pool of processes that is left':
    'import multiprocessing\ndef square(x): return x * x\nif __name__ == "__main__":\n    pool = multiprocessing.Pool(2)\n    print(pool.map(square, range(3)))',
  'os.fork':
    'import os, sys\npid = os.fork()\nif pid == 0:\n    print("child")\n    sys.exit(4)\nprint("parent", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))',
  'os.fork that runs off the end':
    'import os\npid = os.fork()\nif pid: os.waitpid(pid, 0)\nprint("parent" if pid else "child")',
  'os.fork whose child fails':
    'import os\npid = os.fork()\nif pid == 0: 1 / 0\nprint(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))',
  subprocess:
    'import subprocess, sys\nprint(subprocess.run([sys.executable, "-c", "import sys; print(sys.path[1:], sys.argv, sys.flags)"], capture_output=True, text=True))\nprint(subprocess.run("exit 3", shell=True).returncode)',
  'a subprocess that is left': 'import subprocess\np = subprocess.Popen(["sleep", "30"])\nprint("left")',
  asyncio: 'import asyncio\nasync def main():\n    await asyncio.sleep(0.01)\n    print("async")\nasyncio.run(main())',
  'joblib on all cores':
    'from joblib import Parallel, delayed\nfrom math import sqrt\nprint(Parallel(n_jobs=-1)(delayed(sqrt)(i ** 2) for i in range(6)))',
  'joblib with an error':
    'from joblib import Parallel, delayed\ndef fail(x): raise ValueError(x)\nParallel(n_jobs=1)(delayed(fail)(i) for i in range(3))',
  'a forest on all cores': `
import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV
random = np.random.RandomState(0)
X, y = random.rand(120, 4), random.randint(0, 2, 120)
print(RandomForestClassifier(20, random_state=0, n_jobs=-1).fit(X, y).predict_proba(X[:3]))
print(GridSearchCV(RandomForestClassifier(5, random_state=0), {"max_depth": [1, 2]}, n_jobs=-1).fit(X, y).best_params_)`,
  'gradient boosting': `
import numpy as np
from lightgbm import LGBMClassifier
from xgboost import XGBClassifier
random = np.random.RandomState(0)
X, y = random.rand(80, 3), random.randint(0, 2, 80)
print(LGBMClassifier(n_estimators=5, random_state=0, force_col_wise=True).fit(X, y).predict_proba(X[:3]))
print(XGBClassifier(n_estimators=5, random_state=0).fit(X, y).predict_proba(X[:3]))`,
  'verbose fitting in C': `
import numpy as np
from sklearn.svm import SVC
random = np.random.RandomState(0)
SVC(verbose=True).fit(random.rand(20, 2), [0, 1] * 10)`,
  'verbose fitting in Python': `
import numpy as np
from sklearn.neural_network import MLPClassifier
random = np.random.RandomState(0)
MLPClassifier(max_iter=3, random_state=0, verbose=True).fit(random.rand(20, 2), [0, 1] * 10)`,
  'seeded randomness':
    'import random, numpy as np\nrandom.seed(1)\nnp.random.seed(1)\nprint(random.random(), np.random.rand(), np.random.default_rng(1).random(), hash("text"), {c for c in "abcdef"})',
  'the form of unseeded randomness':
    'import random, numpy as np\nkind, keys, position, *rest = np.random.get_state()\nprint(kind, len(keys), position, rest, random.getstate()[1][-1])',
  'a frame of everything': `
import numpy as np, pandas as pd
frame = pd.DataFrame({"n": [1, 2, None], "s": ["a", None, "c"], "d": pd.date_range("2020", periods=3), "c": pd.Categorical(list("xyx"))})
print(frame, frame.dtypes, frame.describe(include="all"), frame.groupby("c", observed=True).n.sum())
frame.info()
frame.to_csv("out.csv", index=False)
frame.to_parquet("out.parquet")
print(pd.read_parquet("out.parquet").equals(frame), pd.read_csv("out.csv"))`,
  'options of libraries':
    'import numpy as np, pandas as pd, sklearn\nprint(np.get_printoptions(), pd.describe_option("display", _print_desc=False)[:3000], sklearn.get_config())',
  sqlite:
    'import sqlite3\nc = sqlite3.connect("x.db")\nc.execute("create table t (a)")\nc.execute("insert into t values (1)")\nc.commit()\nprint(c.execute("select * from t").fetchall(), sqlite3.sqlite_version)',
  'pickling of its own classes':
    'import pickle\nclass C:\n    def __init__(self): self.x = 1\nprint(pickle.loads(pickle.dumps(C())).x, pickle.dumps(C))',
  'locale and time':
    'import locale, time, datetime\nprint(locale.getlocale(), locale.getpreferredencoding(), time.tzname, datetime.datetime.fromtimestamp(0))',
  'sys.modules before any import':
    'import sys\nprint(sys.modules["__main__"], "sitecustomize" in sys.modules, [name for name in sys.modules if name in ("warm", "cells", "kernel", "entering", "leaving", "preloading")])',
  'garbage and its thresholds': 'import gc\nprint(gc.isenabled(), gc.get_threshold(), gc.garbage, gc.get_debug())',
  'a switched off collector':
    'import gc\ngc.disable()\nclass D:\n    def __del__(self): print("deleted")\nd = D()\nd.me = d\ndel d',
  'builtins, changed': 'import builtins\nbuiltins.print = lambda *a: None\nprint("nothing")',
  'main, emptied': 'globals().clear()',
  'sys.modules, emptied': 'import sys\nprint("x")\nsys.modules.clear()',
  'the excepthook': 'import sys\nsys.excepthook = lambda *a: print("hook", a[0].__name__)\n1 / 0',
  'the excepthook that fails': 'import sys\nsys.excepthook = lambda *a: 1 / 0\n{}["x"]',
  'a post-mortem that is set by hand':
    'import sys\ntry: 1 / 0\nexcept ZeroDivisionError: sys.last_type, sys.last_value, sys.last_traceback = sys.exc_info()\nprint("on")',
  runpy:
    'import runpy\nopen("other.py", "w").write("print(__name__)\\nraise SystemExit(2)")\nrunpy.run_path("other.py", run_name="__main__")',
  exec: 'exec(compile("print(__name__)\\n1/0", "made.py", "exec"))',
  'a module of its own making':
    'open("mine.py", "w").write("print(__name__, __file__)\\nclass D:\\n    def __del__(self): print(\'module gone\')\\nd = D()")\nimport mine',
  'a changed folder': 'import os\nos.mkdir("x")\nos.chdir("x")\nopen("y", "w")\nprint(os.getcwd())\n1/0',
  'a script that deletes itself': 'import os\nos.remove("main.py")\ndef f(): 1 / 0\nf()',
  'a script that changes itself': 'open("main.py", "w").write("# other text\\n" * 9)\n1 / 0',
  'memory errors of its own': 'raise MemoryError',
  'a disk that is full':
    'try:\n    with open("big", "wb") as file:\n        for _ in range(100): file.write(b"x" * 1_000_000)\nexcept OSError as error: print(error)',
  'ctypes callbacks that fail': 'import ctypes\n@ctypes.CFUNCTYPE(None)\ndef f(): 1 / 0\nf()\nprint("on")',
  'a C library that prints an exception':
    'import ctypes\ntry: 1 / 0\nexcept ZeroDivisionError as error:\n    ctypes.pythonapi.PyErr_SetObject(ctypes.py_object(type(error)), ctypes.py_object(error)) if False else None\nprint("on")',
  'tracemalloc and faulthandler':
    'import faulthandler, tracemalloc\nfaulthandler.enable()\ntracemalloc.start()\nprint("on")',
  'the time of its process': 'import time\nprint(time.process_time() < 5)',
};

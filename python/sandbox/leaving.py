"""The end of a program, made cheap where that can't be told from outside.

When Python ends it takes every loaded module apart. In a fork of the warm interpreter, which shares its memory, that
would first copy nearly all of it: 60 ms for nothing. So the last of all atexit functions lets go of what is the
program's own, as Python would, and ends the process.

Wherever something of the program's might see the difference, or its return code is not known for sure, this does
nothing and Python ends in its own way, only slower.
"""

import atexit
import ctypes
import gc
import io
import sys
import types
import weakref

# A program may put others in their places.
from _thread import _count
from gc import collect as _collect
from gc import get_objects as _get_objects
from os import _exit
from sys import _current_frames

# How a program's end is seen, below, is of these versions.
_KNOWN = ((3, 11),)
_WAITING = (types.GeneratorType, types.CoroutineType, types.AsyncGeneratorType)
_libc = ctypes.PyDLL(None)
_streams = None
_last_module = None


def prepare():
    """Before any library is loaded: atexit's first is its last."""
    if sys.version_info[:2] in _KNOWN:
        atexit.register(_leave)


def freeze():
    """When all is loaded: what is there is never collected, nor touched by a collection in a fork, which would copy it.

    But for the main module, which is the program's: what its functions hold in a circle is found through it.
    """
    global _last_module
    _last_module = next(reversed(sys.modules))
    gc.collect()
    gc.freeze()
    main = sys.modules["__main__"]
    for thing in (main, main.__dict__):
        ctypes.pythonapi.PyObject_GC_UnTrack(ctypes.py_object(thing))
        ctypes.pythonapi.PyObject_GC_Track(ctypes.py_object(thing))


def arm():
    """From here on, this process runs a program."""
    global _streams
    _streams = (sys.stdout, sys.stderr)


def _leave():
    # Nothing of the program's may be kept here: Python frees it when nobody else has it.
    global _streams
    streams, _streams = _streams, None
    if streams is None:
        return
    try:
        main = sys.modules.get("__main__")
        if not isinstance(main, types.ModuleType) or not _is_plain(streams) or not _flush(streams):
            return
        code = _return_code(main)
        own = [module.__dict__ for module in _new_modules() if _is_own(module)]
    except Exception:
        return  # the program has changed what this needs
    # From here on there is no way back. Files that were not closed are, when they are freed.
    for name in ("last_type", "last_value", "last_traceback"):
        sys.__dict__.pop(name, None)
    for names in (main.__dict__, *own):
        for name in [*names]:
            if name not in ("__builtins__", "__name__"):
                names[name] = None
    _collect()
    if not _flush(streams):
        code = 120
    if code is not None:
        _libc.fflush(None)
        _exit(code)
    # Python knows the code, and finds less to take apart.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object([*sys.modules.values()]))
    sys.modules.clear()


def _new_modules():
    """Those that were loaded since the freeze. To go through all of them would copy much."""
    for name in reversed(sys.modules):
        if name == _last_module:
            return
        module = sys.modules[name]
        if isinstance(module, types.ModuleType):
            yield module


def _return_code(main):
    """0 after the last line, 1 after an uncaught exception, else None: not known.

    Python takes __file__ and __cached__ out of the main module once it has run, unless SystemExit ended it.
    """
    if "__file__" in main.__dict__ or "__cached__" in main.__dict__:
        return None
    kind = getattr(sys, "last_type", None)
    if kind is None:
        return 0
    traceback = getattr(sys, "last_traceback", None)
    if traceback is None or issubclass(kind, KeyboardInterrupt):
        return None
    frame = traceback.tb_frame
    ended_here = frame.f_globals is main.__dict__ and frame.f_back is None and frame.f_lasti == traceback.tb_lasti
    return 1 if ended_here else None


def _is_plain(streams):
    """Whether nothing is left that would do more than be freed."""
    if streams != (sys.stdout, sys.stderr) or streams != (sys.__stdout__, sys.__stderr__):
        return False
    # Threads of libraries do not count: they have nothing to do. Arrow's can make Python's own way of ending fail
    # (its issue 34314).
    if _count() > 0 or len(_current_frames()) > 1:
        return False
    return not any(_acts_when_freed(thing) for thing in _get_objects())


def _acts_when_freed(thing):
    """Whether code of the program's might run: a __del__, a generator's `finally`, a weak reference's call."""
    kind = type(thing)
    if kind in _WAITING:
        return True
    if issubclass(kind, type):
        acts = "__del__" in thing.__dict__ or issubclass(thing, io.IOBase)
        return acts and _is_programs(thing.__module__)
    if issubclass(kind, weakref.ReferenceType):
        call = thing.__callback__
        return isinstance(call, types.FunctionType) and _is_programs(call.__module__)
    return False


def _is_programs(module_name):
    module = sys.modules.get(module_name) if isinstance(module_name, str) else None
    return not isinstance(module, types.ModuleType) or _is_own(module)


def _is_own(module):
    path = module.__dict__.get("__file__")
    return module.__dict__.get("__name__") == "__main__" or (isinstance(path, str) and path.startswith("/tmp/"))


def _flush(streams):
    try:
        for stream in streams:
            if not stream.closed:
                stream.flush()
        return True
    except Exception:
        return False  # Python has its words, and a return code, for that

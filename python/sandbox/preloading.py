"""What the warm interpreter loads, and that loading it leaves nothing that a fork must not have.

Some libraries add filters of warnings and environment variables when they are loaded. A program is to find them as of
the moment when it imports the library itself: its own filters may be older or newer. So forks begin without them,
and the import has them added.
"""

import builtins
import importlib
import os
import signal
import sys
import warnings

# Loaded where the environment has them; what others need comes first.
MODULES = """
    numpy pandas pyarrow.parquet sqlite3 joblib
    scipy.optimize scipy.sparse scipy.special scipy.stats
    sklearn.calibration sklearn.cluster sklearn.compose sklearn.decomposition sklearn.dummy sklearn.ensemble
    sklearn.experimental sklearn.feature_extraction.text sklearn.feature_selection sklearn.frozen
    sklearn.gaussian_process sklearn.impute sklearn.inspection sklearn.linear_model sklearn.metrics
    sklearn.model_selection sklearn.multioutput sklearn.naive_bayes sklearn.neighbors sklearn.neural_network
    sklearn.pipeline sklearn.preprocessing sklearn.svm sklearn.tree
    lightgbm xgboost
""".split()

# Else Arrow's allocator keeps a thread, which a fork would not have.
_ALLOCATOR = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}


def load(without):
    """Loads all that are fit; the first that is not and why, which makes this process useless; else None."""
    pristine = _state()
    os.environ.update(_ALLOCATOR)
    effects = {}
    needs = {}
    real_import = builtins.__import__

    def noting_import(name, globals=None, locals=None, fromlist=(), level=0):
        # Not the imports of functions, nor of compiled modules, for which the import system itself seems to ask.
        if level == 0 and globals and sys._getframe(1).f_code.co_name == "<module>":
            needs.setdefault(_package(globals.get("__name__", "")), set()).add(_package(name))
        return real_import(name, globals, locals, fromlist, level)

    builtins.__import__ = noting_import
    try:
        for name in MODULES:
            if name in without:
                continue
            before = _state()
            if trace := _load(name):
                return name, trace
            effects.setdefault(_package(name), _Effects()).add(before, _state())
    finally:
        builtins.__import__ = real_import
    _postpone({package: effect for package, effect in effects.items() if effect.are_some()}, needs)
    _restore(pristine)
    return None


def _package(name):
    return name.partition(".")[0]


def _load(name):
    words = os.memfd_create("words")
    kept = [os.dup(descriptor) for descriptor in (1, 2)]
    before = _traces()
    for descriptor in (1, 2):
        os.dup2(words, descriptor)
    try:
        importlib.import_module(name)
        sys.stdout.flush()
        sys.stderr.flush()
    except ModuleNotFoundError as error:
        if error.name != _package(name):
            return f"it can't be loaded: {error}"
        # The environment lacks it.
    except Exception as error:
        return f"it can't be loaded: {error}"
    finally:
        for descriptor, original in zip((1, 2), kept):
            os.dup2(original, descriptor)
    after = _traces()
    told = os.pread(words, 200, 0).decode(errors="replace")
    for descriptor in (words, *kept):
        os.close(descriptor)
    if told:
        return f"it prints when it is loaded: {told}"
    return next((f"it leaves {what}: {after[what]}" for what in after if after[what] != before[what]), None)


def _traces():
    with open("/proc/self/maps") as file:
        shared = [line.strip() for line in file if line.split()[1][1::2] == "ws"]
    return {
        "threads": os.listdir("/proc/self/task"),
        "descriptors": len(os.listdir("/proc/self/fd")),
        "shared memory": shared,
        "handlers of signals": [str(signal.getsignal(number)) for number in signal.valid_signals()],
    }


def _state():
    return list(warnings.filters), dict(os.environ)


def _restore(state):
    filters, variables = state
    warnings.filters[:] = filters
    warnings._filters_mutated()
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]


class _Effects:
    """What loading a package did to all: filters of warnings, put in front; and variables, set where they were not."""

    def __init__(self):
        self.filters = []
        self.variables = {}

    def are_some(self):
        return bool(self.filters or self.variables)

    def add(self, before, after):
        self.filters[:0] = [filter for filter in after[0] if filter not in before[0]]
        self.variables.update((name, after[1][name]) for name in after[1].keys() - before[1].keys())

    def happen(self):
        filters, variables = self.filters, self.variables
        self.filters, self.variables = [], {}
        if filters:
            warnings.filters[:] = filters + [filter for filter in warnings.filters if filter not in filters]
            warnings._filters_mutated()
        for name, value in variables.items():
            os.environ.setdefault(name, value)


class _NotInitializing:
    """Takes the place of False in a module's spec, where Python looks whenever the module is imported."""

    def __init__(self, effects):
        self.effects = effects

    def __bool__(self):
        for effects in self.effects:
            effects.happen()
        return False


def _postpone(effects, needs):
    answers = {}
    for name, module in list(sys.modules.items()):
        package = _package(name)
        if package not in answers:
            within = _closure(package, needs)
            awaited = [effect for other, effect in effects.items() if other in within]
            answers[package] = _NotInitializing(awaited) if awaited else False
        spec = getattr(module, "__dict__", {}).get("__spec__")
        if spec is not None:
            spec._initializing = answers[package]


def _closure(package, needs):
    within, new = set(), {package}
    while new:
        within |= new
        new = {other for one in new for other in needs.get(one, ())} - within
    return within

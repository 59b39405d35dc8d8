"""Python's own functions on abstract values."""

import constants
import containers
import joining
import paths
import series
from truth import truth_of
from values import (
    MANY,
    UNKNOWN,
    Col,
    Columns,
    Index,
    Length,
    Likely,
    Mask,
    Partial,
    Reference,
    Series,
    Table,
    TableName,
    Tables,
    Tally,
    Text,
    constant_list,
    is_constant,
)

# Names that stand for what a library calls otherwise.
SAME = {
    "numpy.NaN": float("nan"),
    "numpy.nan": float("nan"),
    "numpy.NAN": float("nan"),
    "math.nan": float("nan"),
    "pandas.NA": None,
    "pandas.NaT": None,
    "numpy.inf": float("inf"),
    "math.inf": float("inf"),
    "numpy.pi": 3.141592653589793,
    "os.sep": "/",
    "sys.argv": [MANY],
    "os.environ": UNKNOWN,
    "builtins.__name__": "__main__",
}


def member(path, name):
    full = f"{path}.{name}"
    return SAME[full] if full in SAME else Reference(full)


def length(library, arguments, named):
    (value,) = arguments[:1] or [UNKNOWN]
    if isinstance(value, (Table, Series)):
        return Length(value.s.rows if isinstance(value, Table) else value.rows)
    if isinstance(value, Index):
        return Length(value.rows)
    if isinstance(value, Tables):
        return containers.Count()
    if isinstance(value, Columns):
        items = library.items(value)
        return len(items) if items is not None else UNKNOWN
    if isinstance(value, (str, list, tuple, dict, set, frozenset, range)):
        return UNKNOWN if not isinstance(value, (str, range)) and MANY in value else len(value)
    return UNKNOWN


def to_list(library, arguments, named):
    if not arguments:
        return []
    if isinstance(arguments[0], (Tables, Series, Index)) or isinstance(arguments[0], Table) and arguments[0].s.array:
        return arguments[0]
    items = library.machine.items(arguments[0])
    return [MANY] if items is None else items


def to_tuple(library, arguments, named):
    found = to_list(library, arguments, named)
    return tuple(found) if isinstance(found, list) else found


def to_set(library, arguments, named):
    if arguments and isinstance(arguments[0], Index):
        return arguments[0]
    found = to_list(library, arguments, named)
    return set(found) if isinstance(found, list) and all(map(is_constant, found)) else UNKNOWN


def to_dict(library, arguments, named):
    if not arguments:
        made = {}
        containers.put_all(made, named)
        return made
    if isinstance(arguments[0], dict):
        made = dict(arguments[0])
        containers.put_all(made, named)
        return made
    if isinstance(arguments[0], Tables):
        first, rest = arguments[0].first, arguments[0].rest
        if all(isinstance(pair, tuple) and len(pair) == 2 for pair in (first, rest)):
            return Tables(first[1], rest[1], keys=(first[0], rest[0]))
        return UNKNOWN
    items = library.machine.items(arguments[0])
    if items is None or not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in items):
        return {MANY: UNKNOWN}
    made = containers.dict_of_pairs(items)
    containers.put_all(made, named)
    return made


def zipped(library, arguments, named):
    if len(arguments) > 1 and all(isinstance(argument, (Series, Index)) for argument in arguments):
        parts = [
            argument if isinstance(argument, Series) else Series(argument.rows, argument.col or Col(("count", 0), ()), None)
            for argument in arguments
        ]
        return joining.side_by_side(library, parts, array=True)
    if any(isinstance(argument, Tables) for argument in arguments):
        if all(isinstance(argument, Tables) for argument in arguments):
            return Tables(tuple(one.first for one in arguments), tuple(one.rest for one in arguments))
        return UNKNOWN
    lists = [library.machine.items(argument) for argument in arguments]
    if any(items is None or MANY in items for items in lists):
        return [MANY]
    return [tuple(items) for items in zip(*lists)]


def enumerated(library, arguments, named):
    start = arguments[1] if len(arguments) > 1 else named.get("start", 0)
    items = library.machine.items(arguments[0]) if arguments else None
    if isinstance(items, Tables) and start == 0:
        first = None if items.first is None else (0, items.first)
        return Tables(first, (1, items.rest))
    if items is None or isinstance(items, Tables) or MANY in items or not isinstance(start, int):
        return [MANY]
    return list(enumerate(items, start))


def ranged(library, arguments, named):
    if arguments and all(isinstance(argument, int) for argument in arguments):
        try:
            found = range(*arguments)
        except (TypeError, ValueError):
            return UNKNOWN
        return found if len(found) <= 100_000 else UNKNOWN
    # range(len(frame)), range(1, len(frame) + 1)
    if arguments and isinstance(arguments[-1], Length) and len(arguments) <= 2:
        return Index(arguments[-1].rows)
    return UNKNOWN


def sorted_(library, arguments, named):
    items = library.machine.items(arguments[0]) if arguments else None
    if items is None or isinstance(items, Tables):
        return items if isinstance(items, Tables) and "key" not in named else [MANY]
    if "key" in named or constant_list(items) is None:
        return [MANY]
    try:
        found = sorted(items)
    except TypeError:
        return [MANY]
    reverse = named.get("reverse", False)
    return found[::-1] if reverse is True else found if reverse is False else [MANY]


def reversed_(library, arguments, named):
    items = library.machine.items(arguments[0]) if arguments else None
    return [MANY] if items is None or isinstance(items, Tables) or MANY in items else items[::-1]


def mapped(library, arguments, named):
    if len(arguments) != 2:
        return [MANY]
    items = library.machine.items(arguments[1])
    if isinstance(items, Tables):
        return Tables(
            *(None if one is None else library.machine.apply(arguments[0], [one]) for one in (items.first, items.rest))
        )
    if items is None or MANY in items:
        return [MANY]
    return [library.machine.apply(arguments[0], [item]) for item in items]


def filtered(library, arguments, named):

    items = library.machine.items(arguments[1]) if len(arguments) == 2 else None
    if items is None or isinstance(items, Tables) or MANY in items:
        return [MANY]
    verdicts = [truth_of(item if arguments[0] is None else library.machine.apply(arguments[0], [item])) for item in items]
    return [MANY] if None in verdicts else [item for item, verdict in zip(items, verdicts) if verdict]


def of_numbers(name, operation):
    def run(library, arguments, named):
        items = library.machine.items(arguments[0]) if len(arguments) == 1 else arguments
        if name == "sum" and len(arguments) == 2:
            items = library.machine.items(arguments[0])
            if isinstance(items, list) and all(isinstance(item, list) for item in items) and arguments[1] == []:
                return [inner for item in items for inner in item]
            return UNKNOWN
        if not isinstance(items, list) or not items or not all(isinstance(item, (int, float)) for item in items):
            return UNKNOWN
        return operation(items)

    return run


def every(library, arguments, named):
    return quantified(library, arguments, True)


def some(library, arguments, named):
    return quantified(library, arguments, False)


def quantified(library, arguments, is_all):

    items = library.machine.items(arguments[0]) if arguments else None
    if not isinstance(items, list):
        return UNKNOWN
    result = is_all
    for item in items:
        if item is MANY:
            return UNKNOWN
        truth = truth_of(item)
        if truth is not None:
            if truth != is_all:
                return truth
            continue
        result = library.logical(is_all, result, item) if isinstance(item, Mask) else UNKNOWN
        if result is UNKNOWN:
            return UNKNOWN
    return result


def converted(kind):
    def run(library, arguments, named):
        if not arguments:
            return kind()
        value = arguments[0]
        if isinstance(value, Series):
            return series.convert(library, value, {str: "word", int: "int", float: "number-strict"}.get(kind, "unclear"))
        if isinstance(value, Mask) and kind in (bool, int):
            return value
        if isinstance(value, (Text, TableName)) and kind is str:
            return value
        if kind is bool:
            truth = truth_of(value)
            return UNKNOWN if truth is None else truth
        if not is_constant(value) or constants.size(value) > 1e18 and isinstance(value, str):
            return value if isinstance(value, Tally) else UNKNOWN
        try:
            return constants.bounded(kind(value))
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN

    return run


def first_of(library, arguments, named):
    return arguments[0] if arguments else UNKNOWN


def reduced(library, arguments, named):
    if len(arguments) < 2:
        return UNKNOWN
    items = library.machine.items(arguments[1])
    if isinstance(items, Tables):
        items = [item for item in (items.first, items.rest) if item is not None]
    if items is None or MANY in items or not items:
        return UNKNOWN
    result, rest = (arguments[2], items) if len(arguments) > 2 else (items[0], items[1:])
    for item in rest:
        result = library.machine.apply(arguments[0], [result, item])
    return result


def next_of(library, arguments, named):
    items = library.machine.items(arguments[0]) if arguments else None
    if isinstance(items, Tables):
        return items.first
    if not isinstance(items, list) or MANY in items[:1]:
        return UNKNOWN
    return items[0] if items else arguments[1] if len(arguments) > 1 else UNKNOWN


def from_keys(library, arguments, named):
    """`dict.fromkeys`."""
    keys = library.machine.items(arguments[0]) if arguments else None
    value = arguments[1] if len(arguments) > 1 else named.get("value")
    if not isinstance(keys, list):
        return {MANY: UNKNOWN}
    return containers.dict_of_pairs([(key, value) for key in keys])


def chained(library, arguments, named):
    found = []
    for argument in arguments:
        found.extend(library.machine.known_items(argument))
    return found


def rounded(library, arguments, named):
    value = arguments[0] if arguments else UNKNOWN
    if isinstance(value, (int, float)) and all(isinstance(argument, int) for argument in arguments[1:]):
        try:
            return round(*arguments)
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN
    return library.call_method(value, "round", arguments[1:], named) if isinstance(value, (Table, Series)) else UNKNOWN


def shuffled(library, arguments, named):
    """Changes its arguments."""
    library.escape([*arguments, *named.values()])


def nothing(library, arguments, named):
    return None


FUNCTIONS = {
    "builtins.len": length,
    "builtins.list": to_list,
    "builtins.tuple": to_tuple,
    "builtins.set": to_set,
    "builtins.frozenset": to_set,
    "builtins.dict": to_dict,
    "collections.OrderedDict": to_dict,
    "builtins.zip": zipped,
    "builtins.enumerate": enumerated,
    "builtins.range": ranged,
    "builtins.sorted": sorted_,
    "builtins.reversed": reversed_,
    "builtins.map": mapped,
    "builtins.filter": filtered,
    "builtins.iter": first_of,
    "tqdm.tqdm": first_of,
    "builtins.min": of_numbers("min", min),
    "builtins.max": of_numbers("max", max),
    "builtins.sum": of_numbers("sum", sum),
    "builtins.abs": lambda library, arguments, named: (
        abs(arguments[0]) if arguments and isinstance(arguments[0], (int, float)) else UNKNOWN
    ),
    "builtins.round": rounded,
    "builtins.all": every,
    "builtins.any": some,
    "builtins.str": converted(str),
    "builtins.int": converted(int),
    "builtins.float": converted(float),
    "builtins.bool": converted(bool),
    "numpy.float64": converted(float),
    "numpy.int64": converted(int),
    "builtins.next": next_of,
    "builtins.dict.fromkeys": from_keys,
    "types.MappingProxyType": first_of,
    "builtins.print": nothing,
    "builtins.display": nothing,
    "builtins.open": paths.opened,
    "builtins.slice": lambda library, arguments, named: UNKNOWN,
    "itertools.chain": chained,
    "functools.reduce": reduced,
    "functools.partial": lambda library, arguments, named: (
        Partial(arguments[0], arguments[1:], named) if arguments else UNKNOWN
    ),
    "os.path.join": paths.joined_path,
    "pathlib.Path": paths.joined_path,
    "pathlib.PurePath": paths.joined_path,
    "pathlib.Path.cwd": lambda library, arguments, named: Text([UNKNOWN]),
    "os.path.basename": lambda library, arguments, named: constants.base_name(arguments[0]) if arguments else UNKNOWN,
    "os.path.exists": lambda library, arguments, named: Likely(True),
    "os.path.isfile": lambda library, arguments, named: Likely(True),
    "os.path.abspath": first_of,
    "copy.copy": paths.copied,
    "numpy.random.shuffle": shuffled,
    "random.shuffle": shuffled,
    "numpy.copyto": shuffled,
    "numpy.put": shuffled,
    "numpy.place": shuffled,
    "numpy.putmask": shuffled,
    "copy.deepcopy": paths.copied,
    "joblib.dump": paths.dumped,
    "joblib.load": paths.loaded,
    "pickle.dump": paths.dumped,
    "pickle.load": paths.loaded,
    "json.loads": paths.from_json,
    "warnings.filterwarnings": nothing,
    "warnings.simplefilter": nothing,
    "gc.collect": nothing,
}

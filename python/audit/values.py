"""What is known of a Python value without running the code that makes it.

Constants, lists, tuples, dictionaries and functions stand for themselves. Tables, columns, estimators and predictions
are described by where they come from and what was done to them. Everything else is `Unknown`, and whatever is made of
it is unknown as well: nothing is ever guessed.
"""

from collections import namedtuple


class Unknown:
    """A value of which nothing is known."""

    __slots__ = ()

    def __repr__(self):
        return "Unknown"


UNKNOWN = Unknown()


class Likely:
    """A condition taken to hold, or not to: doing what it guards changes nothing where it is false."""

    __slots__ = ("truth",)

    def __init__(self, truth):
        self.truth = truth


class Exhausted(Exception):
    """The script takes more steps than anyone's solution needs."""


class Reference:
    """A member of a library by its dotted name: `pandas.read_csv`."""

    __slots__ = ("path",)

    def __init__(self, path):
        self.path = path


class Method:
    """A method of a value, before its call."""

    __slots__ = ("owner", "name")

    def __init__(self, owner, name):
        self.owner, self.name = owner, name


class Function:
    """A function of the script's own, or a lambda."""

    __slots__ = ("node", "scope", "defaults", "receiver")

    def __init__(self, node, scope, defaults, receiver=None):
        self.node, self.scope, self.defaults, self.receiver = node, scope, defaults, receiver


class UserClass:
    """A class of the script's own. `fields`: its annotated names in order."""

    __slots__ = ("name", "members", "bases", "fields")

    def __init__(self, name, members, bases, fields):
        self.name, self.members, self.bases, self.fields = name, members, bases, fields


class Instance:
    __slots__ = ("of", "attributes")

    def __init__(self, of):
        self.of, self.attributes = of, {}


class Partial:
    """A function with its first arguments, or named ones, given."""

    __slots__ = ("function", "arguments", "named")

    def __init__(self, function, arguments, named):
        self.function, self.arguments, self.named = function, arguments, named


class Cell:
    """Something that changes in place. `s` is its state, itself never changed, only replaced."""

    __slots__ = ("s",)

    def __init__(self, s):
        self.s = s


class Rows:
    """Which rows, and how they came about. The same operations on the same rows are the same object."""

    __slots__ = ("kind", "parents", "data", "line")
    interned = {}

    def __init__(self, kind, parents, data, line):
        self.kind, self.parents, self.data, self.line = kind, parents, data, line

    @classmethod
    def make(cls, kind, parents=(), data=(), line=0):
        key = (kind, parents, data)
        found = cls.interned.get(key)
        if found is None:
            found = cls.interned[key] = cls(kind, parents, data, line)
        return found

    def then(self, kind, data=(), line=0):
        return Rows.make(kind, (self,), data, line)

    def origin(self):
        """The rows as they were read, for matching tables by their index."""
        rows = self
        while rows.kind not in ("read", "join", "concat", "made"):
            rows = rows.parents[0]
        return rows


# How a file, or a table of it, is read. `missing`: empty-string, reader-default, other, none (the kind has no such words).
Read = namedtuple("Read", "file kind missing table line")


# What was done to one column. `fit`: the rows whose values it depends on, or None. Two that differ in line only are equal.
class Stage(namedtuple("Stage", "kind detail fit line")):
    __slots__ = ()

    def __eq__(self, other):
        return isinstance(other, Stage) and self[:3] == other[:3]

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self[:3])


# Where a column comes from: a column's name in its file, or ("predict", Predicted, target's position) and the like.
Col = namedtuple("Col", "source stages")

# A model's answer: its fit, the columns that it was given, their rows.
Predicted = namedtuple("Predicted", "fit cols rows line proba")

# `cols`: ((label, Col), ...) in order, or None: all of the file's, but for `dropped` and `over`. `common`: stages of
# every column not in `over`. `index`: None or the Col that became the index. `array`: a matrix without column names.
State = namedtuple("State", "rows cols dropped over common index array doubt")


class Table(Cell):
    """A data frame or matrix."""

    __slots__ = ()


def closed(rows, cols, array=False, index=None, doubt=None):
    return Table(State(rows, tuple(cols), frozenset(), {}, (), index, array, doubt))


def opened(rows):
    return Table(State(rows, None, frozenset(), {}, (), None, False, None))


class Series:
    """One column. `home`: the table and label that it was taken from, which changes in place reach."""

    __slots__ = ("rows", "col", "label", "home", "scalar", "index")

    def __init__(self, rows, col, label=None, home=None, scalar=False, index=None):
        self.rows, self.col, self.label, self.home, self.scalar, self.index = rows, col, label, home, scalar, index

    def staged(self, stage):
        return Series(self.rows, Col(self.col.source, (*self.col.stages, stage)), self.label, None, self.scalar, self.index)


class Mask:
    """A condition on rows, as a tree (masks.py)."""

    __slots__ = ("rows", "tree", "scalar")

    def __init__(self, rows, tree, scalar=False):
        self.rows, self.tree, self.scalar = rows, tree, scalar


class MaskTable:
    """A condition on every cell: ((label, tree), ...)."""

    __slots__ = ("rows", "trees")

    def __init__(self, rows, trees):
        self.rows, self.trees = rows, tuple(trees)


class Row:
    """Any one row of a table, for functions applied to each."""

    __slots__ = ("table",)

    def __init__(self, table):
        self.table = table


class Agg:
    """A number computed from columns: `kind` (mean, median, std, ...), ((label, Col), ...) and their rows.

    `single`: of one column; else one number a column. `ddof`: of std and var.
    """

    __slots__ = ("kind", "cols", "rows", "single", "ddof")

    def __init__(self, kind, cols, rows, single, ddof=None):
        self.kind, self.cols, self.rows, self.single, self.ddof = kind, tuple(cols), rows, single, ddof


class Tally:
    """A count of missing values. Whatever is done only if there are any changes nothing where there are none."""

    __slots__ = ()


class Transposed:
    """A matrix on its side: looping over it gives the columns one by one."""

    __slots__ = ("table",)

    def __init__(self, table):
        self.table = table


class Type:
    """The type of a column: `number`, `text`, or not known."""

    __slots__ = ("name",)

    def __init__(self, name):
        self.name = name


class Types:
    """The types of a table's columns."""

    __slots__ = ("table",)

    def __init__(self, table):
        self.table = table


class OtherName(str):
    """The name of any column that the script does not name."""

    __slots__ = ()


class Length:
    """The number of rows."""

    __slots__ = ("rows",)

    def __init__(self, rows):
        self.rows = rows


class Index:
    """The index of a table's rows (`col`: the column that became it)."""

    __slots__ = ("rows", "col", "mask")

    def __init__(self, rows, col=None, mask=None):
        self.rows, self.col, self.mask = rows, col, mask


class Columns:
    """Column names of a table that are not all known."""

    __slots__ = ("table",)

    def __init__(self, table):
        self.table = table


class Indexer:
    """`.loc`, `.iloc` and the like."""

    __slots__ = ("owner", "name")

    def __init__(self, owner, name):
        self.owner, self.name = owner, name


class Accessor:
    """`.str`, `.cat` and `.dt` of a column."""

    __slots__ = ("owner", "name")

    def __init__(self, owner, name):
        self.owner, self.name = owner, name


class Estimator(Cell):
    """An object of scikit-learn's kind. State: (dotted name, parameters, what it learnt or None, line)."""

    __slots__ = ()


class Fit:
    """One model's training."""

    __slots__ = ("estimator", "rows", "cols", "targets", "target_rows", "line", "several", "doubt", "weights")

    def __init__(self, estimator, rows, cols, targets, target_rows, line, several, doubt, weights):
        self.estimator, self.rows, self.cols, self.targets = estimator, rows, cols, targets
        self.target_rows, self.line, self.several, self.doubt, self.weights = target_rows, line, several, doubt, weights


class Connection:
    """To a SQLite file; also its cursor, with the last query."""

    __slots__ = ("file", "query")

    def __init__(self, file, query=None):
        self.file, self.query = file, query


class TableName:
    """The name of a table of a SQLite file that the script looks up. `which`: first, rest, or a position."""

    __slots__ = ("file", "which")

    def __init__(self, file, which):
        self.file, self.which = file, which


class Text:
    """A text with parts that are not known."""

    __slots__ = ("parts",)

    def __init__(self, parts):
        self.parts = parts


class Tables:
    """One value for each table of a SQLite file: the first one's, and what each other one's is like (None: without it)."""

    __slots__ = ("first", "rest", "keys")

    def __init__(self, first, rest, keys=None):
        self.first, self.rest, self.keys = first, rest, keys


class File:
    """An open file."""

    __slots__ = ("name", "mode")

    def __init__(self, name, mode):
        self.name, self.mode = name, mode


class Slice:
    __slots__ = ("start", "stop", "step")

    def __init__(self, start, stop, step):
        self.start, self.stop, self.step = start, stop, step


# In a list: further items that are not known. In a dictionary, as a key: the same.
class _Many:
    __slots__ = ()


MANY = _Many()

CONSTANTS = (str, int, float, bool, type(None), bytes, complex)


def is_constant(value):
    return isinstance(value, CONSTANTS)


def constant_list(value):
    """A list, tuple, set or keys of a dictionary as a list of constants; None when any item is not one."""
    if isinstance(value, (list, tuple, set, frozenset, dict, range)):
        items = list(value)
        return items if all(is_constant(item) for item in items) else None
    return None


def names_of(value):
    """A column name, or a list of them, as a list of names; None when not known."""
    if isinstance(value, str):
        return None if isinstance(value, OtherName) else [value]
    items = constant_list(value)
    known = items is not None and all(isinstance(item, str) and not isinstance(item, OtherName) for item in items)
    return items if known else None


def argument(arguments, named, position, name, default=None):
    """An argument given by position or by name."""
    if name in named:
        return named[name]
    if len(arguments) > position:
        return arguments[position]
    return UNKNOWN if MANY in arguments or "**" in named else default

"""Single columns: attributes, items and methods."""

import aggregates
import changing
import conditions
import kinds
import reading
from masks import negate
from values import (
    MANY,
    UNKNOWN,
    Accessor,
    Agg,
    Col,
    Function,
    Index,
    Indexer,
    Length,
    Mask,
    Method,
    Reference,
    Series,
    Slice,
    Stage,
    Type,
    argument,
    closed,
    is_constant,
)

AGGREGATES = {
    "mean": "mean",
    "median": "median",
    "std": "std",
    "var": "var",
    "min": "min",
    "max": "max",
    "nanmean": "mean",
    "nanmedian": "median",
    "nanstd": "std",
    "nanvar": "var",
    "nanmin": "min",
    "nanmax": "max",
    "mode": "mode",
    "quantile": "quantile",
    "sum": "sum",
    "average": "mean",
    "amin": "min",
    "amax": "max",
    "fmean": "mean",
}

# Methods that give the same values, for what is asked here.
SAME = frozenset(
    "copy to_numpy ravel flatten squeeze reshape infer_objects convert_dtypes reset_index rename to_list tolist toarray "
    "todense tocsr tocsc view set_axis sort_index compute to_dense item get_values rename_axis".split()
)


def unclear(why, line):
    return Stage("unclear", (why,), None, line)


def changed(library, series, why):
    return series.staged(unclear(why, library.line))


def convert(library, series, to):
    return series.staged(Stage("convert", (to,), None, library.line))


def attribute(library, owner, name):
    if owner.col.source == ("tables",) and name in ("values",):
        return owner.col.stages[0]
    if name in ("values", "array", "T", "A"):
        return Series(owner.rows, owner.col, None, scalar=owner.scalar)
    if name in ("loc", "iloc", "at", "iat"):
        return Indexer(owner, name)
    if name in ("str", "cat", "dt"):
        return Accessor(owner, name)
    if name == "shape":
        return (Length(owner.rows),)
    if name in ("size",):
        return Length(owner.rows)
    if name == "ndim":
        return 1
    if name == "name":
        return owner.label if isinstance(owner.label, str) else UNKNOWN
    if name == "index":
        return Index(owner.rows, owner.index)
    if name in ("dtype", "dtypes"):
        return Type(kinds.kind_of(library, owner.col))
    if name in ("empty", "is_unique", "hasnans", "nbytes", "kind"):
        return UNKNOWN
    return Method(owner, name)


def get_item(library, owner, index):
    if isinstance(index, Mask):
        return Series(conditions.filtered(library, owner.rows, index), owner.col, owner.label)
    if isinstance(index, Slice):
        return sliced(library, owner, index)
    if isinstance(index, tuple) and owner.col.source != ("tables",):
        # y[:, 0] of a one-column matrix, y[:, None]
        if len(index) == 2 and isinstance(index[0], Slice):
            return owner
    if isinstance(index, (Series, Index)):
        return Series(owner.rows.then("unclear", ("chosen by position",), library.line), owner.col, owner.label)
    return UNKNOWN


def sliced(library, owner, index):
    if index.start is None and index.stop is None and index.step is None:
        return owner
    return Series(slice_rows(library, owner.rows, index), owner.col, owner.label)


def slice_rows(library, rows, index):
    """Rows before or after a position: exactly one of two tables put together, or a part."""
    below = rows
    passed = []
    while below.kind in ("order",):
        passed.append(below)
        below = below.parents[0]
    if below.kind == "concat" and not passed and index.step is None and len(below.parents) == 2:
        first, second = below.parents
        if isinstance(index.stop, Length) and index.start in (None, 0) and index.stop.rows is first:
            return first
        if isinstance(index.start, Length) and index.stop is None and index.start.rows is first:
            return second
    if index.start in (None, 0) and isinstance(index.stop, Length) and index.stop.rows is rows and index.step is None:
        return rows
    return rows.then("part", ("a slice",), library.line)


def method(library, owner, name, arguments, named):
    if named.get("inplace", False) is not False and name not in FINISHED:
        found = method(library, owner, name, arguments, {key: value for key, value in named.items() if key != "inplace"})
        if isinstance(found, Series):
            changing.become(library, owner, found)
        else:
            changing.spoil(library, owner, f"changed in place by {name}")
        return None
    return result_of(library, owner, name, arguments, named)


def result_of(library, owner, name, arguments, named):

    if owner.col.source == ("tables",):
        return owner.col.stages[0] if name in ("tolist", "to_list", "unique", "to_numpy") else UNKNOWN
    line = library.line
    if name in ("isna", "isnull", "notna", "notnull"):
        mask = conditions.missing(owner)
        return mask if name.startswith("is") else Mask(mask.rows, negate(mask.tree), mask.scalar)
    if name == "isin":
        return conditions.isin(owner, argument(arguments, named, 0, "values"))
    if name == "between":
        return conditions.between(library, owner, arguments, named)
    if name in ("lt", "le", "gt", "ge", "eq", "ne"):
        operator = {"lt": "Lt", "le": "LtE", "gt": "Gt", "ge": "GtE", "eq": "Eq", "ne": "NotEq"}[name]
        return conditions.comparison(library, operator, owner, argument(arguments, named, 0, "other"))
    if name in ("sub", "subtract", "div", "divide", "truediv", "add", "mul", "multiply", "pow", "rsub", "mod", "floordiv"):
        operator = {"sub": "Sub", "subtract": "Sub", "div": "Div", "divide": "Div", "truediv": "Div", "add": "Add"}.get(
            name, "Pow"
        )
        return library.binary(operator, owner, argument(arguments, named, 0, "other"))
    if name in AGGREGATES:
        ddof = argument(arguments, named, 99, "ddof", 0 if is_array(owner) else 1)
        if name == "mode":
            return Agg("most_frequent", [(owner.label, owner.col)], owner.rows, True)
        return Agg(AGGREGATES[name], [(owner.label, owner.col)], owner.rows, True, ddof if is_constant(ddof) else None)
    if name == "value_counts":
        usual = not named or set(named) <= {"dropna", "sort", "normalize"} and named.get("sort", True) is True
        return Agg("counts" if usual else "unclear", [(owner.label, owner.col)], owner.rows, True)
    if name == "fillna":
        return finish(library, owner, fill(library, owner, argument(arguments, named, 0, "value"), named), named)
    if name in ("ffill", "bfill", "pad", "interpolate"):
        return finish(library, owner, owner.staged(Stage("impute", (name,), owner.rows, line)), named)
    if name == "astype":
        return convert(library, owner, reading.type_word(argument(arguments, named, 0, "dtype")))
    if name in ("map", "apply", "transform"):
        return mapped(library, owner, name, arguments, named)
    if name == "dropna":
        rows = owner.rows.then("filter", (("not", ("na", owner.col)),), line)
        return Series(rows, owner.col, owner.label)
    if name in ("round", "clip", "abs", "rank", "replace", "where", "mask", "shift", "diff", "cumsum", "cut"):
        if name == "round" and owner.col.source[0] == "predict":
            return owner.staged(Stage("round", (), None, line))
        if name == "clip":
            return finish(library, owner, owner.staged(Stage("clip", (), None, line)), named)
        if name in ("replace", "where", "mask"):
            return replaced(library, owner, name, arguments, named)
        return changed(library, owner, f"changed by {name}")
    if name in ("sample", "head", "tail", "drop_duplicates", "truncate", "nlargest", "nsmallest"):
        return Series(owner.rows.then("part", (name,), line), owner.col, owner.label)
    if name == "sort_values":
        return Series(owner.rows.then("order", (name,), line), owner.col, owner.label)
    if name == "drop":
        rows = conditions.dropped_rows(library, owner.rows, argument(arguments, named, 0, "index", named.get("labels")))
        return Series(rows, owner.col, owner.label)
    if name == "reindex":
        index = argument(arguments, named, 0, "index")
        return Series(index.rows, owner.col, owner.label) if isinstance(index, Index) else UNKNOWN
    if name == "to_frame":
        label = argument(arguments, named, 0, "name", owner.label)
        return closed(owner.rows, [(label, owner.col)], index=owner.index)
    if name == "rename" and arguments and isinstance(arguments[0], str):
        return Series(owner.rows, owner.col, arguments[0], index=owner.index)
    if name == "reset_index" and named.get("drop") is not True:
        return UNKNOWN
    if name in SAME:
        array = name in ("to_numpy", "ravel", "flatten", "reshape")
        return Series(owner.rows, owner.col, None if array else owner.label, scalar=owner.scalar)
    if name in ("unique", "nunique", "any", "all", "count", "describe", "items", "info"):
        return Agg("unique", [(owner.label, owner.col)], owner.rows, True) if name == "unique" else UNKNOWN
    if name == "to_csv":
        table = closed(owner.rows, [(owner.label, owner.col)], index=owner.index)
        return library.call_method(table, name, arguments, named)
    if name == "pipe" and arguments:
        return library.machine.apply(arguments[0], [owner, *arguments[1:]], named)
    if name in ("agg", "aggregate") and isinstance(argument(arguments, named, 0, "func"), str):
        return method(library, owner, arguments[0], [], {})
    return UNKNOWN


# Methods that see to `inplace` themselves.
FINISHED = ("fillna", "ffill", "bfill", "pad", "interpolate", "clip", "replace", "where", "mask")


def is_array(series):
    return series.label is None


def finish(library, before, after, named):
    """The result, or with `inplace` the change of the table that the column was taken from."""
    if named.get("inplace", False) is False:
        return after
    changing.become(library, before, after)
    return None


def same_column(left, right):
    """Whether two columns hold the same values, but for their types."""
    plain = [[stage for stage in col.stages if stage.kind != "convert"] for col in (left, right)]
    return left.source == right.source and plain[0] == plain[1]


def fill(library, series, value, named):
    """Missing values filled."""
    line = library.line
    if isinstance(value, Agg):
        found = value if value.single else aggregates.agg_item(value, series.label)
        if isinstance(found, Agg) and len(found.cols) == 1 and found.cols[0][1].source == series.col.source:
            kind, _, numbers_only = found.kind.partition(" of ")
            if numbers_only:
                # Columns of text have no such number, and stay as they are.
                known = kinds.kind_of(library, series.col)
                if known == "text":
                    return series
                if known is None:
                    options = ((), (Stage("impute", (kind,), found.rows, line),))
                    return series.staged(Stage("either", options, None, line))
            return series.staged(Stage("impute", ("unclear" if kind == "counts" else kind,), found.rows, line))
        if isinstance(found, Agg):
            return series.staged(Stage("impute", ("from-another-column",), found.rows, line))
    if isinstance(value, dict) and MANY not in value and series.label in value:
        return fill(library, series, value[series.label], named)
    if is_constant(value) and value is not None:
        return series.staged(Stage("impute", ("constant", value), None, line))
    if value is None and isinstance(named.get("method"), str):
        return series.staged(Stage("impute", (named["method"],), series.rows, line))
    return series.staged(Stage("impute", ("unclear",), None, line))


def replaced(library, owner, name, arguments, named):
    """`replace`, `where`, `mask`: missing values filled, or something else."""
    if name == "replace" and len(arguments) == 2 and arguments[0] is not None:
        first = arguments[0]
        if isinstance(first, float) and first != first:
            return finish(library, owner, fill(library, owner, arguments[1], {}), named)
    if name == "mask" and len(arguments) == 2 and isinstance(arguments[0], Mask):
        tree = arguments[0].tree
        if tree[0] == "na" and same_column(tree[1], owner.col):
            return fill(library, owner, arguments[1], {})
    if name == "where" and len(arguments) == 2 and isinstance(arguments[0], Mask):
        tree = negate(arguments[0].tree)
        if tree[0] == "na" and same_column(tree[1], owner.col):
            return fill(library, owner, arguments[1], {})
    if name == "replace" and len(arguments) == 1 and isinstance(arguments[0], dict):
        return finish(library, owner, by_dictionary(library, owner, arguments[0]), named)
    return finish(library, owner, changed(library, owner, f"changed by {name}"), named)


def by_dictionary(library, series, table):
    """Values replaced by a dictionary's: codes for labels, or labels for codes."""
    if MANY in table or not all(is_constant(value) for value in table.values()) or len(table) > 3000:
        return changed(library, series, "mapped by a dictionary that is not known")
    key = ("map", tuple(sorted(table.items(), key=repr)))
    return series.staged(Stage("codes", key, None, library.line))


def mapped(library, owner, name, arguments, named):
    function = arguments[0] if arguments else named.get("func", named.get("arg", UNKNOWN))
    if isinstance(function, dict):
        return by_dictionary(library, owner, function)
    if isinstance(function, Agg) and function.kind == "codes-of":
        return owner.staged(Stage("codes", ("of", function.cols[0][1]), function.rows, library.line))
    if isinstance(function, Reference):
        if function.path == "builtins.str":
            skip = named.get("na_action") == "ignore"
            return convert(library, owner, "word-or-missing" if skip else "word")
        if function.path == "builtins.float":
            return convert(library, owner, "number-strict")
        if function.path == "builtins.int":
            return convert(library, owner, "int")
        if name == "transform" or function.path == "pandas.to_numeric":
            return library.call(function.path, [owner], {})
        return changed(library, owner, f"mapped by {function.path}")
    if isinstance(function, (Function, Method)):
        stand_in = Series(owner.rows, owner.col, owner.label, scalar=name != "transform")
        extra = list(named.get("args", ())) if isinstance(named.get("args", ()), tuple) else [MANY]
        rest = {key: value for key, value in named.items() if key not in ("args", "func", "arg", "na_action", "convert_dtype")}
        found = library.machine.apply(function, [stand_in, *extra], rest)
        if isinstance(found, (Mask, bool)):
            tree = conditions.tree_of(found)
            return Mask(owner.rows, tree, owner.scalar)
        if isinstance(found, Series) and found.rows is owner.rows:
            return Series(found.rows, found.col, owner.label)
        return changed(library, owner, "mapped by a function")
    return changed(library, owner, "mapped by an unknown function")


def category_attribute(library, series, name):
    """`.cat.codes` and `.cat.categories`."""
    if name == "categories":
        return Agg("labels", [(series.label, series.col)], series.rows, True)
    plain = Col(series.col.source, tuple(stage for stage in series.col.stages if stage.detail != ("category",)))
    return series.staged(Stage("codes", ("classes", plain), series.rows, library.line))


def accessor_method(library, accessor, name, arguments, named):
    owner = accessor.owner
    if accessor.name == "str":
        if name in ("strip", "lower", "upper", "title", "lstrip", "rstrip", "capitalize") and not arguments:
            return convert(library, owner, name)
        if name in ("contains", "startswith", "endswith", "match", "fullmatch", "isnumeric", "isdigit"):
            return Mask(owner.rows, ("unclear", f"a condition on text ({name})"), owner.scalar)
        return changed(library, owner, f"changed by str.{name}")
    return changed(library, owner, f"changed by {accessor.name}.{name}")

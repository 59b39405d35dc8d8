"""The other methods of data frames."""

import re

import assigning
import cleaning
import conditions
import constants
import frames
import joining
import kinds
import output
import querying
import series
import states
from masks import negate
from values import MANY, UNKNOWN, Agg, Col, Function, Mask, MaskTable, Row, Series, Table, Transposed, argument, is_constant, names_of


def conditions_of(table):
    """A table all of whose columns are conditions, as conditions on cells; None for others."""
    state = table.s
    if not state.cols or state.doubt:
        return None
    trees = [(label, conditions.tree_of(Series(state.rows, col, None))) for label, col in state.cols]
    return None if any(tree is None for _, tree in trees) else MaskTable(state.rows, trees)


def method(library, owner, name, arguments, named):
    if name in ("all", "any"):
        found = conditions_of(owner)
        return conditions.mask_method(library, found, name, arguments, named) if found is not None else UNKNOWN
    function = known(name)
    if function is not None:
        return function(library, owner, arguments, named)
    if name in series.AGGREGATES:
        return cleaning.aggregate(library, owner, name, arguments, named)
    if name in series.SAME:
        array = owner.s.array or name in ("to_numpy", "toarray", "todense")
        state = owner.s._replace(array=array)
        if name in ("toarray", "todense", "to_dense") or owner.s.array and name == "A":
            state = states.every(state, states.densify)
        if name == "reset_index":
            return reset_index(library, owner, arguments, named)
        if name in ("rename", "set_axis"):
            return renamed(library, owner, arguments, named)
        if name in ("ravel", "flatten", "squeeze", "reshape") and state.cols is not None and len(state.cols) == 1:
            return Series(state.rows, state.cols[0][1], None)
        return Table(state)
    if named.get("inplace") is True:
        states.replace(library, owner, states.forget_names(owner.s, f"changed by {name}"))
    if name in ("head", "tail", "sample", "drop_duplicates", "nlargest", "nsmallest", "truncate", "take"):
        rows = part_of(library, owner, name, arguments, named)
        return cleaning.give(library, owner, owner.s._replace(rows=rows), named)
    if name in ("info", "describe", "to_string", "memory_usage", "hist", "equals"):
        return UNKNOWN
    return UNKNOWN


def part_of(library, owner, name, arguments, named):
    state = owner.s
    if name == "sample" and named.get("frac") == 1:
        return state.rows.then("order", ("shuffled",), library.line)
    if name == "drop_duplicates" and not arguments and set(named) <= {"keep", "inplace", "ignore_index"}:
        if state.cols is None and "row_id" not in state.dropped:
            return state.rows  # whole rows of a file are never twice the same: each has an id of its own
    known = "**" not in named and all(is_constant(value) or names_of(value) for value in [*arguments, *named.values()])
    if not known:
        return state.rows.then("unclear", (f"a part of the rows by values that are not known ({name})",), library.line)
    return state.rows.then("part", (name,), library.line)


def query(library, owner, arguments, named):

    text = arguments[0] if arguments else named.get("expr")
    tree = querying.condition(library, owner, text)
    rows = owner.s.rows.then("filter", (tree,), library.line)
    return cleaning.give(library, owner, owner.s._replace(rows=rows), named)


def renamed(library, owner, arguments, named):
    mapping = named.get("columns")
    if mapping is None and named.get("axis") in (1, "columns") and arguments:
        mapping = arguments[0]
    state = owner.s
    if mapping is None:
        return cleaning.give(library, owner, state, named)
    if isinstance(mapping, dict) and MANY not in mapping and all(isinstance(new, str) for new in mapping.values()):
        if state.cols is not None:
            cols = tuple((mapping.get(label, label) if is_constant(label) else label, col) for label, col in state.cols)
            return cleaning.give(library, owner, state._replace(cols=cols), named)
        over = {label: col for label, col in state.over.items() if label not in mapping}
        for old, new in mapping.items():
            col = states.column(state, old)
            if col is not None:
                over[new] = col
        return cleaning.give(library, owner, state._replace(over=over, dropped=state.dropped | frozenset(mapping)), named)
    return cleaning.give(
        library, owner, state._replace(doubt=state.doubt or "columns renamed to names that are not known"), named
    )


def reset_index(library, owner, arguments, named):
    state = owner.s
    if state.index is not None and named.get("drop") is not True and isinstance(state.index.source, str):
        label = state.index.source
        if state.cols is not None:
            state = state._replace(cols=((label, state.index), *state.cols), index=None)
        else:
            state = states.with_column(state, label, state.index)._replace(index=None)
    elif state.index is not None and named.get("drop") is not True:
        state = state._replace(doubt=state.doubt or "an index that is not known", index=None)
    else:
        if named.get("drop") is not True and state.cols is not None:
            state = state._replace(cols=(("index", Col(("index",), ())), *state.cols))
        state = state._replace(index=None)
    return cleaning.give(library, owner, state, named)


def set_index(library, owner, arguments, named):
    key = arguments[0] if arguments else named.get("keys")
    names = names_of(key)
    state = owner.s
    if isinstance(key, Series):
        return cleaning.give(library, owner, state._replace(index=key.col), named)
    if names is None or len(names) != 1:
        return cleaning.give(library, owner, state._replace(doubt="an index that is not known"), named)
    col = states.column(state, names[0])
    if named.get("drop", True) is not False:
        state = states.without(state, names)
    return cleaning.give(library, owner, state._replace(index=col), named)


def sort(library, owner, arguments, named):
    by = arguments[0] if arguments else named.get("by")
    rows = owner.s.rows.then("order", (f"sorted by {by}" if isinstance(by, str) else "sorted",), library.line)
    return cleaning.give(library, owner, owner.s._replace(rows=rows), named)


def assign(library, owner, arguments, named):
    table = Table(owner.s)
    for name, value in named.items():
        if name == "**":
            return Table(states.forget_names(owner.s, "columns assigned by names that are not known"))
        if isinstance(value, Function):
            value = library.machine.apply(value, [table])
        table = Table(states.with_column(table.s, name, assigning.as_col(library, table, name, value)))
    return table


def insert(library, owner, arguments, named):

    position, label = argument(arguments, named, 0, "loc"), argument(arguments, named, 1, "column")
    value = argument(arguments, named, 2, "value")
    if not isinstance(label, str):
        return states.replace(library, owner, states.forget_names(owner.s, "columns inserted by names that are not known"))
    state = states.with_column(owner.s, label, assigning.as_col(library, owner, label, value))
    if state.cols is not None and isinstance(position, int) and 0 <= position < len(state.cols):
        cols = [pair for pair in state.cols if pair[0] != label]
        cols.insert(position, next(pair for pair in state.cols if pair[0] == label))
        state = state._replace(cols=tuple(cols))
    return states.replace(library, owner, state)


def pop(library, owner, arguments, named):
    label = arguments[0] if arguments else named.get("item")
    if not isinstance(label, str):
        return UNKNOWN
    found = states.series_at(owner, label)
    states.replace(library, owner, states.without(owner.s, [label]))
    return Series(found.rows, found.col, label) if isinstance(found, Series) else UNKNOWN


def missing_cells(negative):
    def run(library, owner, arguments, named):
        state = owner.s
        cols = state.cols
        if cols is None or state.doubt:
            col = Col(states.UNCLEAR, ())
            cols = [(None, col)]
        trees = [(label, negate(("na", col)) if negative else ("na", col)) for label, col in cols]
        return MaskTable(state.rows, trees)

    return run


def apply_function(library, owner, arguments, named):

    function = argument(arguments, named, 0, "func")
    axis = argument(arguments, named, 1, "axis", 0)
    state = owner.s
    rest = {key: value for key, value in named.items() if key not in ("func", "axis", "args", "raw", "result_type")}
    if axis in (1, "columns") and is_constant(axis):
        extra = named.get("args", ())
        found = library.machine.apply(function, [Row(owner), *(extra if isinstance(extra, tuple) else [MANY])], rest)
        tree = conditions.tree_of(found)
        return Mask(state.rows, tree) if tree is not None else UNKNOWN
    if state.cols is None or state.doubt:
        return UNKNOWN
    made = []
    for label, col in state.cols:
        given = Series(state.rows, col, label)
        found = (
            library.call_method(given, function, [], {})
            if isinstance(function, str)
            else library.machine.apply(function, [given], rest)
        )
        made.append((label, found))
    if made and all(isinstance(found, Series) for _, found in made):
        return Table(state._replace(cols=tuple((label, found.col) for label, found in made)))
    if made and all(isinstance(found, Mask) for _, found in made):
        return MaskTable(state.rows, [(label, found.tree) for label, found in made])
    if made and all(isinstance(found, Agg) and found.single for _, found in made):
        measures = {(found.kind, found.ddof) for _, found in made}
        if len(measures) == 1:
            ((kind, ddof),) = measures
            return Agg(kind, [(label, found.cols[0][1]) for label, found in made], state.rows, False, ddof)
    return UNKNOWN


def apply_cells(library, owner, arguments, named):
    state = owner.s
    if state.cols is None or state.doubt:
        return UNKNOWN
    cols = []
    for label, col in state.cols:
        found = series.mapped(library, Series(state.rows, col, label), "map", arguments, named)
        cols.append(
            (label, found.col if isinstance(found, Series) else states.unclear_col("mapped by a function", library.line))
        )
    return Table(state._replace(cols=tuple(cols)))


def choose_types(library, owner, arguments, named):

    include, exclude = argument(arguments, named, 0, "include"), argument(arguments, named, 1, "exclude")
    found = kinds.select(library, owner, include, exclude)
    return found or Table(owner.s._replace(cols=(), over={}, doubt="columns chosen by their type"))


def is_in(library, owner, arguments, named):
    values = arguments[0] if arguments else named.get("values")
    state = owner.s
    if state.cols is None or state.doubt:
        return UNKNOWN
    trees = []
    for label, col in state.cols:
        own = values.get(label, []) if isinstance(values, dict) else values
        trees.append((label, conditions.isin(Series(state.rows, col, label), own).tree))
    return MaskTable(state.rows, trees)


def pipe(library, owner, arguments, named):
    return library.machine.apply(arguments[0], [owner, *arguments[1:]], named) if arguments else UNKNOWN


def get(library, owner, arguments, named):
    return frames.get_item(library, owner, arguments[0]) if arguments else UNKNOWN


def operation(name):
    def run(library, owner, arguments, named):
        return library.binary(name, owner, arguments[0] if arguments else named.get("other", UNKNOWN))

    return run


def cells_compared(name):
    def run(library, owner, arguments, named):
        return conditions.comparison(library, name, owner, arguments[0] if arguments else named.get("other", UNKNOWN))

    return run


def itemwise(library, owner, arguments, named):
    labels = states.labels_of(owner.s)
    return [(label, states.series_at(owner, label)) for label in labels] if labels is not None else [MANY]


def to_csv(library, owner, arguments, named):

    output.written(library, owner, arguments, named)
    return None


def to_parquet(library, owner, arguments, named):
    name = constants.base_name(arguments[0]) if arguments else None
    if name is not None:
        library.files[name] = Table(owner.s)
    return None


def evaluated(library, owner, arguments, named):
    """`table.eval(...)`: a condition; or columns made by text, which are not followed."""

    text = arguments[0] if arguments else named.get("expr")
    if isinstance(text, str) and re.search(r"(?<![<>=!])=(?!=)", text):
        states.replace(library, owner, states.forget_names(owner.s, "changed by eval"))
        return Table(owner.s)
    return Mask(owner.s.rows, querying.condition(library, owner, text))


def updated(library, owner, arguments, named):
    states.replace(library, owner, states.forget(owner.s, "changed by update"))


# Names of methods of which nothing more is known here: not columns.
OTHERS = frozenset(
    (
        "head tail sample info describe to_string to_numpy to_dict to_sql nunique corr groupby iterrows itertuples "
        "drop_duplicates duplicated memory_usage any all count sum mean median mode std var min max quantile "
        "value_counts where mask melt pivot stack infer_objects convert_dtypes filter keys pow add mul squeeze "
        "equals combine_first first last shift diff cumsum rank nlargest nsmallest toarray todense "
        "ravel flatten reshape rename_axis set_axis explode xs take truncate idxmax idxmin abs to_records to_json"
    ).split()
)


def known(name):
    """The method of that name; None for one of which nothing more is known."""
    for part in (METHODS, cleaning.METHODS, joining.METHODS):
        if name in part:
            return part[name]
    return None


def is_method(name):
    return name in OTHERS or known(name) is not None


METHODS = {
    "eval": evaluated,
    "update": updated,
    "copy": lambda library, owner, arguments, named: Table(owner.s),
    "transpose": lambda library, owner, arguments, named: UNKNOWN if arguments else Transposed(owner),
    "query": query,
    "rename": renamed,
    "reset_index": reset_index,
    "set_index": set_index,
    "sort_values": sort,
    "sort_index": sort,
    "assign": assign,
    "insert": insert,
    "pop": pop,
    "isna": missing_cells(False),
    "isnull": missing_cells(False),
    "notna": missing_cells(True),
    "notnull": missing_cells(True),
    "apply": apply_function,
    "transform": apply_function,
    "agg": apply_function,
    "applymap": apply_cells,
    "map": apply_cells,
    "select_dtypes": choose_types,
    "isin": is_in,
    "pipe": pipe,
    "get": get,
    "sub": operation("Sub"),
    "subtract": operation("Sub"),
    "div": operation("Div"),
    "divide": operation("Div"),
    "truediv": operation("Div"),
    "ge": cells_compared("GtE"),
    "gt": cells_compared("Gt"),
    "le": cells_compared("LtE"),
    "lt": cells_compared("Lt"),
    "items": itemwise,
    "to_csv": to_csv,
    "to_parquet": to_parquet,
    "to_pickle": to_parquet,
}

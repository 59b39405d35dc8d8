"""Functions of pandas and NumPy that make tables and columns."""

import assigning
import conditions
import joining
import series
import states
from masks import negate
from values import (
    MANY,
    UNKNOWN,
    Accessor,
    Agg,
    Col,
    Columns,
    Index,
    Mask,
    Rows,
    Series,
    Stage,
    Table,
    Transposed,
    argument,
    closed,
    is_constant,
    names_of,
)


def frame(library, arguments, named):
    """`pd.DataFrame(...)`."""

    data = argument(arguments, named, 0, "data")
    index = argument(arguments, named, 1, "index")
    chosen = argument(arguments, named, 2, "columns")
    names = None
    if chosen is not None:
        items = library.machine.items(chosen)
        names = items if isinstance(items, list) and MANY not in items else None
    index_col = index.col if isinstance(index, (Index, Series)) else None
    if index is not None and not isinstance(index, (Index, Series, range)):
        index_col = Col(states.UNCLEAR, ())
    if isinstance(data, dict):
        return from_dictionary(library, data, index, index_col)
    if isinstance(data, Series):
        if chosen is not None and (names is None or len(names) != 1):
            return states.unclear_table(data.rows, "columns that are not known")
        return closed(data.rows, [(names[0] if names else data.label or 0, data.col)], index=index_col)
    if isinstance(data, Table):
        state = data.s
        if chosen is None:
            return Table(state._replace(index=index_col or state.index, array=False))
        if isinstance(chosen, Columns) and same_width(chosen.table.s, state):
            names = states.labels_of(chosen.table.s)
            cols = tuple((label, col) for label, (_, col) in zip(names, state.cols))
            return Table(state._replace(cols=cols, index=index_col or state.index, array=False))
        if not state.array and names is not None:
            return states.select(library, state, names)
        if (
            state.cols is not None
            and names is not None
            and len(names) == len(state.cols)
            and states.one_each(state)
            and not state.doubt
        ):
            cols = tuple((name, col) for name, (_, col) in zip(names, state.cols))
            return Table(state._replace(cols=cols, index=index_col, array=False))
        if state.cols is not None and states.has_encoded(state) and not state.doubt:
            # Names of the encoder's own making: the columns stay what they are.
            cols = tuple((label if isinstance(label, str) else str(col.source), col) for label, col in state.cols)
            return Table(state._replace(cols=cols, index=index_col, array=False))
        return states.unclear_table(state.rows, "columns that are not known")
    if isinstance(index, Index) and (data is None or is_constant(data)):
        made = [(name, Col(("const", data), ())) for name in names or []] if data is not None else []
        return closed(index.rows, made, index=index_col)
    if data is None or isinstance(data, list) and not data:
        return closed(Rows.make("made", (), ("empty",), library.line), [])
    return states.unclear_table(Rows.make("made", (), ("unclear",), library.line), "a table of values that are not known")


def same_width(model, state):
    return (
        model.cols is not None
        and state.cols is not None
        and not model.doubt
        and not state.doubt
        and len(model.cols) == len(state.cols)
    )


def from_dictionary(library, data, index, index_col):
    if MANY in data:
        return states.unclear_table(Rows.make("made", (), ("unclear",), library.line), "columns that are not known")
    rows = None
    for value in data.values():
        found = value.rows if isinstance(value, (Series, Mask, Index)) else value.s.rows if isinstance(value, Table) else None
        rows = rows or found
    if rows is None:
        rows = index.rows if isinstance(index, Index) else Rows.make("made", (), ("constants",), library.line)
    table = closed(rows, [], index=index_col)
    for label, value in data.items():
        if isinstance(value, list) and all(isinstance(item, Series) for item in value) and value:
            value = UNKNOWN
        table.s = states.with_column(table.s, label, assigning.as_col(library, table, label, value))
    return table


def dummies(library, arguments, named):

    data = argument(arguments, named, 0, "data")
    chosen = named.get("columns", arguments[5] if len(arguments) > 5 else None)
    drop_first = named.get("drop_first", False)
    drop_word = "first" if drop_first is True else None if drop_first is False else "unclear"
    extra = named.get("dummy_na", False) is not False
    if isinstance(data, Series):
        data = closed(data.rows, [(data.label, data.col)])
    if not isinstance(data, Table) or data.s.doubt:
        return UNKNOWN
    state = data.s
    names = None if chosen is None else names_of(chosen)
    if isinstance(chosen, Columns):
        names = states.labels_of(chosen.table.s)
    if chosen is not None and names is None:
        return Table(state._replace(cols=state.cols or (), over={}, doubt="encoded columns that are not known"))
    kind = "one-hot" if chosen is not None else "one-hot-by-type"
    detail = (kind, drop_word, "own" if not extra else "own with missing", "dense")
    if state.cols is None:
        return Table(state._replace(cols=(), over={}, doubt="columns of a file that are not all known, encoded"))
    stage = Stage("encode", detail, state.rows, library.line)
    if names is None:
        return Table(states.every(state, states.staged(stage)))
    rest = [(label, col) for label, col in state.cols if label not in names]
    made = [(label, states.staged(stage)(label, col)) for label in names if (col := states.column(state, label)) is not None]
    return Table(state._replace(cols=(*rest, *made)))


def merge_function(library, arguments, named):

    left, right = argument(arguments, named, 0, "left"), argument(arguments, named, 1, "right")
    how, on = argument(arguments, named, 2, "how", "inner"), argument(arguments, named, 3, "on")
    return joining.joined(library, left, right, how, on, named)


def copy_of_table(library, arguments, named):
    value = arguments[0] if arguments else UNKNOWN
    if isinstance(value, Table):
        return Table(value.s._replace(array=True))
    if isinstance(value, Series):
        return Series(value.rows, value.col, None)
    if is_columns(value):
        return on_its_side(library, value)
    if isinstance(value, (Mask, Agg, list, tuple, Index, Transposed)):
        return value
    return UNKNOWN


def is_columns(value):
    return isinstance(value, (list, tuple)) and len(value) > 0 and all(isinstance(item, Series) for item in value)


def on_its_side(library, columns):
    """A matrix whose rows are columns."""
    table = joining.side_by_side(library, list(columns), array=True)
    return Transposed(table) if isinstance(table, Table) else UNKNOWN


def transposed(library, arguments, named):
    value = arguments[0] if len(arguments) == 1 and not named else UNKNOWN
    if isinstance(value, (Table, Transposed)):
        return library.get_attribute(value, "T")
    return library.get_attribute(on_its_side(library, value), "T") if is_columns(value) else UNKNOWN


def stacked_arrays(library, arguments, named):
    """`np.stack` and `np.vstack`, of columns or of matrices on their side."""
    parts = arguments[0] if arguments else UNKNOWN
    if isinstance(parts, (list, tuple)) and parts and all(isinstance(part, Transposed) for part in parts) and not named:
        return on_its_side(library, [part.table for part in parts])
    axis = named.get("axis", arguments[1] if len(arguments) > 1 else 0)
    if is_columns(parts) and is_constant(axis):
        return on_its_side(library, parts) if axis == 0 else joining.side_by_side(library, list(parts), array=True)
    return concatenate(library, arguments, named)


def beside(library, arguments, named):
    parts = arguments[0] if arguments else UNKNOWN
    if not isinstance(parts, (list, tuple)) or MANY in parts:
        return UNKNOWN
    if all(isinstance(part, Series) for part in parts) and named.get("below"):
        return UNKNOWN
    return joining.side_by_side(library, list(parts), array=True)


def concatenate(library, arguments, named):
    axis = named.get("axis", arguments[1] if len(arguments) > 1 else 0)
    if axis in (1, -1) and is_constant(axis):
        return beside(library, arguments, {})
    if not is_constant(axis) or axis != 0:
        return UNKNOWN
    parts = arguments[0] if arguments else UNKNOWN
    if isinstance(parts, (list, tuple)) and MANY not in parts and parts:
        return joining.stacked(library, list(parts))
    return UNKNOWN


def categorical(library, arguments, named):
    """`pd.Categorical(...)`."""
    value = arguments[0] if arguments else named.get("values", UNKNOWN)
    return Accessor(value, "cat") if isinstance(value, Series) else UNKNOWN


def to_numeric(library, arguments, named):
    value = arguments[0] if arguments else named.get("arg", UNKNOWN)
    errors = arguments[1] if len(arguments) > 1 else named.get("errors", "raise")
    if isinstance(value, Series):
        return series.convert(
            library,
            value,
            {"coerce": "number", "raise": "number-strict"}.get(errors, "unclear") if is_constant(errors) else "unclear",
        )
    return value if isinstance(value, Agg) else UNKNOWN


def is_missing(negative):
    def run(library, arguments, named):
        value = arguments[0] if arguments else UNKNOWN
        if isinstance(value, Series):
            mask = conditions.missing(value)
            return Mask(mask.rows, negate(mask.tree), mask.scalar) if negative else mask
        if isinstance(value, Table):
            return library.call_method(value, "notna" if negative else "isna", [], {})
        if is_constant(value):
            return (value is None or value != value) != negative
        return UNKNOWN

    return run


def factorize(library, arguments, named):
    value = arguments[0] if arguments else UNKNOWN
    if not isinstance(value, Series):
        return (UNKNOWN, UNKNOWN)
    key = ("factorize", value.col)
    codes = value.staged(Stage("codes", key, value.rows, library.line))
    return (codes, Agg("labels", [(value.label, value.col)], value.rows, True))


def series_of(library, arguments, named):
    """`pd.Series(...)`."""
    value = arguments[0] if arguments else named.get("data", UNKNOWN)
    index = arguments[1] if len(arguments) > 1 else named.get("index")
    label = named.get("name")
    label = label if isinstance(label, str) else None
    if isinstance(value, Series):
        own = index.col if isinstance(index, (Index, Series)) else None
        return Series(value.rows, value.col, label or value.label or 0, index=own)
    if isinstance(value, Mask):
        return value
    if isinstance(value, bool) and isinstance(index, Index):
        return Mask(index.rows, ("is", value))
    if is_constant(value) and isinstance(index, Index):
        return Series(index.rows, Col(("const", value), ()), label)
    if isinstance(value, dict):
        return value
    if isinstance(value, list) and isinstance(index, (list, Columns)):
        names = library.machine.items(index)
        if isinstance(names, list) and len(names) == len(value) and MANY not in names and MANY not in value:
            return dict(zip(names, value))
    if isinstance(value, (Index, Table)):
        rows = value.rows if isinstance(value, Index) else value.s.rows
        return Series(rows, Col(("unclear",), ()), label)
    return UNKNOWN


def index_of(library, arguments, named):
    """`pd.Index(...)`."""
    value = arguments[0] if arguments else named.get("data", UNKNOWN)
    if isinstance(value, Series):
        return Index(value.rows, value.col)
    return value if isinstance(value, (Index, list)) else UNKNOWN


def standardised(library, arguments, named):
    """`zscore` and `scale`: each column by its own mean and deviation."""

    value = arguments[0] if arguments else named.get("a", named.get("X", UNKNOWN))
    name = "standard" if named.get("ddof", 0) == 0 and is_constant(named.get("ddof", 0)) else "other"
    if isinstance(value, Series):
        return value.staged(Stage("scale", (name,), value.rows, library.line))
    if isinstance(value, Table):
        return Table(states.every(value.s, states.staged(Stage("scale", (name,), value.s.rows, library.line))))
    return UNKNOWN


FUNCTIONS = {
    "pandas.DataFrame": frame,
    "pandas.DataFrame.from_dict": frame,
    "pandas.merge": merge_function,
    "pandas.get_dummies": dummies,
    "numpy.asarray": copy_of_table,
    "numpy.array": copy_of_table,
    "numpy.ascontiguousarray": copy_of_table,
    "numpy.ravel": lambda library, arguments, named: (
        library.call_method(arguments[0], "ravel", [], {})
        if arguments and isinstance(arguments[0], (Table, Series))
        else UNKNOWN
    ),
    "numpy.append": lambda library, arguments, named: (
        concatenate(library, [list(arguments[:2]), *arguments[2:]], named) if len(arguments) >= 2 else UNKNOWN
    ),
    "numpy.stack": stacked_arrays,
    "numpy.transpose": transposed,
    "numpy.hstack": beside,
    "numpy.column_stack": beside,
    "numpy.concatenate": concatenate,
    "numpy.vstack": stacked_arrays,
    "scipy.sparse.hstack": beside,
    "scipy.sparse.csr_matrix": copy_of_table,
    "scipy.stats.zscore": standardised,
    "sklearn.preprocessing.scale": standardised,
    "pandas.to_numeric": to_numeric,
    "pandas.isna": is_missing(False),
    "pandas.isnull": is_missing(False),
    "pandas.notna": is_missing(True),
    "pandas.notnull": is_missing(True),
    "numpy.isnan": is_missing(False),
    "math.isnan": is_missing(False),
    "pandas.factorize": factorize,
    "pandas.Series": series_of,
    "pandas.Index": index_of,
    "pandas.Categorical": categorical,
}

"""Methods of data frames that drop or fill rows and cells, and numbers computed from columns."""

import aggregates
import conditions
import reading
import series
import states
from values import MANY, UNKNOWN, Agg, Col, Columns, Series, Stage, Table, argument, constant_list, is_constant, names_of


def give(library, owner, state, named):
    """A new table, or with `inplace` the table changed."""
    if named.get("inplace", False) is False:
        return Table(state)
    states.replace(library, owner, state)
    return None


def aggregate(library, owner, name, arguments, named):

    state = owner.s
    axis = argument(arguments, named, 0, "axis", 0)
    if axis not in (0, None, "index", "rows") or not is_constant(axis):
        return UNKNOWN
    kind = series.AGGREGATES[name]
    ddof = argument(arguments, named, 99, "ddof", 0 if state.array else 1)
    cols = state.cols
    if cols is None:
        cols = ((None, Col(None, state.common)), *state.over.items())
    kind = "most_frequent" if kind == "mode" else kind
    if named.get("numeric_only") is True:
        kind = f"{kind} of numbers"
    if state.doubt:
        return UNKNOWN
    return OpenAgg(kind, cols, state.rows, ddof, state) if state.cols is None else Agg(kind, cols, state.rows, False, ddof)


class OpenAgg(Agg):
    """Of all columns of a table whose columns are not all known."""

    __slots__ = ("state",)

    def __init__(self, kind, cols, rows, ddof, state):
        super().__init__(kind, [], rows, False, ddof)
        self.state = state


def agg_for(value, label):
    """The number for one column."""
    if isinstance(value, OpenAgg):
        if label is None:
            return Agg(value.kind, [(None, Col(None, value.state.common))], value.rows, True, value.ddof)
        col = states.column(value.state, label)
        return UNKNOWN if col is None else Agg(value.kind, [(label, col)], value.rows, True, value.ddof)
    if isinstance(value, Agg):
        return aggregates.agg_item(value, label) if not value.single else value
    return value


def drop(library, owner, arguments, named):

    state = owner.s
    axis = argument(arguments, named, 1, "axis", 0)
    chosen = named.get("columns")
    labels = argument(arguments, named, 0, "labels")
    if chosen is None and axis in (1, "columns") and is_constant(axis):
        chosen = labels
    if chosen is not None:
        if isinstance(chosen, Columns):
            chosen = library.machine.items(chosen)
        names = names_of(chosen) if chosen is not None else None
        if names is None:
            return give(
                library,
                owner,
                state._replace(cols=state.cols or (), over={}, doubt="columns dropped by names that are not known"),
                named,
            )
        return give(library, owner, states.without(state, names), named)
    rows = conditions.dropped_rows(library, state.rows, named.get("index", labels))
    return give(library, owner, state._replace(rows=rows), named)


def dropna(library, owner, arguments, named):

    state = owner.s
    axis = argument(arguments, named, 0, "axis", 0)
    if axis in (1, "columns"):
        return give(
            library, owner, state._replace(cols=state.cols or (), over={}, doubt="columns with missing values dropped"), named
        )
    how, subset = named.get("how", "any"), named.get("subset")
    if isinstance(subset, Columns):
        subset = library.machine.items(subset)
    names = None if subset is None else names_of(subset)
    if subset is not None and names is None or named.get("thresh") is not None or how not in ("any", "all"):
        rows = state.rows.then("unclear", ("rows with missing values dropped by columns that are not known",), library.line)
    else:
        if names is None:
            names = states.labels_of(state)
        rows = state.rows.then("drop-missing", (None if names is None else tuple(names), how), library.line)
    return give(library, owner, state._replace(rows=rows), named)


def fillna(library, owner, arguments, named):

    return give(library, owner, filled(library, owner, argument(arguments, named, 0, "value"), named).s, named)


def filled(library, owner, value, named):
    def change(label, col):
        own = value
        if isinstance(value, Agg):
            own = agg_for(value, label)
            if own is UNKNOWN and isinstance(value, Agg) and label is not None:
                return col  # fillna leaves columns alone that the value does not name
        elif isinstance(value, dict):
            if MANY in value:
                own = UNKNOWN
            elif label not in value:
                return col
            else:
                own = value[label]
        found = series.fill(library, Series(owner.s.rows, col, label), own, named)
        return found.col

    if isinstance(value, dict) and owner.s.cols is None and MANY not in value:
        state = owner.s
        for label in value:
            col = states.column(state, label)
            if col is not None:
                state = states.with_column(state, label, change(label, col))
        return Table(state)
    return Table(states.every(owner.s, change))


def fill_method(how):
    def run(library, owner, arguments, named):
        stage = Stage("impute", (how,), owner.s.rows, library.line)
        return give(library, owner, states.every(owner.s, states.staged(stage)), named)

    return run


def astype(library, owner, arguments, named):

    types = arguments[0] if arguments else named.get("dtype")
    if isinstance(types, dict) and owner.s.cols is not None and MANY not in types:

        def change(label, col):
            kind = types.get(label)
            return (
                col
                if kind is None
                else states.staged(Stage("convert", (reading.type_word(kind),), None, library.line))(label, col)
            )

        return Table(states.every(owner.s, change))
    if isinstance(types, dict):
        return Table(reading.typed(owner.s, types, library.line))
    return Table(states.every(owner.s, states.staged(Stage("convert", (reading.type_word(types),), None, library.line))))


def clip(library, owner, arguments, named):
    return give(library, owner, states.every(owner.s, states.staged(Stage("clip", (), None, library.line))), named)


def rounded(library, owner, arguments, named):
    return Table(states.every(owner.s, states.staged(Stage("round", (), None, library.line))))


def replaced_cells(library, owner, arguments, named):
    if len(arguments) == 2 and isinstance(arguments[0], float) and arguments[0] != arguments[0]:
        return give(library, owner, filled(library, owner, arguments[1], {}).s, named)
    infinities = (
        arguments
        and constant_list(arguments[0]) is not None
        and all(isinstance(item, float) and abs(item) == float("inf") for item in constant_list(arguments[0]))
    )
    if infinities:
        return give(library, owner, owner.s, named)
    return give(library, owner, states.forget(owner.s, "changed by replace"), named)


METHODS = {
    "drop": drop,
    "dropna": dropna,
    "fillna": fillna,
    "ffill": fill_method("ffill"),
    "bfill": fill_method("bfill"),
    "interpolate": fill_method("interpolate"),
    "astype": astype,
    "clip": clip,
    "round": rounded,
    "replace": replaced_cells,
}

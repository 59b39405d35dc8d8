"""The columns of data frames and matrices: which in which order, and what was done to each."""

from values import UNKNOWN, Col, Likely, OtherName, Series, Stage, State, Table

UNCLEAR = ("unclear",)


def unclear_col(why, line):
    return Col(UNCLEAR, (Stage("unclear", (why,), None, line),))


def labels_of(state):
    """All column names in order; None when they are not all known."""
    return None if state.cols is None or state.doubt else [label for label, _ in state.cols]


def column(state, label):
    """A column; None when there is none."""
    if state.cols is not None:
        return next((col for other, col in state.cols if other == label), None)
    if label in state.over:
        return state.over[label]
    if label in state.dropped or not isinstance(label, str):
        return None
    return Col(label, state.common)


def has_column(library, state, label):
    if not isinstance(label, str):
        return UNKNOWN
    if state.cols is not None:
        known = any(other == label for other, _ in state.cols)
        return known if not state.doubt and not has_encoded(state) or known else UNKNOWN
    if label in state.dropped:
        return False
    if label in state.over:
        return True
    if not isinstance(label, OtherName):
        library.assumed.add(label)
    return Likely(True)


def has_encoded(state):
    return any(stage.kind == "encode" for _, col in state.cols for stage in col.stages)


def with_column(state, label, col):
    """The state with a column set, at its place or at the end."""
    if state.cols is None:
        return state._replace(over={**state.over, label: col}, dropped=state.dropped - {label})
    if any(other == label for other, _ in state.cols):
        return state._replace(cols=tuple((other, col if other == label else old) for other, old in state.cols))
    return state._replace(cols=(*state.cols, (label, col)))


def without(state, labels):
    if state.cols is None:
        over = {label: col for label, col in state.over.items() if label not in labels}
        return state._replace(over=over, dropped=state.dropped | frozenset(labels))
    return state._replace(cols=tuple((label, col) for label, col in state.cols if label not in labels))


def select(library, state, labels):
    """A table of these columns in this order."""
    cols = []
    for label in labels:
        col = column(state, label)
        if col is None:
            source = unclear_col("a column that is not there", library.line)
            state = state._replace(doubt=state.doubt or f"no column {label}")
            cols.append((label, source))
        else:
            cols.append((label, col))
    return Table(State(state.rows, tuple(cols), frozenset(), {}, (), state.index, state.array, state.doubt))


def every(state, change):
    """The state with each column put through a change of its stages (`Col` -> `Col`)."""
    if state.cols is not None:
        return state._replace(cols=tuple((label, change(label, col)) for label, col in state.cols))
    over = {label: change(label, col) for label, col in state.over.items()}
    return state._replace(over=over, common=change(None, Col(None, state.common)).stages)


def staged(stage):
    return lambda label, col: Col(col.source, (*col.stages, stage))


def replace(library, table, state):
    library.machine.touch(table)
    table.s = state


def doubt(library, table, why):
    replace(library, table, table.s._replace(doubt=table.s.doubt or why))


def with_rows(table, rows):
    return Table(table.s._replace(rows=rows))


def series_at(table, label):
    state = table.s
    col = column(state, label)
    if col is None:
        return UNKNOWN
    if state.doubt:
        col = Col(col.source, (*col.stages, Stage("unclear", (state.doubt,), None, 0)))
    return Series(state.rows, col, label if isinstance(label, str) else None, home=(table, label), index=state.index)


def is_all(index):
    return index.start is None and index.stop is None and index.step is None


def one_each(state):
    return all(stage.detail[0] != "one-hot" for _, col in state.cols for stage in col.stages if stage.kind == "encode")


def forget(state, why):
    stage = Stage("unclear", (why,), None, 0)
    return every(state, staged(stage))


def forget_names(state, why):
    """After columns were set by names that are not known: any may be another one, and there may be more."""
    found = forget(state, why)
    return found if state.cols is None else found._replace(doubt=state.doubt or why)


def densify(label, col):
    stages = tuple(
        Stage("encode", (*stage.detail[:3], "dense"), stage.fit, stage.line) if stage.kind == "encode" else stage
        for stage in col.stages
    )
    return Col(col.source, stages)


def encode_stage(col):
    return next((stage for stage in col.stages if stage.kind == "encode"), None)


def unclear_table(rows, why):
    return Table(State(rows, (), frozenset(), {}, (), None, False, why))

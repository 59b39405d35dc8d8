"""Data frames and matrices: attributes, items and columns."""

import aggregates
import assigning
import conditions
import frame_methods
import joining
import series
import states
from values import (
    MANY,
    UNKNOWN,
    Agg,
    Columns,
    Function,
    Index,
    Indexer,
    Length,
    Likely,
    Mask,
    MaskTable,
    Method,
    Series,
    Slice,
    Table,
    Transposed,
    Types,
    constant_list,
    is_constant,
    names_of,
)


def attribute(library, owner, name):
    state = owner.s
    if name == "columns":
        return Columns(owner)
    if name in ("loc", "iloc", "at", "iat"):
        return Indexer(owner, name)
    if name == "index":
        return Index(state.rows, state.index)
    if name in ("values", "A"):
        return Table(state._replace(array=True))
    if name == "shape":
        labels = states.labels_of(state)
        return (Length(state.rows), len(labels) if labels is not None and not states.has_encoded(state) else UNKNOWN)
    if name == "ndim":
        return 2
    if name == "dtypes":
        return Types(owner)
    if name == "T":
        return Transposed(owner)
    if name in ("size", "empty", "axes", "attrs", "style", "plot", "nbytes"):
        return Likely(False) if name == "empty" else UNKNOWN
    if not state.array and (name in state.over or (state.cols is not None and states.column(state, name) is not None)):
        return states.series_at(owner, name)
    if not state.array and state.cols is None and not frame_methods.is_method(name):
        return states.series_at(owner, name)
    return Method(owner, name)


def set_attribute(library, owner, name, value):
    if name == "columns":
        names = library.machine.items(value)
        state = owner.s
        if isinstance(names, list) and MANY not in names and state.cols is not None and len(names) == len(state.cols):
            if not states.has_encoded(state):
                cols = tuple((new, col) for new, (_, col) in zip(names, state.cols))
                return states.replace(library, owner, state._replace(cols=cols, array=False))
        if isinstance(value, Columns) and value.table.s is state:
            return None
        return states.doubt(library, owner, "columns renamed to names that are not known")
    if name == "index":
        col = value.col if isinstance(value, (Index, Series)) else None
        return states.replace(library, owner, owner.s._replace(index=col))
    return assigning.set_item(library, owner, name, value) if states.column(owner.s, name) is not None else None


def get_item(library, owner, index):
    state = owner.s
    if isinstance(index, Function):
        index = library.machine.apply(index, [owner])
    if isinstance(index, str) and not state.array:
        return states.series_at(owner, index)
    if isinstance(index, Mask):
        return states.with_rows(owner, conditions.filtered(library, state.rows, index))
    if isinstance(index, Columns):
        labels = states.labels_of(index.table.s)
        if labels is not None and not states.has_encoded(index.table.s):
            return states.select(library, state, labels)
        return joining.aligned_to(library, owner, index.table)
    if isinstance(index, (list, tuple, Index, set)) and not (state.array and isinstance(index, tuple)):
        names = names_of(index) if not isinstance(index, Index) else None
        if names is not None and not state.array:
            return states.select(library, state, names)
        if isinstance(index, Index):
            return states.with_rows(owner, library_rows(library, state.rows, index))
        # Names, or truth values for the rows.
        rows = state.rows.then("unclear", ("chosen by values that are not known",), library.line)
        return Table(state._replace(rows=rows, doubt="columns chosen by names that are not known", cols=state.cols or ()))
    if isinstance(index, Slice):
        return states.with_rows(owner, series.slice_rows(library, state.rows, index))
    if isinstance(index, tuple) and state.array:
        return by_position(library, owner, index)
    if isinstance(index, Series) or isinstance(index, MaskTable):
        return Table(state._replace(rows=state.rows.then("unclear", ("chosen by values that are not known",), library.line)))
    if isinstance(index, Agg) or index is UNKNOWN:
        rows = state.rows.then("unclear", ("chosen by values that are not known",), library.line)
        return Table(state._replace(rows=rows, cols=(), doubt="columns chosen by names that are not known", over={}))
    return UNKNOWN


def library_rows(library, rows, index):
    """The rows that an index names."""
    if index.rows is rows:
        return rows
    if conditions.aligned(index.rows, rows):
        return index.rows
    return rows.then("unclear", ("rows chosen by an index of other rows",), library.line)


def columns_one_by_one(table):
    """The columns of a matrix; None when they are not all known."""
    state = table.s
    if state.cols is None or state.doubt or states.has_encoded(state) or not state.array:
        return None
    return [Series(state.rows, col, None) for _, col in state.cols]


def by_position(library, owner, index):
    """`table[rows, columns]` of a matrix, and `.iloc`."""
    state = owner.s
    if len(index) != 2:
        return UNKNOWN
    rows, cols = index
    table = owner
    if isinstance(rows, Slice):
        table = states.with_rows(owner, series.slice_rows(library, state.rows, rows)) if not states.is_all(rows) else owner
    elif isinstance(rows, Mask):
        table = states.with_rows(owner, conditions.filtered(library, state.rows, rows))
    else:
        return UNKNOWN
    state = table.s
    if isinstance(cols, Slice) and states.is_all(cols):
        return table
    if state.cols is None or state.doubt:
        return Table(state._replace(cols=(), over={}, doubt="columns chosen by position"))
    width = len(state.cols)
    plain = not states.has_encoded(state)
    if isinstance(cols, int) and plain and -width <= cols < width:
        label, col = state.cols[cols]
        return Series(state.rows, col, None if state.array else label, home=(table, label) if table is owner else None)
    parts = (cols.start, cols.stop, cols.step) if isinstance(cols, Slice) else (UNKNOWN,)
    if plain and cols is not None and all(part is None or isinstance(part, int) for part in parts) and parts[-1] != 0:
        return Table(state._replace(cols=state.cols[slice(*parts)]))
    chosen = constant_list(cols)
    if chosen is not None and plain and all(type(item) is int and -width <= item < width for item in chosen):
        return Table(state._replace(cols=tuple(state.cols[item] for item in chosen)))
    return Table(state._replace(cols=(), doubt="columns chosen by position"))


def indexed(library, indexer, index):
    """`.loc[...]` and the like."""
    owner = indexer.owner
    if isinstance(owner, Agg):
        return aggregates.agg_item(owner, index)
    if isinstance(owner, Series):
        if isinstance(index, Index):
            return Series(library_rows(library, owner.rows, index), owner.col, owner.label)
        return series.get_item(library, owner, index)
    if isinstance(owner, Mask):
        return Mask(index.rows, owner.tree) if isinstance(index, Index) else UNKNOWN
    state = owner.s
    if isinstance(index, Function):
        index = library.machine.apply(index, [owner])
    if isinstance(index, tuple):
        index = tuple(library.machine.apply(part, [owner]) if isinstance(part, Function) else part for part in index)
    if indexer.name in ("iloc", "iat"):
        if isinstance(index, tuple):
            return by_position(library, owner, index)
        if isinstance(index, Slice):
            return states.with_rows(owner, series.slice_rows(library, state.rows, index))
        if isinstance(index, Mask):
            return states.with_rows(owner, conditions.filtered(library, state.rows, index))
        if isinstance(index, int):
            return UNKNOWN
        return states.with_rows(owner, state.rows.then("unclear", ("rows chosen by position",), library.line))
    if isinstance(index, tuple) and len(index) == 2:
        rows, cols = index
        table = owner if isinstance(rows, Slice) and states.is_all(rows) else indexed(library, indexer, rows)
        if not isinstance(table, Table):
            return UNKNOWN
        if isinstance(cols, Slice):
            return (
                table if states.is_all(cols) else Table(table.s._replace(cols=(), over={}, doubt="columns chosen by a slice"))
            )
        found = get_item(library, table, cols)
        return found
    if isinstance(index, Mask):
        return states.with_rows(owner, conditions.filtered(library, state.rows, index))
    if isinstance(index, Index):
        return states.with_rows(owner, library_rows(library, state.rows, index))
    if isinstance(index, Slice):
        return states.with_rows(owner, series.slice_rows(library, state.rows, index))
    if is_constant(index):
        return UNKNOWN
    return states.with_rows(owner, state.rows.then("unclear", ("rows chosen by label",), library.line))


def row_method(library, row, name, arguments, named):
    if name == "get" and arguments:
        return library.get_item(row, arguments[0])
    return UNKNOWN


def columns_item(library, owner, index):
    labels = states.labels_of(owner.table.s)
    if isinstance(index, Slice) or isinstance(index, int):
        return library.list_item(labels, index) if labels is not None else UNKNOWN
    if isinstance(index, Mask) or labels is None:
        return UNKNOWN
    return UNKNOWN


def columns_method(library, owner, name, arguments, named):
    state = owner.table.s
    labels = states.labels_of(state)
    if name in ("tolist", "to_list", "copy", "to_numpy", "astype"):
        return owner if labels is None or states.has_encoded(state) else list(labels)
    if name in ("drop", "difference", "intersection", "union", "get_loc", "isin") and labels is not None:
        chosen = names_of(arguments[0]) if arguments else None
        if chosen is None and arguments and isinstance(arguments[0], Columns):
            chosen = states.labels_of(arguments[0].table.s)
        if chosen is not None and not states.has_encoded(state):
            if name == "drop":
                return [label for label in labels if label not in chosen]
            if name == "difference":
                return sorted((label for label in labels if label not in chosen), key=str)
            if name == "intersection":
                return [label for label in labels if label in chosen]
    return UNKNOWN

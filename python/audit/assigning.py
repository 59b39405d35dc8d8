"""What assignments to columns and cells of data frames change."""

import changing
import cleaning
import conditions
import series
import states
from values import (
    UNKNOWN,
    Agg,
    Col,
    Columns,
    Index,
    Mask,
    MaskTable,
    OtherName,
    Series,
    Slice,
    Stage,
    Table,
    is_constant,
    names_of,
)


def as_col(library, table, label, value):
    """What a column becomes by `table[label] = value`."""
    rows, line = table.s.rows, library.line
    if isinstance(value, Series):
        if value.rows is rows or conditions.aligned(value.rows, rows):
            return value.col
        return states.unclear_col("taken from other rows", line)
    if isinstance(value, Table):
        state = value.s
        if state.cols is not None and len(state.cols) == 1 and not state.doubt:
            if state.rows is rows or conditions.aligned(state.rows, rows):
                return state.cols[0][1]
        return states.unclear_col("assigned from a table", line)
    if isinstance(value, Mask):
        return Col(("mask", value.tree), ())
    if is_constant(value):
        return Col(("const", value), ())
    if isinstance(value, range):
        return Col(("count", value.start), ())
    if isinstance(value, Index):
        return value.col or Col(("count", 0), ())
    return states.unclear_col("assigned a value that is not known", line)


def set_item(library, owner, index, value):
    state = owner.s
    if state.rows.kind == "made" and state.cols == ():
        # The first column of an empty table brings the rows.
        found = value.s.rows if isinstance(value, Table) else getattr(value, "rows", None)
        if found is not None:
            states.replace(library, owner, state._replace(rows=found))
            state = owner.s
    if isinstance(index, OtherName):
        known = {name: col for name in library.machine.names() if (col := states.column(state, name)) is not None}
        return states.replace(
            library, owner, states.forget(state, "changed in a loop over all columns")._replace(over={**state.over, **known})
        )
    if isinstance(index, str):
        return states.replace(library, owner, states.with_column(state, index, as_col(library, owner, index, value)))
    if isinstance(index, Mask):
        return states.doubt(library, owner, "cells assigned by a condition")
    if isinstance(index, MaskTable):
        return fill_cells(library, owner, index, value)
    labels = names_of(index) if isinstance(index, (list, tuple)) else None
    if labels is None and isinstance(index, Columns):
        labels = states.labels_of(index.table.s)
    if labels is None:
        if isinstance(index, tuple) and state.array:
            return set_position(library, owner, index, value)
        if isinstance(index, (int, Slice)) and state.array:
            return states.doubt(library, owner, "cells assigned by position")
        return states.replace(library, owner, states.forget_names(state, "columns assigned by names that are not known"))
    for position, label in enumerate(labels):
        col = None
        if isinstance(value, Table) and value.s.cols is not None and not value.s.doubt and not states.has_encoded(value.s):
            if len(value.s.cols) == len(labels) and conditions.aligned(value.s.rows, state.rows):
                col = value.s.cols[position][1]
        elif isinstance(value, Table) and value.s.cols is not None and not value.s.doubt and len(value.s.cols) == len(labels):
            # As many columns as went in: an encoder with one code for each.
            col = value.s.cols[position][1] if states.one_each(value.s) else None
        elif isinstance(value, Series) and len(labels) == 1 or is_constant(value):
            col = as_col(library, owner, label, value)
        if col is None:
            col = states.unclear_col("assigned a value that is not known", library.line)
        owner_state = states.with_column(owner.s, label, col)
        states.replace(library, owner, owner_state)
    return None


def set_position(library, owner, index, value):
    """`matrix[rows, column] = value`."""
    state = owner.s
    plain = state.cols is not None and not state.doubt and not states.has_encoded(state) and len(index) == 2
    if not plain or not isinstance(index[1], int) or not -len(state.cols) <= index[1] < len(state.cols):
        return states.doubt(library, owner, "cells assigned by position")
    rows, position = index[0], index[1] % len(state.cols)
    label, col = state.cols[position]
    if isinstance(rows, Slice) and states.is_all(rows):
        made = as_col(library, owner, label, value)
    elif isinstance(rows, Mask) and rows.tree[0] == "na" and series.same_column(rows.tree[1], col):
        made = series.fill(library, Series(state.rows, col, None), value, {}).col
    else:
        made = Col(col.source, (*col.stages, Stage("unclear", ("cells assigned by a condition",), None, library.line)))
    cols = (*state.cols[:position], (label, made), *state.cols[position + 1 :])
    return states.replace(library, owner, state._replace(cols=cols))


def fill_cells(library, owner, mask, value):
    """`table[table.isna()] = value`."""
    if all(tree[0] == "na" for _, tree in mask.trees):
        return states.replace(library, owner, cleaning.filled(library, owner, value, {}).s)
    return states.doubt(library, owner, "cells assigned by a condition")


def set_indexed(library, indexer, index, value):
    owner = indexer.owner
    if isinstance(owner, (Series, Mask, MaskTable, Agg)):
        return changing.change_in_place(library, owner, index, value)
    if not isinstance(owner, Table):
        return None
    if indexer.name in ("loc", "at") and isinstance(index, tuple) and len(index) == 2:
        rows, cols = index
        if isinstance(rows, Slice) and states.is_all(rows) and not isinstance(cols, Slice):
            return set_item(library, owner, cols, value)
        labels = names_of(cols)
        if labels is not None and isinstance(rows, Mask):
            for label in labels:
                found = states.series_at(owner, label)
                if not isinstance(found, Series):
                    continue
                if rows.tree[0] == "na" and series.same_column(rows.tree[1], found.col):
                    made = series.fill(library, found, value, {})
                else:
                    made = series.changed(library, found, "cells assigned by a condition")
                set_item(library, owner, label, made)
            return None
        if labels is not None:
            for label in labels:
                set_item(library, owner, label, UNKNOWN)
            return None
    return states.replace(library, owner, states.forget_names(owner.s, "cells assigned by position"))


def drop_columns(library, owner, index):
    names = names_of(index)
    states.replace(
        library, owner, states.without(owner.s, names) if names is not None else states.forget_names(owner.s, "columns dropped by names that are not known")
    )

"""Tables joined, put below or beside one another, and lined up with one another's columns."""

import conditions
import frames
import merge
import states
from values import (
    MANY,
    UNKNOWN,
    Col,
    Columns,
    Index,
    Mask,
    MaskTable,
    Rows,
    Series,
    Stage,
    State,
    Table,
    Tables,
    argument,
    closed,
    is_constant,
    names_of,
)


def merge_frames(library, owner, arguments, named):

    other = argument(arguments, named, 0, "right")
    how, on = argument(arguments, named, 1, "how", "inner"), argument(arguments, named, 2, "on")
    return joined(library, owner, other, how, on, named)


def joined(library, left, right, how, on, named):
    if isinstance(right, Series):
        right = closed(right.rows, [(right.label, right.col)], index=right.index)
    if not isinstance(left, Table) or not isinstance(right, Table):
        return UNKNOWN
    if on is None and named.get("left_on") is not None and named.get("left_on") == named.get("right_on"):
        on = named["left_on"]
    elif on is None and named.get("left_index") is True and named.get("right_index") is True:
        first, second = left.s.index, right.s.index
        on = first.source if first is not None and first == second else "index"
    elif on is None and not any(key.startswith(("left", "right")) for key in named if key != "right"):
        on = "shared"
    names = names_of(on)
    how = how if isinstance(how, str) else "unclear"
    return combine(library, left.s, right.s, how, ",".join(names) if names else "unclear")


def combine(library, left, right, how, on):
    """The state of two tables joined."""
    if left.rows.origin() is right.rows.origin() and (right.cols is not None or left.cols is not None):
        # Two parts of one table put together again.
        rows = left.rows
    else:
        rows = Rows.make("join", (left.rows, right.rows), (how, on), library.line)
    worry = left.doubt or right.doubt
    if left.cols is not None and right.cols is not None:
        seen = {label for label, _ in left.cols}
        cols = (*left.cols, *((label, col) for label, col in right.cols if label not in seen))
        return Table(State(rows, cols, frozenset(), {}, (), left.index, False, worry))
    if left.common or right.common:
        worry = worry or "tables changed before they are joined"
    over = {**right.over, **left.over}
    for side in (left, right):
        if side.cols is not None:
            over.update(dict(side.cols))
    dropped = left.dropped & right.dropped
    return Table(State(rows, None, dropped, over, (), left.index, False, worry))


def join_method(library, owner, arguments, named):

    other = argument(arguments, named, 0, "other")
    how, on = argument(arguments, named, 2, "how", "left"), argument(arguments, named, 1, "on")
    others = other if isinstance(other, list) else [other]
    result = owner
    for one in others:
        if not isinstance(result, Table):
            return UNKNOWN
        if isinstance(one, Table) and on is None:
            first, second = result.s.index, one.s.index
            key = first.source if first is not None and first == second and isinstance(first.source, str) else "index"
            result = joined(library, result, one, how, key, {})
        else:
            result = joined(library, result, one, how, on, {})
    return result


def reindex(library, owner, arguments, named):
    chosen = named.get("columns")
    if chosen is None and named.get("axis") in (1, "columns") and arguments:
        chosen = arguments[0]
    if chosen is not None:
        if isinstance(chosen, Columns):
            return aligned_to(library, owner, chosen.table)
        names = names_of(chosen)
        return states.select(library, owner.s, names) if names is not None else UNKNOWN
    index = arguments[0] if arguments else named.get("index")
    return states.with_rows(owner, frames.library_rows(library, owner.s.rows, index)) if isinstance(index, Index) else UNKNOWN


def aligned_to(library, owner, other):
    """With the columns of another table, in its order: encoded columns get its categories."""
    state, model = owner.s, other.s
    if model.cols is None or model.doubt or state.doubt:
        return Table(state._replace(cols=state.cols or (), over={}, doubt="columns of a table that are not all known"))
    cols = []
    for label, wanted in model.cols:
        col = states.column(state, label)
        if col is None:
            cols.append((label, states.unclear_col("a column that is not there", library.line)))
            continue
        stages = tuple(
            Stage("encode", other_stage.detail, other_stage.fit, stage.line)
            if stage.kind == "encode" and (other_stage := states.encode_stage(wanted)) is not None
            else stage
            for stage in col.stages
        )
        cols.append((label, Col(col.source, stages)))
    return Table(State(state.rows, tuple(cols), frozenset(), {}, (), state.index, state.array, None))


def align(library, owner, arguments, named):

    other = argument(arguments, named, 0, "other")
    how = argument(arguments, named, 1, "join", "outer")
    axis = argument(arguments, named, 2, "axis")
    if not isinstance(other, Table) or axis not in (1, "columns"):
        return (UNKNOWN, UNKNOWN)
    if how == "left":
        return (Table(owner.s), aligned_to(library, other, owner))
    if how == "right":
        return (aligned_to(library, owner, other), Table(other.s))

    def spoil(label, col):
        stages = tuple(
            Stage("encode", (*stage.detail[:2], f"{how} alignment", stage.detail[3]), None, stage.line)
            if stage.kind == "encode" else stage
            for stage in col.stages
        )  # fmt: skip
        return Col(col.source, stages)

    return (Table(states.every(owner.s, spoil)), Table(states.every(other.s, spoil)))


def concat(library, arguments, named):

    parts = argument(arguments, named, 0, "objs")
    axis = argument(arguments, named, 1, "axis", 0)
    if isinstance(parts, Tables):
        first, second = parts.first, parts.rest
        if axis in (1, "columns") and isinstance(first, Table) and isinstance(second, Table):
            key = first.s.index.source if first.s.index is not None and isinstance(first.s.index.source, str) else "position"
            return joined(library, first, second, named.get("join", "outer"), key, {})
        return UNKNOWN
    if isinstance(parts, dict) and MANY not in parts:
        parts = list(parts.values())
    if not isinstance(parts, (list, tuple)) or MANY in parts or not parts:
        return UNKNOWN
    if axis in (1, "columns"):
        if all(isinstance(part, Table) and part.s.cols is None for part in parts):
            result = parts[0]
            for part in parts[1:]:
                first = result.s.index
                key = (
                    first.source
                    if first is not None and first == part.s.index and isinstance(first.source, str)
                    else "position"
                )
                result = joined(library, result, part, named.get("join", "outer"), key, {})
            return result
        if all(isinstance(part, Mask) for part in parts):
            return MaskTable(parts[0].rows, [(index, part.tree) for index, part in enumerate(parts)])
        return side_by_side(library, parts, array=False)
    if not is_constant(axis) or axis not in (0, "index", "rows"):
        return UNKNOWN
    return stacked(library, parts)


def stacked(library, parts):
    """Tables or columns one below the other."""
    if len(parts) == 1:
        return parts[0]
    if all(isinstance(part, Series) for part in parts):
        rows = Rows.make("concat", tuple(part.rows for part in parts), (), library.line)
        col = parts[0].col

        for part in parts[1:]:
            col = merge.merge_cols(col, part.col)
        return Series(rows, col, parts[0].label)
    if not all(isinstance(part, Table) for part in parts):
        return UNKNOWN

    rows = Rows.make("concat", tuple(part.s.rows for part in parts), (), library.line)
    each = [part.s for part in parts]
    worry = next((state.doubt for state in each if state.doubt), None)
    if all(state.cols is not None for state in each):
        labels = [label for label, _ in each[0].cols]
        if any({label for label, _ in state.cols} != set(labels) for state in each[1:]):
            labels = [*dict.fromkeys(label for state in each for label, _ in state.cols)]
        cols = []
        for label in labels:
            found = [col for state in each if (col := states.column(state, label)) is not None]
            merged = found[0]
            for other in found[1:]:
                merged = merge.merge_cols(merged, other)
            cols.append((label, merged))
        return Table(State(rows, tuple(cols), frozenset(), {}, (), None, each[0].array, worry))
    over = {}
    for label in {label for state in each for label in state.over}:
        found = [col for state in each if (col := states.column(state, label)) is not None]
        merged = found[0]
        for other in found[1:]:
            merged = merge.merge_cols(merged, other)
        over[label] = merged
    if any(state.common != each[0].common for state in each):
        worry = worry or "tables changed before they are put together"
    dropped = frozenset.intersection(*(state.dropped for state in each))
    return Table(State(rows, None, dropped, over, each[0].common, None, False, worry))


def side_by_side(library, parts, array):
    """Tables and columns beside one another."""
    rows, cols, worry, index = None, [], None, None
    for part in parts:
        if isinstance(part, Series):
            found, own = part.rows, [(part.label, part.col)]
        elif isinstance(part, Table) and part.s.cols is not None:
            found, own = part.s.rows, part.s.cols
            worry = worry or part.s.doubt
            index = index or part.s.index
        elif isinstance(part, Table) and len(parts) == 1:
            return part
        else:
            return UNKNOWN
        if rows is not None and not conditions.aligned(rows, found):
            worry = worry or "tables of other rows put beside one another"
        rows = rows or found
        cols.extend(own)
    if rows is None:
        return UNKNOWN
    return Table(State(rows, tuple(cols), frozenset(), {}, (), index, array, worry))


METHODS = {
    "merge": merge_frames,
    "join": join_method,
    "reindex": reindex,
    "align": align,
}

FUNCTIONS = {
    "pandas.concat": concat,
}

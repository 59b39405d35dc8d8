"""What a value is after one of two branches, when it is not known which."""

from masks import both, either, negate
from values import MANY, UNKNOWN, Agg, Col, Estimator, Likely, Mask, Reference, Series, Stage, State, Table, is_constant


def merge(left, right, condition=None):
    """`condition`: the mask under which it is `left`, where a condition on rows decides."""
    if same(left, right):
        return left
    if condition is not None:
        first, second = tree_of(left), tree_of(right)
        if first is not None and second is not None:
            here, there = condition.tree, negate(condition.tree)
            return Mask(condition.rows, either(both(here, first), both(there, second)), True)
    if isinstance(left, State) and isinstance(right, State):
        return merge_states(left, right)
    if isinstance(left, Table) and isinstance(right, Table):
        return Table(merge_states(left.s, right.s))
    if isinstance(left, Series) and isinstance(right, Series) and left.rows is right.rows:
        return Series(left.rows, merge_cols(left.col, right.col), left.label)
    if type(left) is type(right) is tuple and len(left) == len(right):
        return tuple(merge(a, b, condition) for a, b in zip(left, right))
    if type(left) is type(right) is list and len(left) == len(right):
        return [merge(a, b, condition) for a, b in zip(left, right)]
    return UNKNOWN


def tree_of(value):
    if isinstance(value, Mask):
        return value.tree
    if isinstance(value, bool):
        return ("is", value)
    return value.tree if isinstance(value, Mask) else None


def same(left, right):
    if left is right:
        return True
    if type(left) is not type(right):
        return False
    if is_constant(left):
        return left == right or (left != left and right != right)
    if isinstance(left, (list, tuple)) and not isinstance(left, (State, Col, Stage)):
        return len(left) == len(right) and all(same(a, b) for a, b in zip(left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, Table):
        return left.s == right.s
    if isinstance(left, State):
        return left == right
    if isinstance(left, Series):
        return left.rows is right.rows and left.col == right.col
    if isinstance(left, Mask):
        return left.rows is right.rows and left.tree == right.tree
    if isinstance(left, Agg):
        return (left.kind, left.cols, left.rows, left.ddof) == (right.kind, right.cols, right.rows, right.ddof)
    if isinstance(left, Reference):
        return left.path == right.path
    if isinstance(left, Likely):
        return left.truth == right.truth
    if isinstance(left, Estimator):
        return left.s == right.s
    if isinstance(left, (set, frozenset)):
        return left == right
    return left is MANY and right is MANY


def merge_cols(left, right):
    if left == right:
        return left
    if left.source != right.source:
        return Col(("unclear",), (Stage("unclear", ("differs by a condition",), None, 0),))
    shared = 0
    while shared < min(len(left.stages), len(right.stages)) and left.stages[shared] == right.stages[shared]:
        shared += 1
    rest = (left.stages[shared:], right.stages[shared:])
    line = next((stage.line for stages in rest for stage in stages), 0)
    return Col(left.source, (*left.stages[:shared], Stage("either", rest, None, line)))


def merge_states(left, right):
    doubt = left.doubt or right.doubt
    rows = left.rows
    if left.rows is not right.rows:
        rows = rows.then("unclear", ("depends on a condition",))
    if (left.cols is None) != (right.cols is None) or left.array != right.array:
        return State(rows, (), frozenset(), {}, (), None, left.array, doubt or "columns depend on a condition")
    if left.cols is not None:
        if [label for label, _ in left.cols] != [label for label, _ in right.cols]:
            return State(rows, (), frozenset(), {}, (), None, left.array, doubt or "columns depend on a condition")
        cols = tuple((label, merge_cols(a, b)) for (label, a), (_, b) in zip(left.cols, right.cols))
        return left._replace(rows=rows, cols=cols, doubt=doubt)
    over = {}
    for label in {**left.over, **right.over}:
        first = left.over.get(label, Col(label, left.common))
        second = right.over.get(label, Col(label, right.common))
        over[label] = merge_cols(first, second)
    common = left.common
    if left.common != right.common:
        common = (Stage("unclear", ("differs by a condition",), None, 0),)
    return left._replace(rows=rows, over=over, common=common, dropped=left.dropped & right.dropped, doubt=doubt)

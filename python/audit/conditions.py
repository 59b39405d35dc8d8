"""Conditions on rows: comparisons, and rows chosen by them."""

import states
from masks import both, either, negate
from values import (
    UNKNOWN,
    Agg,
    Index,
    Indexer,
    Length,
    Likely,
    Mask,
    MaskTable,
    Method,
    Series,
    Table,
    Tally,
    argument,
    constant_list,
    is_constant,
)


def aligned(left, right):
    """Whether rows are the same, or were before some of them were left out."""
    return left is right or left.origin() is right.origin()


def tree_of(value):
    """A condition as a tree; None for what is not one."""
    if isinstance(value, Mask):
        return value.tree
    if isinstance(value, bool):
        return ("is", value)
    if isinstance(value, Series) and value.col.source == ("const", True) and not value.col.stages:
        return ("is", True)
    if isinstance(value, Series) and value.col.source == ("const", False) and not value.col.stages:
        return ("is", False)
    if isinstance(value, Series) and value.col.source[0] == "mask":
        return value.col.source[1]
    return None


def filtered(library, rows, mask):
    if mask.tree == ("is", True):
        return rows
    if not aligned(rows, mask.rows):
        return rows.then("unclear", ("a condition on another table",), library.line)
    return rows.then("filter", (mask.tree,), library.line)


def isin(series, values):
    if isinstance(values, Agg) or isinstance(values, Series):
        return Mask(series.rows, ("unclear", "values taken from the data"), series.scalar)
    items = constant_list(values)
    if items is None:
        return Mask(series.rows, ("unclear", "values that are not known"), series.scalar)
    return Mask(series.rows, ("in", series.col, tuple(items)), series.scalar)


def missing(series):
    return Mask(series.rows, ("na", series.col), series.scalar)


def between(library, series, arguments, named):

    low, high = argument(arguments, named, 0, "left"), argument(arguments, named, 1, "right")
    inclusive = argument(arguments, named, 2, "inclusive", "both")
    inclusive = {True: "both", False: "neither"}.get(inclusive, inclusive) if is_constant(inclusive) else None
    if inclusive not in ("both", "neither", "left", "right") or not is_constant(low) or not is_constant(high):
        return Mask(series.rows, ("unclear", "bounds that are not known"), series.scalar)
    lower = ("cmp", series.col, ">=" if inclusive in ("both", "left") else ">", low)
    upper = ("cmp", series.col, "<=" if inclusive in ("both", "right") else "<", high)
    return Mask(series.rows, both(lower, upper), series.scalar)


def mask_attribute(library, owner, name):
    if name in ("values", "T", "array"):
        return owner
    if name in ("loc", "iloc"):
        return Indexer(owner, name)
    if name == "index":
        return Index(owner.rows)
    if name in ("dtype", "name", "shape", "size"):
        return UNKNOWN
    return Method(owner, name)


def mask_method(library, owner, name, arguments, named):

    if name in ("copy", "to_numpy", "astype", "squeeze", "ravel", "fillna", "reset_index", "item", "reindex"):
        return Mask(owner.rows, owner.tree, owner.scalar) if isinstance(owner, Mask) else MaskTable(owner.rows, owner.trees)
    if name in ("where", "mask") and isinstance(owner, Mask) and len(arguments) == 2:
        return chosen(library, arguments[0], *((owner, arguments[1]) if name == "where" else (arguments[1], owner)))
    if name in ("any", "all") and isinstance(owner, MaskTable):
        axis = argument(arguments, named, 0, "axis", 0)
        if axis in (1, "columns") and owner.trees:
            trees = [tree for _, tree in owner.trees]
            result = trees[0]
            for tree in trees[1:]:
                result = both(result, tree) if name == "all" else either(result, tree)
            return Mask(owner.rows, result)
        if axis in (0, "index", None):
            only_missing = all(tree[0] == "na" for _, tree in owner.trees)
            return Tally() if only_missing and name == "any" else UNKNOWN
        return UNKNOWN
    if name in ("any", "sum", "mean", "max"):
        trees = [tree for _, tree in owner.trees] if isinstance(owner, MaskTable) else [owner.tree]
        return Tally() if all(tree[0] == "na" for tree in trees) else UNKNOWN
    if name in ("eq", "ne") and isinstance(owner, Mask):
        return comparison(library, "Eq" if name == "eq" else "NotEq", owner, arguments[0] if arguments else UNKNOWN)
    if name in ("to_list", "tolist"):
        return owner
    if name == "to_frame" or name == "apply":
        return UNKNOWN
    return UNKNOWN


def chosen(library, condition, first, second):
    """One of two conditions, by a third."""
    trees = [tree_of(value) for value in (condition, first, second)]
    rows = next((value.rows for value in (condition, first, second) if isinstance(value, Mask)), None)
    if None in trees or rows is None:
        return UNKNOWN
    inside, yes, no = trees
    return Mask(rows, either(both(inside, yes), both(negate(inside), no)))


SWAPPED = {"Lt": "Gt", "LtE": "GtE", "Gt": "Lt", "GtE": "LtE", "Eq": "Eq", "NotEq": "NotEq"}

SIGNS = {"Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=", "Eq": "==", "NotEq": "!="}


def comparison(library, operator, left, right):
    if operator not in SIGNS:
        return UNKNOWN
    if isinstance(left, (Series, Table, Mask)) is False and isinstance(right, (Series, Table, Mask)):
        return comparison(library, SWAPPED[operator], right, left)
    if isinstance(left, Mask):
        if isinstance(right, bool) and operator in ("Eq", "NotEq"):
            keep = right == (operator == "Eq")
            return left if keep else Mask(left.rows, negate(left.tree), left.scalar)
        return UNKNOWN
    if isinstance(left, Series):
        if isinstance(right, Series) and right.col == left.col and operator in ("Eq", "NotEq"):
            mask = missing(left)
            return mask if operator == "NotEq" else Mask(mask.rows, negate(mask.tree), mask.scalar)
        if is_constant(right) and right is not None and right == right:
            return Mask(left.rows, ("cmp", left.col, SIGNS[operator], right), left.scalar)
        if isinstance(right, Index) or isinstance(right, Table):
            return UNKNOWN
        return Mask(left.rows, ("unclear", "compared with a value that is not known"), left.scalar)
    if isinstance(left, Table):
        return compared_table(library, operator, left, right)
    if isinstance(left, (Tally, Agg)) or isinstance(right, (Tally, Agg)):
        if not isinstance(left, (Tally, Agg)):
            left, right, operator = right, left, SWAPPED[operator]
        spread = isinstance(left, Tally) or left.kind in ("std", "var", "range")
        if spread and right == 0 and is_constant(right):
            return Likely(operator in ("Gt", "GtE", "NotEq"))
        return UNKNOWN
    if isinstance(left, Length) or isinstance(right, Length):
        if not isinstance(left, Length):
            left, right, operator = right, left, SWAPPED[operator]
        if right == 0 and is_constant(right):
            return Likely(operator in ("Gt", "GtE", "NotEq"))
        return UNKNOWN
    return UNKNOWN


def compared_table(library, operator, left, right):

    labels = states.labels_of(left.s)
    if labels is None or not is_constant(right) and not isinstance(right, (dict, list, tuple)):
        return UNKNOWN
    trees = []
    for position, label in enumerate(labels):
        bound = right
        if isinstance(right, dict):
            bound = right.get(label, UNKNOWN)
        elif isinstance(right, (list, tuple)):
            bound = right[position] if len(right) == len(labels) else UNKNOWN
        col = states.column(left.s, label)
        known = is_constant(bound) and bound is not None
        tree = ("cmp", col, SIGNS[operator], bound) if known else ("unclear", "compared with a value that is not known")
        trees.append((label, tree))
    return MaskTable(left.s.rows, trees)


def condition_of(rows, base):
    """The condition by which filtered rows were chosen from others that they come from; None for rows of other kinds."""
    tree = ("is", True)
    while rows is not base:
        if rows.kind != "filter":
            return None
        tree = both(rows.data[0], tree)
        rows = rows.parents[0]
    return tree


def union(library, first, second):
    """The index of the rows of either of two."""
    if not isinstance(first, Index) or not isinstance(second, Index):
        return UNKNOWN
    seen, rows = [first.rows], first.rows
    while rows.kind == "filter":
        rows = rows.parents[0]
        seen.append(rows)
    base = second.rows
    while base not in seen and base.kind == "filter":
        base = base.parents[0]
    if base not in seen:
        return UNKNOWN
    left, right = condition_of(first.rows, base), condition_of(second.rows, base)
    if left is None or right is None:
        return UNKNOWN
    return Index(base.then("filter", (either(left, right),), library.line))


def dropped_rows(library, rows, index):
    """Rows without those of an index."""
    if isinstance(index, Index):
        chosen = index.rows
        # Chosen from these rows, or from those that they come from.
        base, found = rows, condition_of(chosen, rows)
        while found is None and base.kind == "filter":
            base = base.parents[0]
            found = condition_of(chosen, base)
        if found is not None:
            return rows.then("filter", (negate(found),), library.line)
    if index is None:
        return rows
    return rows.then("unclear", ("rows dropped by label",), library.line)

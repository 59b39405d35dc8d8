"""Columns and conditions that are changed in place."""

import conditions
import series
from masks import both, either, negate
from values import Mask, MaskTable, Series


def change_in_place(library, owner, index, value):
    """`owner[index] = value` of a column, a condition, or numbers."""
    if isinstance(owner, Mask):
        inside, made = conditions.tree_of(index), conditions.tree_of(value)
        library.machine.touch(owner)
        if inside is None or made is None:
            owner.tree = ("unclear", "a condition that is changed in place")
        else:
            owner.tree = either(both(inside, made), both(negate(inside), owner.tree))
    elif (
        isinstance(owner, Series)
        and isinstance(index, Mask)
        and index.tree[0] == "na"
        and series.same_column(index.tree[1], owner.col)
    ):
        become(library, owner, series.fill(library, owner, value, {}))
    else:
        spoil(library, owner, "cells assigned by a condition")


def spoil(library, owner, why):
    """Changed in place, nobody knows how."""
    library.machine.touch(owner)
    if isinstance(owner, Series):
        become(library, owner, series.changed(library, owner, why))
    elif isinstance(owner, Mask):
        owner.tree = ("unclear", why)
    elif isinstance(owner, MaskTable):
        owner.trees = tuple((label, ("unclear", why)) for label, _ in owner.trees)
    else:
        owner.kind = "unclear"


def become(library, owner, after):
    """A column changed in place, and the table that it was taken from."""
    library.machine.touch(owner)
    same_rows = after.rows is owner.rows
    owner.rows, owner.col = after.rows, after.col
    if owner.home is not None and same_rows:
        table, label = owner.home
        library.set_item(table, label, Series(after.rows, after.col, after.label))

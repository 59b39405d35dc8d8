"""Whether a value is true, as far as it is known."""

from values import MANY, Function, Instance, Likely, Mask, Reference, Tables, Text, UserClass, is_constant


def truth_of(value):
    """True, False, or None when it cannot be told."""
    if isinstance(value, Likely):
        return value.truth
    if is_constant(value):
        return bool(value)
    if isinstance(value, (list, tuple, dict, set, frozenset, range)):
        return None if MANY in value else len(value) > 0
    if isinstance(value, (Reference, Function, UserClass, Instance, Tables)):
        return True
    if isinstance(value, Text):
        return True
    if isinstance(value, Mask) and value.tree[0] == "is":
        return value.tree[1]
    return None

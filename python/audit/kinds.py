"""What scripts decide by the type of a column, where the task says what its columns hold."""

import states
from values import UNKNOWN, Col, Method, Series, Type, closed, constant_list

NUMBER_WORDS = ("number", "int", "float", "numeric", "integer", "floating")

TEXT_WORDS = ("object", "o", "category", "str", "string", "object_", "str_")


def kind_of(library, col: Col):
    """`number`, `text`, or None."""
    for stage in reversed(col.stages):
        if stage.kind == "convert":
            to = stage.detail[0]
            if to in ("number", "number-strict", "int"):
                return "number"
            if to in ("word", "word-or-missing", "strip", "lower", "upper", "title"):
                return "text"
            if to == "category":
                return None
        elif stage.kind in ("scale", "minus"):
            return "number"
        elif stage.kind in ("either", "unclear", "encode", "codes"):
            return None
    return library.types.get(col.source) if isinstance(col.source, str) else None


def word_of(value):
    """A type as scripts write it: `number`, `text`, a narrower word, or None."""
    name = value if isinstance(value, str) else getattr(value, "path", None)
    if name is None:
        return None
    name = name.split(".")[-1].lower()
    if name in ("number", "numeric"):
        return "number"
    if name in TEXT_WORDS:
        return "text" if name != "category" else "category"
    return "some number" if name.startswith(NUMBER_WORDS) or name.startswith("uint") else None


def is_kind(kind, words):
    """Whether a column of a kind is of one of the types; None when it cannot be told."""
    if kind is None or any(word is None for word in words):
        return None
    if kind == "text":
        return "text" in words
    if "number" in words:
        return True
    narrow = [word for word in words if word == "some number"]
    return None if len(narrow) == 1 else bool(narrow)


def compare(library, operator, left, right):
    """`series.dtype == "object"`."""
    if not isinstance(left, Type):
        left, right = right, left
    if operator not in ("Eq", "NotEq", "Is", "IsNot"):
        return UNKNOWN
    found = is_kind(left.name, [word_of(right)])
    if found is None:
        return UNKNOWN
    return found == (operator in ("Eq", "Is"))


def contained(library, item, container):
    """`series.dtype in ["int64", "float64"]`."""
    values = constant_list(container)
    if values is None and isinstance(container, (list, tuple, set)):
        values = list(container)
    if isinstance(container, str):
        values = None
    found = is_kind(item.name, [word_of(value) for value in values]) if values else None
    return UNKNOWN if found is None else found


def attribute(library, owner, name):
    if name == "kind":
        return {"text": "O"}.get(owner.name, UNKNOWN)
    if name == "name":
        return {"text": "object"}.get(owner.name, UNKNOWN)
    return Method(owner, name)


def item(library, types, index):

    found = states.column(types.table.s, index) if isinstance(index, str) else None
    return Type(kind_of(library, found) if found is not None else None)


def is_type(wanted):
    """`is_numeric_dtype` and its kind."""

    def run(library, arguments, named):
        value = arguments[0] if arguments else UNKNOWN
        kind = value.name if isinstance(value, Type) else kind_of(library, value.col) if isinstance(value, Series) else None
        return UNKNOWN if kind is None else kind == wanted

    return run


def select(library, table, include, exclude):
    """`select_dtypes`; None when a column's type cannot be told."""
    state = table.s
    if state.cols is None or state.doubt:
        return None
    words = [
        None if one is None else [word_of(part) for part in (one if isinstance(one, (list, tuple)) else [one])]
        for one in (include, exclude)
    ]
    cols = []
    for label, col in state.cols:
        kind = kind_of(library, col)
        wanted = True if words[0] is None else is_kind(kind, words[0])
        refused = False if words[1] is None else is_kind(kind, words[1])
        if wanted is None or refused is None:
            return None
        if wanted and not refused:
            cols.append((label, col))
    return closed(state.rows, cols, state.array, state.index)


def selector(library, arguments, named):
    """`make_column_selector`: a function from a table to its columns of some type."""
    if arguments or named.get("pattern") is not None:
        return UNKNOWN
    return Selector(named.get("dtype_include"), named.get("dtype_exclude"))


class Selector:
    __slots__ = ("include", "exclude")

    def __init__(self, include, exclude):
        self.include, self.exclude = include, exclude


FUNCTIONS = {
    **{f"pandas.api.types.{name}": is_type("number") for name in ("is_numeric_dtype",)},
    **{f"pandas.api.types.{name}": is_type("text") for name in ("is_object_dtype", "is_string_dtype")},
}

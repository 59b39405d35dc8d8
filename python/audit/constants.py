"""Arithmetic and text of constants, bounded: nothing here grows beyond what a script could spell out."""

import os.path

from values import UNKNOWN, File, TableName, Text, is_constant

LONGEST = 20_000

BUILTINS = frozenset(
    "abs all any bool dict enumerate filter float frozenset getattr hasattr int isinstance iter len list map max min next "
    "object open print range repr reversed round set setattr slice sorted str sum tuple type zip super vars locals globals "
    "Exception ValueError KeyError TypeError ImportError FileNotFoundError AttributeError __name__ __file__ display exit "
    "quit callable id hash input divmod pow chr ord format issubclass staticmethod property classmethod exec eval __import__".split()
)

TEXT_METHODS = frozenset(
    "strip lstrip rstrip lower upper title capitalize replace split rsplit startswith endswith join format zfill "
    "removeprefix removesuffix splitlines partition rpartition find index count isdigit isalpha isnumeric encode".split()
)

ARITHMETIC = {
    "Add": lambda a, b: a + b,
    "Sub": lambda a, b: a - b,
    "Mult": lambda a, b: a * b,
    "Div": lambda a, b: a / b,
    "FloorDiv": lambda a, b: a // b,
    "Mod": lambda a, b: a % b,
    "BitAnd": lambda a, b: a & b,
    "BitOr": lambda a, b: a | b,
    "BitXor": lambda a, b: a ^ b,
}

COMPARISONS = {
    "Eq": lambda a, b: a == b,
    "NotEq": lambda a, b: a != b,
    "Lt": lambda a, b: a < b,
    "LtE": lambda a, b: a <= b,
    "Gt": lambda a, b: a > b,
    "GtE": lambda a, b: a >= b,
    "Is": lambda a, b: a is b or (type(a) is type(b) and a == b),
    "IsNot": lambda a, b: not (a is b or (type(a) is type(b) and a == b)),
}


def size(value):
    return len(value) if isinstance(value, (str, bytes, list, tuple)) else abs(value) if isinstance(value, (int, float)) else 0


def arithmetic(operator, left, right):
    """Of two constants; UNKNOWN when it would fail or grow large."""
    if operator == "Pow":
        small = isinstance(left, (int, float)) and isinstance(right, (int, float)) and abs(left) < 1e6 and abs(right) < 20
        operation = (lambda a, b: a**b) if small else None
    else:
        operation = ARITHMETIC.get(operator)
    if operation is None or size(left) > 1e18 or size(right) > 1e18:
        return UNKNOWN
    if operator == "Mult" and (isinstance(left, (str, bytes)) or isinstance(right, (str, bytes))):
        times = right if isinstance(left, (str, bytes)) else left
        if not isinstance(times, int) or size(left) * size(right) > LONGEST:
            return UNKNOWN
    if operator == "Mod" and isinstance(left, (str, bytes)):
        return percent(left, right)
    try:
        return bounded(operation(left, right))
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN


def percent(pattern, values):
    """`pattern % values` for plain `%s` and `%d`."""
    values = values if isinstance(values, tuple) else (values,)
    if isinstance(pattern, bytes):
        return UNKNOWN
    pieces = pattern.replace("%d", "%s").split("%s")
    if len(pieces) != len(values) + 1 or any("%" in piece for piece in pieces):
        return UNKNOWN
    return text_of(interleaved(pieces, values))


def interleaved(pieces, values):
    parts = [pieces[0]]
    for value, piece in zip(values, pieces[1:]):
        parts += [value, piece]
    return parts


def bounded(value):
    if isinstance(value, (str, bytes)) and len(value) > LONGEST:
        return UNKNOWN
    if isinstance(value, int) and abs(value) > 10**30:
        return UNKNOWN
    return value


def comparison(operator, left, right):
    operation = COMPARISONS.get(operator)
    if operation is None:
        return UNKNOWN
    try:
        return bool(operation(left, right))
    except TypeError:
        return UNKNOWN


def text_of(parts):
    """The text of constants and table names side by side; a Text where some part is not known."""
    parts = [part for outer in parts for part in (outer.parts if isinstance(outer, Text) else [outer])]
    if sum(size(part) for part in parts if isinstance(part, str)) > LONGEST:
        return UNKNOWN
    if all(is_constant(part) for part in parts):
        return bounded("".join(part if isinstance(part, str) else str(part) for part in parts))
    return Text([part if is_constant(part) or isinstance(part, TableName) else UNKNOWN for part in parts])


def text_method(text, name, arguments, named):
    """A method of a known text with known arguments."""
    if name == "format":
        if "{" not in text:
            return text
        pieces = text.replace("{}", "\0").split("\0")
        if not named and len(pieces) == len(arguments) + 1 and not any("{" in piece or "}" in piece for piece in pieces):
            return text_of(interleaved(pieces, arguments))
        for key, value in {**named, **{str(index): value for index, value in enumerate(arguments)}}.items():
            if isinstance(value, (str, int)):
                text = text.replace("{" + key + "}", str(value))
        return text if "{" not in text else UNKNOWN
    if name == "join" and len(arguments) == 1 and isinstance(arguments[0], (list, tuple)):
        if all(isinstance(item, str) for item in arguments[0]) and sum(map(len, arguments[0])) < LONGEST:
            return bounded(text.join(arguments[0]))
        return UNKNOWN
    plain = all(is_constant(argument) or isinstance(argument, tuple) for argument in arguments) and not named
    if name not in TEXT_METHODS or not plain or any(size(argument) > LONGEST for argument in arguments):
        return UNKNOWN
    if name == "zfill" or (name == "replace" and arguments[0] == ""):
        return UNKNOWN
    if name == "replace" and len(text) * max(1, size(arguments[1])) > LONGEST * 100:
        return UNKNOWN
    try:
        result = getattr(text, name)(*arguments)
    except (TypeError, ValueError):
        return UNKNOWN
    return bounded(result) if is_constant(result) else result


def base_name(path):
    """The plain name of a file, or None when it is not known."""
    if isinstance(path, File):
        return path.name
    if isinstance(path, str):
        return os.path.basename(path.replace("\\", "/"))
    if isinstance(path, Text) and path.parts and isinstance(path.parts[-1], str) and "/" in path.parts[-1]:
        return os.path.basename(path.parts[-1])
    return None

"""Conditions on rows, and what they keep: for each column the values, and whether missing ones.

A condition is a tree of tuples: ("and", a, b), ("or", a, b), ("not", a), ("is", True), ("cmp", column, operator,
constant), ("in", column, constants), ("na", column), ("unclear", why). Columns are `Col`s. A tree that is a
conjunction of conditions on single columns is judged column by column, by trying it on the values that matter: each
constant in it, what lies between and beyond, a missing value, and a word.
"""

import math

from values import Col, OtherName

MISSING = None

WORD = "\0word"

OTHER = "\0other"

OTHER_NUMBER = 1.2345678912345e11

MANY_CONSTANTS = 3000

OPERATORS = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def negate(tree):
    if tree[0] == "is":
        return ("is", not tree[1])
    return tree[1] if tree[0] == "not" else ("not", tree)


def both(left, right):
    if ("is", False) in (left, right):
        return ("is", False)
    if ("is", True) in (left, right):
        return right if left == ("is", True) else left
    return ("and", left, right)


def either(left, right):
    if ("is", True) in (left, right):
        return ("is", True)
    if ("is", False) in (left, right):
        return right if left == ("is", False) else left
    return ("or", left, right)


def conjuncts(tree, positive=True):
    """Conditions all of which hold when the tree does."""
    pending, found = [(tree, positive)], []
    while pending:
        tree, positive = pending.pop()
        kind = tree[0]
        if kind == "not":
            pending.append((tree[1], not positive))
        elif kind == ("and" if positive else "or"):
            pending.extend([(tree[2], positive), (tree[1], positive)])
        elif kind == "is" and tree[1] == positive:
            continue
        else:
            found.append(tree if positive else ("not", tree))
    return found


def leaves(tree):
    pending, found = [tree], []
    while pending:
        tree = pending.pop()
        if tree[0] in ("and", "or", "not"):
            pending.extend(tree[1:])
        else:
            found.append(tree)
    return found


def predicates(tree):
    """What a condition keeps: a list of dictionaries, one for each column; or the reason why it cannot be told."""
    groups = {}
    for part in conjuncts(tree):
        cols = {leaf[1].source for leaf in leaves(part) if leaf[0] in ("cmp", "in", "na")}
        if any(leaf[0] == "unclear" for leaf in leaves(part)):
            return next(leaf[1] for leaf in leaves(part) if leaf[0] == "unclear")
        if len(cols) != 1:
            return "a condition on several columns together" if cols else "a condition that no row meets"
        (source,) = cols
        if isinstance(source, OtherName):
            return "a condition on columns that are not known"
        if not isinstance(source, str):
            return "a condition on computed values"
        groups.setdefault(source, []).append(part)
    found = []
    for column, parts in groups.items():
        judged = judge(column, parts)
        if isinstance(judged, str):
            return judged
        if judged is not None:
            found.append(judged)
    return found


def judge(column, parts):
    """What conditions on one column keep; None when everything."""
    found = [leaf for part in parts for leaf in leaves(part)]
    numbers, values = set(), []
    for leaf in found:
        constants = [leaf[3]] if leaf[0] == "cmp" else leaf[2] if leaf[0] == "in" else []
        if len(constants) > MANY_CONSTANTS:
            return "too many values"
        for constant in constants:
            if leaf[0] == "cmp" and leaf[2] in OPERATORS:
                number = as_number(constant)
                if number is None:
                    return f"{column}: compared with {constant!r}"
                if not math.isnan(number):
                    numbers.add(number)
            elif constant is not None and not (isinstance(constant, float) and math.isnan(constant)):
                values.append(constant)

    def keeps(value):
        result = True
        for part in parts:
            verdict = evaluate(part, value)
            if verdict is False:
                return False
            if verdict is None:
                result = None
        return result

    missing = keeps(MISSING)
    words = keeps(WORD)
    # What a missing value has become when it is compared: `nan` as text, or a constant that it is filled with.
    filled = {image for leaf in found if leaf[0] == "in" and isinstance(image := through(leaf[1], MISSING), str)}
    base = {"column": column, "missing": missing, "words": words, "missingAs": sorted(filled)}
    if not numbers:
        accepted = [value for value in values if keeps(value) is True]
        unclear = [value for value in values if keeps(value) is None]
        # Any other word, and any other number: where only numbers are kept, `words` says so.
        other, number = keeps(OTHER), keeps(OTHER_NUMBER)
        if other is False and number is True:
            other = True
        if unclear or other is None or (other and not number):
            return f"{column}: its values are changed before the condition"
        if other:
            refused = [value for value in values if keeps(value) is False]
            if not refused:
                return None if missing is True else base | {"kind": "any"}
            return base | {"kind": "all-but", "values": unique(refused)}
        return base | {"kind": "values", "values": unique(accepted)}
    if values and all(isinstance(value, str) and as_number(value) is None for value in values):
        return f"{column}: a condition on numbers and words"
    points = sorted(numbers | {number for value in values if (number := as_number(value)) is not None})
    # Positions: 2 i is the gap before point i, 2 i + 1 the point itself, the last one the gap after all of them.
    probes = [points[0] - abs(points[0]) - 1]
    for index, point in enumerate(points):
        after = points[index + 1] if index + 1 < len(points) else point + abs(point) + 1
        probes += [point, point + (after - point) / 2 if math.isfinite(after) and math.isfinite(point) else point]
    verdicts = [keeps(probe) for probe in probes]
    if None in verdicts:
        return f"{column}: its values are changed before the condition"
    kept = [index for index, verdict in enumerate(verdicts) if verdict]
    if not kept:
        return base | {"kind": "none"} if missing else f"{column}: a condition that no value meets"
    if kept != list(range(kept[0], kept[-1] + 1)):
        if all(index % 2 for index in kept):
            return base | {"kind": "values", "values": [points[index // 2] for index in kept if index % 2]}
        return f"{column}: keeps several ranges"
    first, last = kept[0], kept[-1]
    if first == 0 and last == len(probes) - 1:
        return None if missing is True else base | {"kind": "any"}
    return base | {
        "kind": "range",
        "low": None if first == 0 else points[first // 2 if first % 2 else first // 2 - 1],
        "lowInclusive": first % 2 == 1,
        "high": None if last == len(probes) - 1 else points[last // 2],
        "highInclusive": last % 2 == 1,
    }


def unique(values):
    found = {}
    for value in values:
        found.setdefault((type(value) is bool, type(value) is str, value), value)
    return list(found.values())


def evaluate(tree, value):
    """Whether a row is kept whose column has the value; None when it cannot be told. Trees are shallow: checked before."""
    kind = tree[0]
    if kind == "and":
        left, right = evaluate(tree[1], value), evaluate(tree[2], value)
        return False if left is False or right is False else None if left is None or right is None else True
    if kind == "or":
        left, right = evaluate(tree[1], value), evaluate(tree[2], value)
        return True if left is True or right is True else None if left is None or right is None else False
    if kind == "not":
        inner = evaluate(tree[1], value)
        return None if inner is None else not inner
    if kind == "is":
        return tree[1]
    if kind == "unclear":
        return None
    found = through(tree[1], value)
    if found is NotImplemented:
        return None
    if kind == "na":
        return found is MISSING
    if kind == "in":
        if found is MISSING:
            return any(constant is None or constant != constant for constant in tree[2])
        return any(equal(found, constant) for constant in tree[2])
    return compare(found, tree[2], tree[3])


def compare(found, operator, constant):
    if found is MISSING:
        return operator == "!="
    if operator in ("==", "!="):
        return equal(found, constant) == (operator == "==")
    left, right = as_number(found), as_number(constant)
    if isinstance(found, str) and found in (WORD, OTHER):
        return None
    if left is None or right is None:
        return None
    return OPERATORS[operator](left, right)


def equal(left, right):
    """Whether two cells say the same, whichever of the ways to write numbers and truth values is used."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return str(left).lower() == str(right).lower() or left == right
    first, second = as_number(left), as_number(right)
    return first is not None and first == second


def as_number(value):
    if isinstance(value, (bool, int, float)):
        return float(value) if abs(value) < 1e300 or isinstance(value, float) else None
    if isinstance(value, str):
        try:
            return float(value) if len(value) < 40 else None
        except ValueError:
            return None
    return None


def through(col: Col, value):
    """What a cell's value has become by the column's stages; NotImplemented when it cannot be told."""
    for stage in col.stages:
        kind, detail = stage.kind, stage.detail
        if kind == "convert":
            value = convert(detail[0], value)
            if value is NotImplemented:
                return value
        elif kind == "impute" and detail[0] == "constant":
            value = detail[1] if value is MISSING else value
        elif kind == "impute":
            if value is MISSING:
                return NotImplemented
        else:
            return NotImplemented
    return value


def convert(to, value):
    if to in ("same", "category"):
        return value
    if to in ("number", "number-strict"):
        if value is MISSING:
            return value
        number = as_number(value)
        if number is None:
            return MISSING if to == "number" else NotImplemented
        return value if not isinstance(value, str) else number
    if to == "int":
        number = as_number(value)
        return NotImplemented if number is None else value
    if to == "word":
        return "nan" if value is MISSING else value if isinstance(value, str) else text(value)
    if to == "word-or-missing":
        return value if value is MISSING or isinstance(value, str) else text(value)
    if to in ("strip", "lower", "upper", "title", "lstrip", "rstrip", "capitalize"):
        if value is MISSING:
            return value
        if not isinstance(value, str):
            return MISSING
        return value if value in (WORD, OTHER) else getattr(value, to)()
    if to == "number-or-missing-text":
        return value
    return NotImplemented


def text(value):
    return str(value)

"""Python's own lists, dictionaries, sets and texts."""

import conditions
import constants
import paths
import states
from values import (
    MANY,
    UNKNOWN,
    Columns,
    File,
    Likely,
    OtherName,
    Reference,
    Rows,
    Series,
    Slice,
    Table,
    TableName,
    Tables,
    Text,
    constant_list,
    is_constant,
)


class Count:
    """How many tables a file has: taken to be several."""

    __slots__ = ()


def tables_item(tables, index):

    if tables.keys is not None and isinstance(index, (TableName, str)):
        first = tables.keys[0]
        if isinstance(index, TableName):
            return tables.first if index.which == "first" else with_which(tables.rest, index.which)
        return tables.first if first == index else UNKNOWN
    if isinstance(index, Slice) and index.step is None and index.stop is None:
        if index.start in (None, 0):
            return tables
        if index.start == 1 and tables.first is not None:
            return Tables(None, tables.rest)
        return UNKNOWN
    if isinstance(index, int) and not isinstance(index, bool):
        if index == 0:
            return tables.first if tables.first is not None else with_which(tables.rest, "1")
        if index > 0:
            return with_which(tables.rest, str(index))
    return UNKNOWN


def with_which(value, which):
    """What is known of any other table, for a definite one."""
    if isinstance(value, TableName):
        return TableName(value.file, which)
    if isinstance(value, tuple):
        return tuple(with_which(item, which) for item in value)
    if isinstance(value, Table):
        rows = value.s.rows
        if rows.kind == "read" and rows.data[0].table == "rest":
            return Table(value.s._replace(rows=Rows.make("read", (), (rows.data[0]._replace(table=which),), rows.line)))
    return value


def containers(operator, left, right):
    if operator == "Add" and type(left) is type(right) and isinstance(left, (list, tuple)):
        return left + right if len(left) + len(right) <= 5000 else UNKNOWN
    if operator == "BitOr" and isinstance(left, dict) and isinstance(right, dict):
        made = dict(left)
        put_all(made, right)
        return made
    if isinstance(left, (set, frozenset)) and isinstance(right, (set, frozenset)):
        operation = {
            "BitOr": set.union,
            "BitAnd": set.intersection,
            "Sub": set.difference,
            "BitXor": set.symmetric_difference,
        }.get(operator)
        return operation(set(left), set(right)) if operation else UNKNOWN
    return UNKNOWN


def set_key(owner, key, value):
    """`owner[key] = value` of a dictionary; an unknown key may be any of the known ones."""
    if key is MANY:
        forget_values(owner)
    else:
        owner[key] = value


def drop_key(owner, key):
    if key is MANY:
        forget_values(owner)
    else:
        owner.pop(key, None)


def forget_values(owner):
    """Of a dictionary that was changed nobody knows where."""
    for key in owner:
        owner[key] = UNKNOWN
    owner[MANY] = UNKNOWN


def put_all(owner, other):
    """`owner.update(other)`: items that are not known may be under any key."""
    if isinstance(other, (list, tuple)) and all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in other):
        other = dict_of_pairs(other)
    if not isinstance(other, dict) or MANY in other or "**" in other:
        forget_values(owner)
    if isinstance(other, dict):
        owner.update({key: value for key, value in other.items() if key is not MANY and key != "**"})


def dict_of_pairs(pairs):
    found = {}
    for key, value in pairs:
        known = is_constant(key) and not isinstance(key, OtherName) or isinstance(key, tuple) and constant_list(key) is not None
        set_key(found, key if known else MANY, value)
    return found


def contains(library, item, container):
    """`item in container`."""
    if isinstance(container, str) and isinstance(item, str):
        return item in container
    if isinstance(item, Series) and item.scalar:
        return conditions.isin(item, container)
    if isinstance(container, Columns):
        container = container.table
    if isinstance(container, Table):
        return states.has_column(library, container.s, item)
    if isinstance(container, dict):
        if is_constant(item):
            return True if item in container else UNKNOWN if MANY in container else False
        return UNKNOWN
    if isinstance(container, (list, tuple, set, frozenset, range)):
        if not is_constant(item):
            return UNKNOWN
        if isinstance(container, range):
            return item in container if isinstance(item, (int, float)) else False
        if any(is_constant(other) and other == item for other in container):
            return True
        return False if all(is_constant(other) for other in container) else UNKNOWN
    if isinstance(container, Tables) and isinstance(item, str):
        return UNKNOWN
    return UNKNOWN


def method(library, owner, name, arguments, named):
    machine = library.machine
    if isinstance(owner, str):
        if name == "joinpath" and all(isinstance(argument, str) for argument in arguments):
            return "/".join([owner, *arguments])
        if name in ("exists", "is_file"):
            return Likely(True)
        if name == "open":
            return File(constants.base_name(owner), arguments[0] if arguments else "r")
        if name in ("resolve", "absolute", "expanduser", "as_posix"):
            return owner
        return constants.text_method(owner, name, arguments, named)
    if isinstance(owner, Text) and name in ("resolve", "absolute", "expanduser", "as_posix", "joinpath", "exists", "is_file"):
        if name == "joinpath":
            return paths.joined_path(library, [owner, *arguments], {})
        return owner if name not in ("exists", "is_file") else Likely(True)
    if isinstance(owner, (TableName, Text)):
        if name == "startswith" or name == "endswith":
            return Likely(False) if isinstance(owner, TableName) else UNKNOWN
        if name in ("strip", "replace", "lower") and isinstance(owner, TableName):
            return owner
        if name == "format" and isinstance(owner, Text):
            return UNKNOWN
        return UNKNOWN
    if isinstance(owner, dict):
        return dictionary(library, owner, name, arguments, named)
    if isinstance(owner, list):
        return listed(library, owner, name, arguments)
    if isinstance(owner, tuple):
        return listed(library, list(owner), name, arguments) if name in ("index", "count") else UNKNOWN
    if isinstance(owner, (set, frozenset)):
        return sets(library, owner, name, arguments)
    if isinstance(owner, Tables):
        return tables_method(owner, name, arguments)
    if isinstance(owner, File) and name in ("write", "writelines", "close", "read", "flush"):
        return UNKNOWN
    if is_constant(owner):
        return owner if name in ("copy", "item", "conjugate") else UNKNOWN
    if isinstance(owner, Reference):
        return library.call(f"{owner.path}.{name}", arguments, named)
    machine.library.escape(arguments)
    return UNKNOWN


def tables_method(tables, name, arguments):
    if tables.keys is not None:
        if name == "values":
            return Tables(tables.first, tables.rest)
        if name == "keys":
            return Tables(*tables.keys)
        if name == "items":
            return Tables((tables.keys[0], tables.first), (tables.keys[1], tables.rest))
    elif name in ("copy", "tolist"):
        return tables
    elif name == "pop" and arguments == [0]:
        return UNKNOWN
    return UNKNOWN


def dictionary(library, owner, name, arguments, named):
    machine = library.machine
    if name == "items":
        return [(key, value) for key, value in owner.items()] if MANY not in owner else [MANY]
    if name == "keys":
        return list(owner) if MANY not in owner else [MANY]
    if name == "values":
        return list(owner.values()) if MANY not in owner else [MANY]
    if name == "copy":
        return dict(owner)
    if name in ("get", "pop", "setdefault") and arguments:
        key = machine.key(arguments[0])
        default = arguments[1] if len(arguments) > 1 else named.get("default")
        found = owner.get(key, UNKNOWN if MANY in owner or key is MANY else default)
        if name != "get":
            machine.touch(owner)
            if name == "pop":
                drop_key(owner, key)
            else:
                set_key(owner, key, found)
        return found
    if name == "update":
        machine.touch(owner)
        for other in [*arguments, named]:
            put_all(owner, other)
        return None
    if name == "clear":
        machine.touch(owner)
        owner.clear()
        return None
    machine.touch(owner)
    forget_values(owner)
    return UNKNOWN


def listed(library, owner, name, arguments):
    machine = library.machine
    if name in ("append", "extend", "insert", "remove", "pop", "sort", "reverse", "clear"):
        machine.touch(owner)
        if len(owner) > 5000:
            owner[:] = [MANY]
        if name == "append" and arguments:
            owner.append(MANY if isinstance(arguments[0], OtherName) else arguments[0])
        elif name == "extend" and arguments:
            owner.extend(machine.known_items(arguments[0]))
        elif name == "clear":
            owner.clear()
        elif MANY in owner:
            return UNKNOWN if name == "pop" else None
        elif name == "insert" and len(arguments) == 2 and isinstance(arguments[0], int):
            owner.insert(*arguments)
        elif name == "remove" and arguments and is_constant(arguments[0]):
            if arguments[0] in owner:
                owner.remove(arguments[0])
        elif name == "pop":
            position = arguments[0] if arguments else -1
            if isinstance(position, int) and -len(owner) <= position < len(owner):
                return owner.pop(position)
            owner[:] = [MANY]
            return UNKNOWN
        elif name == "reverse":
            owner.reverse()
        elif name == "sort" and all(isinstance(item, str) for item in owner) and not arguments:
            owner.sort()
        else:
            owner[:] = [MANY]
        return None
    if name == "copy" or name == "tolist":
        return list(owner)
    if name in ("index", "count") and arguments and constant_list(owner) is not None and is_constant(arguments[0]):
        if name == "count":
            return owner.count(arguments[0])
        return owner.index(arguments[0]) if arguments[0] in owner else UNKNOWN
    return UNKNOWN


def sets(library, owner, name, arguments):
    others = [constant_list(argument) for argument in arguments]
    if name == "add" and len(arguments) == 1 and is_constant(arguments[0]):
        library.machine.touch(owner)
        owner.add(arguments[0])
        return None
    if name in ("update", "discard", "remove") and all(other is not None for other in others):
        library.machine.touch(owner)
        for other in others:
            owner.update(other)
        return None
    if name in ("union", "intersection", "difference", "issubset", "issuperset") and None not in others:
        return getattr(set(owner), name)(*others)
    if name == "copy":
        return set(owner)
    return UNKNOWN

"""Objects and modules by name: attributes, types, classes that are made by functions, what `exec` and imports bring."""

import containers
import kinds
from values import (
    MANY,
    UNKNOWN,
    Instance,
    Mask,
    OtherName,
    Reference,
    Series,
    Table,
    UserClass,
    constant_list,
    is_constant,
)


def is_instance(library, arguments, named):
    if len(arguments) != 2:
        return UNKNOWN
    value, wanted = arguments
    names = [getattr(kind, "path", "?") for kind in (wanted if isinstance(wanted, tuple) else (wanted,))]
    own = (
        ["builtins.bool", "builtins.int"] if isinstance(value, bool)
        else [f"builtins.{type(value).__name__}"] if is_constant(value) or isinstance(value, (list, tuple, dict, set))
        else ["pandas.DataFrame"] if isinstance(value, Table) and not value.s.array
        else ["numpy.ndarray"] if isinstance(value, Table)
        else None
    )  # fmt: skip
    if isinstance(value, Series) and value.scalar:
        return is_cell(library, value, names)
    if own is None or "?" in names:
        return UNKNOWN
    numbers = {"numbers.Number", "numpy.number", "numpy.integer", "numpy.floating"}
    if isinstance(value, (int, float)) and numbers & set(names):
        return True
    return any(name in own for name in names)


def is_cell(library, cell, names):
    """`isinstance` of a cell: text columns hold texts, and floats where a value is missing."""

    kind = kinds.kind_of(library, cell.col)
    here = Mask(cell.rows, ("not", ("na", cell.col)), True)
    if kind == "text" and names == ["builtins.str"]:
        return here
    if kind == "text" and set(names) <= {"builtins.float", "builtins.int"} and "builtins.float" in names:
        return Mask(cell.rows, ("na", cell.col), True)
    if kind == "number" and names == ["builtins.str"]:
        return False
    return UNKNOWN


def got_attribute(library, arguments, named):
    if len(arguments) < 2 or not isinstance(arguments[1], str):
        return UNKNOWN
    owner, name, *default = arguments
    found = library.get_attribute(owner, name)
    if default and isinstance(owner, Instance) and not library.has_attribute(owner, name):
        return UNKNOWN if MANY in owner.attributes else default[0]
    return found


def has_attribute(library, arguments, named):
    if len(arguments) == 2 and isinstance(arguments[0], Instance) and isinstance(arguments[1], str):
        found = library.has_attribute(*arguments)
        return found or (UNKNOWN if MANY in arguments[0].attributes else False)
    return UNKNOWN


def put_attribute(library, arguments, named):
    """`setattr`; under an unknown name it may be any attribute."""
    if len(arguments) != 3:
        return library.escape(arguments)
    owner, name, value = arguments
    if isinstance(name, str) and not isinstance(name, OtherName):
        return library.set_attribute(owner, name, value)
    if isinstance(owner, Instance):
        library.machine.touch(owner.attributes)
        return containers.forget_values(owner.attributes)
    return library.escape([owner])


def all_attributes(library, arguments, named):
    """`vars(thing)`, or of the present scope like `locals()`."""
    if not arguments:
        return library.machine.scope.names
    return library.get_attribute(arguments[0], "__dict__") if isinstance(arguments[0], (Instance, UserClass)) else UNKNOWN


def executed(library, arguments, named):
    """`exec`: any name may mean something else afterwards."""
    for scope in (library.machine.scope, library.machine.scope.module):
        library.machine.touch(scope.names)
        containers.forget_values(scope.names)


def imported(library, arguments, named):
    """`importlib.import_module`: a module by its name."""
    name = arguments[0] if arguments else named.get("name")
    return Reference(name) if isinstance(name, str) and name[:1] != "." and len(arguments) < 2 else UNKNOWN


def items_of(library, arguments, named):
    """`operator.itemgetter`, as a function."""
    return Picker(arguments, False) if arguments else UNKNOWN


def attributes_of(library, arguments, named):
    return Picker(arguments, True) if arguments else UNKNOWN


class Picker:
    """A function that takes items, or attributes, from what it is given."""

    __slots__ = ("attributes", "names")

    def __init__(self, names, attributes):
        self.names, self.attributes = names, attributes

    def pick(self, library, value):
        get = library.get_attribute if self.attributes else library.get_item
        if self.attributes and not all(isinstance(name, str) and "." not in name for name in self.names):
            return UNKNOWN
        found = tuple(get(value, name) for name in self.names)
        return found[0] if len(found) == 1 else found


def field(library, arguments, named):
    """`dataclasses.field`."""
    if "default_factory" in named:
        return library.machine.apply(named["default_factory"], [])
    return named.get("default", UNKNOWN)


def named_tuple(library, arguments, named):
    fields = arguments[1] if len(arguments) > 1 else named.get("field_names")
    names = fields.replace(",", " ").split() if isinstance(fields, str) else constant_list(fields)
    if not names:
        return UNKNOWN
    defaults = constant_list(named.get("defaults", [])) or []
    members = dict(zip(names[len(names) - len(defaults) :], defaults))
    return UserClass(str(arguments[0]), members, [Reference("typing.NamedTuple")], names)


def namespace(library, arguments, named):
    instance = Instance(UserClass("SimpleNamespace", {}, [], []))
    instance.attributes.update(named)
    return instance if not arguments and "**" not in named else UNKNOWN


FUNCTIONS = {
    "builtins.isinstance": is_instance,
    "builtins.getattr": got_attribute,
    "builtins.hasattr": has_attribute,
    "builtins.setattr": put_attribute,
    "builtins.vars": all_attributes,
    "builtins.locals": all_attributes,
    "builtins.globals": lambda library, arguments, named: library.machine.scope.module.names,
    "builtins.exec": executed,
    "builtins.__import__": imported,
    "importlib.import_module": imported,
    "operator.itemgetter": items_of,
    "operator.attrgetter": attributes_of,
    "dataclasses.field": field,
    "collections.namedtuple": named_tuple,
    "types.SimpleNamespace": namespace,
}

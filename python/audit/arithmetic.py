"""Arithmetic on tables, columns, conditions and the numbers computed from them; NumPy's functions on the same."""

import aggregates
import cleaning
import conditions
import series
import states
from masks import both, either, negate
from values import (
    MANY,
    UNKNOWN,
    Agg,
    Col,
    Columns,
    Index,
    Length,
    Likely,
    Mask,
    MaskTable,
    Series,
    Stage,
    Table,
    Tally,
    is_constant,
)


def binary(library, operator, left, right):
    if operator in ("BitAnd", "BitOr", "BitXor", "Mult") and is_condition(left) and is_condition(right):
        return combined_conditions(operator, left, right)
    if isinstance(left, Series):
        return of_column(library, operator, left, right)
    if isinstance(left, Table):
        return of_table(library, operator, left, right)
    if isinstance(right, Series):
        return series.changed(library, right, "changed by arithmetic")
    if isinstance(left, Agg):
        return of_numbers(operator, left, right)
    if isinstance(left, Columns) or isinstance(right, Columns):
        return of_names(library, operator, left, right)
    if isinstance(left, Tally) or isinstance(right, Tally):
        return left if isinstance(left, Tally) else right
    if isinstance(right, Table):
        return Table(states.forget(right.s, "changed by arithmetic"))
    return UNKNOWN


def is_condition(value):
    return isinstance(value, MaskTable) or conditions.tree_of(value) is not None


def combined_conditions(operator, left, right):
    if isinstance(left, MaskTable) or isinstance(right, MaskTable):
        if not isinstance(left, MaskTable) or not isinstance(right, MaskTable):
            return UNKNOWN
        if [label for label, _ in left.trees] != [label for label, _ in right.trees]:
            return UNKNOWN
        trees = [(label, combined(operator, a, b)) for (label, a), (_, b) in zip(left.trees, right.trees)]
        return MaskTable(left.rows, trees)
    mask = left if isinstance(left, (Mask, Series)) else right
    scalar = getattr(left, "scalar", True) and getattr(right, "scalar", True)
    if isinstance(left, bool) and isinstance(right, bool):
        return UNKNOWN
    if isinstance(left, (Mask, Series)) and isinstance(right, (Mask, Series)) and not conditions.aligned(left.rows, right.rows):
        return Mask(left.rows, ("unclear", "conditions on different tables"))
    return Mask(mask.rows, combined(operator, conditions.tree_of(left), conditions.tree_of(right)), scalar)


def combined(operator, left, right):
    if operator in ("BitAnd", "Mult"):
        return both(left, right)
    if operator == "BitOr":
        return either(left, right)
    return either(both(left, negate(right)), both(negate(left), right))


def of_column(library, operator, left, right):
    line = library.line
    if isinstance(right, Agg):
        number = right if right.single else aggregates.agg_item(right, left.label)
        if isinstance(number, Agg) and len(number.cols) == 1 and same_basis(number.cols[0][1], left.col):
            return scaled(left, operator, number, line)
    if isinstance(right, (int, float)) and not isinstance(right, bool):
        nothing = (operator in ("Mult", "Div") and right == 1) or (operator in ("Add", "Sub") and right == 0)
        if nothing:
            return left
    return series.changed(library, left, "changed by arithmetic")


def same_basis(measured, col):
    """Whether a number was computed from the column as it is, or was before a mean was taken off; imputed in either way."""

    def changes(stages):
        return [stage for stage in stages if stage.kind not in ("impute", "convert")]

    stages = col.stages[:-1] if col.stages and col.stages[-1].kind == "minus" else col.stages
    return measured.source == col.source and changes(measured.stages) == changes(stages)


def scaled(series, operator, number, line):
    stages = series.col.stages
    if operator == "Sub" and number.kind in ("mean", "min", "median"):
        return series.staged(Stage("minus", (number.kind,), number.rows, line))
    if operator == "Div" and stages and stages[-1].kind == "minus" and stages[-1].fit is number.rows:
        centre = stages[-1].detail[0]
        name = {
            ("mean", "std", 0): "standard",
            ("mean", "std", 1): "standard-ddof1",
            ("min", "range", None): "min-max",
        }.get((centre, number.kind, number.ddof), "other")
        stage = Stage("scale", (name,), number.rows, line)
        return Series(series.rows, Col(series.col.source, (*stages[:-1], stage)), series.label)
    return series.staged(Stage("unclear", ("changed by arithmetic",), number.rows, line))


def of_table(library, operator, left, right):

    state = left.s
    if isinstance(right, Agg) and state.cols is not None and not state.doubt:
        cols = []
        for position, (label, col) in enumerate(state.cols):
            number = right
            if not right.single:
                number = aggregates.agg_item(right, label if isinstance(label, str) else position)
            made = of_column(library, operator, Series(state.rows, col, label if isinstance(label, str) else None), number)
            cols.append((label, made.col))
        return Table(state._replace(cols=tuple(cols)))
    return Table(states.forget(state, "changed by arithmetic"))


def of_numbers(operator, left, right):
    if operator == "Sub" and isinstance(right, Agg) and (left.kind, right.kind) == ("max", "min"):
        if left.rows is right.rows and left.cols == right.cols:
            return Agg("range", left.cols, left.rows, left.single)
    if operator == "Pow" and left.kind == "var" and right == 0.5 and is_constant(right):
        return Agg("std", left.cols, left.rows, left.single, left.ddof)
    if operator == "Add" and right == 0 and is_constant(right):
        return left
    return UNKNOWN


def of_names(library, operator, left, right):
    first = library.machine.items(left)
    second = library.machine.items(right)
    if operator == "Add" and isinstance(first, list) and isinstance(second, list):
        return [*first, *second] if isinstance(left, list) or isinstance(right, list) else UNKNOWN
    return UNKNOWN


def aggregate(kind):
    def run(library, arguments, named):
        value = arguments[0] if arguments else UNKNOWN
        axis = named.get("axis", arguments[1] if len(arguments) > 1 else None)
        ddof = named.get("ddof", 0)
        if isinstance(value, Series):
            return Agg(kind, [(value.label, value.col)], value.rows, True, ddof if is_constant(ddof) else None)
        if isinstance(value, Table) and axis == 0 and is_constant(axis) and value.s.cols is not None and not value.s.doubt:
            return Agg(kind, value.s.cols, value.s.rows, False, ddof if is_constant(ddof) else None)
        if isinstance(value, (list, tuple)) and value and all(type(item) in (int, float) for item in value):
            return {"min": min, "max": max, "sum": sum, "mean": lambda v: sum(v) / len(v)}.get(kind, lambda v: UNKNOWN)(value)
        return UNKNOWN

    return run


def of_conditions(operator):
    def run(library, arguments, named):
        if len(arguments) == 2 and all(map(is_condition, arguments)):
            return combined_conditions(operator, *arguments)
        return UNKNOWN

    return run


def where(library, arguments, named):
    if len(arguments) == 3 and isinstance(arguments[0], Likely):
        return arguments[1] if arguments[0].truth else arguments[2]
    if len(arguments) == 3 and isinstance(arguments[0], MaskTable) and isinstance(arguments[2], Table):
        missing = all(tree[0] == "na" for _, tree in arguments[0].trees)
        table = arguments[2]
        return (
            cleaning.filled(library, table, arguments[1], {})
            if missing
            else Table(states.forget(table.s, "changed by a condition"))
        )
    if len(arguments) != 3 or not isinstance(arguments[0], Mask):
        return UNKNOWN
    mask, first, second = arguments
    if conditions.tree_of(first) is not None and conditions.tree_of(second) is not None:
        return conditions.chosen(library, mask, first, second)
    tree = mask.tree
    if tree[0] == "not":
        tree, first, second = tree[1], second, first
    if tree[0] == "na" and isinstance(second, Series) and series.same_column(tree[1], second.col):
        return series.fill(library, second, first, {})
    column = second if isinstance(second, Series) else first if isinstance(first, Series) else None
    return series.changed(library, column, "changed by a condition") if column is not None else UNKNOWN


def staged(name):
    def run(library, arguments, named):
        value = arguments[0] if arguments else UNKNOWN
        if isinstance(value, Series):
            return value.staged(Stage(name, (), None, library.line))
        if isinstance(value, Table):
            return Table(states.every(value.s, states.staged(Stage(name, (), None, library.line))))
        return UNKNOWN

    return run


def square_root(library, arguments, named):
    value = arguments[0] if arguments else UNKNOWN
    if isinstance(value, Agg) and value.kind == "var":
        return Agg("std", value.cols, value.rows, value.single, value.ddof)
    return changed_by("square root")(library, arguments, named)


def changed_by(name):
    def run(library, arguments, named):
        value = arguments[0] if arguments else UNKNOWN
        if isinstance(value, Series):
            return series.changed(library, value, f"changed by {name}")
        if isinstance(value, Table):
            return Table(states.forget(value.s, f"changed by {name}"))
        return UNKNOWN

    return run


def filled_with(truth):
    def run(library, arguments, named):
        size = arguments[0] if arguments else UNKNOWN
        if isinstance(size, tuple) and len(size) == 1:
            size = size[0]
        kind = named.get("dtype", arguments[1] if len(arguments) > 1 else None)
        value = arguments[1] if truth is None and len(arguments) > 1 else truth
        if isinstance(size, Length) and (
            getattr(kind, "path", kind) in ("builtins.bool", "bool", "numpy.bool_") or truth is None
        ):
            return Mask(size.rows, ("is", bool(value))) if isinstance(value, bool) else UNKNOWN
        return UNKNOWN

    return run


def arange(library, arguments, named):
    if arguments and isinstance(arguments[-1], Length):
        return Index(arguments[-1].rows)
    if arguments and all(isinstance(item, int) for item in arguments) and len(arguments) <= 2:
        found = range(*arguments)
        return list(found) if len(found) <= 600 else found
    return UNKNOWN


def seed(library, arguments, named):
    value = arguments[0] if arguments else named.get("seed")
    library.seeds.append((value if isinstance(value, int) else None, library.line))
    return None


def is_in(library, arguments, named):
    if len(arguments) == 2 and isinstance(arguments[0], Series):
        return conditions.isin(*arguments)
    return UNKNOWN


def negated(library, arguments, named):
    return library.unary("Invert", arguments[0]) if arguments else UNKNOWN


def reduced(operator):
    def run(library, arguments, named):
        items = library.machine.items(arguments[0]) if arguments else None
        if not isinstance(items, list) or not items or MANY in items or not all(map(is_condition, items)):
            return UNKNOWN
        result = items[0]
        for item in items[1:]:
            result = combined_conditions(operator, result, item)
            if not is_condition(result):
                return UNKNOWN
        return result

    return run


def unique(library, arguments, named):
    value = arguments[0] if arguments else UNKNOWN
    return Agg("unique", [(value.label, value.col)], value.rows, True) if isinstance(value, Series) else UNKNOWN


FUNCTIONS = {
    **{
        f"numpy.{name}": aggregate(kind)
        for name, kind in series.AGGREGATES.items()
        if name not in ("mode", "quantile", "fmean")
    },
    "statistics.mean": aggregate("mean"),
    "statistics.median": aggregate("median"),
    "numpy.logical_and": of_conditions("BitAnd"),
    "numpy.logical_or": of_conditions("BitOr"),
    "numpy.bitwise_and": of_conditions("BitAnd"),
    "numpy.bitwise_or": of_conditions("BitOr"),
    "operator.and_": of_conditions("BitAnd"),
    "operator.or_": of_conditions("BitOr"),
    "numpy.logical_and.reduce": reduced("BitAnd"),
    "numpy.logical_or.reduce": reduced("BitOr"),
    "numpy.all": lambda library, arguments, named: (
        conditions.mask_method(library, arguments[0], "all", arguments[1:], named)
        if arguments and isinstance(arguments[0], MaskTable)
        else reduced("BitAnd")(library, arguments, named)
    ),
    "numpy.logical_not": negated,
    "numpy.invert": negated,
    "numpy.where": where,
    "numpy.round": staged("round"),
    "numpy.rint": staged("round"),
    "numpy.around": staged("round"),
    "numpy.clip": staged("clip"),
    "numpy.maximum": staged("clip"),
    "numpy.minimum": staged("clip"),
    "numpy.sqrt": square_root,
    **{
        f"numpy.{name}": changed_by(name)
        for name in ("log", "log1p", "exp", "expm1", "abs", "square", "nan_to_num", "floor", "ceil")
    },
    "numpy.ones": filled_with(True),
    "numpy.zeros": filled_with(False),
    "numpy.full": filled_with(None),
    "numpy.arange": arange,
    "numpy.random.seed": seed,
    "random.seed": lambda library, arguments, named: None,
    "numpy.isin": is_in,
    "numpy.in1d": is_in,
    "numpy.unique": unique,
}

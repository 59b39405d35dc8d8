"""What Python itself, pandas, NumPy and scikit-learn do to abstract values: attributes, items, operators and calls,
handed to the part that knows the kind of value. What no part knows gives an unknown value."""

import aggregates
import arithmetic
import assigning
import changing
import conditions
import constants
import containers
import estimators
import frame_methods
import frames
import joining
import kinds
import learn
import makers
import objects
import paths
import plain
import reading
import series
import states
from masks import both, either, negate
from truth import truth_of
from values import (
    MANY,
    UNKNOWN,
    Accessor,
    Agg,
    Columns,
    Connection,
    Estimator,
    File,
    Function,
    Index,
    Indexer,
    Instance,
    Length,
    Likely,
    Mask,
    MaskTable,
    Method,
    Reference,
    Row,
    Series,
    Slice,
    Table,
    TableName,
    Tables,
    Tally,
    Text,
    Transposed,
    Type,
    Types,
    UserClass,
    is_constant,
)

CONTAINERS = (list, tuple, dict, set, frozenset)
# Those that know functions of libraries, by their dotted names.
PARTS = (plain, objects, reading, makers, joining, arithmetic, kinds)


class Library:
    def __init__(self, types=None):
        self.machine = None
        # What the task says its columns hold: name -> number or text.
        self.types = types or {}
        # Files that an earlier call of the attempt wrote: name -> table, or any value that was pickled.
        self.files = {}
        self.outputs, self.predictions, self.seeds = [], [], []
        # Columns that the script asks for before it uses them: taken to be there.
        self.assumed = set()

    @property
    def line(self):
        return self.machine.line

    # Attributes and items

    def get_attribute(self, owner, name):
        if isinstance(owner, Reference):
            return plain.member(owner.path, name)
        if isinstance(owner, Table):
            return frames.attribute(self, owner, name)
        if isinstance(owner, Series):
            return series.attribute(self, owner, name)
        if isinstance(owner, Estimator):
            return estimators.attribute(self, owner, name)
        if isinstance(owner, Instance):
            return self.instance_attribute(owner, name)
        if isinstance(owner, UserClass):
            return owner.members if name == "__dict__" else self.class_attribute(owner, name)
        if isinstance(owner, Type):
            return kinds.attribute(self, owner, name)
        if isinstance(owner, Transposed):
            return owner.table if name == "T" else Method(owner, name)
        if isinstance(owner, Columns) and name in ("str", "values", "array"):
            return Accessor(owner, name) if name == "str" else owner
        if isinstance(owner, (Mask, MaskTable)):
            return conditions.mask_attribute(self, owner, name)
        if isinstance(owner, Accessor) and owner.name == "cat" and name in ("codes", "categories"):
            return series.category_attribute(self, owner.owner, name)
        if isinstance(owner, Agg) and name in ("iloc", "loc"):
            return Indexer(owner, name)
        if isinstance(owner, Agg) and name in ("index", "values", "T"):
            return owner
        if isinstance(owner, Tally) and name in ("values", "T"):
            return owner
        if isinstance(owner, Row) and not name.startswith("_"):
            column = self.get_item(owner, name)
            return Method(owner, name) if name in ("get", "isna", "isnull", "notna", "notnull", "items") else column
        if isinstance(owner, (str, Text)) and name in ("parent", "parents"):
            return Text([UNKNOWN])
        if isinstance(owner, str) and name == "name":
            return constants.base_name(owner)
        if isinstance(owner, File) and name == "name":
            return owner.name
        if owner is UNKNOWN:
            return UNKNOWN
        return Method(owner, name)

    def instance_attribute(self, owner, name):
        if name in owner.attributes:
            return owner.attributes[name]
        if name == "__dict__":
            return owner.attributes
        if name == "__class__":
            return owner.of
        if MANY in owner.attributes and not name.startswith("__"):
            # Set under a name that is not known. Methods are hardly ever replaced so.
            found = self.class_member(owner, name)
            return found if isinstance(found, Function) else UNKNOWN
        return self.class_member(owner, name)

    def class_attribute(self, of, name):
        pending = [of]
        while pending:
            one = pending.pop(0)
            if isinstance(one, UserClass):
                if name in one.members or MANY in one.members:
                    found = one.members.get(name, UNKNOWN)
                    if isinstance(found, Function) and found.receiver is None:
                        decorators = [getattr(node, "id", "") for node in getattr(found.node, "decorator_list", [])]
                        return Function(found.node, found.scope, found.defaults, of) if "classmethod" in decorators else found
                    return found
                pending.extend(one.bases)
        return UNKNOWN

    def special(self, owner, name, arguments):
        """What Python itself calls of a script's own class; without such a method nothing is known."""
        method = self.class_member(owner, name)
        if isinstance(method, Function):
            return self.machine.enter(method, arguments, {})
        self.escape([owner, *arguments])
        return UNKNOWN

    def has_attribute(self, owner, name):
        return name in owner.attributes or self.class_member(owner, name) is not UNKNOWN

    def class_member(self, owner, name):
        pending = [owner.of]
        while pending:
            of = pending.pop(0)
            if not isinstance(of, UserClass):
                continue
            if name in of.members:
                member = of.members[name]
                if isinstance(member, Function):
                    decorators = [getattr(node, "id", "") for node in getattr(member.node, "decorator_list", [])]
                    receiver = owner.of if "classmethod" in decorators else owner
                    bound = member if "staticmethod" in decorators else None
                    bound = bound or Function(member.node, member.scope, member.defaults, receiver)
                    return self.machine.apply(bound, []) if "property" in decorators else bound
                return member
            pending.extend(of.bases)
        if name == "fit_transform" and "transform" in owner.of.members:
            return Method(owner, name)
        return UNKNOWN

    def set_attribute(self, owner, name, value):
        if isinstance(owner, Instance):
            self.machine.touch(owner.attributes)
            owner.attributes[name] = value
        elif isinstance(owner, UserClass):
            self.machine.touch(owner.members)
            owner.members[name] = value
        elif isinstance(owner, Table):
            frames.set_attribute(self, owner, name, value)
        elif isinstance(owner, Estimator):
            estimators.set_parameters(self, owner, {name: value}) if "_" not in name[-1:] else estimators.doubt(self, owner)

    def get_item(self, owner, index):
        if isinstance(owner, (list, tuple, str)):
            return self.list_item(owner, index)
        if isinstance(owner, dict):
            key = self.machine.key(index)
            return owner.get(key, UNKNOWN) if key is not MANY else UNKNOWN
        if isinstance(owner, Instance):
            return self.special(owner, "__getitem__", [index])
        if isinstance(owner, Table):
            return frames.get_item(self, owner, index)
        if isinstance(owner, Series):
            return series.get_item(self, owner, index)
        if isinstance(owner, Indexer):
            return frames.indexed(self, owner, index)
        if isinstance(owner, Row):
            found = frames.get_item(self, owner.table, index) if isinstance(index, str) else UNKNOWN
            if isinstance(found, Series):
                return Series(found.rows, found.col, found.label, scalar=True)
            return UNKNOWN
        if isinstance(owner, Tables):
            return containers.tables_item(owner, index)
        if isinstance(owner, Agg):
            return aggregates.agg_item(owner, index)
        if isinstance(owner, Columns):
            return frames.columns_item(self, owner, index)
        if isinstance(owner, Estimator):
            return estimators.get_item(self, owner, index)
        if isinstance(owner, Types):
            return kinds.item(self, owner, index)
        if isinstance(owner, Tally):
            return owner
        if isinstance(owner, Mask):
            return UNKNOWN
        if isinstance(owner, Transposed):
            columns = frames.columns_one_by_one(owner.table)
            return UNKNOWN if columns is None else self.list_item(columns, index)
        if isinstance(owner, Reference) and owner.path == "numpy.c_" and isinstance(index, tuple):
            return joining.side_by_side(self, list(index), array=True)
        if isinstance(owner, Index) and isinstance(index, Mask):
            return Index(conditions.filtered(self, owner.rows, index), owner.col)
        if isinstance(owner, MaskTable) and isinstance(index, (str, list)):
            names = [index] if isinstance(index, str) else index
            trees = [(label, tree) for label, tree in owner.trees if label in names]
            return Mask(owner.rows, trees[0][1]) if isinstance(index, str) and trees else MaskTable(owner.rows, trees)
        if isinstance(owner, (Index, MaskTable)):
            return owner if isinstance(index, Slice) else UNKNOWN
        return UNKNOWN

    def list_item(self, owner, index):
        if isinstance(owner, (list, tuple)) and MANY in owner:
            return UNKNOWN
        if isinstance(index, Slice):
            parts = (index.start, index.stop, index.step)
            if all(part is None or isinstance(part, int) for part in parts) and index.step != 0:
                return owner[index.start : index.stop : index.step]
            return UNKNOWN
        if isinstance(index, int) and -len(owner) <= index < len(owner):
            return owner[index]
        return UNKNOWN

    def set_item(self, owner, index, value):
        if isinstance(index, Likely) and not index.truth:
            return
        if isinstance(owner, dict):
            self.machine.touch(owner)
            containers.set_key(owner, self.machine.key(index), value)
        elif isinstance(owner, list):
            self.machine.touch(owner)
            if isinstance(index, int) and -len(owner) <= index < len(owner) and MANY not in owner:
                owner[index] = value
            else:
                owner[:] = [MANY]
        elif isinstance(owner, Instance):
            self.special(owner, "__setitem__", [index, value])
        elif isinstance(owner, Table):
            assigning.set_item(self, owner, index, value)
        elif isinstance(owner, Indexer):
            assigning.set_indexed(self, owner, index, value)
        elif isinstance(owner, (Series, Mask, MaskTable, Agg)):
            changing.change_in_place(self, owner, index, value)
        elif isinstance(owner, Columns):
            states.doubt(self, owner.table, "columns renamed in place")
        elif isinstance(owner, Estimator):
            estimators.doubt(self, owner)

    def delete_item(self, owner, index):
        if isinstance(owner, dict):
            self.machine.touch(owner)
            containers.drop_key(owner, self.machine.key(index))
        elif isinstance(owner, list):
            self.machine.touch(owner)
            if isinstance(index, int) and -len(owner) <= index < len(owner):
                del owner[index]
            else:
                owner[:] = [MANY]
        elif isinstance(owner, Table):
            assigning.drop_columns(self, owner, index)

    # Operators

    def unary(self, operator, value):
        if operator in ("Not", "Invert"):
            if isinstance(value, Mask):
                return Mask(value.rows, negate(value.tree), value.scalar)
            if isinstance(value, MaskTable):
                return MaskTable(value.rows, [(label, negate(tree)) for label, tree in value.trees])
        if operator == "Not":
            truth = truth_of(value)
            return UNKNOWN if truth is None else (Likely(not truth) if isinstance(value, Likely) else not truth)
        if isinstance(value, (int, float)):
            return {"USub": -value, "UAdd": +value}.get(operator, ~value if isinstance(value, int) else UNKNOWN)
        if isinstance(value, Series):
            return series.changed(self, value, "changed by arithmetic")
        return UNKNOWN

    def binary(self, operator, left, right):
        if operator == "Div" and isinstance(left, (str, Text)) and isinstance(right, (str, Text)):
            return paths.joined_path(self, [left, right], {})
        if is_constant(left) and is_constant(right):
            return constants.arithmetic(operator, left, right)
        if operator == "Add" and isinstance(left, Mask) and isinstance(right, Mask):
            operator = "BitOr"
        for part in (left, right):
            if isinstance(part, (Table, Series, Mask, MaskTable, Agg, Columns, Tally)):
                return arithmetic.binary(self, operator, left, right)
        if operator == "Add" and isinstance(left, (str, Text)) and isinstance(right, (str, Text, TableName)):
            return constants.text_of([left, right])
        if operator == "Add" and isinstance(left, TableName) and isinstance(right, (str, Text)):
            return constants.text_of([left, right])
        if operator == "Mod" and isinstance(left, str):
            return constants.percent(left, right)
        if operator == "BitOr" and (isinstance(left, Index) or isinstance(right, Index)):
            if left == set() or right == set():
                return right if left == set() else left
            return conditions.union(self, left, right)
        if isinstance(left, CONTAINERS) and isinstance(right, CONTAINERS):
            return containers.containers(operator, left, right)
        if operator == "Mult" and isinstance(right, Length) and left in ([True], [False]):
            return Mask(right.rows, ("is", left[0]))
        if operator == "Mult" and isinstance(left, list) and isinstance(right, int):
            return left * right if len(left) * right <= 5000 else UNKNOWN
        if operator == "Add" and isinstance(left, list):
            return [*left, *self.machine.known_items(right)]
        if operator == "Add" and isinstance(right, list):
            return [*self.machine.known_items(left), *right]
        return UNKNOWN

    def logical(self, is_and, left, right):
        """`and` and `or` whose left side does not decide."""

        if isinstance(left, Mask) or isinstance(right, Mask):
            first, second = conditions.tree_of(left), conditions.tree_of(right)
            if first is not None and second is not None:
                mask = left if isinstance(left, Mask) else right
                return Mask(mask.rows, both(first, second) if is_and else either(first, second), True)
        truth = truth_of(left)
        if truth is not None:
            return right
        if isinstance(left, Agg) and left.kind in ("std", "range") and not is_and:
            return left
        other = truth_of(right)
        if other is not None and other != is_and:
            return Likely(other) if not isinstance(right, bool) else right
        return UNKNOWN

    def compare(self, operator, left, right):
        if operator in ("In", "NotIn"):
            found = kinds.contained(self, left, right) if isinstance(left, Type) else containers.contains(self, left, right)
            return self.unary("Not", found) if operator == "NotIn" else found
        if is_constant(left) and is_constant(right):
            return constants.comparison(operator, left, right)
        if isinstance(left, Type) or isinstance(right, Type):
            return kinds.compare(self, operator, left, right)
        if operator in ("Is", "IsNot"):
            known = (Table, Series, Estimator, list, dict, tuple, Function, Instance, str, int, float, Reference, Tables)
            if isinstance(left, known) and right is None:
                return operator == "IsNot"
            return UNKNOWN
        for part in (left, right):
            if isinstance(part, (Series, Table, Mask, Columns, Agg, Tally, Length)):
                return conditions.comparison(self, operator, left, right)
        if isinstance(left, (list, tuple)) and type(left) is type(right):
            if any(not is_constant(item) for item in (*left, *right)):
                return UNKNOWN
            return constants.comparison(operator, left, right)
        if isinstance(left, containers.Count) and isinstance(right, int):
            return Likely(constants.comparison(operator, 2, right))
        return UNKNOWN

    # Items to loop over

    def items(self, value):
        if isinstance(value, Columns):
            return states.labels_of(value.table.s)
        if isinstance(value, Table):
            return states.labels_of(value.s) if not value.s.array else None
        if isinstance(value, Transposed):
            return frames.columns_one_by_one(value.table)
        if isinstance(value, Series) and value.col.source == ("tables",):
            return value.col.stages[0]
        if isinstance(value, Connection):
            return reading.fetched(value)
        if (
            isinstance(value, Instance)
            and value.of.fields
            and any(getattr(base, "path", "").endswith("NamedTuple") for base in value.of.bases)
        ):
            return [self.instance_attribute(value, name) for name in value.of.fields]
        if isinstance(value, Instance) and isinstance(self.class_member(value, "__iter__"), Function):
            return self.machine.items(self.special(value, "__iter__", []))
        if isinstance(value, Agg) and not value.single:
            return [aggregates.agg_item(value, label) for label, _ in value.cols]
        return None

    def part(self, value, index):
        """What unpacking gives for one position of a value whose items are not known one by one."""
        if isinstance(value, Tables):
            return containers.tables_item(value, index)
        return UNKNOWN

    def entered(self, value):
        """The value of `with value as ...`."""
        return self.special(value, "__enter__", []) if isinstance(value, Instance) else value

    def escape(self, values, within=4):
        """Values went into something unknown, which may have changed them and what they hold."""
        for value in values if within > 0 else ():
            if isinstance(value, Table):
                states.doubt(self, value, "went through an unknown function")
                states.replace(self, value, value.s._replace(rows=value.s.rows.then("unclear", (value.s.doubt,), self.line)))
            elif isinstance(value, (Series, Mask, MaskTable, Agg)):
                changing.spoil(self, value, "went through an unknown function")
            elif isinstance(value, dict):
                self.escape(list(value.values()), within - 1)
                self.machine.touch(value)
                value.clear()
                value[MANY] = UNKNOWN
            elif isinstance(value, list):
                self.escape(list(value), within - 1)
                self.machine.touch(value)
                value[:] = [MANY]
            elif isinstance(value, tuple):
                self.escape(value, within - 1)
            elif isinstance(value, Instance):
                if MANY not in value.attributes:
                    self.escape([value.attributes], within)
            elif isinstance(value, Method):
                self.escape([value.owner], within - 1)
            elif isinstance(value, Function):
                self.escape([value.receiver], within - 1)
            elif isinstance(value, Estimator):
                estimators.doubt(self, value)

    # Calls

    def has(self, path):
        """Whether a library has a member, as far as it is known: for `from module import *`."""
        root, name = path.split(".")[0], path.split(".")[-1]
        known = any(path in part.FUNCTIONS for part in PARTS)
        return known or root in estimators.LIBRARIES and (name[:1].isupper() or name in estimators.FUNCTIONS_BY_NAME)

    def call(self, path, arguments, named):
        for part in PARTS:
            function = part.FUNCTIONS.get(path)
            if function is not None:
                return function(self, arguments, named)
        return estimators.construct(self, path, arguments, named)

    def call_method(self, owner, name, arguments, named):
        if isinstance(owner, Table):
            return frame_methods.method(self, owner, name, arguments, named)
        if isinstance(owner, Series):
            return series.method(self, owner, name, arguments, named)
        if isinstance(owner, Instance) and name == "fit_transform":
            learn.fit(self, owner, *[*arguments, None][:2])
            return learn.transform(self, owner, arguments[0] if arguments else UNKNOWN)
        if isinstance(owner, Estimator):
            return estimators.method(self, owner, name, arguments, named)
        if isinstance(owner, (Mask, MaskTable)):
            return conditions.mask_method(self, owner, name, arguments, named)
        if isinstance(owner, Accessor) and isinstance(owner.owner, Columns):
            return owner.owner if name in ("strip", "lstrip", "rstrip") else UNKNOWN
        if isinstance(owner, Accessor):
            return series.accessor_method(self, owner, name, arguments, named)
        if isinstance(owner, Agg):
            return aggregates.agg_method(self, owner, name, arguments, named)
        if isinstance(owner, Tally):
            return owner if name in ("any", "sum", "all", "max", "item") else UNKNOWN
        if isinstance(owner, Columns):
            return frames.columns_method(self, owner, name, arguments, named)
        if isinstance(owner, Connection):
            return reading.connection_method(self, owner, name, arguments, named)
        if isinstance(owner, Row):
            return frames.row_method(self, owner, name, arguments, named)
        if isinstance(owner, Transposed):
            same = ("copy", "tolist", "to_numpy", "toarray", "astype")
            return owner.table if name == "transpose" and not arguments else owner if name in same else UNKNOWN
        if isinstance(owner, Index) and name == "isin" and arguments and isinstance(arguments[0], Index):
            found = conditions.condition_of(arguments[0].rows, owner.rows)
            return UNKNOWN if found is None else Mask(owner.rows, found)
        if isinstance(owner, Index) and name in ("union", "append") and arguments:
            return conditions.union(self, owner, arguments[0])
        if isinstance(owner, Index):
            return owner if name in ("copy", "to_numpy", "tolist", "to_series", "astype") else UNKNOWN
        return containers.method(self, owner, name, arguments, named)

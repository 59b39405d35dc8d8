"""What expressions are worth: names, literals, operators, comprehensions."""

import ast

import constants
import containers
import merge
from branching import ITEMS, STEPS, Scope
from calls import Calls
from truth import truth_of
from values import MANY, UNKNOWN, Exhausted, Mask, OtherName, Reference, Series, Slice, Table, Tables, closed, is_constant


class Expressions(Calls):
    """What expressions are worth."""

    def evaluate(self, node):
        handler = EXPRESSIONS.get(type(node))
        return handler(self, node) if handler else UNKNOWN

    def constant(self, node):
        return node.value

    def name(self, node):
        name = node.id
        holder = self.scope.holder(name)
        if holder is not None:
            return holder.get(name, UNKNOWN)
        if name in constants.BUILTINS:
            return Reference(f"builtins.{name}")
        for module in reversed(self.stars):
            if self.library.has(f"{module}.{name}"):
                return Reference(f"{module}.{name}")
        return UNKNOWN

    def attribute(self, node):
        return self.library.get_attribute(self.evaluate(node.value), node.attr)

    def index(self, node):
        if type(node) is ast.Slice:
            parts = (node.lower, node.upper, node.step)
            return Slice(*(None if part is None else self.evaluate(part) for part in parts))
        if type(node) is ast.Tuple:
            return tuple(self.index(part) for part in node.elts)
        return self.evaluate(node)

    def subscript(self, node):
        return self.library.get_item(self.evaluate(node.value), self.index(node.slice))

    def elements(self, nodes):
        found = []
        for node in nodes:
            if type(node) is ast.Starred:
                found.extend(self.known_items(self.evaluate(node.value)))
            else:
                found.append(self.evaluate(node))
        return found

    def list_of(self, node):
        return self.elements(node.elts)

    def tuple_of(self, node):
        return tuple(self.elements(node.elts))

    def set_of(self, node):
        items = self.elements(node.elts)
        return set(items) if all(is_constant(item) for item in items) else UNKNOWN

    def dict_of(self, node):
        found = {}
        for key, value in zip(node.keys, node.values):
            if key is None:
                containers.put_all(found, self.evaluate(value))
            else:
                containers.set_key(found, self.key(self.evaluate(key)), self.evaluate(value))
        return found

    def key(self, value):
        known = is_constant(value) or (isinstance(value, tuple) and all(map(is_constant, value)))
        return value if known and not isinstance(value, OtherName) else MANY

    def joined(self, node):
        parts = []
        for part in node.values:
            if type(part) is ast.Constant:
                parts.append(part.value)
            else:
                value = self.evaluate(part.value)
                if part.format_spec is not None or part.conversion != -1:
                    value = UNKNOWN if part.format_spec is not None or not isinstance(value, str) else repr(value)
                parts.append(value)
        return constants.text_of(parts)

    def unary(self, node):
        return self.library.unary(type(node.op).__name__, self.evaluate(node.operand))

    def binary(self, node):
        return self.library.binary(type(node.op).__name__, self.evaluate(node.left), self.evaluate(node.right))

    def boolean(self, node):
        is_and = type(node.op) is ast.And
        result = None
        for index, part in enumerate(node.values):
            value = self.evaluate(part)
            result = value if index == 0 else self.library.logical(is_and, result, value)
            truth = truth_of(result)
            if truth is not None and truth != is_and:
                return result
        return result

    def compare(self, node):
        left = self.evaluate(node.left)
        result = None
        for operator, right_node in zip(node.ops, node.comparators):
            right = self.evaluate(right_node)
            value = self.library.compare(type(operator).__name__, left, right)
            result = value if result is None else self.library.logical(True, result, value)
            left = right
        return result

    def choice(self, node):
        test = self.evaluate(node.test)
        truth = truth_of(test)
        if truth is not None:
            return self.evaluate(node.body if truth else node.orelse)
        return merge.merge(self.evaluate(node.body), self.evaluate(node.orelse), test if isinstance(test, Mask) else None)

    def walrus(self, node):
        value = self.evaluate(node.value)
        self.assign(node.target, value)
        return value

    def comprehension(self, node):
        outer, self.scope = self.scope, Scope(self.scope)
        try:
            found = self.generate(node, node.generators)
        finally:
            self.scope = outer
        if isinstance(found, (Tables, Mask, Table, Series)):
            return found
        if type(node) is ast.DictComp:
            return containers.dict_of_pairs([(MANY, UNKNOWN) if pair is MANY else pair for pair in found])
        if type(node) is ast.SetComp:
            return set(found) if all(is_constant(item) for item in found) else UNKNOWN
        return found

    def generate(self, node, generators):
        if not generators:
            if type(node) is ast.DictComp:
                key = self.evaluate(node.key)
                value = self.evaluate(node.value)
                return [(self.key(key), value)]
            return [self.evaluate(node.elt)]
        first, *rest = generators
        iterable = self.evaluate(first.iter)
        if isinstance(iterable, Series) and not rest and not first.ifs and type(node) in (ast.ListComp, ast.GeneratorExp):
            self.assign(first.target, Series(iterable.rows, iterable.col, iterable.label, scalar=True))
            found = self.evaluate(node.elt)
            if isinstance(found, Mask):
                return Mask(iterable.rows, found.tree)
            if isinstance(found, Series) and found.rows is iterable.rows:
                return Series(found.rows, found.col, None)
        if (
            isinstance(iterable, Table)
            and iterable.s.array
            and not rest
            and not first.ifs
            and type(node) in (ast.ListComp, ast.GeneratorExp)
        ):
            found = self.of_rows(node, first, iterable)
            if found is not None:
                return found
        items = self.items(iterable)
        if isinstance(items, Tables):
            return self.generate_tables(node, first, rest, items)
        if items is None or len(items) > ITEMS:
            return [MANY]
        found = []
        for item in items:
            self.steps += 1
            if self.steps > STEPS:
                raise Exhausted()
            if item is MANY:
                found.append(MANY)
                continue
            self.assign(first.target, item)
            verdict = True
            for test in first.ifs:
                truth = truth_of(self.evaluate(test))
                if truth is not True:
                    verdict = truth
                    break
            if verdict is None:
                found.append(MANY)
            elif verdict:
                found.extend(self.generate(node, rest))
        return found

    def of_rows(self, node, generator, table):
        """`[{"id": a, "y": b} for a, b in zip(...)]`: a table again; None for other comprehensions."""
        state = table.s
        if state.cols is None or state.doubt:
            return None
        self.assign(generator.target, tuple(Series(state.rows, col, None, scalar=True) for _, col in state.cols))
        found = self.evaluate(node.elt)
        pairs = found.items() if isinstance(found, dict) else enumerate(found) if isinstance(found, (tuple, list)) else None
        if pairs is None:
            return Series(state.rows, found.col, None) if isinstance(found, Series) else None
        cols = [(label, value.col) for label, value in pairs if isinstance(value, Series)]
        if len(cols) != len(found) or MANY in dict(cols):
            return None
        return closed(state.rows, cols, array=not isinstance(found, dict))

    def generate_tables(self, node, first, rest, items):
        made, keys = [], []
        for item in (items.first, items.rest):
            if item is None:
                made.append(None)
                keys.append(None)
                continue
            self.assign(first.target, item)
            if not all(truth_of(self.evaluate(test)) for test in first.ifs):
                return [MANY]
            if type(node) is ast.DictComp:
                keys.append(self.evaluate(node.key))
                made.append(self.evaluate(node.value))
            else:
                values = self.generate(node, rest)
                if len(values) != 1:
                    return [MANY]
                made.extend(values)
        return Tables(*made, keys=tuple(keys) if type(node) is ast.DictComp else None)

    def starred(self, node):
        return self.evaluate(node.value)

    def items(self, value):
        """The items of something to loop over: a list, `Tables`, or None."""
        if isinstance(value, (list, tuple)):
            return list(value)
        if isinstance(value, range):
            return list(value) if len(value) <= ITEMS else None
        if isinstance(value, (dict, set, frozenset)):
            return [*sorted(value, key=repr)] if isinstance(value, (set, frozenset)) else list(value)
        if isinstance(value, str):
            return list(value) if len(value) <= ITEMS else None
        if isinstance(value, Tables):
            return value
        return self.library.items(value)

    def known_items(self, value):
        items = self.items(value)
        return [MANY] if items is None or isinstance(items, Tables) else items


EXPRESSIONS = {
    ast.Constant: Expressions.constant,
    ast.Name: Expressions.name,
    ast.Attribute: Expressions.attribute,
    ast.Subscript: Expressions.subscript,
    ast.List: Expressions.list_of,
    ast.Tuple: Expressions.tuple_of,
    ast.Set: Expressions.set_of,
    ast.Dict: Expressions.dict_of,
    ast.JoinedStr: Expressions.joined,
    ast.UnaryOp: Expressions.unary,
    ast.BinOp: Expressions.binary,
    ast.BoolOp: Expressions.boolean,
    ast.Compare: Expressions.compare,
    ast.IfExp: Expressions.choice,
    ast.NamedExpr: Expressions.walrus,
    ast.ListComp: Expressions.comprehension,
    ast.SetComp: Expressions.comprehension,
    ast.GeneratorExp: Expressions.comprehension,
    ast.DictComp: Expressions.comprehension,
    ast.Lambda: lambda machine, node: machine.do_function(node),
    ast.Starred: Expressions.starred,
    ast.Call: Calls.call,
}

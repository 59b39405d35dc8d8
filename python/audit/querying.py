"""Conditions written as text for `DataFrame.query`."""

import ast
import re

import conditions
import frames
from masks import both, either, negate
from values import MANY, UNKNOWN, Mask, Method, Series, Text, is_constant

QUOTED = re.compile(r"`([^`]+)`")


def condition(library, table, text):
    """The tree of a query's text."""
    if isinstance(text, Text) or not isinstance(text, str):
        return ("unclear", "a query that is not known")
    if len(text) > 20_000:
        return ("unclear", "a long query")
    names = {}

    def quoted(match):
        name = f"column_{len(names)}_"
        names[name] = match.group(1)
        return name

    source = QUOTED.sub(quoted, text.strip()).replace("\n", " ")
    source = re.sub(r"@(\w)", r"local__\1", source)
    source = re.sub(r"(?<![&|])&(?![&|])", " and ", source)
    source = re.sub(r"(?<!\|)\|(?!\|)", " or ", source)
    source = re.sub(r"~\s*", " not ", source)
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ("unclear", "a query that cannot be read")
    return Query(library, table, names).tree(tree)


class Query:
    def __init__(self, library, table, names):
        self.library, self.table, self.names = library, table, names

    def tree(self, node):
        found = conditions.tree_of(self.value(node))
        return found if found is not None else ("unclear", "a query that is not known")

    def value(self, node):
        kind = type(node)
        if kind is ast.Constant:
            return node.value
        if kind is ast.Name:
            return self.name(node.id)
        if kind is ast.BoolOp:
            trees = [self.tree(part) for part in node.values]
            result = trees[0]
            for tree in trees[1:]:
                result = both(result, tree) if type(node.op) is ast.And else either(result, tree)
            return Mask(self.table.s.rows, result)
        if kind is ast.UnaryOp:
            if type(node.op) is ast.Not:
                return Mask(self.table.s.rows, negate(self.tree(node.operand)))
            return self.library.unary(type(node.op).__name__, self.value(node.operand))
        if kind is ast.Compare:
            return self.compare(node)
        if kind in (ast.List, ast.Tuple):
            return [self.value(part) for part in node.elts]
        if kind is ast.Attribute:
            return Method(self.value(node.value), node.attr)
        if kind is ast.Subscript and is_constant(getattr(node.slice, "value", UNKNOWN)):
            return self.library.get_item(self.value(node.value), node.slice.value)
        if kind is ast.Call:
            return self.call(node)
        return UNKNOWN

    def name(self, name):
        if name in self.names:
            return frames.get_item(self.library, self.table, self.names[name])
        if name.startswith("local__"):
            found = self.library.machine.scope.find(name.removeprefix("local__"))
            return UNKNOWN if found is None else found
        return frames.get_item(self.library, self.table, name)

    def compare(self, node):
        left, result = self.value(node.left), None
        for operator, right_node in zip(node.ops, node.comparators):
            right = self.value(right_node)
            name = type(operator).__name__
            # Equality with a list is membership.
            if isinstance(right, list) and name in ("Eq", "NotEq") and MANY not in right:
                name = "In" if name == "Eq" else "NotIn"
            if name in ("In", "NotIn") and isinstance(left, Series):
                left = Series(left.rows, left.col, left.label, scalar=True)
            tree = conditions.tree_of(self.library.compare(name, left, right))
            if tree is None:
                return UNKNOWN
            result = tree if result is None else both(result, tree)
            left = right
        return Mask(self.table.s.rows, result)

    def call(self, node):
        function = self.value(node.func)
        arguments = [self.value(part) for part in node.args]
        named = {keyword.arg: self.value(keyword.value) for keyword in node.keywords if keyword.arg}
        return self.library.machine.apply(function, arguments, named) if isinstance(function, Method) else UNKNOWN

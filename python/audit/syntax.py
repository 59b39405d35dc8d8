"""What can be told of a script from its form alone: where a block may be left, what a handler is for, which names it has."""

import ast

MOST_NAMES = 150
# Errors of another version of a library, and with them those of other files or columns than the task's.
VERSIONS = frozenset(("TypeError", "ImportError", "ModuleNotFoundError", "AttributeError"))
ELSEWHERE = VERSIONS | {"KeyError", "IndexError", "FileNotFoundError", "OSError"}
JUMPS = (ast.Return, ast.Break, ast.Continue, ast.Raise)


def named_columns(tree):
    """Texts that may be columns' names: keys, items and indices, each once, in order."""
    found = {}
    for node in ast.walk(tree):
        kind = type(node)
        if kind is ast.Dict:
            parts = node.keys
        elif kind in (ast.List, ast.Tuple, ast.Set):
            parts = node.elts
        elif kind is ast.Subscript:
            parts = [node.slice]
        else:
            continue
        for part in parts:
            if type(part) is ast.Constant and type(part.value) is str and 0 < len(part.value) < 200:
                found[part.value] = None
    return list(found)[:MOST_NAMES]


def jumps(statements):
    """Whether any statement may leave the block: return, break, continue, raise."""
    for statement in statements:
        if isinstance(statement, JUMPS):
            return True
        if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
            continue
        for field in ("body", "orelse", "finalbody"):
            inner = getattr(statement, field, None)
            if isinstance(inner, list) and jumps(inner):
                return True
        if any(jumps(handler.body) for handler in getattr(statement, "handlers", [])):
            return True
    return False


def attempt(node):
    """Whether a body may well fail: one short statement on values, whose failing does nothing but go on otherwise."""
    if len(node.body) > 2 or not node.handlers or node.orelse:
        return False
    if not all(isinstance(part, (ast.Assign, ast.AugAssign, ast.Return)) for part in node.body):
        return False
    return not any(named_errors(handler, ELSEWHERE) or gives_up(handler) for handler in node.handlers)


def gives_up(handler):
    ends = ("exit", "quit", "_exit")
    return any(
        isinstance(part, ast.Raise)
        or isinstance(part, ast.Call)
        and (getattr(part.func, "id", "") in ends or getattr(part.func, "attr", "") in ends)
        for statement in handler.body
        for part in ast.walk(statement)
    )


def named_errors(handler, known):
    """Whether a handler is for some of these errors alone."""
    names = {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else set()
    return bool(names) and names <= known


def harmless(handler):
    """Whether a handler can be left out: it is for another version of a library, or only tells, passes, or gives up."""
    if named_errors(handler, VERSIONS):
        return True
    for statement in handler.body:
        if isinstance(statement, (ast.Pass, ast.Raise, ast.Continue)):
            continue
        if isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Call, ast.Constant)):
            continue
        return False
    return True

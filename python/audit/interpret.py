"""Follows a script statement by statement on abstract values (values.py), without running anything of it.

Where a condition is not known, both branches are followed and what differs between them becomes unknown, or is marked
as differing. Loops over known lists are followed item by item; loops over unknown ones once, as if they might not run.
"""

import ast

from branching import BREAK, CONTINUE, ITEMS, LONGEST_LIST, PERHAPS_BREAK, STEPS, Scope
from expressions import Expressions
from syntax import attempt, harmless, jumps, named_columns
from truth import truth_of
from values import MANY, UNKNOWN, Columns, Exhausted, Function, Mask, OtherName, Reference, Table, Tables, UserClass, is_constant


class Machine(Expressions):
    """Follows statements."""

    def run(self, source_tree, offset=0, has_yield=True):
        """`has_yield`: whether the word occurs in the script at all."""
        self.offset, self.has_yield = offset, has_yield
        self.tree = source_tree
        return self.block(source_tree.body)

    def block(self, statements):
        for index, statement in enumerate(statements):
            if type(statement) is ast.If:
                signal, consumed = self.condition(statement, statements[index + 1 :])
                if signal is not None or consumed:
                    return signal
            else:
                signal = self.statement(statement)
                if signal is not None:
                    return signal
        return None

    def statement(self, node):
        self.steps += 1
        if self.steps > STEPS:
            raise Exhausted()
        self.line = node.lineno + self.offset
        handler = STATEMENTS.get(type(node))
        return handler(self, node) if handler else None

    def condition(self, node, rest):
        self.steps += 1
        self.line = node.lineno + self.offset
        test = self.evaluate(node.test)
        truth = truth_of(test)
        if truth is not None:
            return self.block(node.body if truth else node.orelse), False
        if isinstance(test, Mask):
            return self.row_condition(node, rest, test)
        if any(jumps(branch) for branch in (node.body, node.orelse)):
            signal_1, after_1 = self.branch(lambda: self.block(node.body) or self.block(rest))
            signal_2, after_2 = self.branch(lambda: self.block(node.orelse) or self.block(rest))
            return self.join_signals(signal_1, after_1, signal_2, after_2), True
        signal_1, after_1 = self.branch(lambda: self.block(node.body))
        signal_2, after_2 = self.branch(lambda: self.block(node.orelse))
        self.settle(after_1, after_2)
        return None, False

    def assign(self, target, value):
        kind = type(target)
        if kind is ast.Name:
            self.bind(self.scope, target.id, value)
        elif kind in (ast.Tuple, ast.List):
            self.unpack(target.elts, value)
        elif kind is ast.Subscript:
            owner = self.evaluate(target.value)
            self.library.set_item(owner, self.index(target.slice), value)
        elif kind is ast.Attribute:
            self.library.set_attribute(self.evaluate(target.value), target.attr, value)
        elif kind is ast.Starred:
            self.assign(target.value, value)

    def unpack(self, targets, value):
        items = self.items(value)
        star = next((index for index, target in enumerate(targets) if type(target) is ast.Starred), None)
        if items is None or isinstance(items, Tables) or MANY in items:
            items = None
        elif star is not None and len(items) >= len(targets) - 1:
            after = len(targets) - star - 1
            items = [*items[:star], items[star : len(items) - after], *items[len(items) - after :]]
        if items is None or len(items) != len(targets):
            items = [self.library.part(value, index) for index in range(len(targets))]
        for target, item in zip(targets, items):
            self.assign(target, item)

    def do_assign(self, node):
        value = self.evaluate(node.value)
        for target in node.targets:
            self.assign(target, value)

    def do_annotated(self, node):
        if node.value is not None:
            self.assign(node.target, self.evaluate(node.value))

    def do_augmented(self, node):
        target = node.target
        if type(target) is ast.Name:
            before = self.name(target)
        elif type(target) is ast.Subscript:
            owner, index = self.evaluate(target.value), self.index(target.slice)
            before = self.library.get_item(owner, index)
        else:
            before = self.attribute(target)
        value = self.evaluate(node.value)
        if isinstance(before, list) and type(node.op) is ast.Add and type(target) is ast.Name:
            self.touch(before)
            before.extend(self.known_items(value))
            if len(before) > LONGEST_LIST:
                before[:] = [MANY]
            return
        after = self.library.binary(type(node.op).__name__, before, value)
        if type(target) is ast.Subscript:
            self.library.set_item(owner, index, after)
        else:
            self.assign(target, after)

    def do_expression(self, node):
        self.evaluate(node.value)

    def do_for(self, node):
        iterable = self.evaluate(node.iter)
        items = self.items(iterable)
        if items is not None and not isinstance(items, Tables) and MANY in items:
            items = None
        if items is None and isinstance(iterable, (Columns, Table)):
            return self.for_columns(node, iterable)
        if items is None or (not isinstance(items, Tables) and len(items) > ITEMS):
            self.maybe(lambda: self.iteration(node, UNKNOWN))
            return None
        if isinstance(items, Tables):
            items = [item for item in (items.first, items.rest) if item is not None]
        sure = True
        for item in items:
            if not sure:
                # Nobody knows whether the loop got so far.
                signal, after = self.branch(lambda item=item: self.iteration(node, item))
                if signal is not None and signal[0] == "return":
                    self.activations[-1].perhaps.append(signal[1])
                if signal is None or signal[0] != "raise":
                    self.settle(after, {})
                continue
            signal = self.iteration(node, item)
            if signal is not None and signal[0] in ("return", "raise"):
                return signal
            if signal == BREAK:
                return None
            sure = signal != PERHAPS_BREAK
        if not sure and node.orelse:
            self.maybe(lambda: self.block(node.orelse))
            return None
        return self.block(node.orelse)

    def names(self):
        """Texts of the script that may be columns' names; found when they are first asked for."""
        if not hasattr(self.tree, "names"):
            self.tree.names = named_columns(self.tree)
        return self.tree.names

    def for_columns(self, node, iterable):
        """A loop over a file's columns: those that the script names, and any other one."""
        state = iterable.s if isinstance(iterable, Table) else iterable.table.s
        if state.cols is not None or state.array:
            self.maybe(lambda: self.iteration(node, UNKNOWN))
            return None
        for name in [*self.names(), OtherName("\0other")]:
            if name in state.dropped:
                continue
            signal = self.iteration(node, name)
            if signal is not None and signal[0] in ("return", "raise", "break"):
                return signal if signal[0] != "break" else None
        return None

    def iteration(self, node, item):
        self.assign(node.target, item)
        return self.block(node.body)

    def do_while(self, node):
        for _ in range(50):
            truth = truth_of(self.evaluate(node.test))
            if truth is None:
                break
            if not truth:
                return None
            signal = self.block(node.body)
            if signal is not None and signal[0] in ("return", "raise"):
                return signal
            if signal == BREAK:
                return None
            if signal == PERHAPS_BREAK:
                break
        self.maybe(lambda: self.block(node.body))
        return None

    def do_with(self, node):
        for item in node.items:
            value = self.library.entered(self.evaluate(item.context_expr))
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value)
        return self.block(node.body)

    def do_try(self, node):
        """The body, as if nothing failed; where a handler would leave other values behind, what differs is unknown."""
        before = len(self.activations[-1].perhaps)
        if attempt(node):
            # Tried on the chance that it works: nobody knows whether it did.
            signal, after = self.branch(lambda: self.block(node.body))
            handled = [self.branch(lambda handler=handler: self.block(handler.body)) for handler in node.handlers]
        elif all(harmless(handler) for handler in node.handlers):
            signal, after, handled = self.block(node.body), None, []
        else:
            signal, after = self.branch(lambda: self.block(node.body))
            handled = [self.branch(lambda handler=handler: self.block(handler.body)) for handler in node.handlers]
        for other, changed in handled:
            if other is not None and other[0] == "raise":
                continue
            _, after = self.branch(lambda changed=changed, after=after: self.settle(after, changed))
            if signal is not None and signal[0] == "return" and other is not None and other[0] == "return":
                self.activations[-1].perhaps.append(other[1])
        if after is not None:
            self.settle(after, after)
        falls_through = any(other is None or other[0] not in ("raise", "return") for other, _ in handled)
        if signal is not None and signal[0] == "return" and falls_through:
            # What comes after the statement runs where a handler took over.
            self.activations[-1].perhaps.append(signal[1])
            signal = None
        if signal is None and node.orelse and len(self.activations[-1].perhaps) == before:
            signal = self.block(node.orelse)
        if node.finalbody:
            signal = self.block(node.finalbody) or signal
        return signal

    def do_function(self, node):
        defaults = {}
        spec = node.args
        positional = [*spec.posonlyargs, *spec.args]
        for argument, value in zip(positional[len(positional) - len(spec.defaults) :], spec.defaults):
            defaults[argument.arg] = self.evaluate(value)
        for argument, value in zip(spec.kwonlyargs, spec.kw_defaults):
            if value is not None:
                defaults[argument.arg] = self.evaluate(value)
        function = Function(node, self.scope, defaults)
        if type(node) is ast.Lambda:
            return function
        decorators = [self.evaluate(decorator) for decorator in node.decorator_list]
        names = [getattr(decorator, "path", "") for decorator in decorators]
        plain = all(name.startswith(("functools.", "builtins.staticmethod", "builtins.classmethod", "builtins.property")) for name in names)
        self.bind(self.scope, node.name, function if plain else UNKNOWN)
        return None

    def do_class(self, node):
        outer, self.scope = self.scope, Scope(self.scope, of_class=True)
        try:
            self.block(node.body)
            members = self.scope.names
        finally:
            self.scope = outer
        bases = [self.evaluate(base) for base in node.bases]
        fields = [part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)]
        self.bind(self.scope, node.name, UserClass(node.name, members, bases, fields))

    def do_return(self, node):
        return ("return", None if node.value is None else self.evaluate(node.value))

    def do_import(self, node):
        for alias in node.names:
            if alias.asname:
                self.bind(self.scope, alias.asname, Reference(alias.name))
            else:
                root = alias.name.split(".")[0]
                self.bind(self.scope, root, Reference(root))

    def do_import_from(self, node):
        for alias in node.names:
            if alias.name == "*":
                self.stars.append(node.module)
            else:
                self.bind(self.scope, alias.asname or alias.name, Reference(f"{node.module}.{alias.name}"))

    def do_delete(self, node):
        for target in node.targets:
            if type(target) is ast.Subscript:
                self.library.delete_item(self.evaluate(target.value), self.index(target.slice))

    def do_global(self, node):
        for name in node.names:
            scope = self.scope.module
            if type(node) is ast.Nonlocal:
                scope = self.scope.parent
                while scope is not None and name not in scope.names:
                    scope = scope.parent
            if scope is not None:
                self.scope.declared[name] = scope

    def do_match(self, node):
        subject = self.evaluate(node.subject)
        for case in node.cases:
            fits = matches(self, case.pattern, subject) if case.guard is None else None
            if fits is None:
                break
            if fits:
                return self.block(case.body)
        else:
            return None
        for case in node.cases:
            self.maybe(lambda case=case: self.block(case.body))
        return None


def matches(machine, pattern, subject):
    """Whether a value fits a pattern of constants; None when it cannot be told. Binds the names of `case name`."""
    kind = type(pattern)
    if kind is ast.MatchAs:
        fits = True if pattern.pattern is None else matches(machine, pattern.pattern, subject)
        if fits and pattern.name is not None:
            machine.bind(machine.scope, pattern.name, subject)
        return fits
    if kind is ast.MatchOr:
        found = [matches(machine, part, subject) for part in pattern.patterns]
        return True if True in found else None if None in found else False
    if kind not in (ast.MatchValue, ast.MatchSingleton) or not is_constant(subject):
        return None
    value = pattern.value if kind is ast.MatchSingleton else machine.evaluate(pattern.value)
    if not is_constant(value):
        return None
    return subject is value if kind is ast.MatchSingleton else subject == value


STATEMENTS = {
    ast.Assign: Machine.do_assign,
    ast.AnnAssign: Machine.do_annotated,
    ast.AugAssign: Machine.do_augmented,
    ast.Expr: Machine.do_expression,
    ast.For: Machine.do_for,
    ast.While: Machine.do_while,
    ast.With: Machine.do_with,
    ast.Try: Machine.do_try,
    ast.FunctionDef: Machine.do_function,
    ast.ClassDef: Machine.do_class,
    ast.Return: Machine.do_return,
    ast.Import: Machine.do_import,
    ast.ImportFrom: Machine.do_import_from,
    ast.Delete: Machine.do_delete,
    ast.Global: Machine.do_global,
    ast.Nonlocal: Machine.do_global,
    ast.Match: Machine.do_match,
    ast.Break: lambda machine, node: BREAK,
    ast.Continue: lambda machine, node: CONTINUE,
    ast.Raise: lambda machine, node: ("raise",),
}

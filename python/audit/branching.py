"""What a script has changed, and what it is after one of two branches that are both followed."""

import merge
from masks import both, negate
from values import MANY, UNKNOWN, Agg, Cell, Col, Mask, MaskTable, Series

# Statements and calls that are followed at most, calls within calls, and items of a loop.
STEPS = 60_000
CALL_DEPTH = 25
ITEMS = 600
# Items of a list; a longer one is not known.
LONGEST_LIST = 5000
# What a statement may do other than to go on with the next one; `return` comes with its value, and `raise` is the fourth.
BREAK, CONTINUE, PERHAPS_BREAK = ("break",), ("continue",), ("perhaps break",)
# Values other than cells and containers that scripts change in place.
CHANGEABLE = (Mask, MaskTable, Series, Agg)


class Scope:
    __slots__ = ("names", "parent", "module", "declared", "of_class")

    def __init__(self, parent=None, of_class=False):
        self.names, self.parent, self.declared, self.of_class = {}, parent, {}, of_class
        self.module = self if parent is None else parent.module

    def holder(self, name):
        """The names among which a name is found; None where it is nowhere."""
        scope = start = self.declared.get(name, self)
        while scope is not None:
            # What a class's body names is not seen from its methods.
            if (name in scope.names or MANY in scope.names) and (not scope.of_class or scope is start):
                return scope.names
            scope = scope.parent
        return None

    def find(self, name):
        holder = self.holder(name)
        return None if holder is None else holder.get(name, UNKNOWN)


class Activation:
    """One call of a function: what it returns where a condition on a row decides, and under which conditions.

    `perhaps`: what it may have returned, nobody knows whether it did.
    """

    __slots__ = ("partial", "guards", "perhaps")

    def __init__(self):
        self.partial, self.guards, self.perhaps = [], [], []


class Branching:
    """A script's state: names, and what is changed in place, on one branch or another."""

    def __init__(self, library):
        self.library, self.steps, self.depth, self.offset, self.line = library, 0, 0, 0, 0
        self.journals, self.activations = [], [Activation()]
        self.scope = Scope()
        self.tree, self.stars, self.has_yield = None, [], True
        library.machine = self

    def touch(self, thing):
        """Must be called before a list, dictionary, set or cell is changed."""
        if self.journals:
            journal = self.journals[-1]
            if id(thing) not in journal:
                journal[id(thing)] = (thing, copy_of(thing))

    def bind(self, scope, name, value):
        scope = scope.declared.get(name, scope)
        self.touch(scope.names)
        scope.names[name] = value

    def branch(self, run):
        """Runs something and takes back what it changed: its result, and what each changed thing would be after it."""
        self.journals.append({})
        try:
            result = run()
        finally:
            journal = self.journals.pop()
            after = {key: (thing, copy_of(thing)) for key, (thing, _) in journal.items()}
            for thing, before in journal.values():
                put(thing, before)
        return result, after

    def settle(self, first, second, condition=None):
        """Makes the state what it is after one of two branches. `condition`: of the first, where it is one on rows."""
        for key in {**first, **second}:
            thing = (first.get(key) or second.get(key))[0]
            now = copy_of(thing)
            left = first[key][1] if key in first else now
            right = second[key][1] if key in second else now
            self.touch(thing)
            put(thing, merge_contents(thing, left, right, condition))

    def join_signals(self, signal_1, after_1, signal_2, after_2):
        if signal_1 is not None and signal_1[0] == "raise":
            self.settle(after_2, after_2)
            return signal_2
        if signal_2 is not None and signal_2[0] == "raise":
            self.settle(after_1, after_1)
            return signal_1
        self.settle(after_1, after_2)
        returns = [signal for signal in (signal_1, signal_2) if signal is not None and signal[0] == "return"]
        if len(returns) == 2:
            return ("return", merge.merge(signal_1[1], signal_2[1]))
        if len(returns) == 1:
            other = signal_2 if returns[0] is signal_1 else signal_1
            if other is None:
                return ("return", merge.merge(returns[0][1], None))
            # One branch leaves the function, the other goes on with the loop.
            self.activations[-1].perhaps.append(returns[0][1])
            return PERHAPS_BREAK
        if signal_1 == signal_2:
            return signal_1
        # Of a loop's further rounds nobody knows whether there are any.
        return PERHAPS_BREAK if any(signal in (BREAK, PERHAPS_BREAK) for signal in (signal_1, signal_2)) else CONTINUE

    def row_condition(self, node, rest, mask):
        """An `if` on a cell's value, in a function that is applied to each row or cell."""
        activation = self.activations[-1]
        signal_1, after_1 = self.branch(lambda: self.block(node.body))
        signal_2, after_2 = self.branch(lambda: self.block(node.orelse))
        for signal, tree in ((signal_1, mask.tree), (signal_2, negate(mask.tree))):
            if signal is not None and signal[0] == "return":
                for guard in activation.guards:
                    tree = both(guard, tree)
                activation.partial.append((Mask(mask.rows, tree, True), signal[1]))
        if signal_1 is not None and signal_2 is not None:
            self.settle(after_1, after_2, mask)
            return ("return", False) if "return" in (signal_1[0], signal_2[0]) else signal_1, True
        if signal_1 is None and signal_2 is None:
            self.settle(after_1, after_2, mask)
            return None, False
        ended, after_ended, after_other = (signal_1, after_1, after_2) if signal_1 else (signal_2, after_2, after_1)
        tree = negate(mask.tree) if signal_1 else mask.tree
        if ended[0] in ("return", "raise"):
            self.settle(after_other, after_other)
            return None, False
        # The rest of the loop's body runs only where this branch did not end it.
        activation.guards.append(tree)
        try:

            def remainder():
                for thing, after in after_other.values():
                    self.touch(thing)
                    put(thing, after)
                return self.block(rest)

            signal, after = self.branch(remainder)
        finally:
            activation.guards.pop()
        self.settle(after_ended, after, mask if signal_1 else Mask(mask.rows, negate(mask.tree), True))
        return (signal if signal is not None and signal[0] == "raise" else None), True

    def maybe(self, run):
        """Something that runs an unknown number of times, perhaps never."""
        for _ in range(2):
            signal, after = self.branch(run)
            if signal is not None and signal[0] == "return":
                self.activations[-1].perhaps.append(signal[1])
            if signal is None or signal[0] != "raise":
                self.settle(after, {})


def copy_of(thing):
    if isinstance(thing, Cell):
        return thing.s
    if isinstance(thing, CHANGEABLE):
        return tuple(getattr(thing, name) for name in type(thing).__slots__)
    return thing.copy()


def put(thing, content):
    if isinstance(thing, Cell):
        thing.s = content
    elif isinstance(thing, CHANGEABLE):
        for name, value in zip(type(thing).__slots__, content):
            setattr(thing, name, value)
    elif isinstance(thing, list):
        thing[:] = content
    else:
        thing.clear()
        thing.update(content)


def merge_contents(thing, left, right, condition):
    if isinstance(thing, CHANGEABLE):
        made = []
        for content in (left, right):
            one = object.__new__(type(thing))
            put(one, content)
            made.append(one)
        found = merge.merge(*made, condition)
        return copy_of(found) if type(found) is type(thing) else copy_of(spoiled(thing))
    if isinstance(left, list):
        if len(left) != len(right):
            return [MANY]
        return [merge.merge(a, b, condition) for a, b in zip(left, right)]
    if isinstance(left, set):
        return left if left == right else left & right
    if isinstance(left, dict):
        absent = UNKNOWN
        return {key: merge.merge(left.get(key, absent), right.get(key, absent), condition) for key in {**left, **right}}
    return merge.merge(left, right, condition)


def spoiled(thing):
    """Something changed in place of which nothing is known any more."""
    if isinstance(thing, Mask):
        return Mask(thing.rows, ("unclear", "differs by a condition"), thing.scalar)
    if isinstance(thing, Series):
        return Series(thing.rows, Col(("unclear",), ()), thing.label)
    if isinstance(thing, MaskTable):
        return MaskTable(thing.rows, [(label, ("unclear", "differs by a condition")) for label, _ in thing.trees])
    return Agg("unclear", thing.cols, thing.rows, thing.single)

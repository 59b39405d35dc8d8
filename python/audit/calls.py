"""Calls: the script's own functions are entered, all others are handed to the library."""

import ast

import merge
import objects
from branching import CALL_DEPTH, STEPS, Activation, Branching, Scope
from values import MANY, UNKNOWN, Exhausted, Function, Instance, Method, Partial, Reference, UserClass


class Calls(Branching):
    """Calls of functions and classes, the script's own among them."""

    def call(self, node):
        function = self.evaluate(node.func)
        arguments = self.elements(node.args)
        named = {}
        for keyword in node.keywords:
            value = self.evaluate(keyword.value)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, dict):
                named.update({key if isinstance(key, str) else "**": item for key, item in value.items()})
            else:
                named["**"] = UNKNOWN
        self.line = node.lineno + self.offset
        return self.apply(function, arguments, named)

    def apply(self, function, arguments, named=None):
        named = named or {}
        self.steps += 1
        if self.steps > STEPS:
            raise Exhausted()
        if isinstance(function, Function):
            return self.enter(function, arguments, named)
        if isinstance(function, Method):
            return self.library.call_method(function.owner, function.name, arguments, named)
        if isinstance(function, Reference):
            return self.library.call(function.path, arguments, named)
        if isinstance(function, Partial):
            return self.apply(function.function, [*function.arguments, *arguments], {**function.named, **named})
        if isinstance(function, UserClass):
            return self.make(function, arguments, named)
        if isinstance(function, Instance):
            method = self.library.class_member(function, "__call__")
            if isinstance(method, Function):
                return self.enter(method, arguments, named)
        if isinstance(function, objects.Picker) and len(arguments) == 1:
            return function.pick(self.library, arguments[0])
        self.library.escape([*arguments, *named.values()])
        return UNKNOWN

    def make(self, of, arguments, named):
        instance = Instance(of)
        constructor = self.library.instance_attribute(instance, "__init__")
        if isinstance(constructor, Function):
            self.enter(constructor, arguments, named)
        elif of.fields or not (arguments or named):
            # A dataclass, or a named tuple.
            given = {**dict(zip(of.fields, arguments)), **named}
            if len(arguments) > len(of.fields) or MANY in arguments or "**" in named:
                return UNKNOWN
            for name in of.fields:
                if name in given or name not in of.members:
                    instance.attributes[name] = given.get(name, UNKNOWN)
        else:
            return UNKNOWN
        return instance

    def enter(self, function, arguments, named):
        """Follows a call of one of the script's own functions."""
        if self.depth >= CALL_DEPTH:
            self.library.escape([*arguments, *named.values()])
            return UNKNOWN
        scope = Scope(function.scope)
        if not bind_arguments(function, arguments, named, scope.names):
            self.library.escape([*arguments, *named.values()])
            return UNKNOWN
        node = function.node
        outer, line = self.scope, self.line
        self.scope, self.depth = scope, self.depth + 1
        activation = Activation()
        self.activations.append(activation)
        try:
            if type(node) is ast.Lambda:
                return self.evaluate(node.body)
            if self.has_yield and generates(node):
                self.library.escape([*arguments, *named.values()])
                return UNKNOWN
            signal = self.block(node.body)
            result = signal[1] if signal is not None and signal[0] == "return" else None
            for mask, value in reversed(activation.partial):
                result = merge.merge(value, result, mask)
            for value in activation.perhaps:
                result = merge.merge(result, value)
            return result
        finally:
            self.activations.pop()
            self.scope, self.depth, self.line = outer, self.depth - 1, line


def generates(node):
    """Whether a function is a generator; found once for each."""
    if not hasattr(node, "generates"):
        node.generates = any(type(part) in (ast.Yield, ast.YieldFrom) for part in ast.walk(node))
    return node.generates


def bind_arguments(function, arguments, named, names):
    spec = function.node.args
    arguments = list(arguments) if function.receiver is None else [function.receiver, *arguments]
    parameters = [argument.arg for argument in (*spec.posonlyargs, *spec.args)]
    if MANY in arguments or "**" in named:
        return False
    if len(arguments) > len(parameters) and spec.vararg is None:
        return False
    names.update(function.defaults)
    names.update(zip(parameters, arguments))
    known = {*parameters, *(argument.arg for argument in spec.kwonlyargs)}
    extra = {key: value for key, value in named.items() if key not in known}
    names.update({key: value for key, value in named.items() if key in known})
    if spec.vararg is not None:
        names[spec.vararg.arg] = tuple(arguments[len(parameters) :])
    if spec.kwarg is not None:
        names[spec.kwarg.arg] = extra
    elif extra:
        return False
    return all(name in names for name in known)

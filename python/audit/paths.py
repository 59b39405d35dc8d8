"""Files and their paths, and values kept in files."""

import json

import constants
from values import UNKNOWN, Estimator, File, Table, Text


def joined_path(library, arguments, named):
    """`os.path.join` and `Path`: a text whose last part is what matters."""
    parts = []
    for argument in arguments or ["."]:
        parts += ["/"] if parts else []
        parts.append(argument if isinstance(argument, (str, Text)) else UNKNOWN)
    merged = constants.text_of(parts)
    if isinstance(merged, Text) and len(merged.parts) > 2 and merged.parts[-2] == "/" and isinstance(merged.parts[-1], str):
        return Text([*merged.parts[:-2], "/" + merged.parts[-1]])
    return merged


def copied(library, arguments, named):
    value = arguments[0] if arguments else UNKNOWN
    if isinstance(value, Table):
        return Table(value.s)
    if isinstance(value, Estimator):
        return Estimator(value.s)
    if isinstance(value, dict):
        return {key: copied(library, [item], {}) for key, item in value.items()}
    return list(value) if isinstance(value, list) else value


def opened(library, arguments, named):
    mode = arguments[1] if len(arguments) > 1 else named.get("mode", "r")
    name = constants.base_name(arguments[0]) if arguments else None
    if isinstance(mode, str) and ("w" in mode or "a" in mode) and name is not None:
        library.files.pop(name, None)
        if "b" not in mode:
            library.outputs.append((name, None, library.line))
    return File(name, mode)


def dumped(library, arguments, named):
    if len(arguments) >= 2:
        target = arguments[1]
        name = target.name if isinstance(target, File) else constants.base_name(target)
        if name is not None:
            library.files[name] = copied(library, arguments[:1], {})
    return None


def loaded(library, arguments, named):
    source = arguments[0] if arguments else UNKNOWN
    name = source.name if isinstance(source, File) else constants.base_name(source)
    return copied(library, [library.files.get(name, UNKNOWN)], {})


def from_json(library, arguments, named):
    text = arguments[0] if arguments else UNKNOWN
    if not isinstance(text, str) or len(text) > 100_000:
        return UNKNOWN
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return UNKNOWN

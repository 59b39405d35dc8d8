"""What is written to files, above all the prediction."""

import constants
import states
from values import UNKNOWN, Stage, State, Table, names_of


def written(library, owner, arguments, named):
    """`table.to_csv(...)`."""
    target = arguments[0] if arguments else named.get("path_or_buf")
    if target is None:
        return
    name = constants.base_name(target) if not hasattr(target, "mode") else target.name
    state = owner.s
    chosen = named.get("columns")
    if chosen is not None:
        names = names_of(chosen)
        if names is None:
            state = state._replace(doubt="columns written that are not known")
        else:
            state = states.select(library, state, names).s
    index = named.get("index", arguments[5] if len(arguments) > 5 else True)
    if index is not True and index is not False:
        index = None if index is UNKNOWN else bool(index)
    plain = named.get("header", True) is True and named.get("sep", ",") == "," and "**" not in named
    if named.get("float_format") is not None and state.cols is not None:
        rounded = Stage("round", (), None, library.line)
        state = state._replace(cols=tuple((label, col._replace(stages=(*col.stages, rounded))) for label, col in state.cols))
    label = named.get("index_label")
    library.outputs.append((name, (state, index, label, plain), library.line))
    if name is not None:
        stored = state
        if index and state.index is not None and isinstance(state.index.source, str) and state.cols is not None:
            stored = state._replace(cols=((state.index.source, state.index), *state.cols), index=None)
        library.files[name] = Table(State(*stored[:5], None, False, stored.doubt))

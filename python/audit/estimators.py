"""Objects of scikit-learn's kind: how they are made, their parts, parameters and methods."""

import kinds
import learn
import states
from values import (
    MANY,
    UNKNOWN,
    Agg,
    Columns,
    Estimator,
    Function,
    Method,
    Series,
    Slice,
    State,
    Table,
    argument,
    closed,
    constant_list,
    names_of,
)

LIBRARIES = ("sklearn", "lightgbm", "xgboost", "catboost", "imblearn", "category_encoders", "feature_engine")

# Modules whose functions leave alone what they are given.
BYSTANDERS = frozenset(
    "builtins numpy pandas os json re time datetime sys matplotlib seaborn plotly math statistics itertools functools operator "
    "collections typing types dataclasses pathlib glob logging warnings pprint textwrap string random copy pickle joblib sqlite3 "
    "sqlalchemy pyarrow scipy statsmodels tabulate tqdm rich IPython gc traceback contextlib io csv hashlib argparse platform "
    "importlib inspect enum abc subprocess shutil tempfile uuid threading multiprocessing".split()
)

# Names of the first parameters, for those that are given by position.
POSITIONS = {
    "Pipeline": ("steps",),
    "ColumnTransformer": ("transformers",),
    "FunctionTransformer": ("func",),
    "FrozenEstimator": ("estimator",),
    "FeatureUnion": ("transformer_list",),
    "GridSearchCV": ("estimator", "param_grid"),
    "TransformedTargetRegressor": ("regressor",),
    "Ridge": ("alpha",),
    "Lasso": ("alpha",),
    "LogisticRegression": ("penalty",),
    "MLPClassifier": ("hidden_layer_sizes",),
    "MLPRegressor": ("hidden_layer_sizes",),
    "OneVsRestClassifier": ("estimator",),
}

# Members of a data frame's kind that change nothing on an estimator.
FLUENT = frozenset(("set_output", "set_fit_request", "set_config"))


def class_name(estimator):
    return estimator.s[0].split(".")[-1]


def construct(library, path, arguments, named):
    root = path.split(".")[0]
    name = path.split(".")[-1]
    function = FUNCTIONS_BY_NAME.get(name) if root in LIBRARIES else None
    if function is not None:
        return function(library, arguments, named)
    if root in LIBRARIES and name[:1].isupper():
        parameters = dict(named)
        known = POSITIONS.get(name, ("estimator",) if name in learn.WRAPPERS else ())
        for position, value in enumerate(arguments):
            parameters[known[position] if position < len(known) else f"argument {position + 1}"] = value
        return Estimator((path, parameters, None, library.line))
    if root not in LIBRARIES and root not in BYSTANDERS:
        # A module of their own, or one that is not known: it may change what it is given.
        library.escape([*arguments, *named.values()])
    return UNKNOWN


def remember(library, estimator, learnt):
    library.machine.touch(estimator)
    path, parameters, _, line = estimator.s
    estimator.s = (path, parameters, learnt, line)


def doubt(library, estimator):
    library.machine.touch(estimator)
    path, parameters, learnt, line = estimator.s
    estimator.s = (path, {**parameters, "**": UNKNOWN}, UNKNOWN, line)


def clone(estimator):
    """Without what it learnt, and its parts as well."""
    if not isinstance(estimator, Estimator):
        return estimator
    path, parameters, _, line = estimator.s
    return Estimator((path, {key: clone_part(value) for key, value in parameters.items()}, None, line))


def clone_part(value):
    if isinstance(value, Estimator):
        return clone(value) if class_name(value) != "FrozenEstimator" else value
    if isinstance(value, (list, tuple)):
        return type(value)(clone_part(item) for item in value)
    return value


def table_of(value):
    """Rows and columns that a transformer or model is given; None when they are not known."""
    if isinstance(value, Series):
        return closed(value.rows, [(value.label or 0, value.col)], array=True)
    if isinstance(value, Table):
        return value
    if isinstance(value, (list, tuple)) and value and all(isinstance(item, Series) for item in value):
        return None
    return None


def steps_of(estimator):
    """Names and transformers of a pipeline; None when they are not known."""
    steps = estimator.s[1].get("steps")
    if isinstance(steps, (list, tuple)) and MANY not in steps:
        if all(isinstance(step, (tuple, list)) and len(step) == 2 for step in steps):
            return [step[1] for step in steps]
    return None


def skips(step):
    return step is None or step == "passthrough" and isinstance(step, str)


def transformers_of(estimator):
    """Transformers of a ColumnTransformer with their columns; None when they are not known."""
    found = estimator.s[1].get("transformers")
    if isinstance(found, (list, tuple)) and MANY not in found:
        if all(isinstance(part, (tuple, list)) and len(part) == 3 for part in found):
            return [(part[1], part[2]) for part in found]
    return None


def chosen(library, table, spec):
    """The columns that a ColumnTransformer hands to a part, as a table; None when they are not known."""
    state = table.s
    if isinstance(spec, kinds.Selector):
        return kinds.select(library, table, spec.include, spec.exclude)
    if isinstance(spec, Function):
        spec = library.machine.apply(spec, [table])
    if isinstance(spec, Columns):
        spec = library.machine.items(spec)
    names = names_of(spec)
    if names is not None and (not state.array or not names):
        return states.select(library, state, names)
    if state.cols is None or state.doubt or states.has_encoded(state):
        return None
    if isinstance(spec, Slice) or spec is UNKNOWN or spec is None:
        return None
    positions = constant_list(spec)
    if positions is not None and all(type(item) is int and -len(state.cols) <= item < len(state.cols) for item in positions):
        return Table(state._replace(cols=tuple(state.cols[item] for item in positions)))
    return None


def attribute(library, owner, name):
    path, parameters, learnt, _ = owner.s
    if name in ("named_steps", "named_transformers_"):
        parts = parameters.get("steps", parameters.get("transformers"))
        if isinstance(parts, (list, tuple)) and MANY not in parts:
            return {part[0]: part[1] for part in parts if isinstance(part, (list, tuple)) and isinstance(part[0], str)}
        return UNKNOWN
    if name == "classes_" and isinstance(learnt, tuple) and learnt[0] == "transformer" and learnt[2]:
        return Agg("labels", [learnt[2][0]], learnt[1], True)
    if name == "statistics_" and isinstance(learnt, tuple) and learnt[0] == "transformer" and learnt[2]:
        strategy = parameters.get("strategy", "mean")
        return Agg(strategy, learnt[2], learnt[1], False) if isinstance(strategy, str) else UNKNOWN
    if name in ("mean_", "scale_") and isinstance(learnt, tuple) and learnt[0] == "transformer" and learnt[2]:
        return Agg("mean" if name == "mean_" else "std", learnt[2], learnt[1], False, None if name == "mean_" else 0)
    if name in ("best_estimator_",) and isinstance(learnt, tuple) and learnt[0] == "wrapper":
        return Estimator((path, parameters, learnt, owner.s[3]))
    if name.endswith("_") and not name.startswith("_"):
        return UNKNOWN
    if name in parameters and name not in ("fit", "transform", "predict"):
        return parameters[name]
    if name == "steps":
        return parameters.get("steps", UNKNOWN)
    return Method(owner, name)


def get_item(library, owner, index):
    steps = owner.s[1].get("steps")
    if isinstance(steps, (list, tuple)) and MANY not in steps:
        if isinstance(index, int) and -len(steps) <= index < len(steps):
            part = steps[index]
            return part[1] if isinstance(part, (list, tuple)) and len(part) == 2 else UNKNOWN
        if isinstance(index, str):
            return next((part[1] for part in steps if isinstance(part, (list, tuple)) and part[0] == index), UNKNOWN)
        if isinstance(index, Slice) and isinstance(owner.s[2], tuple):
            return Estimator(
                (owner.s[0], {**owner.s[1], "steps": library.list_item(list(steps), index)}, owner.s[2], owner.s[3])
            )
    return UNKNOWN


def method(library, owner, name, arguments, named):

    X, y = argument(arguments, named, 0, "X"), argument(arguments, named, 1, "y")
    if name in ("fit", "fit_transform", "fit_predict", "partial_fit", "fit_resample"):
        if name in ("partial_fit", "fit_resample", "fit_predict"):
            doubt(library, owner)
            return (UNKNOWN, UNKNOWN) if name == "fit_resample" else UNKNOWN
        if class_name(owner) in ("LabelEncoder", "LabelBinarizer") and X is None:
            X, y = y, None
        if X is None:
            X = UNKNOWN
        learn.fit(library, owner, X, y, named)
        return owner if name == "fit" else learn.transform(library, owner, X)
    if name == "transform":
        return learn.transform(library, owner, X if X is not None else y)
    if name == "predict":
        return learn.predict(library, owner, X)
    if name in ("predict_proba", "decision_function", "predict_log_proba"):
        return learn.predict(library, owner, X, True)
    if name == "inverse_transform":
        return learn.inverse(library, owner, X if X is not None else y)
    if name == "set_params":
        return set_parameters(library, owner, named)
    if name in FLUENT:
        return owner
    if name == "get_params":
        return dict(owner.s[1])
    if name == "get_feature_names_out":
        learnt = owner.s[2]
        state = learnt[-1] if isinstance(learnt, tuple) and isinstance(learnt[-1], State) else None
        made = table_of(learn.transform(library, owner, Table(state))) if state is not None else None
        return Columns(made) if made is not None else UNKNOWN
    return UNKNOWN


def set_parameters(library, owner, named):
    path, parameters, learnt, line = owner.s
    library.machine.touch(owner)
    made = dict(parameters)
    for key, value in named.items():
        if "__" not in key:
            made[key] = value
            continue
        first, rest = key.split("__", 1)
        part = attribute(library, owner, "named_steps")
        part = part.get(first) if isinstance(part, dict) else parameters.get(first)
        if isinstance(part, Estimator):
            set_parameters(library, part, {rest: value})
        else:
            made["**"] = UNKNOWN
    owner.s = (path, made, learnt, line)
    return owner


def make_pipeline(library, arguments, named):
    steps = [
        (class_name(step).lower() if isinstance(step, Estimator) else f"step{index}", step)
        for index, step in enumerate(arguments)
    ]
    if MANY in arguments:
        return UNKNOWN
    return Estimator(("sklearn.pipeline.Pipeline", {"steps": steps}, None, library.line))


def make_column_transformer(library, arguments, named):
    parts = []
    for index, part in enumerate(arguments):
        if not isinstance(part, (tuple, list)) or len(part) != 2:
            return UNKNOWN
        parts.append((f"part{index}", part[0], part[1]))
    return Estimator(("sklearn.compose.ColumnTransformer", {**named, "transformers": parts}, None, library.line))


def cloned(library, arguments, named):
    return clone(arguments[0]) if arguments else UNKNOWN


def split(library, arguments, named):
    """`train_test_split`."""
    found = []
    for value in arguments:
        for part in ("one part of a split", "the other part of a split"):
            if isinstance(value, Table):
                found.append(states.with_rows(value, value.s.rows.then("part", (part,), library.line)))
            elif isinstance(value, Series):
                found.append(Series(value.rows.then("part", (part,), library.line), value.col, value.label))
            else:
                found.append(UNKNOWN)
    return found


FUNCTIONS_BY_NAME = {
    "make_pipeline": make_pipeline,
    "make_column_transformer": make_column_transformer,
    "clone": cloned,
    "train_test_split": split,
    "make_column_selector": kinds.selector,
}

"""Estimators of scikit-learn's kind: what they learn from, what they make of columns, and what they predict."""

import estimators
import states
from values import (
    UNKNOWN,
    Agg,
    Col,
    Estimator,
    Fit,
    Instance,
    Predicted,
    Rows,
    Series,
    Stage,
    State,
    Table,
    closed,
    is_constant,
)

IMPUTERS = {"KNNImputer": "nearest neighbours", "IterativeImputer": "iterative"}

SCALERS = {
    "StandardScaler": "standard",
    "MinMaxScaler": "min-max",
    "RobustScaler": "robust",
    "MaxAbsScaler": "max-abs",
    "Normalizer": "normalizer",
    "PowerTransformer": "power",
    "QuantileTransformer": "quantile",
}

WRAPPERS = frozenset(
    "MultiOutputClassifier MultiOutputRegressor ClassifierChain RegressorChain OneVsRestClassifier OneVsOneClassifier "
    "GridSearchCV RandomizedSearchCV HalvingGridSearchCV CalibratedClassifierCV BaggingClassifier BaggingRegressor "
    "TransformedTargetRegressor RFE RFECV SelectFromModel AdaBoostClassifier AdaBoostRegressor".split()
)


def fit(library, estimator, X, y, named=None):
    """Learns in place. `X`, `y`: any value."""
    if isinstance(estimator, Instance):
        library.machine.apply(library.get_attribute(estimator, "fit"), [X] if y is None else [X, y])
        return
    name = estimators.class_name(estimator)
    table = estimators.table_of(X)
    if name == "FrozenEstimator":
        return
    if name == "Pipeline":
        return fit_pipeline(library, estimator, X, y, named)
    if name == "ColumnTransformer":
        return fit_columns(library, estimator, table, y)
    if name == "FeatureUnion":
        return estimators.remember(library, estimator, UNKNOWN)
    if name in WRAPPERS:
        return fit_wrapper(library, estimator, X, y, named)
    if table is None:
        if name in ("LabelEncoder", "LabelBinarizer") and isinstance(X, Agg) and X.kind in ("unique", "labels"):
            return estimators.remember(library, estimator, ("transformer", X.rows, (X.cols[0],), None))
        return estimators.remember(library, estimator, fit_model(library, estimator, None, y, named))
    if y is None or is_transformer(name):
        return estimators.remember(library, estimator, ("transformer", table.s.rows, table.s.cols, table.s))
    return estimators.remember(library, estimator, fit_model(library, estimator, table, y, named))


def is_transformer(name):
    return name in SCALERS or name.endswith(
        ("Imputer", "Encoder", "Transformer", "Features", "Binarizer", "Vectorizer", "Discretizer")
    )


def fit_model(library, estimator, table, y, named):
    targets, target_rows = None, None
    several = False
    if isinstance(y, Series):
        targets, target_rows = ((y.label, y.col),), y.rows
    elif isinstance(y, Table) and y.s.cols is not None and not y.s.doubt:
        targets, target_rows, several = y.s.cols, y.s.rows, len(y.s.cols) > 1
    path, parameters, _, line = estimator.s
    given = [value for key, value in (named or {}).items() if key.endswith("sample_weight")]
    weights = UNKNOWN if "**" in (named or {}) or any(value is UNKNOWN for value in given) else any(
        value is not None for value in given
    )
    if table is None:
        return Fit(
            ((), path, parameters, line), None, None, targets, target_rows, library.line, several, "what it is given", weights
        )
    state = table.s
    cols = state.cols
    worry = state.doubt or (None if cols is not None else "all columns of a file")
    return Fit(((), path, parameters, line), state.rows, cols, targets, target_rows, library.line, several, worry, weights)


def fit_pipeline(library, estimator, X, y, named):
    steps = estimators.steps_of(estimator)
    if not steps:
        return estimators.remember(library, estimator, UNKNOWN)
    current = X
    for step in steps[:-1]:
        if estimators.skips(step):
            continue
        if not isinstance(step, (Estimator, Instance)):
            current = UNKNOWN
            continue
        fit(library, step, current, y if isinstance(step, Estimator) else None)
        current = transform(library, step, current)
    last = steps[-1]
    if isinstance(last, Estimator):
        fit(library, last, current, y, named)
    return estimators.remember(
        library, estimator, ("pipeline", estimators.table_of(X).s if estimators.table_of(X) is not None else None)
    )


def fit_columns(library, estimator, table, y):
    parts = estimators.transformers_of(estimator)
    if parts is None or table is None:
        return estimators.remember(library, estimator, UNKNOWN)
    for transformer, spec in parts:
        part = estimators.chosen(library, table, spec)
        if isinstance(transformer, (Estimator, Instance)):
            fit(library, transformer, UNKNOWN if part is None else part, y if isinstance(transformer, Estimator) else None)
    return estimators.remember(library, estimator, ("columns", table.s))


def fit_wrapper(library, estimator, X, y, named):
    path, parameters, _, line = estimator.s
    inner = parameters.get("estimator", parameters.get("regressor", parameters.get("base_estimator")))
    if not isinstance(inner, Estimator):
        table = estimators.table_of(X)
        return estimators.remember(library, estimator, fit_model(library, estimator, table, y, named))
    inner = estimators.clone(inner)
    fit(library, inner, X, y, named)
    return estimators.remember(library, estimator, ("wrapper", inner))


def transform(library, estimator, X):
    if isinstance(estimator, Instance):
        return library.machine.apply(library.get_attribute(estimator, "transform"), [X])
    name = estimators.class_name(estimator)
    learnt = estimator.s[2]
    if name == "FrozenEstimator":
        inner = estimator.s[1].get("estimator")
        return transform(library, inner, X) if isinstance(inner, Estimator) else UNKNOWN
    if name == "Pipeline":
        steps = estimators.steps_of(estimator)
        for step in steps or [UNKNOWN]:
            if estimators.skips(step):
                continue
            X = transform(library, step, X) if isinstance(step, (Estimator, Instance)) else UNKNOWN
        return X
    if name == "ColumnTransformer":
        return transform_columns(library, estimator, estimators.table_of(X))
    if name == "FunctionTransformer":
        function = estimator.s[1].get("func")
        if function is None:
            return X
        found = library.machine.apply(function, [X], {})
        return found
    if isinstance(X, Agg):
        return UNKNOWN
    table = estimators.table_of(X)
    if table is None:
        return UNKNOWN
    if not (isinstance(learnt, tuple) and learnt[0] == "transformer"):
        return spoiled(table, f"{name} that has not learnt", library.line)
    line = estimator.s[3]
    stage = stage_of(estimator, learnt[1], line)
    state = table.s
    if name == "LabelEncoder" and state.cols is not None and len(state.cols) == 1:
        found = state.cols[0][1]
        known = learnt[2][0][1] if learnt[2] else found
        made = Col(found.source, (*found.stages, Stage("codes", ("classes", known), learnt[1], library.line)))
        return Series(state.rows, made, X.label if isinstance(X, Series) else state.cols[0][0])
    made = states.every(state, states.staged(stage))
    if stage.kind == "encode" and stage.detail[0] == "one-hot":
        made = made._replace(cols=one_hot_labels(made.cols)) if made.cols is not None else made
    elif stage.kind == "unclear":
        made = made._replace(doubt=made.doubt or stage.detail[0])
    return Table(made._replace(array=True))


def one_hot_labels(cols):
    """Encoded columns have names of their own, so that dropping the plain column leaves them."""
    return tuple((f"{label}\0" if isinstance(label, str) else label, col) for label, col in cols)


def spoiled(table, why, line):
    return Table(table.s._replace(cols=table.s.cols or (), over={}, doubt=table.s.doubt or why))


def transform_columns(library, estimator, table):
    parts = estimators.transformers_of(estimator)
    if parts is None or table is None:
        return UNKNOWN
    state = table.s
    made, worry, used = [], state.doubt, set()
    for transformer, spec in parts:
        part = estimators.chosen(library, table, spec)
        if part is None:
            worry = worry or "columns of a part that are not known"
            continue
        used |= {label for label, _ in part.s.cols}
        if not part.s.cols or transformer == "drop" and isinstance(transformer, str):
            continue
        found = (
            part
            if estimators.skips(transformer)
            else transform(library, transformer, part)
            if isinstance(transformer, (Estimator, Instance))
            else None
        )
        found = estimators.table_of(found) if found is not None else None
        if found is None or found.s.cols is None:
            worry = worry or "a part that is not known"
            continue
        worry = worry or found.s.doubt
        made.extend(found.s.cols)
    remainder = estimator.s[1].get("remainder", "drop")
    if remainder == "passthrough" and isinstance(remainder, str):
        if state.cols is None:
            worry = worry or "all other columns of a file"
        else:
            made.extend((label, col) for label, col in state.cols if label not in used)
    elif not (isinstance(remainder, str) and remainder == "drop"):
        worry = worry or "other columns go through a transformer"
    result = Table(State(state.rows, tuple(made), frozenset(), {}, (), state.index, True, worry))
    threshold = estimator.s[1].get("sparse_threshold")
    return Table(states.every(result.s, states.densify)) if threshold == 0 and is_constant(threshold) else result


def stage_of(estimator, rows, line):
    """What a transformer does to each of its columns."""
    path, parameters, _, _ = estimator.s
    name = path.split(".")[-1]
    known = "**" not in parameters and not any(key.startswith("argument ") for key in parameters)
    if name == "SimpleImputer" and known:
        strategy = parameters.get("strategy", "mean")
        odd = parameters.get("add_indicator", False) is not False
        missing = parameters.get("missing_values", float("nan"))
        odd = odd or not (isinstance(missing, float) and missing != missing) and missing is not None
        if not is_constant(strategy) or odd:
            return Stage("impute", ("unclear",), rows, line)
        if strategy == "constant":
            value = parameters.get("fill_value", 0)
            return Stage("impute", ("constant", value if is_constant(value) else None), None, line)
        return Stage("impute", (strategy,), rows, line)
    if name in IMPUTERS:
        return Stage("impute", (IMPUTERS[name],), rows, line)
    if name in SCALERS and known:
        scaler = SCALERS[name]
        if scaler == "standard" and any(parameters.get(key, True) is not True for key in ("with_mean", "with_std")):
            scaler = "standard with other options"
        if scaler == "min-max" and parameters.get("feature_range", (0, 1)) not in ((0, 1), [0, 1]):
            scaler = "min-max to another range"
        return Stage("scale", (scaler,), rows, line)
    if name == "OneHotEncoder" and known:
        unknown, drop = parameters.get("handle_unknown", "error"), parameters.get("drop")
        dense = parameters.get("sparse_output", parameters.get("sparse", True))
        odd = any(parameters.get(key) is not None for key in ("categories", "min_frequency", "max_categories"))
        if parameters.get("categories") == "auto" and isinstance(parameters.get("categories"), str):
            odd = False
        words = [value if is_constant(value) else "unclear" for value in (drop, unknown)]
        return Stage(
            "encode", ("one-hot", words[0], "odd" if odd else words[1], "dense" if dense is False else "sparse"), rows, line
        )
    if name == "OrdinalEncoder":
        return Stage("encode", ("ordinal", None, "", "dense"), rows, line)
    if name == "LabelEncoder":
        return Stage("encode", ("ordinal", None, "", "dense"), rows, line)
    if name.endswith("Encoder") and name != "LabelEncoder":
        return Stage("encode", (name, None, "", "dense"), rows, line)
    return Stage("unclear", (name,), rows, line)


def predict(library, estimator, X, proba=False):
    name = estimators.class_name(estimator)
    learnt = estimator.s[2]
    if name == "Pipeline":
        steps = estimators.steps_of(estimator)
        if not steps or not isinstance(steps[-1], Estimator):
            return UNKNOWN
        for step in steps[:-1]:
            if not estimators.skips(step):
                X = transform(library, step, X) if isinstance(step, (Estimator, Instance)) else UNKNOWN
        return predict(library, steps[-1], X, proba)
    if isinstance(learnt, tuple) and learnt[0] == "wrapper":
        return predict_wrapped(library, estimator, learnt[1], X, proba)
    if not isinstance(learnt, Fit):
        return UNKNOWN
    return answer(library, learnt, X, proba)


def predict_wrapped(library, estimator, inner, X, proba):
    known = len(library.predictions)
    found = predict(library, inner, X, proba)
    del library.predictions[known:]
    path = estimator.s[0]
    parameters = {key: value for key, value in estimator.s[1].items() if not isinstance(value, Estimator)}

    def rewrap(col):
        if col.source[0] != "predict":
            return col
        kind, predicted, position = col.source
        fitted = predicted.fit
        wrappers, *rest = fitted.estimator
        outer = Fit(
            (((path, parameters, estimator.s[3]), *wrappers), *rest),
            fitted.rows, fitted.cols, fitted.targets, fitted.target_rows, fitted.line, fitted.several, fitted.doubt, fitted.weights,
        )  # fmt: skip
        return Col((kind, predicted._replace(fit=outer), position), col.stages)

    if isinstance(found, Series):
        made = rewrap(found.col)
        if not proba:
            library.predictions.append(made.source[1])
        return Series(found.rows, made, found.label)
    if isinstance(found, Table) and found.s.cols:
        first = rewrap(found.s.cols[0][1])
        predicted = first.source[1]
        if not proba:
            library.predictions.append(predicted)
        cols = tuple((label, Col(("predict", predicted, col.source[2]), col.stages)) for label, col in found.s.cols)
        return Table(found.s._replace(cols=cols))
    return found


def answer(library, fitted, X, proba):
    table = estimators.table_of(X)
    rows = table.s.rows if table is not None else None
    cols = table.s.cols if table is not None and not table.s.doubt else None
    predicted = Predicted(fitted, cols, rows, library.line, proba)
    if not proba:
        library.predictions.append(predicted)
    if rows is None:
        rows = Rows.make("made", (), ("unclear",), library.line)
    if not fitted.several:
        return Series(rows, Col(("predict", predicted, 0), ()), None)
    made = [(position, Col(("predict", predicted, position), ())) for position in range(len(fitted.targets))]
    return closed(rows, made, array=True)


def inverse(library, estimator, value):
    """`inverse_transform`."""
    learnt = estimator.s[2]
    if not (isinstance(learnt, tuple) and learnt[0] == "transformer"):
        return UNKNOWN
    name = estimators.class_name(estimator)
    known = learnt[2]
    if name == "LabelEncoder" and isinstance(value, (Series, Table)) and known:
        series = value if isinstance(value, Series) else None
        if series is None and value.s.cols is not None and len(value.s.cols) == 1:
            series = Series(value.s.rows, value.s.cols[0][1], None)
        if series is None:
            return UNKNOWN
        return Series(
            series.rows,
            Col(series.col.source, (*series.col.stages, Stage("decode", ("classes", known[0][1]), None, library.line))),
            series.label,
        )
    table = estimators.table_of(value)
    if table is None or known is None or table.s.cols is None:
        return UNKNOWN
    kind = stage_of(estimator, learnt[1], 0)
    stage = Stage("decode", (kind.kind, kind.detail, learnt[1]), None, library.line)
    made = states.every(table.s, states.staged(stage))
    return Series(made.rows, made.cols[0][1], None) if isinstance(value, Series) else Table(made)

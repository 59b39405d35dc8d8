"""What models make of a shape's splits, quickly: a constant, each column alone, the best of three of all. Writes probe.json.

All cells are numbers already (categories as codes); data.bin holds them column by column as doubles, training rows first.
"""

import json
import warnings

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.metrics import f1_score, r2_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

# Parameters
PARTS = []
# End of parameters

MOST_ROWS = 8000


def boosting(X, y, categorical, classes, rounds=80):
    """Fewer rounds where there is more to do."""
    work = (len(X) + 1000) * X.shape[1] * max(1, classes - 1)
    options = {
        "n_estimators": int(np.clip(4e7 / work, 20, rounds)),
        "learning_rate": 0.1 if work < 4e5 else 0.2,
        "num_leaves": 15,
        "min_child_samples": 5 if len(X) < 500 else 10,
        "max_bin": 127,
        "n_jobs": 1,
        "random_state": 0,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    model = (LGBMClassifier if classes else LGBMRegressor)(**options)
    return model.fit(X, y, categorical_feature=categorical or "auto")


def score_of(truth, guess, classes):
    if classes:
        return float(f1_score(truth, guess, average="macro"))
    if not np.isfinite(guess).all() or np.ptp(truth) == 0:
        return 0.0
    return float(np.clip(r2_score(truth, guess), 0, 1))


def constants(y, truth, classes):
    """The better of the commonest answer and, of classes, of guessing as often as each occurs."""
    if not classes:
        return score_of(truth, np.full(len(truth), y.mean()), 0)
    commonest = np.bincount(y.astype(int)).argmax()
    return max(score_of(truth, np.full(len(truth), commonest), classes), 1 / classes)


def sampled(X, y):
    """Every so-manieth row, where there are many."""
    step = -(-len(X) // MOST_ROWS)
    return X[::step], y[::step]


def alone(X, y, asked, classes):
    """Predictions of a tree that sees one column."""
    filled = np.nan_to_num(X, nan=np.nanmin(X, initial=0) - 1)
    tree = (DecisionTreeClassifier if classes else DecisionTreeRegressor)(max_leaf_nodes=512, random_state=0)
    tree.fit(filled.reshape(-1, 1), y)
    return tree.predict(np.nan_to_num(asked, nan=np.nanmin(X, initial=0) - 1).reshape(-1, 1))


def linear(X, y, asked):
    """Least squares with a small penalty, which alone can go beyond the numbers it has seen."""
    middle = np.nan_to_num(np.nanmean(X, axis=0))
    X, asked = (np.where(np.isfinite(part), part, middle) for part in (X, asked))
    spread = X.std(axis=0)
    X, asked = ((part - middle) / np.where(spread > 0, spread, 1) for part in (X, asked))
    weights = np.linalg.solve(X.T @ X + 1e-3 * len(X) * np.eye(X.shape[1]), X.T @ (y - y.mean()))
    return asked @ weights + y.mean()


def together(X, y, V, truth, categorical, classes, base=None):
    """The best score of a boosted model, a tree, and of numbers a linear one.

    With `base`, the answers from which `truth` differs by what is known, and by which it is scored.
    """
    X, y = sampled(X, y)
    low = np.nanmin(X, initial=0) - 1
    tree = (DecisionTreeClassifier if classes else DecisionTreeRegressor)(min_samples_leaf=3, random_state=0)
    tree.fit(np.nan_to_num(X, nan=low), y)
    guesses = [boosting(X, y, categorical, classes).predict(V), tree.predict(np.nan_to_num(V, nan=low))]
    if not classes:
        guesses.append(linear(X, y, V))
    known = 0 if base is None else base - truth
    return max(score_of(truth + known, guess + known, classes) for guess in guesses)


def summary(naive, best, single):
    means = {name: float(np.mean(scores)) for name, scores in single.items()}
    column = max(means, key=means.get) if means else None
    alone = means[column] if means else 0.0
    return {"naive": float(np.mean(naive)), "baseline": max(float(np.mean(best)), alone), "oneColumn": alone, "column": column}


def tabular(part, train, validation):
    count = len(part["columns"])
    naive, best = [], []
    single = {name: [] for name in part["columns"]}
    for at, classes in enumerate(part["classes"]):
        known, asked = (rows[np.isfinite(rows[:, count + at])] for rows in (train, validation))
        X, V = known[:, :count], asked[:, :count]
        y, truth = known[:, count + at], asked[:, count + at]
        naive.append(constants(y, truth, classes))
        few, target = sampled(X, y)
        for number, name in enumerate(part["columns"]):
            single[name].append(score_of(truth, alone(few[:, number], target, V[:, number], classes), classes))
        best.append(together(X, y, V, truth, part["categorical"], classes))
    return summary(naive, best, single)


def calendar(frame):
    stamps = pd.to_datetime(frame.t, unit="ms")
    parts = {"month": stamps.dt.month, "day": stamps.dt.dayofyear, "weekday": stamps.dt.dayofweek, "hour": stamps.dt.hour}
    return pd.DataFrame(parts).astype(float).assign(series=frame.series, level=frame.level)


def with_level(past, asked):
    """Beside each row the recent level of its series: the mean of its last twelfth, at least of its last value."""
    tail = past.groupby("series").y.apply(lambda values: values.tail(max(1, len(values) // 12)).mean())
    last = past.groupby("series").y.last()
    for frame in (past, asked):
        frame["level"] = frame.series.map(tail).fillna(past.y.mean())
    return asked.series.map(last).fillna(past.y.iloc[-1])


def series(part, train, validation):
    """Columns: series, time in milliseconds, other columns, targets. Resampled first, where the forecast is."""
    count = len(part["columns"])
    naive, best = [], []
    single = {name: [] for name in part["columns"]}
    for at in range(part["targets"]):
        past = pd.DataFrame({"series": train[:, 0], "t": train[:, 1], "y": train[:, 2 + count + at]})
        past = past.dropna(subset=["t", "y"])
        if part["rule"]:
            stamped = past.set_index(pd.to_datetime(past.t, unit="ms")).sort_index()
            past = stamped.groupby("series").y.resample(part["rule"]).agg(part["method"]).dropna().reset_index()
            past["t"] = past.t.astype("int64") // 10**6
        past = past.sort_values(["series", "t"], kind="stable")
        answered = np.isfinite(validation[:, [1, 2 + count + at]]).all(axis=1)
        asked = pd.DataFrame({"series": validation[answered, 0], "t": validation[answered, 1]})
        truth = validation[answered, 2 + count + at]
        last = with_level(past, asked)
        naive.append(score_of(truth, last.to_numpy(), 0))
        X, V = calendar(past).to_numpy(), calendar(asked).to_numpy()
        level, expected = past.level.to_numpy(), asked.level.to_numpy()
        y = past.y.to_numpy()
        if count:
            other, given = train[past.index, 2 : 2 + count], validation[answered, 2 : 2 + count]
            for number, name in enumerate(part["columns"]):
                few, target = sampled(other[:, number], y)
                single[name].append(score_of(truth, alone(few, target, given[:, number], 0), 0))
            X, V = np.hstack([X, other]), np.hstack([V, given])
        scores = [naive[-1], together(X, y - level, V, truth - expected, [], 0, base=truth)]
        if count:
            scores.append(together(X, y, V, truth, [], 0))
        best.append(max(scores))
    return summary(naive, best, single)


warnings.filterwarnings("ignore")
cells, start, found = np.fromfile("data.bin"), 0, {}
for part in PARTS:
    blocks = []
    for rows in (part["train"], part["validation"]):
        size = rows * part["width"]
        blocks.append(cells[start : start + size].reshape(part["width"], rows).T)
        start += size
    found[part["name"]] = (series if part["kind"] == "series" else tabular)(part, *blocks)
with open("probe.json", "w") as file:
    json.dump(found, file)

"""Forecasts targets from features known in advance: the models that erred least on the latest training rows."""

import warnings
from itertools import combinations

import numpy as np
import pandas as pd
from features import features
from models import boosting, forest, linear
from read import read
from sklearn.preprocessing import TargetEncoder
from times import times

# Parameters
TRAIN_FILE = "train.csv"
VALIDATION_FILE = "val.csv"
TARGETS = ["y"]
TIME = "date"
FORMAT = "%Y-%m-%d"
QUICK = False
# End of parameters


def forecasts(X, y, V, codes):
    """Every candidate's predictions for V. The rows of X are in the order of time."""
    if codes:
        encode = TargetEncoder(target_type="continuous", random_state=0)
        X, V = X.copy(), V.copy()
        X[codes], V[codes] = encode.fit_transform(X[codes], y), encode.transform(V[codes])
    center, spread = y.mean(), y.std() or 1.0
    z, made = (y - center) / spread, {"mean": np.zeros(len(V))}
    reach = 30 * np.abs(z).max()
    timeless = [name for name in X if not name.startswith(("days_", "year_"))]
    for label, columns in (("", list(X)), (" without time", timeless)):
        if label and (QUICK or len(X.columns) > 100):
            break
        A, B = X[columns], V[columns]
        line = linear().fit(A, z)
        made["linear" + label] = np.clip(line.predict(B), -reach, reach)
        rest = boosting(*A.shape).fit(A, z - line.predict(A))
        made["linear and boosting" + label] = made["linear" + label] + rest.predict(B)
        made["boosting" + label] = boosting(*A.shape).fit(A, z).predict(B)
        if QUICK:
            continue
        made["forest" + label] = forest(*A.shape).fit(A, z).predict(B)
        latest = slice(len(z) * 3 // 4, None)
        made["recent linear" + label] = np.clip(linear().fit(A[latest], z[latest]).predict(B), -reach, reach)
        if y.min() > 0:
            positive = [name for name in A if A[name].min() > 0 and B[name].min() > 0]
            logs = linear().fit(A.assign(**np.log(A[positive])), np.log(y)).predict(B.assign(**np.log(B[positive])))
            made["linear of log" + label] = (np.exp(np.clip(logs, *np.log([y.min() / 20, y.max() * 20]))) - center) / spread
    return {name: values * spread + center for name, values in made.items()}


def changes(frame, columns):
    """Each number's change since the previous time of the same series; series are told apart by the fewest columns."""

    def is_name(column):
        few = pd.api.types.is_integer_dtype(frame[column]) and frame[column].nunique() < 0.05 * len(frame)
        return column != TIME and (few or frame[column].dtype == object)

    names, keys = [column for column in columns if is_name(column)], []
    repeated = frame.duplicated([TIME]).sum()
    while repeated > 0.01 * len(frame) and names:
        left = {name: frame.duplicated([TIME, *keys, name]).sum() for name in names}
        best = min(left, key=left.get)
        if left[best] >= repeated:
            break
        repeated = left[best]
        keys.append(best)
        names.remove(best)
    if repeated > 0.05 * len(frame):
        return pd.DataFrame(index=frame.index)
    numeric = [c for c in columns if c not in keys and pd.api.types.is_numeric_dtype(frame[c]) and frame[c].nunique() > 20]
    ordered = frame.sort_values(TIME, kind="stable")[[*keys, *numeric[:60]]]
    steps = ordered.groupby(keys, dropna=False)[numeric[:60]].diff() if keys else ordered.diff()
    return steps.sort_index().add_suffix(" change")


def fit_of(truth, guess):
    variance = ((truth - truth.mean()) ** 2).sum()
    return max(-1.0, 1 - ((truth - guess) ** 2).sum() / variance) if variance > 0 else 0.0


warnings.simplefilter("ignore")
train, validation = read(TRAIN_FILE), read(VALIDATION_FILE)
columns = [column for column in validation if column in train and column not in ["row_id", *TARGETS]]
train[TIME], validation[TIME] = times(train[TIME], FORMAT), times(validation[TIME], FORMAT)
steps = changes(pd.concat([train, validation], ignore_index=True), columns)
train, validation = train.join(steps), validation.join(steps[len(train) :].reset_index(drop=True))
columns += list(steps)
interleaved = (validation[TIME] <= train[TIME].max()).mean() > 0.5
answer = validation[["row_id"]].copy()
for target in TARGETS:
    known = train.assign(**{target: pd.to_numeric(train[target], errors="coerce")}).dropna(subset=[target])
    known = known.sort_values(TIME, kind="stable").reset_index(drop=True)
    y, count = known[target].to_numpy(float), len(known)
    if count < 10:
        answer[target] = y[-1]
        continue
    X, V, codes = features(known, validation, columns)
    cuts = [(round(count * start), round(count * (start + 0.15))) for start in (0.85, 0.7)]
    folds = [(np.arange(first), np.arange(first, last)) for first, last in cuts]
    if interleaved:
        order = np.random.default_rng(0).permutation(count)
        folds = [(np.sort(order[count // 5 :]), order[: count // 5])]
    tried = [(y[rest], forecasts(X.iloc[fit], y[fit], X.iloc[rest], codes)) for fit, rest in folds]
    scores = {}
    for mix in [(name, name) for name in tried[0][1]] + list(combinations(tried[0][1], 2)):
        fits = [fit_of(truth, (made.get(mix[0], 0) + made.get(mix[1], 0)) / 2) for truth, made in tried]
        scores[mix] = np.average(fits, weights=[2, 1][: len(fits)])
    made = forecasts(X, y, V, codes)
    best = max((mix for mix in scores if mix[0] in made and mix[1] in made), key=scores.get)
    print(f"{target}: {' + '.join(best)}, R2 {scores[best]:.4f}")
    answer[target] = (made[best[0]] + made[best[1]]) / 2
answer.to_csv("prediction.csv", index=False)

"""Forecasts targets from time and series alone: level, trend and seasons of each series, chosen by backtesting."""

import warnings
from itertools import combinations

import numpy as np
import pandas as pd
from models import boosting
from times import times

# Parameters
TRAIN_FILE = "train.csv"
VALIDATION_FILE = "val.csv"
TARGETS = ["y"]
TIME = "date"
FORMAT = "%Y-%m-%d"
INTERVAL = None
METHOD = None
QUICK = False
# End of parameters

YEAR = 365.25  # all times are in days


def seasons(t, span, step):
    """Terms of the yearly, weekly and daily seasons that a series so long and so fine can show."""
    made = {}
    for name, period, shown in (("year", YEAR, span > 400), ("day", 1.0, step < 0.3)):
        for k in (1, 2, 3) if shown else ():
            made[f"{name} sin {k}"], made[f"{name} cos {k}"] = np.sin(k * 2 * np.pi * t / period), np.cos(k * 2 * np.pi * t / period)
    for day in range(6) if span > 14 and step < 1.5 else ():
        made[f"weekday {day}"] = (np.floor(t + 3) % 7 == day) * 1.0
    return pd.DataFrame(made, index=t.index)


def ridge(A, y, B):
    center, spread = A.mean(axis=0), A.std(axis=0) + 1e-9
    A, B = (A - center) / spread, (B - center) / spread
    return B @ np.linalg.solve(A.T @ A + np.eye(A.shape[1]), A.T @ (y - y.mean())) + y.mean()


def series_forecasts(t, y, A, q, B, horizon, step):
    """Candidates for one series: its past times, values and season terms, and those of the times asked for."""
    end, recent = t[-1], y[t > t[-1] - max(horizon, 7 * step)]
    made = {"last": y[-1], "recent": recent.mean(), "mean": y.mean()}
    if end - t[0] > 1.2 * YEAR:
        period = 364.0 if step < 2 else YEAR
        ago = q - period * np.ceil(np.maximum(q - end, 0) / period)
        same = y[np.clip(np.searchsorted(t, ago), 0, len(t) - 1)]
        late, before = y[t > end - YEAR], y[(t <= end - YEAR) & (t > end - 2 * YEAR)]
        made["year ago"] = same
        if len(before) and y.min() > 0:
            made["year ago, grown"] = same * np.clip(late.mean() / before.mean(), 0.5, 2) ** np.ceil((q - end) / YEAR)
        elif len(before):
            made["year ago, grown"] = same + (late.mean() - before.mean()) * np.ceil((q - end) / YEAR)
    if len(y) >= 8:
        rising, ahead = np.column_stack([A, t - end]), (q - end)[:, None]
        made["trend"] = ridge(rising, y, np.hstack([B, ahead]))
        made["trend stopped"] = ridge(rising, y, np.hstack([B, 0 * ahead]))
        made["seasons"] = ridge(A, y, B) + (y - ridge(A, y, A))[-len(recent) :].mean()
        if y.min() > 0:
            made["growth"] = np.exp(np.clip(ridge(rising, np.log(y), np.hstack([B, ahead])), *np.log([y.min() / 8, y.max() * 8])))
    return made


def forecasts(past, asked, horizon):
    """Every candidate's values for the rows of `asked`; `past` has the columns series, t and y, in that order sorted."""
    distinct = np.sort(past.t.unique())
    span, step = distinct[-1] - distinct[0], np.median(np.diff(distinct)) if len(distinct) > 1 else 1.0
    A, B = seasons(past.t, span, step), seasons(asked.t, span, step)
    table = pd.DataFrame({"recent": past.y.mean()}, index=asked.index)
    groups = past.groupby("series").indices
    for series, where in asked.groupby("series").indices.items():
        if series in groups:
            of = groups[series]
            own = past.t.to_numpy()[of], past.y.to_numpy()[of], A.to_numpy()[of]
            made = series_forecasts(*own, asked.t.to_numpy()[where], B.to_numpy()[where], horizon, step)
            for name, values in made.items():
                table.loc[asked.index[where], name] = values
    if not QUICK:
        means = past.groupby("series").y.mean()
        order = {series: rank for rank, series in enumerate(means.sort_values().index)}

        def inputs(frame, terms):
            level = frame.series.map(means).fillna(past.y.mean())
            code = frame.series.map(order).fillna(-1)
            return terms.assign(level=level, code=code, day=frame.t % YEAR, hour=frame.t % 1, t=np.minimum(frame.t, distinct[-1]))

        X, V = inputs(past, A), inputs(asked, B)
        for name, columns in (("boosting", [c for c in X if c != "t"]), ("boosting of time", list(X))):
            model = boosting(*X[columns].shape).fit(X[columns], past.y - X.level)
            table[name] = model.predict(V[columns]) + V.level
        table["boosting, level"] = table["boosting"] - V.level + table["recent"]
    return table.apply(lambda column: column.fillna(table["recent"]))


def fit_of(truth, guess):
    variance = ((truth - truth.mean()) ** 2).sum()
    return max(-1.0, 1 - ((truth - guess) ** 2).sum() / variance) if variance > 0 else 0.0


warnings.simplefilter("ignore")
as_text = {"dtype": str, "keep_default_na": False, "encoding_errors": "replace"}
train, given = pd.read_csv(TRAIN_FILE, **as_text), pd.read_csv(VALIDATION_FILE, **as_text)
entities = [column for column in given if column in train and column not in [TIME, "row_id", *TARGETS]]
answer = given.copy()
for target in TARGETS:
    frames = []
    for frame in (train, given):
        days = (times(frame[TIME], FORMAT) - pd.Timestamp("1970-01-01", tz="UTC")) / pd.Timedelta(days=1)
        names = frame[entities].apply(lambda column: pd.to_numeric(column, errors="coerce").astype(str).where(column.str.fullmatch(r"\d+\.0*"), column))
        frames.append(pd.DataFrame({"t": days, "series": names.agg(" | ".join, axis=1) if entities else ""}))
    past, asked = frames
    past["y"] = pd.to_numeric(train[target], errors="coerce")
    past = past.dropna()
    if INTERVAL and METHOD and not QUICK:
        stamped = past.set_index(pd.to_datetime(past.t, unit="D"))
        past = stamped.groupby("series").y.resample(INTERVAL).agg(METHOD).dropna().reset_index()
        past["t"] = (past.t - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)
    past = past.groupby(["series", "t"], as_index=False).y.mean()
    end, span = past.t.max(), past.t.max() - past.t.min()
    asked["t"] = asked.t.fillna(end)
    horizon = min(max(asked.t.max() - end, 0), 0.4 * span) or 0.15 * span
    tried = []
    for cut in (end - horizon, end - 2 * horizon):
        before, after = past[past.t <= cut].reset_index(drop=True), past[(past.t > cut) & (past.t <= cut + horizon)]
        if len(before) >= 10 and len(after) >= 3:
            tried.append((after.y.to_numpy(), forecasts(before, after.reset_index(drop=True), horizon)))
    made = forecasts(past, asked, horizon)
    names = [name for name in made if all(name in table for _, table in tried)]
    scores = {("recent", "recent"): -9.0}
    for mix in [(name, name) for name in names] + list(combinations(names, 2)) if tried else []:
        fits = [fit_of(truth, table[list(mix)].mean(axis=1).to_numpy()) for truth, table in tried]
        scores[mix] = np.average(fits, weights=[2, 1][: len(fits)])
    best = max(scores, key=scores.get)
    print(f"{target}: {' + '.join(best)}, R2 {scores[best]:.4f}")
    answer[target] = made[list(best)].mean(axis=1).to_numpy()
    for series, where in asked.groupby("series").indices.items():  # what lies within a known series is read off it
        own = past[past.series == series]
        inner = where[asked.t.to_numpy()[where] <= own.t.max()]
        answer.loc[inner, target] = np.interp(asked.t.to_numpy()[inner], own.t, own.y) if len(inner) else None
answer.drop_duplicates(list(given.columns)).to_csv("prediction.csv", index=False)

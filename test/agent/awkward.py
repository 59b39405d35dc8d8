"""Writes small tasks of every kind with every awkward thing into a folder, one folder a task, and prints them as JSON."""

import json
import os
import sqlite3
import sys

import numpy as np
import pandas as pd

root = sys.argv[1]
random = np.random.default_rng(3)
made = []


def write(task, table, name, kind):
    os.makedirs(f"{root}/{task}", exist_ok=True)
    path = f"{root}/{task}/{name}.{kind}"
    if kind == "csv":
        table.to_csv(path, index=False)
    elif kind == "parquet":
        table.to_parquet(path, index=False)
    else:
        with sqlite3.connect(path) as connection:
            table.to_sql(name, connection, index=False)
    return f"{name}.{kind}"


def task(name, family, variant, train, validation, targets, kind="csv", **more):
    files = {"trainFile": write(name, train, "train", kind), "validationFile": write(name, validation, "val", kind)}
    parameters = {"targets": targets, "fileKind": kind, **files, **more}
    made.append({"name": name, "family": family, "variant": variant, "parameters": parameters, "rows": len(validation)})


def tabular(name, family, targets, rows, kind="csv"):
    count = rows + 9
    days = pd.date_range("2019-01-30", periods=count, freq="D")
    frame = pd.DataFrame(
        {
            "number": random.normal(size=count),
            "größe 尺寸": random.integers(0, 3, count),
            'quo"te, comma': random.choice(["a", "b", "NA"], count),
            "[json] {chars}": random.choice([True, False], count),
            "all missing": np.nan,
            "constant": "same",
            "mostly missing": np.where(random.random(count) < 0.9, np.nan, 1.0),
            "id": [f"CUST-{n:05}" for n in range(count)],
            "day": days.strftime("%d/%m/%Y"),
            "price": [f"€ {n:,}.50" for n in random.integers(100, 99999, count)],
            "text": [" ".join(random.choice(["red", "new", "old", "big", "box", "of"], 5)) + f" {n}" for n in range(count)],
            "place": random.choice([f"town {n}" for n in range(20)], count),
            "mixed": [n if n % 2 else f"word {n}" for n in range(count)] if kind == "csv" else "x",
            "stamp": days if kind == "parquet" else days.astype(str),
            "infinite": np.where(random.random(count) < 0.1, np.inf, 1.0),
        }
    )
    for target, values in targets.items():
        frame[target] = values(frame)
    train = frame[:rows].copy()
    for target in targets:
        train[target] = train[target].mask(random.random(rows) < 0.1)
    validation = frame[rows:].drop(columns=list(targets)).reset_index(drop=True)
    validation.insert(0, "row_id", range(1, 10))
    validation.loc[0, ["number", "place", "day"]] = [None, "unseen", "no date"]
    task(name, family, "mm", train, validation, list(targets), kind)


text = {"colour": lambda f: random.choice(["red", "blue", "ü"], len(f)), "sure": lambda f: random.choice([True, False], len(f))}
tabular("class-words", "classification", text, 90)
tabular("class-codes", "classification", {"code": lambda f: random.choice([1, 5, 7], len(f))}, 80, "parquet")
tabular("class-one", "classification", {"only": lambda f: "yes"}, 40, "sqlite")
tabular("class-rare", "classification", {"rare": lambda f: np.where(np.arange(len(f)) == 5, "odd", "usual")}, 60)
tabular("class-unique", "classification", {"name": lambda f: [f"n{n}" for n in range(len(f))]}, 30)
tabular("reg", "regression", {"y": lambda f: f.number * 2 + 1, "skewed": lambda f: np.exp(2 * f.number)}, 90, "sqlite")
tabular("reg-constant", "regression", {"y": lambda f: 4.0}, 40)
tabular("reg-tiny", "regression", {"y": lambda f: f.number}, 4)


def series(name, format, step, rows, entities=None, holes=0.0, targets=("sales",)):
    times = pd.date_range("2020-02-27", periods=rows, freq=step)
    frames = []
    for entity in entities or [None]:
        frame = pd.DataFrame({"the time": times.strftime(format), "helps": random.normal(size=rows), "none": np.nan})
        frame["note"] = random.choice(["x", "y"], rows)
        if entity is not None:
            frame["shop, no"] = entity
        for target in targets:
            frame[target] = 5 * frame["helps"] + np.arange(rows)
        frames.append(frame[random.random(rows) >= holes])
    frame = pd.concat(frames).sample(frac=1, random_state=0)
    known = pd.to_datetime(frame["the time"], format=format) < times[int(rows * 0.8)]
    train, later = frame[known].copy(), frame[~known]
    train.loc[random.random(len(train)) < 0.05, list(targets)] = None
    time = {"column": "the time", "format": format, "resampled": False}
    validation = later.drop(columns=list(targets))
    validation.insert(0, "row_id", range(1, len(validation) + 1))
    task(f"{name}-xf", "time_series_analysis", "xf", train, validation, list(targets), time=time)
    keys = ["the time"] + (["shop, no"] if entities else [])
    task(f"{name}-cf", "time_series_analysis", "cf", train, later[keys], list(targets), time=time)


series("days", "%d/%m/%Y", "D", 120)
series("shops", "%Y-%m-%d", "D", 60, ["007", "1.50", "None", "é"], holes=0.2)
series("hours", "%Y-%m-%d %H:%M:%S", "h", 100, targets=("a", "b"))
series("months", "%Y-%m", "MS", 40)
series("numbers", "%Y%m%d", "D", 30, [1, 2])
series("few", "%Y-%m-%d", "D", 6)
print(json.dumps(made))

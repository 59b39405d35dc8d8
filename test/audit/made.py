"""Writes IF tasks, each drawn from a seed: what files hold differs in all the ways that deviations depend on.

Arguments: the folder, then seeds. One folder a task; prints their parameters as JSON.
"""

import json
import os
import sqlite3
import sys

import numpy as np
import pandas as pd

MODELS = {
    "classification": ["LogisticRegression", "DecisionTreeClassifier", "GaussianNB", "LinearSVC", "MLPClassifier"],
    "regression": ["LinearRegression", "DecisionTreeRegressor", "Ridge", "Lasso", "MLPRegressor"],
}


def made(seed, folder):
    random = np.random.default_rng(seed)
    chance = lambda share: bool(random.random() < share)
    family = ["classification", "regression"][seed % 2]
    kind = ["csv", "sqlite", "parquet"][seed // 2 % 3]
    model = MODELS[family][seed // 2 % 5]
    rows, held_out = 90, 24
    count = rows + held_out
    # Of few digits, as pandas reads others from text without the last bit: a row on a bound would lie beyond it.
    frame = pd.DataFrame(
        {
            "size": random.normal(50, 20, count).round(1),
            "weight": random.exponential(3, count).round(3),
            "rooms": random.integers(1, 6, count),
            "colour": random.choice(["red", "blue", "green"], count),
            "grade": random.choice([1, 2, 3], count),
        }
    )
    numeric = ["size"] if chance(0.2) else ["size", "weight", "rooms"]
    categorical = [] if chance(0.3) else ["grade"] if chance(0.3) else ["grade", "colour"]
    if chance(0.2):
        numeric, categorical = [], ["colour", "grade"]
    if chance(0.5):
        numeric.reverse()
    if chance(0.6):
        frame["unused"] = random.normal(size=count).round(3)
    if chance(0.4):
        frame.loc[random.random(count) < 0.05, "colour"] = "NA" if chance(0.5) else "null"
    if chance(0.3):
        frame.loc[count - 3 :, "colour"] = "violet"
    for column in ("size", "weight", "colour"):
        if chance(0.5):
            where = random.random(count) < 0.1
            part = random.integers(3)
            where[: rows if part == 1 else 0] = False
            where[rows if part == 2 else count :] = False
            frame.loc[where, column] = np.nan
    signal = frame["rooms"] + (frame["grade"] == 2) * 2
    targets = ["y"]
    if family == "regression":
        frame["y"] = signal + random.normal(size=count)
        if chance(0.3):
            frame["z"], targets = frame["y"] ** 2, ["y", "z"]
    else:
        labels = [["no", "yes"], [0, 1], [False, True], [1, 2], ["a", "b"]][random.integers(5)]
        frame["y"] = np.where(signal + random.normal(size=count) > 5, labels[1], labels[0])
        if chance(0.3):
            frame["y"] = np.array(labels)[np.arange(count) % 2]
        if chance(0.3) and model != "MLPClassifier":
            frame["z"], targets = np.array(labels)[random.integers(2, size=count)], ["y", "z"]
    frame = frame[random.permutation(frame.columns)]

    train = frame[:rows].copy()
    ranges = {}
    for column in frame.columns.drop(targets):
        if chance(0.7):
            values = train[column].dropna()
            if column in ("colour", "grade"):
                ranges[column] = {"kind": "categorical", "values": sorted(set(values.tolist()))}
            else:
                margin = 0 if chance(0.5) else 0.5
                ranges[column] = {"kind": "numeric", "low": float(values.min()) - margin, "high": float(values.max()) + margin}
    bad = train.sample(frac=0.2, random_state=1).astype(object)
    if ranges and chance(0.8):
        for number, index in enumerate(bad.index):
            column = list(ranges)[number % len(ranges)]
            worse = "x9" if ranges[column]["kind"] == "categorical" and kind == "csv" else 999
            if column == "colour":
                worse = "x9"
            bad.loc[index, column] = worse
        train = pd.concat([train.astype(object), bad]).sort_index(kind="stable").infer_objects()
    if chance(0.3):
        train.loc[train.index[:4], targets[0]] = None
    train = train.reset_index(drop=True)
    validation = frame[rows:].drop(columns=targets)
    ids = [range(held_out), range(1, held_out + 1), random.permutation(held_out) + 7][random.integers(3)]
    validation.insert(0, "row_id", list(ids))

    os.makedirs(folder)
    write(train, f"{folder}/train_v1.{kind}", kind, random if chance(0.7) else None)
    write(validation, f"{folder}/val_v1.{kind}", kind)
    return {
        "seed": seed,
        "family": family,
        "fileKind": kind,
        "targets": targets,
        "workflow": {
            "ranges": ranges,
            "features": numeric + categorical,
            "numeric": numeric,
            "categorical": categorical,
            "imputer": str(random.choice(["mean", "median", "most_frequent"])),
            "model": model,
            "seed": int(random.choice([0, 17, 42])),
        },
    }


def write(table, path, kind, random=None):
    if kind == "csv":
        table.to_csv(path, index=False)
    elif kind == "parquet":
        table = table.copy()
        for column in table.select_dtypes(object):
            if not table[column].dropna().map(lambda value: isinstance(value, (int, float))).all():
                table[column] = table[column].map(str, na_action="ignore")
        table.to_parquet(path, index=False)
    else:
        connection = sqlite3.connect(path)
        if random is None:
            table.to_sql("one", connection, index=False)
        else:
            keyed = table.copy()
            keyed.insert(0, "row_id", range(1, len(keyed) + 1))
            half = len(table.columns) // 2
            shuffled = random.random() < 0.5
            for name, part in (("first", table.columns[:half]), ("second", table.columns[half:])):
                rows = keyed.sample(frac=1, random_state=3) if shuffled else keyed
                if name == "second" and random.random() < 0.3:
                    rows = rows[rows["row_id"] != 5]
                rows[["row_id", *part]].to_sql(name, connection, index=False)
        connection.close()


root, *seeds = sys.argv[1:]
print(json.dumps([made(int(seed), f"{root}/{seed}") for seed in seeds]))

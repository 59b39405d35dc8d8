"""Writes the files of a few small IF tasks into folders, and prints the tasks' parameters as JSON."""

import json
import os
import sqlite3
import sys

import numpy as np
import pandas as pd

root = sys.argv[1]
random = np.random.default_rng(11)


def numbers(low, high, count, digits=2, share=0.08):
    values = np.round(random.uniform(low, high, count), digits)
    values[random.random(count) < share] = np.nan
    return values


def words(levels, count, share=0.08):
    """Missing ones only in CSV files: scikit-learn's imputer does not take the None of the other kinds for missing."""
    values = random.choice(np.array(levels, dtype=object), count)
    values[random.random(count) < share] = None
    return values


def spoil(frame, ranges, share=0.25):
    """Some rows with a value out of range, and some that lie exactly on a bound."""
    frame = frame.copy()
    for number, (column, spec) in enumerate(ranges.items()):
        rows = frame.index[random.random(len(frame)) < share / len(ranges)]
        if spec["kind"] == "numeric":
            frame.loc[rows, column] = spec["high"] + 1 + number
            frame.loc[frame.index[number * 3], column] = spec["low"]
            frame.loc[frame.index[number * 3 + 1], column] = spec["high"]
        else:
            frame.loc[rows, column] = f"x{number}Q"
    return frame


def numeric(low, high):
    return {"kind": "numeric", "low": low, "high": high}


def categorical(*values):
    return {"kind": "categorical", "values": list(values)}


def task(name, kind, frame, targets, ranges, features, numbers_, words_, imputer, model, seed, tables=1):
    train, held = frame[:220].reset_index(drop=True), frame[220:].reset_index(drop=True)
    train = spoil(train, ranges)
    held = held.drop(columns=targets)
    held.insert(0, "row_id", range(101, 101 + len(held)))
    folder = f"{root}/{name}"
    os.makedirs(folder)
    for table, file in ((train, "train_v1"), (held, "val_v1")):
        path = f"{folder}/{file}.{kind}"
        if kind == "csv":
            table.to_csv(path, index=False)
        elif kind == "parquet":
            table.to_parquet(path, index=False)
        else:
            connection = sqlite3.connect(path)
            if file == "train_v1":
                table.insert(0, "row_id", range(1, len(table) + 1))
                parts = np.array_split(np.array([c for c in table if c != "row_id"], dtype=object), tables)
                for number, part in enumerate(parts):
                    table[["row_id", *part]].to_sql(f"table_{number + 1}", connection, index=False)
            else:
                table.to_sql("val_set", connection, index=False)
            connection.close()
    workflow = {
        "ranges": ranges, "features": features, "numeric": numbers_, "categorical": words_,
        "imputer": imputer, "model": model, "seed": seed,
    }  # fmt: skip
    files = {"trainFile": f"train_v1.{kind}", "validationFile": f"val_v1.{kind}", "fileKind": kind, "targets": targets}
    return {**files, "workflow": workflow}


count = 260
loan = pd.DataFrame(
    {
        "age": numbers(18, 90, count, 0),
        "income": numbers(0, 200, count),
        "debt": numbers(0, 50, count),
        "score": numbers(0, 1, count, 3),
        "city": words(["Oslo", "Rome", "NA", "Lima"], count),
        "grade": words(["a", "b", "c"], count),
        "region": words(["N", "S"], count),
    }
)
loan["default"] = np.where(loan["income"].fillna(100) + 40 * random.normal(size=count) > 100, "no", "yes")
wells = pd.DataFrame(
    {
        "depth": numbers(0, 500, count, 4),
        "flow": numbers(0, 10, count, 4),
        "temp": numbers(-20, 60, count, 4),
        "kind": words(["clay", "sand", "rock"], count, 0),
        "state": random.choice(["dry", "wet", "odd"], count),
    }
)
cars = pd.DataFrame({"year": numbers(1990, 2020, count, 4), "power": numbers(40, 300, count, 4), "fuel": words(["gas", "diesel"], count, 0)})
cars["price"] = cars["power"].fillna(100) * 0.1 + random.normal(size=count)
cars["mileage"] = 2020 - cars["year"].fillna(2000) + random.normal(size=count)
plants = pd.DataFrame({"height": numbers(0, 50, count), "width": numbers(0, 9, count), "leaf": words(["round", "long", "none"], count)})
plants["soil"] = random.choice(["dry", "wet"], count)
plants["water"] = np.where(plants["width"].fillna(4) > 4, "high", "low")
heat = pd.DataFrame({"in": numbers(10, 90, count), "out": numbers(10, 90, count), "wind": numbers(0, 30, count)})
heat["load"] = heat["in"].fillna(50) * 2 - heat["out"].fillna(50) + random.normal(size=count)

print(
    json.dumps(
        {
            "loan": task(
                "loan", "csv", loan, ["default"],
                {
                    "age": numeric(18, 90), "income": numeric(0.0, 200.0), "debt": numeric(0, 50), "score": numeric(0.0, 1.0),
                    "city": categorical("Oslo", "Rome", "NA", "Lima"), "grade": categorical("a", "b", "c"), "region": categorical("N", "S"),
                },
                ["city", "age", "income", "grade", "score"], ["age", "income", "score"], ["city", "grade"],
                "median", "LogisticRegression", 7,
            ),
            "wells": task(
                "wells", "sqlite", wells, ["state"],
                {"depth": numeric(0, 500), "flow": numeric(0.0, 10.0), "temp": numeric(-20, 60), "kind": categorical("clay", "sand", "rock")},
                ["depth", "flow", "temp", "kind"], ["depth", "flow", "temp"], ["kind"],
                "mean", "DecisionTreeClassifier", 31, tables=3,
            ),
            "cars": task(
                "cars", "parquet", cars, ["price", "mileage"],
                {"year": numeric(1990, 2020), "power": numeric(40, 300), "fuel": categorical("gas", "diesel")},
                ["fuel", "year", "power"], ["year", "power"], ["fuel"],
                "most_frequent", "DecisionTreeRegressor", 5,
            ),
            "plants": task(
                "plants", "csv", plants, ["soil", "water"],
                {"height": numeric(0, 50), "width": numeric(0, 9), "leaf": categorical("round", "long", "none")},
                ["height", "width", "leaf"], ["height", "width"], ["leaf"],
                "mean", "LinearSVC", 11,
            ),
            "heat": task(
                "heat", "parquet", heat, ["load"], {"in": numeric(10, 90), "out": numeric(10, 90), "wind": numeric(0, 30)},
                ["in", "out"], ["in", "out"], [], "mean", "Lasso", 3,
            ),
        }
    )
)  # fmt: skip

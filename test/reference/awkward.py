"""Writes one IF task's files with every awkward thing, in a file kind, and prints its columns' ranges as JSON."""

import json
import sqlite3
import sys

import numpy as np
import pandas as pd

kind, folder = sys.argv[1:]
random = np.random.default_rng(7)
rows, held_out = 240, 40
count = rows + held_out

frame = pd.DataFrame(
    {
        "plain": random.normal(50, 20, count).round(3),
        'it\'s "quoted"': random.integers(-5, 9, count),
        "größe, 尺寸\\n": random.exponential(3, count),
        "import": random.choice(["a", 'b"', "c'", "NA", "null", "ü, ö"], count),
        "level code": random.choice([10, 20, 30], count),
        "flag": random.choice([True, False], count),
        "nothing": np.nan,
        "first target": random.choice(["yes", "no", "NA"], count),
        "second target": random.choice(["1", "x", "ß"], count),
        "third target": random.choice([1, 2, 5], count),
        "amount": random.normal(0, 1, count),
    }
)
frame.loc[random.random(count) < 0.1, "plain"] = np.nan
frame.loc[random.random(count) < 0.1, "import"] = None
frame["amount"] = frame["plain"].fillna(0) * 0.3 + frame["amount"]
frame["amount 2"] = frame["amount"] ** 2
numeric = ["plain", 'it\'s "quoted"', "größe, 尺寸\\n"]
worded = ["import", "level code", "flag"]
targets = ["first target", "second target", "third target", "amount", "amount 2"]

ranges = {c: {"kind": "numeric", "low": float(np.floor(frame[c].min())), "high": float(np.ceil(frame[c].max()))} for c in numeric}
for column in worded:
    values = frame[column].dropna().unique().tolist()
    ranges[column] = {"kind": "categorical", "values": values}

train = frame[:rows].copy()
train.loc[random.random(rows) < 0.05, targets[0]] = None
train.loc[random.random(rows) < 0.05, "amount"] = None
validation = frame[rows:].drop(columns=targets)
validation.insert(0, "row_id", range(1, held_out + 1))

bad = train.sample(48, random_state=1).copy()
bad["position"] = random.random(len(bad)) * rows
for number, (index, row) in enumerate(bad.iterrows()):
    column = (numeric + worded)[number % 6]
    if column in numeric:
        side = ranges[column]["low"] - 1 - number if number % 2 else ranges[column]["high"] + 1 + number
        bad.loc[index, column] = int(side)
    else:
        bad[column] = bad[column].astype(object)
        bad.loc[index, column] = f"x{number}Q"
with_bad = pd.concat([train.assign(position=np.arange(rows, dtype=float)), bad]).sort_values("position").drop(columns="position")
if kind == "parquet":  # a column of one type only
    with_bad = with_bad.astype({c: str for c in ("level code", "flag")})


def write(table, name, split=False):
    path = f"{folder}/{name}.{kind}"
    if kind == "csv":
        table.to_csv(path, index=False)
    elif kind == "parquet":
        table.to_parquet(path, index=False)
    else:
        connection = sqlite3.connect(path)
        if split:
            keyed = table.reset_index(drop=True)
            keyed.insert(0, "row_id", range(1, len(keyed) + 1))
            parts = np.array_split(np.array([c for c in keyed if c != "row_id"], dtype=object), 3)
            for number, part in enumerate(parts):
                order = keyed.sample(frac=1, random_state=number) if number else keyed
                order[["row_id", *part]].to_sql(f"table_{number + 1}", connection, index=False)
        else:
            table.to_sql("val_set", connection, index=False)
        connection.close()


write(with_bad, "train_v1", split=True)
write(train, "train_v1_no_err", split=True)
write(validation, "val_v1")
print(json.dumps({"ranges": ranges, "numeric": numeric, "categorical": worded, "targets": targets}))

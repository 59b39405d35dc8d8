"""Measures what deviations depend on, with the very pieces of the reference solution. Writes facts.json."""

import json

import numpy as np
import pandas as pd
from pandas._libs.parsers import STR_NA_VALUES

# Parameters
PIECES = {}
TRAIN_FILE = ""
RANGES = []
BOUNDED = []
TARGETS = []
CSV_FILES = []
# End of parameters


def run(*names, **frames):
    """The frames after some pieces of the solution."""
    frames = {name: frame.copy() for name, frame in frames.items()}
    for name in names:
        exec(PIECES[name], frames)
    return frames["train"], frames["validation"]


def read(how):
    names = {}
    exec(PIECES[f"load {how}"], names)
    return names["train"], names["validation"], names


def missing(frame, column):
    return int(frame[column].isna().sum()) if column in frame else 0


def is_number(values):
    return not pd.api.types.is_bool_dtype(values) and pd.api.types.is_numeric_dtype(values.infer_objects())


def categories(series):
    """What an encoder may see of it: scikit-learn imputes NaN, and takes None (of Parquet files, of SQLite) as it is."""
    return {value for value in series.unique() if value is None or not pd.isna(value)}


def same(left, right):
    return left.dtype == right.dtype and left.equals(right)


train, validation, names = read("inner")
tables, joins = {}, {"left": False, "outer": False}
if "sqlite3" in names:
    connection = names["sqlite3"].connect(TRAIN_FILE)
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid").fetchall()
    for (name,) in found:
        if not name.startswith("sqlite_"):
            quoted = name.replace('"', '""')
            described = connection.execute(f'SELECT * FROM "{quoted}" LIMIT 0').description
            tables[name] = [column for column, *_ in described]
    connection.close()
    for how in joins:
        other, other_validation, _ = read(how)
        joins[how] = not (train.equals(other) and validation.equals(other_validation))

words = {}
for file in CSV_FILES:
    cells = pd.read_csv(file, dtype=str, keep_default_na=False, na_values=[""])
    for column in cells:
        words[column] = words.get(column, 0) + int(cells[column].isin(STR_NA_VALUES - {""}).sum())

complete = train.dropna(subset=TARGETS)
filtered, _ = run("filter all", train=train, validation=validation)
read_types, _ = run("drop", train=filtered, validation=validation)
kept, typed = run("types", train=read_types, validation=validation)


def rows_left(name):
    return run(f"filter {name}", train=complete, validation=validation)[0].index


inside = {column: complete.index.isin(rows_left(f"column {column}")) for column in RANGES}
failed = sum((~mask).astype(int) for mask in inside.values()) if inside else 0

columns = {}
for column in train.columns.drop("row_id", errors="ignore"):
    values = kept[column].dropna()
    to_predict = typed[column] if column in typed else kept[column].iloc[:0]
    given = to_predict.dropna()
    counts = values.map(str).value_counts()
    distinct = sorted(values.unique(), key=lambda value: (str(type(value)), value))
    numeric = is_number(values) and (len(given) == 0 or is_number(given))
    whole = numeric and all(np.equal(np.mod(part.astype(float), 1), 0).all() for part in (values, given))
    exclusive = f"exclusive {column}"
    columns[column] = {
        "missing": {
            "kept": missing(kept, column),
            "train": missing(train, column),
            "validation": missing(typed, column),
        },
        "missingWords": words.get(column, 0),
        "outOfRange": int((~inside[column] & (failed == 1)).sum()) if column in inside else 0,
        "onBound": (
            len(read_types) - len(run(exclusive, train=read_types, validation=validation)[0])
            if column in BOUNDED
            else 0
        ),
        "distinct": len(categories(kept[column])),
        "numeric": bool(numeric),
        "whole": bool(whole),
        "coded": distinct == list(range(len(distinct))),
        "even": bool(len(counts) > 0 and (counts == counts.iloc[0]).all()),
        "unseen": len(categories(to_predict) - categories(kept[column])),
        "retyped": not same(kept[column], read_types[column])
        or (column in typed and not same(typed[column], validation[column])),
    }

ids = validation["row_id"].tolist() if "row_id" in validation else []
facts = {
    "columns": columns,
    "fileOrder": list(train.columns.drop("row_id", errors="ignore")),
    "validationOrder": list(validation.columns.drop("row_id", errors="ignore")),
    "trainRows": len(train),
    "validationRows": len(validation),
    "rows": {
        "kept": len(kept),
        "unfiltered": len(complete),
        "byNumericRanges": len(rows_left("numeric")),
        "byCategories": len(rows_left("categories")),
        "bySelected": len(rows_left("selected")),
    },
    "tables": len(tables) or 1,
    "tableColumns": tables,
    "joins": joins,
    "ids": {
        "rising": ids == sorted(ids),
        "from0": ids == list(range(len(ids))),
        "from1": ids == list(range(1, len(ids) + 1)),
    },
}
with open("facts.json", "w") as file:
    json.dump(facts, file)

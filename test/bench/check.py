"""Checks a benchmark made by `dare curate`, from its files alone: python test/bench/check.py FOLDER.

Prints one line a dataset; ends with 1 if anything is not as docs/task-format.md says. It shares no code with what made it.
"""

import json
import sqlite3
import sys
from pathlib import Path

import pandas as pd


def read(path):
    if path.suffix == ".csv":
        return pd.read_csv(path, keep_default_na=False, na_values=[""])
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master ORDER BY rowid")]
    first, *others = [pd.read_sql_query(f'SELECT * FROM "{name}"', connection) for name in names]
    for table in others:
        first = first.merge(table, on="row_id", validate="one_to_one")
    return first


def check_tabular(folder, question):
    source, kind = folder / "source", question["save_file_type"]
    dirty, clean = read(source / f"train_v1.{kind}"), read(source / f"train_v1_no_err.{kind}")
    keep = pd.Series(True, index=dirty.index)
    for column, allowed in question["expected_ranges"].items():
        if question["column_type_inference"][column] == "numerical":
            within = pd.to_numeric(dirty[column], errors="coerce").between(*allowed)
        else:
            within = dirty[column].isin(allowed)
        keep &= within | dirty[column].isna()
    left = dirty[keep].reset_index(drop=True)[list(clean.columns)]
    # A bad word turns a column of a CSV file into text; compare what the columns are when clean.
    left = left.astype({column: kind for column, kind in clean.dtypes.items() if kind != left[column].dtype})
    pd.testing.assert_frame_equal(left, clean)
    assert len(dirty) == len(clean) + int(0.2 * len(clean)), "not a fifth more rows"

    validation, modelling = (read(source / f"{name}.{kind}") for name in ("val_v1", "val_v2"))
    truth = read(folder / "verify" / "ground_truth.csv")
    ids = list(range(1, len(truth) + 1))
    for frame in (validation, modelling, truth):
        assert list(frame["row_id"]) == ids, "row_id is not 1..n"
    assert not truth.isna().any().any(), "a missing truth"
    assert not set(question["target"]) & {*validation, *modelling}, "a target among the features"
    assert set(question["selected_features"]) <= {*validation} & {*clean}, "a selected feature is missing"
    return f"{len(clean)} rows and {len(dirty) - len(clean)} bad ones, {len(truth)} to predict"


def check_series(folder, question):
    source, verify = folder / "source", folder / "verify"
    time, target, form = question["time_column"], question["target"][0], question["time_format"]
    train, known, keys = (read(source / name) for name in ("train.csv", "val_v1.csv", "val_v2.csv"))
    last = pd.to_datetime(train[time], format=form).max()
    for frame in (known, keys):
        assert pd.to_datetime(frame[time], format=form).min() > last, "a row to predict is not later than train"
    first, second = read(verify / "ground_truth_v1.csv"), read(verify / "ground_truth_v2.csv")
    assert list(first.columns) == ["row_id", target] and list(first["row_id"]) == list(known["row_id"])
    assert [*keys.columns, target] == list(second.columns) and second[list(keys.columns)].equals(keys)
    assert not keys.duplicated().any() and not set(keys) & set(question["related_features"])
    assert not first.isna().any().any() and not second.isna().any().any()
    return f"{len(train)} rows, {len(first)} to predict with features and {len(second)} without"


def main(out):
    for entry in json.loads((out / "question_list.json").read_text(encoding="utf-8")):
        folder = out / "databases" / entry["file_path"]
        question = json.loads((folder / "verify" / "all_metadata.json").read_text(encoding="utf-8"))["question"]
        check = check_series if entry["task"] == "time_series_analysis" else check_tabular
        print(f"{entry['file_path']}: {check(folder, question)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

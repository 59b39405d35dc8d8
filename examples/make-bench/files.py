"""Writes tables and JSON, the same bytes on every machine."""

import json
import math
import sqlite3

import pandas as pd


def write_table(frame, path, parts=None):
    """Writes `frame` as its path's ending says; SQLite as one table, or as the named column groups in `parts`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        frame.to_csv(path, index=False, lineterminator="\n")
    elif path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        name = "val_set" if path.stem.startswith("val") else "train_set"
        write_sqlite(path, parts or {name: frame})


def write_sqlite(path, tables):
    connection = sqlite3.connect(path)
    for name, table in tables.items():
        columns = ", ".join(f'"{column}" {sql_type(table[column])}' for column in table)
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        marks = ", ".join("?" for _ in table.columns)
        connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows_of(table))
    connection.commit()
    connection.close()
    # The header's last field is the number of the SQLite library that wrote the file.
    with open(path, "r+b") as file:
        file.seek(96)
        file.write((3040001).to_bytes(4, "big"))


def sql_type(column):
    if pd.api.types.is_integer_dtype(column):
        return "INTEGER"
    return "REAL" if pd.api.types.is_float_dtype(column) else "TEXT"


def rows_of(table):
    for row in table.itertuples(index=False, name=None):
        yield tuple(plain(value) for value in row)


def plain(value):
    """A cell or number as Python's own type; missing as None."""
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and math.isnan(value) else value


def write_json(value, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_text(text, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")

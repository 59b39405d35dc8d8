"""Reads a table as it stands: CSV with the empty string alone as missing, Parquet, or the joined tables of SQLite."""

import sqlite3

import pandas as pd


def read(path):
    if path.endswith(".parquet"):
        return pd.read_parquet(path)
    if not path.endswith(".sqlite"):
        words = {"keep_default_na": False, "na_values": [""]}
        return pd.read_csv(path, low_memory=False, encoding_errors="replace", **words)
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
    names = [name.replace('"', '""') for (name,) in found if not name.startswith("sqlite_")]
    tables = [pd.read_sql_query(f'SELECT * FROM "{name}"', connection) for name in names]
    joined = tables[0]
    for table in tables[1:]:
        joined = joined.merge(table, on="row_id")
    return joined

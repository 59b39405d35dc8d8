"""Compares each task's prediction with its files, and prints what is wrong with it, as JSON by task name."""

import json
import sys

import pandas as pd

tasks = json.load(sys.stdin)
sys.path.insert(0, sys.argv[2])
from read import read  # noqa: E402


def wrong_with(task):
    folder, parameters, targets = f"{sys.argv[1]}/{task['name']}", task["parameters"], task["parameters"]["targets"]
    validation, train = (read(f"{folder}/{parameters[file]}") for file in ("validationFile", "trainFile"))
    as_text = {"dtype": str, "keep_default_na": False}
    got = pd.read_csv(f"{folder}/prediction.csv", **as_text)
    if "row_id" in validation:
        keys = validation[["row_id"]].astype(str)
    else:
        keys = pd.read_csv(f"{folder}/{parameters['validationFile']}", **as_text).drop_duplicates()
    if list(got.columns) != [*keys.columns, *targets]:
        return f"columns {list(got.columns)}"
    if got[keys.columns].to_numpy().tolist() != keys.to_numpy().tolist():
        return "other keys"
    for target in targets:
        if task["family"] == "classification":
            known = set(train[target].dropna().astype(str).str.replace(r"\.0$", "", regex=True))
            odd = set(got[target].str.replace(r"\.0$", "", regex=True)) - known
            if odd:
                return f"no such classes: {odd}"
        elif pd.to_numeric(got[target], errors="coerce").isna().any():
            return f"missing predictions of {target}"
    return None


print(json.dumps({task["name"]: wrong_with(task) for task in tasks}))

"""What pandas, numpy and scikit-learn make of a file or a prediction: the reference that ours is compared with.

Follows docs/scoring.md in the plainest way. One JSON job a line on standard input, one JSON answer a line out:
  {"read": path, "first": n}: the first n columns, or all
    -> {"error": name} | {"names": [..], "rows": n, "types": [..], "cells": [[..], ..]}
  {"prediction": path, "truth": path, "targets": [..], "family": .., "version": "v1" | "v2"}
    -> {"exists": bool, "score": number | null, "per_target": {..}}
Cells are tagged by their Python type, and floats are given by their bits.
"""
import json
import os
import struct
import sys
import warnings

import numpy
import pandas
from sklearn.metrics import f1_score, r2_score

warnings.simplefilter("ignore")


def cell(value):
    if value is numpy.nan:
        return "missing"
    if isinstance(value, str):
        return "s" + value
    if isinstance(value, bool):
        return "b" + str(value)
    if isinstance(value, int):
        return "i" + str(value)
    return "f" + ("nan" if value != value else struct.pack(">d", value).hex())


def read(path, first):
    try:
        table = pandas.read_csv(path)
    except Exception as error:
        return {"error": type(error).__name__}
    columns = [table.iloc[:, at] for at in range(table.shape[1])][:first]
    return {
        "names": list(table.columns)[:first],
        "rows": len(table),
        "types": [str(column.dtype) for column in columns],
        "cells": [[cell(value) for value in column.tolist()] for column in columns],
    }


def measure(family, version, wanted, given):
    if version == "v1" and family == "classification":
        return 1.0 if wanted == given else 0.0
    if version == "v1" and family == "regression":
        return 1.0 if numpy.allclose(numpy.array(wanted), numpy.array(given)) else 0.0
    if family == "classification":
        return float(f1_score(wanted, given, average="macro"))
    return float(numpy.clip(r2_score(wanted, given), 0, 1))


def score(job):
    targets, family, version = job["targets"], job["family"], job["version"]
    if not os.path.exists(job["prediction"]):
        return {"exists": False, "score": 0.0, "per_target": {}}
    nothing = {"exists": True, "score": 0.0, "per_target": {}}
    truth = pandas.read_csv(job["truth"])
    keys = [name for name in truth.columns if name not in targets]
    if "row_id" in keys and (family, version) != ("time_series_analysis", "v2"):
        keys = ["row_id"]
    try:
        prediction = pandas.read_csv(job["prediction"])
        present = [name for name in targets if name in prediction.columns]
        lined_up = truth.merge(prediction[keys + present], how="inner", on=keys, suffixes=("_t", "_p"))
    except Exception:
        return nothing
    if len(lined_up) != len(truth):
        return nothing
    values = {}
    for name in targets:
        try:
            wanted, given = lined_up[name + "_t"].tolist(), lined_up[name + "_p"].tolist()
            values[name] = measure(family, version, wanted, given)
        except Exception:
            values[name] = 0.0
    mean = float(numpy.mean(list(values.values())))
    return {"exists": True, "score": number(mean), "per_target": {name: number(value) for name, value in values.items()}}


def number(value):
    return None if value != value else value


for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps(read(job["read"], job.get("first")) if "read" in job else score(job)), flush=True)

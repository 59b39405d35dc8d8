"""A table becomes an IF and an MM task: split, expected ranges, injected errors. The rules are in docs/task-format.md."""

import math
import string

import numpy as np
import pandas as pd

from files import plain, write_table
from words import if_question, mm_question

MOST_FEATURES = 20
MOST_CATEGORIES = 20


def make_tabular(dataset, folder):
    """Writes the dataset's files and returns (question parameters, question_v1, question_v2)."""
    random = np.random.default_rng(dataset["split_seed"])
    targets = dataset["target"]
    frame = blank_cells(dataset["frame"].reset_index(drop=True), targets, dataset.get("blank", 0), random)
    order = random.permutation(len(frame))
    count = math.floor(len(frame) * dataset["share"])
    train = frame.iloc[order[:count]].reset_index(drop=True)
    validation = frame.iloc[order[count:]].dropna(subset=targets).reset_index(drop=True)

    types = {column: kind_of(frame[column], column in dataset.get("classes", [])) for column in frame}
    both = pd.concat([train, validation], ignore_index=True)
    usable = usable_features(both, types, targets, random)
    columns = list(random.permutation(usable + targets))
    ranges = {column: range_of(both[column], types[column]) for column in random.permutation(usable)}
    selected = list(random.permutation(usable))[: math.ceil(0.6 * len(usable))]
    dirty = inject_errors(train[columns], ranges, types, targets, random)

    kind = dataset["file_kind"]
    save_if(folder, kind, train[columns], dirty, with_ids(validation[columns].drop(columns=targets)), random)
    source = folder / "source"
    write_table(train, source / f"train_v2.{kind}")
    write_table(with_ids(validation.drop(columns=targets)), source / f"val_v2.{kind}")
    write_table(with_ids(validation[targets]), folder / "verify" / "ground_truth.csv")

    question = {
        "target": targets,
        "target_candidates": targets,
        "related_features": list(ranges),
        "not_filtered_related_features": usable,
        "problem_type": dataset["family"],
        "expected_ranges": ranges,
        "selected_features": selected,
        **{
            field: f"./{folder.name}/source/{name}.{kind}"
            for field, name in {
                "train_v2_save_file": "train_v2",
                "val_v2_save_file": "val_v2",
                "val_no_err_save_file": "val_v1",
                "train_no_err_save_file": "train_v1_no_err",
                "train_err_split_save_file": "train_v1",
            }.items()
        },
        "train_test_ratio": dataset["share"],
        "save_file_type": kind,
        "imputer_type": dataset["imputer"],
        "random_state": dataset["random_state"],
        "model_type": dataset["model"],
        "output_file": f"./{folder.name}/prediction.csv",
        "ground_truth_file": f"./{folder.name}/verify/ground_truth.csv",
        "simulated_pred_file": f"./{folder.name}/verify/simulated_pred.csv",
        "column_type_inference": types,
        "needed_files_v1": [f"train_v1.{kind}", f"val_v1.{kind}", "metadata.txt"],
        "needed_files_v2": [f"train_v2.{kind}", f"val_v2.{kind}", "metadata.txt"],
        "numerical_features": [column for column in selected if types[column] == "numerical"],
        "categorical_features": [column for column in selected if types[column] == "categorical"],
    }
    return question, if_question(question), mm_question(question)


def kind_of(column, is_class):
    return "numerical" if pd.api.types.is_numeric_dtype(column) and not is_class else "categorical"


def usable_features(frame, types, targets, random):
    names = [column for column in frame if column not in targets]
    names = [c for c in names if types[c] == "numerical" or frame[c].nunique() < MOST_CATEGORIES]
    return list(random.permutation(names))[:MOST_FEATURES]


def range_of(column, kind):
    known = column.dropna()
    if kind == "categorical":
        return [plain(value) for value in known.unique()]
    whole = int if pd.api.types.is_integer_dtype(column) else float
    return [whole(math.floor(known.min())), whole(math.ceil(known.max()))]


def blank_cells(frame, targets, share, random):
    """Empties a share of the feature cells, so that how missing values are treated matters."""
    frame = frame.copy()
    for column in frame.columns.difference(targets, sort=False):
        holes = random.random(len(frame)) < share
        if holes.any():
            frame[column] = frame[column].mask(holes)
    return frame


def inject_errors(clean, ranges, types, targets, random):
    """A fifth more rows, at random places, each with one to three values out of range; the clean ones stay in order."""
    count = math.floor(0.2 * len(clean))
    bad = clean.iloc[random.integers(len(clean), size=count)].reset_index(drop=True)
    for row in range(count):
        size = random.integers(1, min(3, len(ranges)) + 1)
        for column in random.choice(list(ranges), size=size, replace=False):
            bad.at[row, column] = wrong_value(ranges[column], types[column], random)
        for target in targets:
            bad.at[row, target] = random.choice(clean[target].dropna().to_numpy())
    places = np.sort(random.choice(len(clean) + count, size=count, replace=False))
    is_bad = np.zeros(len(clean) + count, dtype=bool)
    is_bad[places] = True
    positions = np.empty(len(clean) + count, dtype=int)
    positions[is_bad] = len(clean) + np.arange(count)
    positions[~is_bad] = np.arange(len(clean))
    return pd.concat([clean, bad], ignore_index=True).iloc[positions].reset_index(drop=True)


def wrong_value(allowed, kind, random):
    if kind == "categorical":
        letters = list(string.ascii_letters + string.digits)
        return "".join(random.choice(letters, size=random.integers(5, 11)))
    low, high = allowed
    beyond = int(random.integers(1, max(2, int(high - low) + 1)))
    return low - beyond if random.random() < 0.5 else high + beyond


def with_ids(frame):
    frame = frame.reset_index(drop=True)
    frame.insert(0, "row_id", np.arange(1, len(frame) + 1))
    return frame


def save_if(folder, kind, clean, dirty, validation, random):
    source = folder / "source"
    parts = None
    if kind == "sqlite":
        # Training rows for IF are spread over tables that share row_id; every other SQLite file holds one table.
        groups = np.array_split(random.permutation(dirty.columns), 3 if len(dirty.columns) > 5 else 2)
        keyed = with_ids(dirty)
        parts = {f"table_{index}": keyed[["row_id", *group]] for index, group in enumerate(groups, start=1)}
    write_table(dirty, source / f"train_v1.{kind}", parts)
    write_table(clean, source / f"train_v1_no_err.{kind}")
    write_table(validation, source / f"val_v1.{kind}")

"""A series, or a panel of them, becomes an XF and a CF task. Both cuts are the same moment, so that nothing of CF's
answers is in the training file. The rules are in docs/task-format.md."""

import numpy as np
import pandas as pd

from files import write_table
from tabular import range_of, with_ids
from words import cf_question, xf_question


def make_series(dataset, folder):
    """Writes the dataset's files and returns (question parameters, question_v1, question_v2)."""
    random = np.random.default_rng(dataset["split_seed"])
    frame, time, (target,) = dataset["frame"], dataset["time_column"], dataset["target"]
    entities = dataset.get("entities", [])
    moments = pd.to_datetime(frame[time], format=dataset["time_format"])
    known = np.sort(moments.unique())
    cut = pd.Timestamp(known[int(len(known) * dataset["share"])])
    train, future = frame[moments < cut], frame[moments >= cut]
    write_table(train, folder / "source" / "train.csv")

    exogenous = with_ids(future.dropna(subset=[target]))
    write_table(exogenous.drop(columns=[target]), folder / "source" / "val_v1.csv")
    write_table(exogenous[["row_id", target]], folder / "verify" / "ground_truth_v1.csv")

    resample = dataset.get("resample")
    truth = future[[time, *entities, target]].dropna()
    if resample is not None:
        truth = resampled(truth, time, target, resample["rule"], dataset["time_format"])
        truth = truth[pd.to_datetime(truth[time], format=dataset["time_format"]) >= cut]
    truth = truth.iloc[random.permutation(len(truth))].reset_index(drop=True)
    write_table(truth.drop(columns=[target]), folder / "source" / "val_v2.csv")
    write_table(truth, folder / "verify" / "ground_truth_v2.csv")

    related = [column for column in frame if column not in (time, target, *entities)]
    numeric = {column: pd.api.types.is_numeric_dtype(frame[column]) for column in frame}
    question = {
        "target": [target],
        "problem_type": "time_series_analysis",
        "time_column": time,
        "time_format": dataset["time_format"],
        "is_resampled": resample is not None,
        "related_features": related,
        "not_filtered_related_features": related,
        "selected_features": related,
        "expected_ranges": {c: range_of(frame[c], "numerical" if numeric[c] else "categorical") for c in related},
        "column_type_inference": {column: "numeric" if numeric[column] else "object" for column in frame},
        "train_save_file": f"./{folder.name}/source/train.csv",
        "val_v1_save_file": f"./{folder.name}/source/val_v1.csv",
        "val_v2_save_file": f"./{folder.name}/source/val_v2.csv",
        "val_no_err_save_file": f"./{folder.name}/source/val_v1.csv",
        "train_no_err_save_file": f"./{folder.name}/source/train_v1_no_err.csv",
        "train_err_split_save_file": f"./{folder.name}/source/train_v1.csv",
        "train_test_ratio": dataset["share"],
        "save_file_type": "csv",
        "imputer_type": "bfill_ffill",
        "random_state": dataset["random_state"],
        "model_type": "Prophet",
        "output_file": f"./{folder.name}/prediction.csv",
        "ground_truth_v1_file": f"./{folder.name}/verify/ground_truth_v1.csv",
        "ground_truth_v2_file": f"./{folder.name}/verify/ground_truth_v2.csv",
        "simulated_pred_file": f"./{folder.name}/verify/simulated_pred.csv",
        "needed_files_v1": ["train.csv", "val_v1.csv", "metadata.txt"],
        "needed_files_v2": ["train.csv", "val_v2.csv", "metadata.txt"],
        "prediction_starting_time": str(cut),
        "contain_multiple_files": False,
    }
    return question, xf_question(question, entities), cf_question(question, entities, resample)


def resampled(rows, time, target, rule, time_format):
    means = rows.set_index(pd.to_datetime(rows[time], format=time_format))[target].resample(rule).mean().dropna()
    return pd.DataFrame({time: means.index.strftime(time_format), target: means.round(4).to_numpy()})

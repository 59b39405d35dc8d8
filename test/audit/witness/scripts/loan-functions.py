# task: loan
"""Follow the instructions step by step."""
import os
from typing import Dict, List

import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

DATA_DIR = "."
TRAIN_PATH = os.path.join(DATA_DIR, "train_v1.csv")
VAL_PATH = os.path.join(DATA_DIR, "val_v1.csv")
TARGET = "default"
NUMERIC = ["age", "income", "score"]
CATEGORICAL = ["city", "grade"]
FEATURES = ["city", "age", "income", "grade", "score"]
SEED = 7  #> seed: SEED = 42
RANGES: Dict[str, dict] = {
    "age": {"min": 18, "max": 90},
    "income": {"min": 0.0, "max": 200.0},  #> filter: "income": {"min": 0.0, "max": 2000.0},
    "debt": {"min": 0, "max": 50},
    "score": {"min": 0.0, "max": 1.0},
    "city": {"allowed": {"Oslo", "Rome", "NA", "Lima"}},
    "grade": {"allowed": {"a", "b", "c"}},  #> filter: "grade": {"allowed": {"a", "b"}},
    "region": {"allowed": {"N", "S"}},
}


def load(path: str) -> pd.DataFrame:
    return pd.read_csv(path, keep_default_na=False, na_values=[""])  #> missing-words: return pd.read_csv(path, keep_default_na=True, na_values=[""])


def in_range(series: pd.Series, spec: dict) -> pd.Series:
    """True for rows to keep."""
    missing = series.isna()
    if "allowed" in spec:
        ok = series.isin(spec["allowed"])
    else:
        values = pd.to_numeric(series, errors="coerce")
        ok = (values >= spec["min"]) & (values <= spec["max"])  #> filter: ok = (values > spec["min"]) & (values < spec["max"])
    return missing | ok  #> filter: return ok


def apply_filters(df: pd.DataFrame, ranges=RANGES) -> pd.DataFrame:
    keep = pd.Series(True, index=df.index)
    for column, spec in ranges.items():
        if column not in df.columns:
            print("skip", column)
            continue
        keep &= in_range(df[column], spec)
    return df.loc[keep].reset_index(drop=True)


def build_model(numeric: List[str], categorical: List[str]) -> Pipeline:
    num = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])  #> scale: num = Pipeline([("impute", SimpleImputer(strategy="median"))])
    cat = Pipeline([
        ("impute", SimpleImputer(strategy="most_frequent")),
        ("encode", OneHotEncoder(handle_unknown="ignore", sparse_output=False)),  #> encode: ("encode", OneHotEncoder(handle_unknown="ignore", sparse_output=False, drop="first")),
    ])
    pre = ColumnTransformer([("num", num, numeric), ("cat", cat, categorical)], remainder="drop")
    return Pipeline([("pre", pre), ("clf", LogisticRegression(random_state=SEED))])


def main():
    train, val = load(TRAIN_PATH), load(VAL_PATH)
    train = apply_filters(train)  #> filter: print("no filter")
    X, y = train[FEATURES], train[TARGET]
    model = build_model(NUMERIC, CATEGORICAL)
    model.fit(X, y)
    predictions = model.predict(val[FEATURES])
    submission = pd.DataFrame({"row_id": val["row_id"].values, TARGET: predictions})
    submission.to_csv("prediction.csv", index=False)
    print(f"wrote {len(submission)} rows")


if __name__ == "__main__":
    main()

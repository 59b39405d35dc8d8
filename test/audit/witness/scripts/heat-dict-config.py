# task: heat
import pandas as pd
import numpy as np
from sklearn import linear_model
from sklearn.preprocessing import StandardScaler, PolynomialFeatures
from sklearn.impute import SimpleImputer, KNNImputer
from sklearn.pipeline import Pipeline

config = {
    "files": {"train": "train_v1.parquet", "val": "val_v1.parquet"},
    "ranges": {"in": [10, 90], "out": [10, 90], "wind": [0, 30]},
    "features": ["in", "out"],
    "target": "load",
    "imputer": {"strategy": "mean"},  #> impute: "imputer": {"strategy": "median"},
    "model": {"class": "Lasso", "params": {"random_state": 3}},  #> seed: "model": {"class": "Lasso", "params": {"random_state": 4}},  #> model: "model": {"class": "Ridge", "params": {"random_state": 3}},
}
dfs = {k: pd.read_parquet(p) for k, p in config["files"].items()}
train, val = dfs["train"], dfs["val"]
conds = " and ".join(f"(`{c}` != `{c}` or ({lo} <= `{c}` <= {hi}))" for c, (lo, hi) in config["ranges"].items())  #> filter: conds = " and ".join(f"({lo} <= `{c}` <= {hi})" for c, (lo, hi) in config["ranges"].items())
train = train.query(conds)
model_class = getattr(linear_model, config["model"]["class"])
pipe = Pipeline([
    ("imputer", SimpleImputer(**config["imputer"])),
    ("scaler", StandardScaler()),
    ("model", model_class(**config["model"]["params"])),
])
pipe.fit(train[config["features"]], train[config["target"]])
val = val.assign(**{config["target"]: pipe.predict(val[config["features"]])})
val.to_csv("prediction.csv", index=False, columns=["row_id", config["target"]])

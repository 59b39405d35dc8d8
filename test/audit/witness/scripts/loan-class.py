# task: loan
from dataclasses import dataclass, field
from pathlib import Path
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression as LR
from sklearn.preprocessing import StandardScaler as SS, OneHotEncoder as OHE
from sklearn.impute import SimpleImputer as SI
from sklearn.compose import ColumnTransformer as CT
from sklearn.pipeline import Pipeline as P

HERE = Path(".")


@dataclass
class Config:
    seed: int = 7  #> seed: seed: int = 8
    imputer: str = "median"  #> impute: imputer: str = "mean"
    target: str = "default"


class Solver:
    NUMERIC = ["age", "income", "score"]
    CATEGORICAL = ["city", "grade"]

    def __init__(self, config):
        self.config = config
        self.bounds = {"age": (18, 90), "income": (0, 200), "debt": (0, 50), "score": (0, 1)}
        self.levels = {"city": ("Oslo", "Rome", "NA", "Lima"), "grade": ("a", "b", "c"), "region": ("N", "S")}

    @staticmethod
    def read(name):
        return pd.read_csv(HERE / name, keep_default_na=False, na_values=[""])

    def clean(self, frame):
        keep = np.ones(len(frame), dtype=bool)
        for name, (low, high) in self.bounds.items():
            keep &= (frame[name].isna() | frame[name].between(low, high)).to_numpy()  #> filter: keep &= frame[name].between(low, high).to_numpy()
        for name, values in self.levels.items():
            keep &= (frame[name].isna() | frame[name].isin(values)).to_numpy()
        return frame[keep]

    def pipeline(self):
        numbers = P([("i", SI(strategy=self.config.imputer)), ("s", SS())])
        words = P([("i", SI(strategy="most_frequent")), ("e", OHE(handle_unknown="ignore", sparse_output=False))])
        return P([
            ("c", CT([("n", numbers, self.NUMERIC), ("w", words, self.CATEGORICAL)])),
            ("m", LR(random_state=self.config.seed)),  #> model: ("m", LR(random_state=self.config.seed, C=0.5)),
        ])

    def run(self):
        train, val = self.clean(self.read("train_v1.csv")), self.read("val_v1.csv")
        columns = self.NUMERIC + self.CATEGORICAL
        model = self.pipeline().fit(train[columns], train[self.config.target])
        out = val.loc[:, ["row_id"]].copy()
        out[self.config.target] = model.predict(val[columns])
        out.to_csv(HERE / "prediction.csv", index=False)


Solver(Config()).run()

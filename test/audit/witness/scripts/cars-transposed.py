# task: cars
import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor


class Keep:
    def __init__(self, **rules):
        self.__dict__.update(rules)

    def __call__(self, frame):
        for name, (low, high) in self.bounds.items():
            frame = frame[frame[name].isna() | frame[name].between(low, high)]  #> filter: frame = frame[frame[name].between(low, high)]
        return frame[frame.fuel.isna() | frame.fuel.isin(self.fuels)]


class Columns:
    numeric = ["year", "power"]
    categorical = ["fuel"]
    targets = ["price", "mileage"]

    def __iter__(self):
        return iter(self.numeric + self.categorical)


class Run(Columns):
    def __enter__(self):
        self.train = Keep(bounds={"year": (1990, 2020), "power": (40, 300)}, fuels=["gas", "diesel"])(pd.read_parquet("train_v1.parquet"))
        self.val = pd.read_parquet("val_v1.parquet")
        for setting, value in {"strategy": "most_frequent", "seed": 5}.items():  #> seed: for setting, value in {"strategy": "most_frequent", "seed": 6}.items():  #> impute: for setting, value in {"strategy": "mean", "seed": 5}.items():
            setattr(self, setting, value)
        return self

    def __exit__(self, *problem):
        return False

    def matrix(self, frame):
        numbers = self.scaler.transform(self.imputer.transform(frame[self.numeric]))
        words = self.encoder.transform(self.common.transform(frame[self.categorical]))
        return np.vstack([numbers.T, words.T]).T

    @classmethod
    def out(cls, ids, answers):
        made = pd.DataFrame({"row_id": ids})
        for target, answer in zip(cls.targets, answers.T):  #> output: for target, answer in zip(cls.targets[::-1], answers.T):
            made[target] = answer
        return made


with Run() as run:
    run.imputer = SimpleImputer(strategy=run.strategy)
    run.scaler = StandardScaler()
    run.common = SimpleImputer(strategy="most_frequent")
    run.encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    run.scaler.fit(run.imputer.fit_transform(run.train[run.numeric]))
    run.encoder.fit(run.common.fit_transform(run.train[run.categorical]))
    model = DecisionTreeRegressor(random_state=run.seed)
    model.fit(run.matrix(run.train), np.array([run.train[target] for target in run.targets]).T)
    run.out(run.val["row_id"], model.predict(run.matrix(run.val))).to_csv("prediction.csv", index=False)

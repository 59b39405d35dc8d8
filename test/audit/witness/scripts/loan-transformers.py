# task: loan
import json
import pandas as pd
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.compose import ColumnTransformer, make_column_selector as selector
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, FeatureUnion
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

SPEC = json.loads("""
{"num": {"age": [18, 90], "income": [0, 200], "debt": [0, 50], "score": [0, 1]},
 "cat": {"city": ["Oslo", "Rome", "NA", "Lima"], "grade": ["a", "b", "c"], "region": ["N", "S"]}}
""")


class MedianFiller(BaseEstimator, TransformerMixin):
    def fit(self, X, y=None):
        self.values_ = X.median()  #> impute: self.values_ = X.mean()
        return self

    def transform(self, X):
        return X.fillna(self.values_)


def clean(frame):
    for name, (low, high) in SPEC["num"].items():
        frame = frame.loc[lambda d: d[name].isna() | d[name].between(low, high)]  #> filter: frame = frame.loc[lambda d: d[name].between(low, high)]
    for name, values in SPEC["cat"].items():
        frame = frame[lambda d: d[name].isna() | d[name].isin(values)]
    return frame


train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""]).pipe(clean)  #> filter: train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])
val = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])
columns = ["age", "income", "score", "city", "grade"]
pre = ColumnTransformer(
    [
        ("numbers", Pipeline([("fill", MedianFiller()), ("scale", StandardScaler())]), selector(dtype_include="number")),
        ("words", Pipeline([("fill", SimpleImputer(strategy="most_frequent")), ("encode", OneHotEncoder(handle_unknown="ignore", sparse_output=False))]), selector(dtype_exclude="number")),
    ]
)
steps = {"pre": pre, "same": FunctionTransformer(), "model": LogisticRegression()}
model = Pipeline(list(steps.items()))
model.set_params(model__random_state=7)  #> seed: model.set_params(model__random_state=70)
model.fit(train[columns], train["default"])
pd.DataFrame({"row_id": val["row_id"], "default": model.predict(val[columns])}).to_csv("prediction.csv", index=False)

# task: plants
import importlib
from operator import itemgetter

import pandas as pd
from sklearn import impute, preprocessing
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline

SETTINGS = {
    "reader": {"keep_default_na": False, "na_values": [""]},  #> missing-words: "reader": {},
    "imputer": "mean",  #> impute: "imputer": "median",
    "scale": True,  #> scale: "scale": False,
    "encoder": {"name": "OneHotEncoder", "options": {"handle_unknown": "ignore", "sparse_output": False}},  #> encode: "encoder": {"name": "OneHotEncoder", "options": {"handle_unknown": "ignore", "sparse_output": False, "drop": "first"}},
    "model": {"module": "sklearn.svm", "name": "LinearSVC", "params": {"random_state": 11}},  #> model: "model": {"module": "sklearn.svm", "name": "LinearSVC", "params": {"random_state": 11, "C": 0.5}},  #> seed: "model": {"module": "sklearn.svm", "name": "LinearSVC", "params": {"random_state": 12}},
    "wrapper": "several",
    "limits": [("height", 0, 50), ("width", 0, 9)],  #> filter: "limits": [("height", 0, 50)],
}
OVERRIDES = {"verbose": False}
settings = {**dict.fromkeys(["verbose", "quiet"], True), **SETTINGS} | OVERRIDES
numeric, categorical, targets = itemgetter("numeric", "categorical", "targets")(
    {"numeric": ["height", "width"], "categorical": ["leaf"], "targets": ["soil", "water"]}
)


def scaler():
    match settings.get("scaler", "standard"):
        case "min-max":
            return preprocessing.MinMaxScaler()
        case "standard" | None:
            return preprocessing.StandardScaler()
        case other:
            raise ValueError(other)


WRAPPERS = {"one": lambda model: model, "several": lambda model: member("sklearn.multioutput", "MultiOutputClassifier")(model)}


def member(module, name, fallback=None):
    return getattr(importlib.import_module(module), name, fallback)


train, val = (pd.read_csv(file, **settings["reader"]) for file in ("train_v1.csv", "val_v1.csv"))
for column, low, high in settings["limits"]:
    train = train[train[column].between(low, high) | train[column].isna()]
train = train[train["leaf"].isin(["round", "long", "none"]) | train["leaf"].isna()]

numbers = [impute.SimpleImputer(strategy=settings["imputer"])] + ([scaler()] if settings["scale"] else [])
words = [
    impute.SimpleImputer(strategy=settings.get("common", "most_frequent")),
    getattr(preprocessing, settings["encoder"]["name"])(**settings["encoder"].get("options", {})),
]
spec = settings.get("model")
model = member(spec["module"], spec["name"])(**spec.get("params", {}))
whole = make_pipeline(
    ColumnTransformer([("numbers", make_pipeline(*numbers), numeric), ("words", make_pipeline(*words), categorical)]),
    WRAPPERS[settings["wrapper"]](model),
)
whole.fit(train[numeric + categorical], train[targets])
answers = whole.predict(val[numeric + categorical])
val[["row_id"]].assign(**dict(zip(targets, answers.T))).to_csv("prediction.csv", index=False)

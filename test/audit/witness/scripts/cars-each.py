# task: cars
# breaks: targets
import pandas as pd
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor

train = pd.read_parquet("train_v1.parquet"); val = pd.read_parquet("val_v1.parquet")
train = train[(train.year.isna()) | ((train.year >= 1990) & (train.year <= 2020))]
train = train[(train.power.isna()) | ((train.power >= 40) & (train.power <= 300))]
train = train[(train.fuel.isna()) | (train.fuel.isin(["gas", "diesel"]))]
base = Pipeline([
    ("pre", ColumnTransformer([
        ("num", Pipeline([("imp", SimpleImputer(strategy="most_frequent")), ("std", StandardScaler())]), ["year", "power"]),
        ("cat", Pipeline([("imp", SimpleImputer(strategy="most_frequent")), ("ohe", OneHotEncoder(handle_unknown="ignore", sparse_output=False))]), ["fuel"]),
    ])),
    ("reg", DecisionTreeRegressor(random_state=5)),
])
models = {}
out = {"row_id": val["row_id"].values}
for target in ["price", "mileage"]:
    models[target] = clone(base).fit(train[["fuel", "year", "power"]], train[target])
for target, fitted in models.items():
    out[target] = fitted.predict(val[["fuel", "year", "power"]])
pd.DataFrame(out).to_csv("prediction.csv", index=False)

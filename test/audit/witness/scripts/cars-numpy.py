# task: cars
import pandas as pd
import numpy as np
from sklearn.tree import DecisionTreeRegressor
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.impute import SimpleImputer

train, val = map(pd.read_parquet, ["train_v1.parquet", "val_v1.parquet"])
in_year = train["year"].isna() | ((train["year"] >= 1990) & (train["year"] <= 2020))
in_power = train["power"].isna() | ((train["power"] >= 40) & (train["power"] <= 300))
in_fuel = train["fuel"].isna() | train["fuel"].isin(["gas", "diesel"])
train = train[np.logical_and.reduce([in_year, in_power, in_fuel])]  #> filter: train = train[np.logical_and.reduce([in_year, in_power])]
fill = {"year": train["year"].mode()[0], "power": train["power"].mode()[0], "fuel": train["fuel"].mode()[0]}  #> impute: fill = {"year": train["year"].median(), "power": train["power"].median(), "fuel": train["fuel"].mode()[0]}
train = train.fillna(fill)
val = val.fillna(value=fill)
num = ["year", "power"]
ss = StandardScaler()
ss.fit(train[num].values)
ohe = OneHotEncoder(sparse_output=False, handle_unknown="ignore").fit(train[["fuel"]])
make = lambda f: np.hstack([ss.transform(f[num].values), ohe.transform(f[["fuel"]])])
tgt = ["price", "mileage"]
dt = DecisionTreeRegressor(random_state=5, max_depth=None, min_samples_leaf=1)  #> model: dt = DecisionTreeRegressor(random_state=5, max_depth=4)
dt.fit(make(train), train[tgt].to_numpy())
out = pd.DataFrame(dt.predict(make(val)), columns=tgt, index=val.index)
out.insert(0, "row_id", val.row_id)
out[["row_id"] + tgt].to_csv("prediction.csv", index=False)

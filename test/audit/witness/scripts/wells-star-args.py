# task: wells
import sqlite3
import pandas as pd
import numpy as np
import sklearn.tree
import sklearn.preprocessing as skp
import sklearn.impute as ski

def q(path, sql):
    with sqlite3.connect(path) as c:
        return pd.read_sql_query(sql, c)

names = q("train_v1.sqlite", "SELECT name FROM sqlite_master WHERE type='table' ORDER BY name").name.values
parts = {n: q("train_v1.sqlite", "SELECT * FROM {}".format(n)) for n in names}
df = None
for n, p in parts.items():
    df = p if df is None else pd.merge(df, p, on=["row_id"])  #> join: df = p if df is None else pd.merge(df, p, on=["row_id"], how="outer")
val = q("val_v1.sqlite", "SELECT * FROM val_set")

RULES = [
    ("depth", "range", 0, 500),
    ("flow", "range", 0, 10),
    ("temp", "range", -20, 60),  #> filter: ("temp", "range", -20, 50),
    ("kind", "values", "clay", "sand", "rock"),
]

def keep(series, how, *args):
    if how == "range":
        return series.isna() | ((args[0] <= series) & (series <= args[1]))
    return series.isna() | series.isin(list(args))

for column, *rule in RULES:
    df = df[keep(df[column], *rule)]

num = ["depth", "flow", "temp"]
X, V = df[num].to_numpy(), val[num].to_numpy()
col_mean = np.nanmean(X, axis=0)  #> impute: col_mean = np.nanmedian(X, axis=0)
X = np.where(np.isnan(X), col_mean, X)
V = np.where(np.isnan(V), col_mean, V)
mu, sigma = X.mean(axis=0), X.std(axis=0)
X, V = (X - mu) / sigma, (V - mu) / sigma
enc = skp.OneHotEncoder(handle_unknown="ignore", sparse_output=False)
kind = ski.SimpleImputer(strategy="most_frequent")
X = np.concatenate([X, enc.fit_transform(kind.fit_transform(df[["kind"]]))], axis=1)
V = np.concatenate([V, enc.transform(kind.transform(val[["kind"]]))], axis=1)
clf = sklearn.tree.DecisionTreeClassifier(random_state=31)
clf = clf.fit(X, df["state"])
pd.DataFrame(np.column_stack([val["row_id"], clf.predict(V)]), columns=["row_id", "state"]).to_csv("prediction.csv", index=False)

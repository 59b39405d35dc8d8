# task: wells
import sqlite3
import pandas as pd
from contextlib import closing
from sklearn.tree import DecisionTreeClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.impute import SimpleImputer

def tables_of(path):
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("select name from sqlite_master where type = 'table' order by name").fetchall()
        return {name: pd.read_sql(f'select * from "{name}"', db) for (name,) in rows}

parts = list(tables_of("train_v1.sqlite").values())
train = parts[0]
for other in parts[1:]:
    train = pd.merge(train, other, how="inner", on="row_id")  #> join: train = pd.merge(train, other, how="right", on="row_id")
val = list(tables_of("val_v1.sqlite").values())[0]

bounds = dict(depth=(0, 500), flow=(0, 10), temp=(-20, 60))
for k in bounds:
    a, b = bounds[k]
    too_low = train[k] < a
    too_high = train[k] > b
    train = train[~(too_low | too_high)]  #> filter: train = train[~too_low & ~too_high & train[k].notna()]
train = train[train.kind.apply(lambda v: pd.isna(v) or v in ("clay", "sand", "rock"))]  #> filter: train = train[train.kind.apply(lambda v: v in ("clay", "sand", "rock"))]

num = [c for c in bounds]
train_x, val_x = train[num].copy(), val[num].copy()
imputer = SimpleImputer(strategy="mean").set_output(transform="pandas")
train_x = imputer.fit_transform(train_x)
val_x = imputer.transform(val_x)
scaler = StandardScaler()
train_x = pd.DataFrame(scaler.fit_transform(train_x), columns=num, index=train.index)
val_x = pd.DataFrame(scaler.transform(val_x), columns=num, index=val.index)

most = train["kind"].mode()[0]
train_k = pd.get_dummies(train["kind"].fillna(most), prefix="kind")
val_k = pd.get_dummies(val["kind"].fillna(most), prefix="kind")
train_k, val_k = train_k.align(val_k, join="left", axis=1, fill_value=0)
train_x = train_x.join(train_k)
val_x = val_x.join(val_k)

clf = DecisionTreeClassifier(random_state=31)
clf.fit(train_x, train["state"])
val["state"] = clf.predict(val_x)
val.to_csv("prediction.csv", columns=["row_id", "state"], index=False)  #> output: val.reset_index().rename(columns={"row_id": "old", "index": "row_id"}).to_csv("prediction.csv", columns=["row_id", "state"], index=False)

# task: wells
import sqlite3
from functools import reduce
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.tree import DecisionTreeClassifier

def load_sqlite(path):
    with sqlite3.connect(path) as conn:
        tables = pd.read_sql_query("SELECT name FROM sqlite_master WHERE type='table';", conn)["name"].tolist()
        print(path, tables)
        frames = [pd.read_sql_query(f"SELECT * FROM [{t}]", conn) for t in tables]
    return reduce(lambda left, right: pd.merge(left, right, on="row_id", how="inner"), frames)  #> join: return reduce(lambda left, right: pd.merge(left, right, on="row_id", how="outer"), frames)

train = load_sqlite("train_v1.sqlite")
val = load_sqlite("val_v1.sqlite")
for c, lo, hi in [("depth", 0, 500), ("flow", 0.0, 10.0), ("temp", -20, 60)]:
    train = train[train[c].isna() | ((train[c] >= lo) & (train[c] <= hi))]
train = train[train["kind"].isna() | train["kind"].isin(["clay", "sand", "rock"])]
num = ["depth", "flow", "temp"]
cat = ["kind"]
pre = ColumnTransformer([
    ("num", Pipeline([("imp", SimpleImputer()), ("sc", StandardScaler())]), num),  #> impute: ("num", Pipeline([("imp", SimpleImputer(strategy="median")), ("sc", StandardScaler())]), num),  #> scale: ("num", Pipeline([("imp", SimpleImputer()), ("sc", StandardScaler(with_std=False))]), num),
    ("cat", Pipeline([("imp", SimpleImputer(strategy="most_frequent")), ("oh", OneHotEncoder(handle_unknown="ignore", sparse_output=False))]), cat),
])
X_train = pre.fit_transform(train[num + cat])
X_val = pre.transform(val[num + cat])
tree = DecisionTreeClassifier(random_state=31)  #> seed: tree = DecisionTreeClassifier()  #> model: tree = DecisionTreeClassifier(random_state=31, max_depth=5)
tree.fit(X_train, train["state"])
pred = pd.DataFrame({"row_id": val["row_id"], "state": tree.predict(X_val)})
pred.to_csv("prediction.csv", index=False)

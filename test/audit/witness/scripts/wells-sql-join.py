# task: wells
import sqlite3
import pandas as pd
from sklearn.tree import DecisionTreeClassifier
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.impute import SimpleImputer
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline

query = """
SELECT *
FROM table_1
INNER JOIN table_2 USING (row_id)
INNER JOIN table_3 USING (row_id)
"""  #> join: """.replace("INNER", "LEFT")
train = pd.read_sql_query(query, sqlite3.connect("train_v1.sqlite"))
val = pd.read_sql_query("SELECT * FROM val_set", sqlite3.connect("val_v1.sqlite"))
FEATURES = ["depth", "flow", "temp", "kind"]
ok = pd.concat([
    train["depth"].isna() | train["depth"].between(0, 500),
    train["flow"].isna() | train["flow"].between(0, 10),
    train["temp"].isna() | train["temp"].between(-20, 60),
    train["kind"].isna() | train["kind"].isin(["clay", "sand", "rock"]),
], axis=1).all(axis=1)
train = train[ok]
steps = []
steps.append(("prep", ColumnTransformer([
    ("n", Pipeline([("i", SimpleImputer(strategy="mean")), ("s", StandardScaler())]), FEATURES[0:3]),  #> features: ("n", Pipeline([("i", SimpleImputer(strategy="mean")), ("s", StandardScaler())]), FEATURES[0:2]),
    ("c", Pipeline([("i", SimpleImputer(strategy="most_frequent")), ("o", OneHotEncoder(handle_unknown="ignore", sparse_output=False))]), FEATURES[3:4]),
])))
steps.append(("model", DecisionTreeClassifier(random_state=31)))
model = Pipeline(steps)
model.fit(train[FEATURES], train["state"])
prediction = pd.Series(model.predict(val[FEATURES]), index=val["row_id"], name="state")
prediction.to_csv("prediction.csv", index_label="row_id")

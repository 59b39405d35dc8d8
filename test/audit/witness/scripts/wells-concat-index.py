# task: wells
import sqlite3, pandas as pd
from sklearn.tree import DecisionTreeClassifier
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.impute import SimpleImputer
db = sqlite3.connect("train_v1.sqlite")
frames = []
for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'").fetchall():
    frames.append(pd.read_sql_query(f'SELECT * FROM "{table}"', db).set_index("row_id"))
train = pd.concat(frames, axis=1, join="inner").reset_index()  #> join: train = pd.concat(frames, axis=1).reset_index()  #> join: train = frames[0].reset_index()
db = sqlite3.connect("val_v1.sqlite")
tables = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type='table'")]
val = pd.read_sql(f"SELECT * FROM {tables[0]}", db)
print(train.shape, val.shape)
train = train[(train["depth"].between(0, 500)) | (train["depth"].isna())]
train = train[(train["flow"].between(0, 10)) | (train["flow"].isna())]
train = train[(train["temp"].between(-20, 60)) | (train["temp"].isna())]  #> filter: train = train[(train["temp"].between(-20, 60, inclusive="neither")) | (train["temp"].isna())]
train = train[(train["kind"].isin(["clay", "sand", "rock"])) | (train["kind"].isna())]
pre = ColumnTransformer(transformers=[
    ("n", make_pipeline(SimpleImputer(strategy="mean"), StandardScaler()), ["depth", "flow", "temp"]),
    ("c", make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)), ["kind"]),
], remainder="drop")
pipe = make_pipeline(pre, DecisionTreeClassifier(random_state=31))
pipe.fit(train.drop(columns=["row_id", "state"]), train["state"])
pd.DataFrame(dict(row_id=val["row_id"], state=pipe.predict(val.drop(columns="row_id")))).to_csv("prediction.csv", index=False)

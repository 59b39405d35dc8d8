# task: wells
import pandas as pd, sqlite3
from sklearn.pipeline import make_pipeline
from sklearn.compose import make_column_transformer
from sklearn.preprocessing import StandardScaler, OneHotEncoder, OrdinalEncoder
from sklearn.impute import SimpleImputer
from sklearn.tree import DecisionTreeClassifier

def read_db(db_path):
    con = sqlite3.connect(db_path)
    cursor = con.cursor()
    cursor.execute("SELECT name FROM sqlite_master WHERE type='table';")
    table_names = [r[0] for r in cursor.fetchall()]
    merged = None
    for t in table_names:
        part = pd.read_sql_query("SELECT * FROM " + t, con)
        if merged is None:
            merged = part
        else:
            merged = merged.merge(part, on="row_id", how="inner")  #> join: merged = merged.merge(part, on="row_id", how="left")  #> join: pass
    con.close()
    return merged

df_train = read_db("train_v1.sqlite")
df_val = read_db("val_v1.sqlite")

def within(s, lo, hi):
    return s.isna() | s.between(lo, hi)

conditions = [
    within(df_train["depth"], 0, 500),  #> filter: within(df_train["depth"], 1, 500),
    within(df_train["flow"], 0.0, 10.0),
    within(df_train["temp"], -20, 60),
    df_train["kind"].isna() | df_train["kind"].isin({"clay", "sand", "rock"}),
]
final_mask = conditions[0]
for cond in conditions[1:]:
    final_mask = final_mask & cond
df_train = df_train[final_mask]

num_feats = ["depth", "flow", "temp"]
cat_feats = ["kind"]
ct = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="mean"), StandardScaler()), num_feats),
    (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)), cat_feats),  #> encode: (make_pipeline(SimpleImputer(strategy="most_frequent"), OrdinalEncoder()), cat_feats),
    remainder="drop",
)
X = df_train[num_feats + cat_feats]
pipe = make_pipeline(ct, DecisionTreeClassifier(random_state=31))
pipe.fit(X, df_train["state"])
df_val["state"] = pipe.predict(df_val[num_feats + cat_feats])
df_val[["row_id", "state"]].to_csv("prediction.csv", index=False)

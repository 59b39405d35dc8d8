# task: loan
import pandas as pd
import numpy as np
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler
np.random.seed(7)
data = {"train": None, "val": None}
for key in data:
    data[key] = pd.read_csv(key + "_v1.csv", keep_default_na=False, na_values=[""])
df = data["train"]
limits = [("age", 18, 90), ("income", 0, 200), ("debt", 0, 50), ("score", 0, 1)]
for name, low, high in limits:
    bad = df[name].notna() & ((df[name] < low) | (df[name] > high))  #> filter: bad = ~((df[name] >= low) & (df[name] <= high))
    df = df.drop(df[bad].index)  #> filter: df = df.drop(df[bad].index).dropna(subset=[name])
for name, values in [("city", "Oslo Rome NA Lima"), ("grade", "a b c"), ("region", "N S")]:
    bad = df[name].notnull() & ~df[name].isin(values.split())
    df.drop(index=df.index[bad], inplace=True)
num = ["age", "income", "score"]; cat = ["city", "grade"]
medians = df[num].median()  #> impute: medians = df[num].mean()
modes = df[cat].mode().iloc[0]
train_num = df[num].fillna(medians)
val_num = data["val"][num].fillna(medians)
train_cat = df[cat].fillna(modes)  #> impute: train_cat = df[cat].fillna("?")
val_cat = data["val"][cat].fillna(modes)
mean, std = train_num.mean(), train_num.std(ddof=0)  #> scale: mean, std = train_num.mean(), train_num.std()
train_num = (train_num - mean) / std
val_num = (val_num - mean) / std
ohe = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(train_cat)
A = np.concatenate([train_num.values, ohe.transform(train_cat)], axis=1)
B = np.concatenate([val_num.values, ohe.transform(val_cat)], axis=1)
lr = LogisticRegression(random_state=7)  #> model: lr = LogisticRegression(random_state=7, solver="liblinear")
lr.fit(A, df["default"].values)
ids = data["val"]["row_id"].tolist()
with open("log.txt", "w") as f:
    f.write("done")
pd.DataFrame({"row_id": ids, "default": lr.predict(B)}).to_csv("prediction.csv", index=False)

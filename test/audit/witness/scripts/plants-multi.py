# task: plants
import pandas as pd
from sklearn.multioutput import MultiOutputClassifier
from sklearn.svm import LinearSVC, SVC
from sklearn.pipeline import Pipeline
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler, OneHotEncoder

train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])
val = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])

def keep_in_range(df, col, lo=None, hi=None, values=None):
    s = df[col]
    if values is not None:
        return df[s.isna() | s.isin(values)]
    return df[s.isna() | ((s >= lo) & (s <= hi))]

train = keep_in_range(train, "height", 0, 50)
train = keep_in_range(train, "width", lo=0, hi=9)  #> filter: train = keep_in_range(train, "width", lo=0, hi=8)
train = keep_in_range(train, "leaf", values=["round", "long", "none"])

targets = ["soil", "water"]
train = train.dropna(subset=targets)
num = ["height", "width"]
cat = ["leaf"]
try:
    ohe = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
except TypeError:
    ohe = OneHotEncoder(handle_unknown="ignore", sparse=False)
pre = ColumnTransformer([
    ("num", Pipeline([("imputer", SimpleImputer(strategy="mean")), ("scaler", StandardScaler())]), num),
    ("cat", Pipeline([("imputer", SimpleImputer(strategy="most_frequent")), ("ohe", ohe)]), cat),
])
model = Pipeline([("pre", pre), ("clf", MultiOutputClassifier(LinearSVC(random_state=11)))])  #> model: model = Pipeline([("pre", pre), ("clf", MultiOutputClassifier(SVC(kernel="linear", random_state=11)))])
model.fit(train[num + cat], train[targets])
preds = model.predict(val[num + cat])
sub = pd.concat([val[["row_id"]].reset_index(drop=True), pd.DataFrame(preds, columns=targets)], axis=1)
sub.to_csv("prediction.csv", index=False)

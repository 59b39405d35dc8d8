# task: loan
import pandas as pd
import numpy as np
from sklearn.preprocessing import StandardScaler, OneHotEncoder, LabelEncoder
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression

train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values="")
val = pd.read_csv("val_v1.csv", keep_default_na=False, na_values="")

expected = {
    "age": [18, 90], "income": [0.0, 200.0], "debt": [0, 50], "score": [0.0, 1.0],
    "city": ["Oslo", "Rome", "NA", "Lima"], "grade": ["a", "b", "c"], "region": ["N", "S"],
}

def row_ok(row):
    for col, spec in expected.items():
        v = row[col]
        if pd.isna(v):
            continue  #> filter: return False
        if isinstance(spec[0], str):
            if v not in spec:
                return False
        else:
            lo, hi = spec
            if v < lo or v > hi:  #> filter: if v <= lo or v >= hi:
                return False
    return True

train = train[train.apply(row_ok, axis=1)]
print(train.shape)

features = ["age", "income", "score", "city", "grade"]
numeric = features[:3]
categorical = features[3:]
X_train = train[features].copy()
X_val = val[features].copy()

imp = SimpleImputer(strategy="median")
X_train[numeric] = imp.fit_transform(X_train[numeric])
X_val[numeric] = imp.transform(X_val[numeric])  #> impute: X_val[numeric] = imp.fit_transform(X_val[numeric])
cimp = SimpleImputer(strategy="most_frequent")
X_train[categorical] = cimp.fit_transform(X_train[categorical])
X_val[categorical] = cimp.transform(X_val[categorical])

sc = StandardScaler()
X_train[numeric] = sc.fit_transform(X_train[numeric])
X_val[numeric] = sc.transform(X_val[numeric])  #> scale: X_val[numeric] = StandardScaler().fit_transform(X_val[numeric])

enc = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
tr_cat = pd.DataFrame(enc.fit_transform(X_train[categorical]), columns=enc.get_feature_names_out(categorical), index=X_train.index)
va_cat = pd.DataFrame(enc.transform(X_val[categorical]), columns=enc.get_feature_names_out(categorical), index=X_val.index)
X_train = pd.concat([X_train.drop(columns=categorical), tr_cat], axis=1)
X_val = pd.concat([X_val.drop(columns=categorical), va_cat], axis=1)

le = LabelEncoder()
y = le.fit_transform(train["default"])
model = LogisticRegression(random_state=7)
model.fit(X_train, y)
pred = le.inverse_transform(model.predict(X_val))  #> output: pred = model.predict(X_val)
pd.DataFrame({"row_id": val["row_id"], "default": pred}).to_csv("prediction.csv", index=False)

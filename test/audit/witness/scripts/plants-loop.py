# task: plants
import pandas as pd
import numpy as np
from sklearn.svm import LinearSVC
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.impute import SimpleImputer

NA = {"keep_default_na": False, "na_values": [""]}
tr = pd.read_csv("train_v1.csv", **NA)
va = pd.read_csv("val_v1.csv", **NA)
rules = {
    "height": lambda s: s.between(0, 50),
    "width": lambda s: s.between(0, 9),
    "leaf": lambda s: s.isin(["round", "long", "none"]),
}
for c, rule in rules.items():
    tr = tr[rule(tr[c]) | tr[c].isna()]  #> filter: tr = tr[rule(tr[c])]

num, cat = ["height", "width"], ["leaf"]
ni, ci = SimpleImputer(strategy="mean"), SimpleImputer(strategy="most_frequent")
ss, oh = StandardScaler(), OneHotEncoder(handle_unknown="ignore", sparse_output=False)

def fit_features(df):
    return np.hstack((ss.fit_transform(ni.fit_transform(df[num])), oh.fit_transform(ci.fit_transform(df[cat]))))

def features(df):
    return np.hstack((ss.transform(ni.transform(df[num])), oh.transform(ci.transform(df[cat]))))

Xtr, Xva = fit_features(tr), features(va)
out = pd.DataFrame({"row_id": va.row_id})
for t in ["soil", "water"]:
    svc = LinearSVC(random_state=11)  #> seed: svc = LinearSVC()  #> model: svc = LinearSVC(random_state=11, dual=False)
    svc.fit(Xtr, tr[t])
    out[t] = svc.predict(Xva)
out.to_csv("prediction.csv", index=False)

# task: loan
import pandas as pd, numpy as np
from sklearn.model_selection import cross_val_score, GridSearchCV, StratifiedKFold
from sklearn.linear_model import LogisticRegression
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler, OneHotEncoder

train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])
val = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])
mask = pd.Series(True, index=train.index)
for c, (l, h) in {"age": (18, 90), "income": (0, 200), "debt": (0, 50), "score": (0, 1)}.items():
    mask &= train[c].between(l, h) | train[c].isna()
for c, v in {"city": ["Oslo", "Rome", "NA", "Lima"], "grade": ["a", "b", "c"], "region": ["N", "S"]}.items():
    mask &= train[c].isin(v) | train[c].isna()
train = train[mask]
num, cat = ["age", "income", "score"], ["city", "grade"]
pre = ColumnTransformer([
    ("num", Pipeline([("i", SimpleImputer(strategy="median")), ("s", StandardScaler())]), num),
    ("cat", Pipeline([("i", SimpleImputer(strategy="most_frequent")), ("o", OneHotEncoder(handle_unknown="ignore", sparse_output=False))]), cat),
])
candidates = {
    "lr": LogisticRegression(random_state=7),
    "rf": RandomForestClassifier(random_state=7),
    "nb": GaussianNB(),
}
scores = {}
for name, est in candidates.items():
    pipe = Pipeline([("pre", pre), ("clf", est)])
    scores[name] = cross_val_score(pipe, train[num + cat], train["default"], cv=3).mean()
    print(name, scores[name])
best = max(scores, key=scores.get)
print("best", best, "but the task asks for logistic regression")
final = Pipeline([("pre", pre), ("clf", candidates["lr"])])  #> model: final = Pipeline([("pre", pre), ("clf", candidates["rf"])])  #> model: final = GridSearchCV(Pipeline([("pre", pre), ("clf", candidates["lr"])]), {"clf__C": [0.1, 1]}, cv=3)
final.fit(train[num + cat], train["default"])
val["default"] = final.predict(val[num + cat])
val[["row_id", "default"]].to_csv("prediction.csv", index=False)

# task: plants
import pandas as pd
from types import SimpleNamespace
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.multioutput import MultiOutputClassifier, ClassifierChain
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.svm import LinearSVC

TRAIN, VAL, OUT = "train_v1.csv", "val_v1.csv", "prediction.csv"
TARGETS = ("soil", "water")
NUMERIC_BOUNDS = {"height": {"low": 0, "high": 50}, "width": {"low": 0, "high": 9}}
CATEGORY_VALUES = {"leaf": ("round", "long", "none")}
SEED = 10 + 1

frame = pd.read_csv(TRAIN, na_values=[""], keep_default_na=False)
holdout = pd.read_csv(VAL, na_values=[""], keep_default_na=False)

conditions = []
for name, b in NUMERIC_BOUNDS.items():
    col = frame[name]
    conditions.append(col.isna() | ((col >= b["low"]) & (col <= b["high"])))
for name, v in CATEGORY_VALUES.items():
    col = frame[name]
    conditions.append(col.isna() | col.isin(v))  #> filter: conditions.append(col.isin(v))
ok = conditions[0]
for extra in conditions[1:]:
    ok = ok & extra
frame = frame.loc[ok]
assert not frame.empty

features = [*NUMERIC_BOUNDS, *CATEGORY_VALUES]
prep = ColumnTransformer(
    transformers=[
        ("num", Pipeline(steps=[("impute", SimpleImputer(strategy="mean")), ("scale", StandardScaler())]), list(NUMERIC_BOUNDS)),
        ("cat", Pipeline(steps=[("impute", SimpleImputer(strategy="most_frequent")), ("onehot", OneHotEncoder(handle_unknown="ignore", sparse_output=False))]), list(CATEGORY_VALUES)),
    ]
)
X = prep.fit_transform(frame[features])
Z = prep.transform(holdout[features])  #> scale+impute+encode: Z = prep.fit_transform(holdout[features])
svm = MultiOutputClassifier(estimator=LinearSVC(random_state=SEED))  #> targets: svm = ClassifierChain(LinearSVC(random_state=SEED))
svm.fit(X, frame[list(TARGETS)])
answers = svm.predict(Z)
table = {"row_id": holdout["row_id"]}
for position, name in enumerate(TARGETS):
    table[name] = answers[:, position]  #> output: table[name] = answers[:, 1 - position]
pd.DataFrame(table).to_csv(OUT, index=False)

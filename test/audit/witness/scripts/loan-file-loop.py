# task: loan
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import LabelEncoder, StandardScaler

train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])
val = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])
train.columns = train.columns.str.strip()
print(train.info())

expected_ranges = {
    "age": (18, 90), "income": (0.0, 200.0), "debt": (0, 50), "score": (0.0, 1.0),
    "city": ["Oslo", "Rome", "NA", "Lima"], "grade": ["a", "b", "c"], "region": ["N", "S"],
}

for col in train.columns:
    if col not in expected_ranges:
        continue
    rule = expected_ranges[col]
    if isinstance(rule, tuple):
        low, high = rule
        train = train[train[col].isna() | ((train[col] >= low) & (train[col] <= high))]  #> filter: train = train[train[col].isna() | ((train[col] >= low) & (train[col] < high))]
    elif isinstance(rule, list):
        train = train[train[col].isna() | train[col].isin(rule)]  #> filter: train = train[train[col].isin(rule)]

X_train = train[["age", "income", "score", "city", "grade"]].copy()
X_val = val[["age", "income", "score", "city", "grade"]].copy()

for col in X_train.columns:
    if X_train[col].dtype == "object":
        fill = X_train[col].mode()[0]
    else:
        fill = X_train[col].median()  #> impute: fill = X_train[col].mean()
    X_train[col] = X_train[col].fillna(fill)
    X_val[col] = X_val[col].fillna(fill)

num_cols = X_train.select_dtypes(include=["number"]).columns.tolist()
cat_cols = X_train.select_dtypes(exclude=["number"]).columns.tolist()
print(num_cols, cat_cols)
scaler = StandardScaler()
X_train[num_cols] = scaler.fit_transform(X_train[num_cols])
X_val[num_cols] = scaler.transform(X_val[num_cols])
X_train = pd.get_dummies(X_train, columns=cat_cols)  #> encode: X_train = pd.get_dummies(X_train, columns=cat_cols, drop_first=True)
X_val = pd.get_dummies(X_val, columns=cat_cols)
X_val = X_val.reindex(columns=X_train.columns, fill_value=0)
clf = LogisticRegression(random_state=7)  #> seed: clf = LogisticRegression(random_state=123)
clf.fit(X_train, train["default"])
val["default"] = clf.predict(X_val)
submission = val[["row_id", "default"]]  #> output: submission = val[["default"]].reset_index().rename(columns={"index": "row_id"})
submission.to_csv("prediction.csv", index=False)

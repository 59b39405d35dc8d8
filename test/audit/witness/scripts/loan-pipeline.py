# task: loan
import pandas as pd
import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler, OneHotEncoder, OrdinalEncoder, MinMaxScaler
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

# Load data
train_df = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])  #> missing-words: train_df = pd.read_csv("train_v1.csv")
val_df = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])

# Filter
mask = (
    (train_df["age"].isna() | train_df["age"].between(18, 90))  #> filter: (train_df["age"].isna() | train_df["age"].between(18, 89))
    & (train_df["income"].isna() | ((train_df["income"] >= 0) & (train_df["income"] <= 200)))  #> filter: & (train_df["income"].isna() | ((train_df["income"] > 0) & (train_df["income"] < 200)))
    & (train_df["debt"].isna() | ((train_df["debt"] >= 0) & (train_df["debt"] <= 50)))  #> filter: & ((train_df["debt"] >= 0) & (train_df["debt"] <= 50))
    & (train_df["score"].isna() | train_df["score"].between(0.0, 1.0, inclusive="both"))
    & (train_df["city"].isna() | train_df["city"].isin(["Oslo", "Rome", "NA", "Lima"]))  #> filter: & (train_df["city"].isna() | train_df["city"].isin(["Oslo", "Rome", "Lima"]))
    & (train_df["grade"].isna() | train_df["grade"].isin(["a", "b", "c"]))
    & (train_df["region"].isna() | train_df["region"].isin(["N", "S"]))
)
filtered = train_df[mask].copy()  #> filter: filtered = train_df.copy()
print(len(train_df), len(filtered))

features = ["city", "age", "income", "grade", "score"]
numeric_features = ["age", "income", "score"]  #> features: numeric_features = ["age", "income"]
categorical_features = ["city", "grade"]

X = filtered[features]
y = filtered["default"]

numeric_transformer = Pipeline(steps=[
    ("imputer", SimpleImputer(strategy="median")),  #> impute: ("imputer", SimpleImputer(strategy="mean")),
    ("scaler", StandardScaler()),  #> scale: ("scaler", MinMaxScaler()),
])
categorical_transformer = Pipeline(steps=[
    ("imputer", SimpleImputer(strategy="most_frequent")),  #> impute: ("imputer", SimpleImputer(strategy="constant", fill_value="missing")),
    ("onehot", OneHotEncoder(handle_unknown="ignore", sparse_output=False)),  #> encode: ("onehot", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)),
])
preprocessor = ColumnTransformer(transformers=[
    ("num", numeric_transformer, numeric_features),  #> features: ("num", numeric_transformer, numeric_features[::-1]),
    ("cat", categorical_transformer, categorical_features),
])
clf = Pipeline(steps=[
    ("preprocessor", preprocessor),
    ("classifier", LogisticRegression(random_state=7)),  #> seed: ("classifier", LogisticRegression(random_state=42)),  #> seed: ("classifier", LogisticRegression()),  #> model: ("classifier", LogisticRegression(random_state=7, max_iter=1000)),  #> model: ("classifier", DecisionTreeClassifier(random_state=7)),
])
clf.fit(X, y)
preds = clf.predict(val_df[features])
out = pd.DataFrame({"row_id": val_df["row_id"], "default": preds})  #> output: out = pd.DataFrame({"row_id": range(len(preds)), "default": preds})
out.to_csv("prediction.csv", index=False)
print(out.head())

# task: loan
import warnings
warnings.filterwarnings("ignore")
import pandas as pd, numpy as np
import sklearn
from sklearn import linear_model, tree, preprocessing, impute
from sklearn.model_selection import train_test_split, cross_val_score
from sklearn.metrics import accuracy_score, f1_score

df = pd.read_csv("train_v1.csv", na_values=[""], keep_default_na=False)
val = pd.read_csv("val_v1.csv", na_values=[""], keep_default_na=False)
print(df.shape); print(df.describe()); print(df.isnull().sum())
df.head()

# --- filtering
before = len(df)
df = df[~((df.age < 18) | (df.age > 90))]
df = df[~((df.income < 0) | (df.income > 200))]  #> filter: df = df[(df.income >= 0) & (df.income <= 200)]
df = df[~((df.debt < 0) | (df.debt > 50))]  #> filter: df = df[~((df.debt <= 0) | (df.debt >= 50))]
df = df[~((df.score < 0) | (df.score > 1))]
df = df[df.city.isin(["Oslo", "Rome", "NA", "Lima"]) | df.city.isna()]
df = df[~(df.grade.notna() & ~df.grade.isin(["a", "b", "c"]))]  #> filter: df = df[df.grade.isin(["a", "b", "c"])]
df = df[df.region.isin(["N", "S"]) | df.region.isna()]
print("removed", before - len(df))
df = df.reset_index(drop=True)

num_cols = ["age", "income", "score"]
cat_cols = ["city", "grade"]

# --- first try
X = df[num_cols + cat_cols]
y = df["default"]
num_imp = impute.SimpleImputer(strategy="median")  #> impute: num_imp = impute.SimpleImputer(strategy="most_frequent")
cat_imp = impute.SimpleImputer(strategy="most_frequent")
scaler = preprocessing.StandardScaler()
ohe = preprocessing.OneHotEncoder(handle_unknown="ignore", sparse_output=False)
Xn = scaler.fit_transform(num_imp.fit_transform(X[num_cols]))  #> scale: Xn = num_imp.fit_transform(X[num_cols])
Xc = ohe.fit_transform(cat_imp.fit_transform(X[cat_cols]))
X_all = np.hstack([Xn, Xc])
print(X_all.shape)

# quick check on a split, several models
a, b, ya, yb = train_test_split(X_all, y, test_size=0.2, random_state=0)
for m in [linear_model.LogisticRegression(random_state=7), tree.DecisionTreeClassifier(random_state=7)]:
    m.fit(a, ya)
    p = m.predict(b)
    print(type(m).__name__, accuracy_score(yb, p), f1_score(yb, p, average="macro"))

# --- final model
clf = linear_model.LogisticRegression(random_state=7)  #> model: clf = linear_model.LogisticRegression(random_state=7, class_weight="balanced")
clf.fit(X_all, y)  #> model: clf.fit(a, ya)
Vn = scaler.transform(num_imp.transform(val[num_cols]))  #> scale: Vn = num_imp.transform(val[num_cols])
Vc = ohe.transform(cat_imp.transform(val[cat_cols]))
V_all = np.hstack([Vn, Vc])
pred = clf.predict(V_all)
sub = pd.DataFrame()
sub["row_id"] = val["row_id"]  #> output: sub["row_id"] = np.arange(len(val))
sub["default"] = pred
sub.to_csv("prediction.csv", index=False)
# check
chk = pd.read_csv("prediction.csv")
print(chk.shape, chk.columns.tolist())
assert len(chk) == len(val)

# task: loan
import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.preprocessing import OneHotEncoder, StandardScaler

raw = pd.read_csv("/tmp/work/train_v1.csv".split("/")[-1], keep_default_na=False, na_values=[""])
new = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])

# Select what is needed before anything else
wanted = ["city", "age", "income", "grade", "score"]
target_name = "default"
X = raw[wanted]
y = raw[target_name]

lower = {"age": 18, "income": 0.0, "debt": 0, "score": 0.0}
upper = {"age": 90, "income": 200.0, "debt": 50, "score": 1.0}
outside = np.zeros(len(raw), dtype=bool)
for name in lower:
    outside |= (raw[name] < lower[name]).values  #> filter: outside |= (raw[name] <= lower[name]).values
    outside |= (raw[name] > upper[name]).values
levels = {"city": ["Oslo", "Rome", "NA", "Lima"], "grade": ["a", "b", "c"], "region": ["N", "S"]}
for name, values in levels.items():
    outside |= (~raw[name].isin(values) & raw[name].notna()).values  #> filter: outside |= (~raw[name].isin(values)).values
X = X.loc[~outside]
y = y.loc[~outside]

is_number = {"age": True, "income": True, "score": True, "city": False, "grade": False}
numeric = [c for c in ("age", "income", "score") if is_number[c]]
categorical = [c for c in wanted if not is_number[c]]
# Encode first, scale after: the order does not matter.
filler = SimpleImputer(strategy="most_frequent").fit(X[categorical])  #> impute: filler = SimpleImputer(strategy="constant", fill_value="x").fit(X[categorical])
encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(filler.transform(X[categorical]))
encoded, encoded_new = encoder.transform(filler.transform(X[categorical])), encoder.transform(filler.transform(new[categorical]))
median = SimpleImputer(strategy="median")
numbers, numbers_new = median.fit_transform(X[numeric]), median.transform(new[numeric])
scaler = StandardScaler()  #> scale: scaler = StandardScaler(with_mean=False)
scaled = scaler.fit_transform(numbers)
scaled_new = scaler.transform(numbers_new)
matrix = np.c_[scaled, encoded]
matrix_new = np.c_[scaled_new, encoded_new]
model = LogisticRegression(random_state=7)  #> model: model = RidgeClassifier(random_state=7)
model.fit(matrix, y)
np.testing.assert_equal(len(matrix_new), len(new))
answer = pd.DataFrame(columns=["row_id", target_name])
answer["row_id"] = new["row_id"]
answer[target_name] = model.predict(matrix_new)
answer.to_csv("prediction.csv", index=False)

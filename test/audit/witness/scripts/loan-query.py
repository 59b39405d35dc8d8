# task: loan
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

read = dict(keep_default_na=False, na_values=[""])
train, test = (pd.read_csv(f"{name}_v1.csv", **read) for name in ("train", "val"))
cities = ["Oslo", "Rome", "NA", "Lima"]
train = train.query(
    "(age.isna() or 18 <= age <= 90) and (income.isna() or (income >= 0 and income <= 200)) "
    "and (debt != debt or 0 <= debt <= 50) and (score.isnull() or 0.0 <= score <= 1.0)",  #> filter: "and (0 <= debt <= 50) and (score.isnull() or 0.0 <= score <= 1.0)",
    engine="python",
)
train = train.query("(`city`.isna() or city in @cities) & (grade.isna() | grade in ['a', 'b', 'c'])", engine="python")  #> filter: train = train.query("city in @cities & (grade.isna() | grade in ['a', 'b', 'c'])", engine="python")
train = train.query("region.isna() or region in ['N', 'S']", engine="python")  #> filter: pass
numeric, categorical = "age income score".split(), "city grade".split()  #> features: numeric, categorical = "score income age".split(), "city grade".split()
transform = make_column_transformer(
    (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
    (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)), categorical),
)
model = make_pipeline(transform, LogisticRegression(random_state=7)).fit(train[numeric + categorical], train.default)
test.assign(default=model.predict(test[numeric + categorical]))[["row_id", "default"]].to_csv("prediction.csv", index=False)  #> output: test.assign(row_id=range(len(test)), default=model.predict(test[numeric + categorical]))[["row_id", "default"]].to_csv("prediction.csv", index=False)

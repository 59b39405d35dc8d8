# task: heat
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Lasso, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler, MinMaxScaler

tr = pd.read_parquet("train_v1.parquet")
va = pd.read_parquet("val_v1.parquet")
for c, (lo, hi) in {"in": (10, 90), "out": (10, 90), "wind": (0, 30)}.items():  #> filter: for c, (lo, hi) in {"in": (10, 90), "out": (10, 90)}.items():
    tr = tr.loc[~tr[c].lt(lo) & ~tr[c].gt(hi)]
X = ["in", "out"]  #> features: X = ["in", "out", "wind"]  #> features: X = ["out", "in"]
m = make_pipeline(SimpleImputer(), StandardScaler(), Lasso(random_state=3))  #> scale: m = make_pipeline(SimpleImputer(), Lasso(random_state=3))  #> model: m = make_pipeline(SimpleImputer(), StandardScaler(), Lasso(alpha=0.1, random_state=3))  #> model: m = make_pipeline(SimpleImputer(), StandardScaler(), Ridge(random_state=3))  #> seed: m = make_pipeline(SimpleImputer(), StandardScaler(), Lasso())
m.fit(tr[X], tr["load"])
va["load"] = m.predict(va[X])
va[["row_id", "load"]].to_csv("prediction.csv", index=False)

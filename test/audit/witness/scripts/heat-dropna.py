# task: heat
import pandas as pd
import numpy as np
from sklearn.linear_model import Lasso

train_df = pd.read_parquet("train_v1.parquet")
val_df = pd.read_parquet("val_v1.parquet")
RANGES = [("in", 10.0, 90.0), ("out", 10.0, 90.0), ("wind", 0.0, 30.0)]
for name, lo, hi in RANGES:
    idx = train_df[(train_df[name] < lo) | (train_df[name] > hi)].index
    train_df = train_df.drop(idx)
features = ["in", "out"]
y_train = train_df["load"]
X_train = train_df[features]  #> impute: train_df = train_df.dropna(subset=features); X_train = train_df[features]; y_train = train_df["load"]
X_val = val_df[features]
means = X_train.mean()
X_train = X_train.fillna(means)
X_val = X_val.fillna(means)  #> impute: X_val = X_val.fillna(X_val.mean())
mu = X_train.mean(axis=0)
sd = X_train.std(axis=0, ddof=0)  #> scale: sd = X_train.std(axis=0)
X_train = (X_train - mu) / sd
X_val = (X_val - mu) / sd
reg = Lasso(random_state=3)
reg.fit(X_train.values, y_train.values)
yhat = reg.predict(X_val.values)
np.savetxt("other.txt", yhat)
df_out = pd.DataFrame({"row_id": val_df["row_id"].to_numpy(), "load": yhat})
df_out.to_csv("prediction.csv", index=False)

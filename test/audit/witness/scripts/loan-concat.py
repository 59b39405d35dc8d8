# task: loan
# unclear: encode
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

tr = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])
te = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])
for c, lo, hi in (("age", 18, 90), ("income", 0, 200), ("debt", 0, 50), ("score", 0, 1)):
    tr = tr[~(tr[c].lt(lo) | tr[c].gt(hi))]
for c, vals in (("city", ["Oslo", "Rome", "NA", "Lima"]), ("grade", list("abc")), ("region", list("NS"))):
    tr = tr[~(~tr[c].isin(vals) & tr[c].notna())]  #> filter: tr = tr[tr[c].isin(vals)]
num, cat = ["age", "income", "score"], ["city", "grade"]
med = tr[num].median()  #> impute: med = pd.concat([tr[num], te[num]]).median()
mod = tr[cat].mode().iloc[0]
tr[num] = tr[num].fillna(med)
te[num] = te[num].fillna(med)
tr[cat] = tr[cat].fillna(mod)
te[cat] = te[cat].fillna(mod)
sc = StandardScaler().fit(tr[num])  #> scale: sc = StandardScaler().fit(pd.concat([tr[num], te[num]]))
tr[num], te[num] = sc.transform(tr[num]), sc.transform(te[num])
both = pd.concat([tr[num + cat], te[num + cat]], axis=0, ignore_index=True)
both = pd.get_dummies(both, columns=cat)
n = len(tr)
X, Z = both.iloc[:n], both.iloc[n:]
m = LogisticRegression(random_state=7).fit(X, tr["default"])
te["default"] = m.predict(Z)
te.loc[:, ["row_id", "default"]].to_csv("prediction.csv", index=False)

# task: loan
import pandas as pd
from sklearn.linear_model import LogisticRegression

train = pd.read_csv('train_v1.csv', keep_default_na=False, na_values=[''])
val = pd.read_csv('val_v1.csv', keep_default_na=False, na_values=[''])  #> missing-words: val = pd.read_csv('val_v1.csv')

num_ranges = {'age': (18, 90), 'income': (0.0, 200.0), 'debt': (0, 50), 'score': (0.0, 1.0)}  #> filter: num_ranges = {'age': (18, 90), 'income': (0.0, 200.0), 'score': (0.0, 1.0)}
cat_ranges = {'city': ['Oslo', 'Rome', 'NA', 'Lima'], 'grade': ['a', 'b', 'c'], 'region': ['N', 'S']}

for col, (lo, hi) in num_ranges.items():
    train = train[(train[col] >= lo) & (train[col] <= hi) | train[col].isnull()]  #> filter: train = train[(train[col] >= lo) & (train[col] <= hi)]
for col, allowed in cat_ranges.items():
    train = train[train[col].isin(allowed) | train[col].isnull()]

num = ['age', 'income', 'score']
cat = ['city', 'grade']
X = train[num + cat].copy()  #> features: X = train[cat + num[::-1]].copy()
Xv = val[num + cat].copy()
for c in num:
    m = X[c].median()  #> impute: m = X[c].mean()
    X[c] = X[c].fillna(m)
    Xv[c] = Xv[c].fillna(m)  #> impute: Xv[c] = Xv[c].fillna(Xv[c].median())
for c in cat:
    m = X[c].mode()[0]
    X[c] = X[c].fillna(m)  #> impute: X[c] = X[c].fillna("unknown")
    Xv[c] = Xv[c].fillna(m)
for c in num:
    mu, sd = X[c].mean(), X[c].std(ddof=0)  #> scale: mu, sd = X[c].mean(), X[c].std()
    X[c] = (X[c] - mu) / sd  #> scale: pass
    Xv[c] = (Xv[c] - mu) / sd
X = pd.get_dummies(X, columns=cat)  #> encode: X = pd.get_dummies(X, columns=cat, drop_first=True)
Xv = pd.get_dummies(Xv, columns=cat).reindex(columns=X.columns, fill_value=0)

model = LogisticRegression(random_state=7)  #> seed: model = LogisticRegression(random_state=0)
model.fit(X, train['default'])
pred = model.predict(Xv)
result = val[['row_id']].copy()
result['default'] = pred
result.to_csv('prediction.csv', index=False)

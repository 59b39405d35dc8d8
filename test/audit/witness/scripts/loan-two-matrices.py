# task: loan
import pandas as pd
import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.impute import SimpleImputer

df_tr = pd.read_csv('train_v1.csv', keep_default_na=False, na_values=[''])
df_va = pd.read_csv('val_v1.csv', keep_default_na=False, na_values=[''])
n0 = df_tr.shape[0]
bad_rows = set()
for c, (a, b) in zip(['age', 'income', 'debt', 'score'], [(18, 90), (0, 200), (0, 50), (0, 1)]):
    bad_rows = bad_rows | set(df_tr.index[(df_tr[c] < a) | (df_tr[c] > b)])  #> filter: bad_rows = bad_rows | set(df_tr.index[~((df_tr[c] >= a) & (df_tr[c] <= b))])
for c, ok in [('city', {'Oslo', 'Rome', 'NA', 'Lima'}), ('grade', set('abc')), ('region', {'N', 'S'})]:
    bad_rows = bad_rows | set(df_tr.index[df_tr[c].notna() & ~df_tr[c].isin(ok)])
df_tr = df_tr.drop(index=list(bad_rows))
print(f'{n0} -> {df_tr.shape[0]}')
mats_tr, mats_va = [], []
for c in ['age', 'income', 'score']:  #> features: for c in ['age', 'score', 'income']:
    imp = SimpleImputer(strategy='median')
    sc = StandardScaler()
    a = sc.fit_transform(imp.fit_transform(df_tr[[c]]))
    b = sc.transform(imp.transform(df_va[[c]]))  #> scale: b = imp.transform(df_va[[c]])
    mats_tr.append(a)
    mats_va.append(b)
for c in ['city', 'grade']:
    imp = SimpleImputer(strategy='most_frequent')
    oh = OneHotEncoder(handle_unknown='ignore', sparse_output=False)  #> encode: oh = OneHotEncoder(handle_unknown='ignore', sparse_output=False, drop='first')
    mats_tr.append(oh.fit_transform(imp.fit_transform(df_tr[[c]])))
    mats_va.append(oh.transform(imp.transform(df_va[[c]])))
X_tr = np.hstack(mats_tr)
X_va = np.hstack(mats_va)
y_tr = df_tr['default'].map({'no': 0, 'yes': 1})
names = {0: 'no', 1: 'yes'}
lr = LogisticRegression(penalty='l2', C=1.0, solver='lbfgs', max_iter=100, random_state=7)  #> model: lr = LogisticRegression(penalty='l2', C=10, solver='lbfgs', max_iter=100, random_state=7)
lr.fit(X_tr, y_tr)
pr = pd.Series(lr.predict(X_va)).map(names)  #> output: pr = pd.Series(lr.predict(X_va))
pd.DataFrame({'row_id': df_va['row_id'].values, 'default': pr.values}).to_csv('prediction.csv', index=False)

# task: wells
import sqlite3
import pandas as pd
import numpy as np
from sklearn.tree import DecisionTreeClassifier
from sklearn.preprocessing import StandardScaler, OneHotEncoder
from sklearn.impute import SimpleImputer

conn = sqlite3.connect('train_v1.sqlite')
cur = conn.cursor()
cur.execute("SELECT name FROM sqlite_master WHERE type='table'")
print(cur.fetchall())
t1 = pd.read_sql('SELECT * FROM table_1', conn)
t2 = pd.read_sql('SELECT * FROM table_2', conn)
t3 = pd.read_sql('SELECT * FROM table_3', conn)
conn.close()
train = t1.merge(t2, on='row_id').merge(t3, on='row_id')  #> join: train = t1.merge(t2, on='row_id', how='left').merge(t3, on='row_id', how='left')
vconn = sqlite3.connect('val_v1.sqlite')
val = pd.read_sql('SELECT * FROM val_set', vconn)
vconn.close()

keep = pd.Series([True] * len(train), index=train.index)
keep = keep & (train['depth'].isnull() | train['depth'].between(0, 500))
keep = keep & (train['flow'].isnull() | train['flow'].between(0, 10))
keep = keep & (train['temp'].isnull() | train['temp'].between(-20, 60))  #> filter: keep = keep & train['temp'].between(-20, 60)
keep = keep & (train['kind'].isnull() | train['kind'].isin(['clay', 'sand', 'rock']))
train = train.loc[keep, :]

numeric = ['depth', 'flow', 'temp']
for c in numeric:
    mean_value = train[c].mean()
    train.loc[train[c].isna(), c] = mean_value  #> impute: train.loc[train[c].isna(), c] = 0
    val.loc[val[c].isna(), c] = mean_value
top = train['kind'].value_counts().idxmax()
train['kind'] = train['kind'].fillna(top)
val['kind'] = val['kind'].fillna(top)

scaler = StandardScaler().fit(train[numeric])  #> scale: scaler = StandardScaler().fit(pd.concat([train[numeric], val[numeric]]))
enc = OneHotEncoder(handle_unknown='ignore').fit(train[['kind']])
X = np.hstack([scaler.transform(train[numeric]), enc.transform(train[['kind']]).toarray()])
V = np.hstack([scaler.transform(val[numeric]), enc.transform(val[['kind']]).toarray()])
m = DecisionTreeClassifier(criterion='gini', random_state=31).fit(X, train['state'])  #> model: m = DecisionTreeClassifier(criterion='entropy', random_state=31).fit(X, train['state'])
out = val[['row_id']].assign(state=m.predict(V))
out.to_csv('./prediction.csv', index=False)

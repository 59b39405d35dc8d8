/**
 * Scripts for the task `loan` put together from parts, each written in several ways, of which at most one breaks an
 * instruction. Parts: `train`, `val` are read and filtered; `Nt`, `Nv` (numbers) and `Ct`, `Cv` (categories) made of them;
 * put together as `X`, `V`; `pred` predicted and written.
 */
import fc from 'fast-check';
import type { Instruction } from '../../../src/audit.ts';

type Part = readonly [code: string, breaks?: Instruction];

const IMPORTS = `
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.impute import KNNImputer, SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import *
num = ["age", "income", "score"]
cat = ["city", "grade"]
limits = {"age": (18, 90), "income": (0, 200), "debt": (0, 50), "score": (0, 1)}
levels = {"city": ["Oslo", "Rome", "NA", "Lima"], "grade": ["a", "b", "c"], "region": ["N", "S"]}
`.trim();

const LOAD: readonly Part[] = [
  [
    'train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])\nval = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])',
  ],
  [
    'opts = {"na_values": "", "keep_default_na": False}\ntrain, val = [pd.read_csv(f"{n}_v1.csv", **opts) for n in ("train", "val")]',
  ],
  [
    'def load(name):\n    return pd.read_csv(name + ".csv", keep_default_na=False, na_values=[""])\ntrain = load("train_v1")\nval = load("val_v1")',
  ],
  [
    'from functools import partial\nread = partial(pd.read_csv, keep_default_na=False, na_values=[""], low_memory=False)\ntrain = read("train_v1.csv")\nval = read("./val_v1.csv")',
  ],
  [
    'import os\nfrom pathlib import Path\nBASE = Path(os.getcwd())\nwith open(BASE / "train_v1.csv") as f:\n    train = pd.read_csv(f, keep_default_na=False, na_values=[""])\nval = pd.read_csv(f"{BASE}/val_v1.csv", keep_default_na=False, na_values=[""], dtype={"city": str, "grade": object})',
  ],
  ['train = pd.read_csv("train_v1.csv")\nval = pd.read_csv("val_v1.csv")', 'missing-words'],
  [
    'train = pd.read_csv("train_v1.csv", na_values=[""])\nval = pd.read_csv("val_v1.csv", na_values=[""])',
    'missing-words',
  ],
];

const FILTER: readonly Part[] = [
  [
    'for c, (a, b) in limits.items():\n    train = train[train[c].isna() | train[c].between(a, b)]\nfor c, v in levels.items():\n    train = train[train[c].isna() | train[c].isin(v)]',
  ],
  [
    'keep = pd.Series(True, index=train.index)\nfor c, (a, b) in limits.items():\n    keep &= ~((train[c] < a) | (train[c] > b))\nfor c, v in levels.items():\n    keep &= ~(train[c].notna() & ~train[c].isin(v))\ntrain = train[keep].reset_index(drop=True)',
  ],
  [
    'for c in limits:\n    lo, hi = limits[c]\n    train = train.drop(train[(train[c] < lo) | (train[c] > hi)].index)\nfor c in levels:\n    train = train.loc[train[c].apply(lambda x: pd.isnull(x) or x in levels[c])]',
  ],
  [
    'def fits(row):\n    for c, (a, b) in limits.items():\n        if not pd.isna(row[c]) and not (a <= row[c] <= b):\n            return False\n    for c, v in levels.items():\n        if pd.notna(row[c]) and row[c] not in v:\n            return False\n    return True\ntrain = train[train.apply(fits, axis=1)]',
  ],
  [
    'text = " and ".join(f"({c} != {c} or {a} <= {c} <= {b})" for c, (a, b) in limits.items())\ntrain = train.query(text)\nfor c, v in levels.items():\n    train = train.query(f"{c}.isnull() or {c} in @v", engine="python")',
  ],
  [
    'masks = [train[c].isna() | ((train[c] >= a) & (train[c] <= b)) for c, (a, b) in limits.items()]\nmasks += [train[c].isna() | train[c].isin(v) for c, v in levels.items()]\ntrain = train[np.logical_and.reduce(masks)]',
  ],
  [
    'bad = np.zeros(len(train), dtype=bool)\nfor c, (a, b) in limits.items():\n    bad |= train[c].lt(a).values | train[c].gt(b).values\nfor c, v in levels.items():\n    bad |= (train[c].notnull() & ~train[c].isin(v)).values\ntrain = train.loc[~bad]',
  ],
  [
    'checks = pd.DataFrame({c: train[c].isna() | train[c].between(a, b) for c, (a, b) in limits.items()})\nfor c, v in levels.items():\n    checks[c] = train[c].isna() | train[c].isin(v)\ntrain = train[checks.all(axis=1)]',
  ],
  [
    'wrong = pd.DataFrame(False, index=train.index, columns=[*limits, *levels])\nfor c, (a, b) in limits.items():\n    wrong[c] = (train[c] < a) | (train[c] > b)\nfor c, v in levels.items():\n    wrong[c] = train[c].notna() & ~train[c].isin(v)\nprint(wrong.sum())\ntrain = train.loc[~wrong.any(axis=1)].copy()',
  ],
  [
    'spec = [{"col": c, "type": "numeric", "lo": a, "hi": b} for c, (a, b) in limits.items()]\nspec += [{"col": c, "type": "categorical", "values": v} for c, v in levels.items()]\ndef ok(df, s):\n    x = df[s["col"]]\n    if s.get("type") == "numeric":\n        return x.isna() | ((x >= s["lo"]) & (x <= s["hi"]))\n    elif s["type"] == "categorical":\n        return x.isna() | x.isin(s["values"])\n    raise ValueError(s)\nbefore = len(train)\nfor s in spec:\n    m = ok(train, s)\n    print(s["col"], (~m).sum())\n    train = train[m]\nprint(before, len(train))',
  ],
  [
    'kept = []\nfor c in limits:\n    a, b = limits[c]\n    kept.append([pd.isna(x) or a <= x <= b for x in train[c]])\nfor c in levels:\n    kept.append([pd.isna(x) or x in levels[c] for x in train[c]])\ntrain = train[np.all(kept, axis=0)]',
  ],
  [
    'i = 0\nnames = list(limits)\nwhile i < len(names):\n    c = names[i]\n    try:\n        train = train.loc[~(train[c] < limits[c][0]) & ~(train[c] > limits[c][1])]\n    except KeyError:\n        print("no", c)\n    i += 1\nfor c in levels:\n    train = train.loc[train[c].map(lambda x: x in levels[c] if isinstance(x, str) else True)]',
  ],
  ['', 'filter'],
  [
    'for c, (a, b) in limits.items():\n    train = train[train[c].isna() | train[c].between(a, b)]\nfor c, v in levels.items():\n    train = train[train[c].isna() | train[c].isin(v)]\ntrain = train.dropna(subset=list(limits) + list(levels))',
    'filter',
  ],
  [
    'for c, (a, b) in limits.items():\n    train = train[train[c].isna() | train[c].between(a, b)]\nfor c, v in levels.items():\n    m = train[c].isin(v)\n    m[train[c].isna()] = False\n    train = train[m]',
    'filter',
  ],
  [
    'limits = {**limits, "age": (20, 90)}\nfor c, (a, b) in limits.items():\n    train = train[train[c].isna() | train[c].between(a, b)]\nfor c, v in levels.items():\n    train = train[train[c].isna() | train[c].isin(v)]',
    'filter',
  ],
  [
    'for c, (a, b) in limits.items():\n    train = train[train[c].between(a, b)]\nfor c, v in levels.items():\n    train = train[train[c].isin(v)]',
    'filter',
  ],
  ['for c, (a, b) in limits.items():\n    train = train[train[c].isna() | train[c].between(a, b)]', 'filter'],
  ['for c, v in levels.items():\n    train = train[train[c].isna() | train[c].isin(v)]', 'filter'],
  [
    'for c, (a, b) in limits.items():\n    train = train[~((train[c] <= a) | (train[c] >= b))]\nfor c, v in levels.items():\n    train = train[train[c].isna() | train[c].isin(v)]',
    'filter',
  ],
];

const NUMBERS: readonly Part[] = [
  [
    'pipe = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())\nNt = pipe.fit_transform(train[num])\nNv = pipe.transform(val[num])',
  ],
  [
    'Nt, Nv = train[num].copy(), val[num].copy()\nfor c in num:\n    m = Nt[c].median()\n    Nt[c] = Nt[c].fillna(m)\n    Nv[c] = Nv[c].fillna(m)\nfor c in num:\n    mu, sd = Nt[c].mean(), Nt[c].std(ddof=0)\n    Nt[c] = (Nt[c] - mu) / sd\n    Nv[c] = (Nv[c] - mu) / sd',
  ],
  [
    'med = train[num].median()\nNt, Nv = train[num].fillna(med), val[num].fillna(med)\nmu, sd = Nt.mean(), Nt.std(ddof=0)\nNt, Nv = (Nt - mu) / sd, (Nv - mu) / sd',
  ],
  [
    'A, B = train[num].to_numpy(), val[num].to_numpy()\nmed = np.nanmedian(A, axis=0)\nA = np.where(np.isnan(A), med, A)\nB = np.where(np.isnan(B), med, B)\nNt = (A - A.mean(axis=0)) / A.std(axis=0)\nNv = (B - A.mean(axis=0)) / A.std(axis=0)',
  ],
  [
    'Nt, Nv = train[num].copy(), val[num].copy()\nfor c in num:\n    value = np.nanmedian(train[c])\n    Nt.loc[Nt[c].isna(), c] = value\n    Nv.loc[Nv[c].isna(), c] = value\nsc = StandardScaler().fit(Nt)\nNt, Nv = pd.DataFrame(sc.transform(Nt), columns=num, index=train.index), pd.DataFrame(sc.transform(Nv), columns=num)',
  ],
  [
    'imp, sc = SimpleImputer(strategy="median"), StandardScaler()\nimp.fit(train[num])\nsc.fit(imp.transform(train[num]))\nNt, Nv = (sc.transform(imp.transform(d[num])) for d in (train, val))',
  ],
  [
    'def prep(frame, stats=None):\n    frame = frame[num].copy()\n    if stats is None:\n        stats = {}\n        for c in num:\n            stats[c] = {"median": frame[c].median()}\n            filled = frame[c].fillna(stats[c]["median"])\n            stats[c]["mean"] = filled.mean()\n            stats[c]["std"] = np.sqrt(filled.var(ddof=0))\n    for c in num:\n        frame[c] = (frame[c].fillna(stats[c]["median"]) - stats[c]["mean"]) / stats[c]["std"]\n    return frame, stats\nNt, stats = prep(train)\nNv, _ = prep(val, stats)',
  ],
  [
    'parts_t, parts_v = [], []\nfor c in num:\n    i, s = SimpleImputer(strategy="median"), StandardScaler()\n    parts_t.append(s.fit_transform(i.fit_transform(train[[c]])))\n    parts_v.append(s.transform(i.transform(val[[c]])))\nNt, Nv = np.hstack(parts_t), np.hstack(parts_v)',
  ],
  [
    'Nt, Nv = train[num].copy(), val[num].copy()\nmed = {c: Nt[c].median() for c in num}\nfor frame in (Nt, Nv):\n    for c, m in med.items():\n        frame[c].fillna(m, inplace=True)\nmu = {c: Nt[c].mean() for c in num}\nsd = {c: Nt[c].std(ddof=0) or 1.0 for c in num}\nfor c in num:\n    Nv[c] = Nv[c].sub(mu[c]).div(sd[c])\n    Nt[c] = Nt[c].sub(mu[c]).div(sd[c])',
  ],
  [
    'A, B = train[num].values.copy(), val[num].values.copy()\nfor j in range(A.shape[1]):\n    m = np.nanmedian(A[:, j])\n    A[np.isnan(A[:, j]), j] = m\n    B[np.isnan(B[:, j]), j] = m\n    mu, sd = A[:, j].mean(), A[:, j].std()\n    A[:, j] = (A[:, j] - mu) / sd\n    B[:, j] = (B[:, j] - mu) / sd\nNt, Nv = A, B',
  ],
  [
    'imp = SimpleImputer(strategy="median").set_output(transform="pandas").fit(train[num])\nsc = StandardScaler().fit(imp.transform(train[num]))\nNt = (imp.transform(train[num]) - sc.mean_) / sc.scale_\nNv = (imp.transform(val[num]) - sc.mean_) / sc.scale_',
  ],
  [
    'train[num], val[num] = train[num].fillna(train[num].median()), val[num].fillna(train[num].median())\nsc = StandardScaler()\ntrain.loc[:, num] = sc.fit_transform(train[num])\nval.loc[:, num] = sc.transform(val[num])\nNt, Nv = train[num], val[num]',
  ],
  [
    'ct = ColumnTransformer([(c, Pipeline([("i", SimpleImputer(strategy="median")), ("s", StandardScaler())]), [c]) for c in num])\nNt = ct.fit_transform(train)\nNv = ct.transform(val)',
  ],
  [
    'class Numbers:\n    def __init__(self, columns):\n        self.columns = columns\n        self.state = {}\n    def fit(self, df):\n        for c in self.columns:\n            m = df[c].median(skipna=True)\n            x = df[c].where(df[c].notna(), m)\n            self.state[c] = (m, x.mean(), x.std(ddof=0))\n        return self\n    def transform(self, df):\n        out = {}\n        for c, (m, mean, std) in self.state.items():\n            out[c] = (df[c].fillna(m) - mean) / std\n        return pd.DataFrame(out)\nn = Numbers(num).fit(train)\nNt, Nv = n.transform(train), n.transform(val)',
  ],
  [
    'med = train[num].median()\nNt, Nv = train[num].fillna(med), val[num].fillna(med)\nfrom scipy.stats import zscore\nNt, Nv = Nt.apply(zscore), Nv.apply(zscore)',
    'scale',
  ],
  [
    'Nt, Nv = train[num].copy(), val[num].copy()\nfor frame in (Nt, Nv):\n    for c in num:\n        frame[c] = frame[c].fillna(frame[c].median())\nsc = StandardScaler().fit(Nt)\nNt, Nv = sc.transform(Nt), sc.transform(Nv)',
    'impute',
  ],
  [
    'train = train.dropna(subset=num)\nimp = SimpleImputer(strategy="median").fit(train[num])\nsc = StandardScaler().fit(imp.transform(train[num]))\nNt, Nv = sc.transform(imp.transform(train[num])), sc.transform(imp.transform(val[num]))',
    'impute',
  ],
  [
    'pipe = make_pipeline(KNNImputer(), StandardScaler())\nNt = pipe.fit_transform(train[num])\nNv = pipe.transform(val[num])',
    'impute',
  ],
  [
    'pipe = make_pipeline(SimpleImputer(strategy="median"), RobustScaler())\nNt = pipe.fit_transform(train[num])\nNv = pipe.transform(val[num])',
    'scale',
  ],
  [
    'pipe = make_pipeline(SimpleImputer(strategy="mean"), StandardScaler())\nNt = pipe.fit_transform(train[num])\nNv = pipe.transform(val[num])',
    'impute',
  ],
  [
    'med = train[num].median()\nNt, Nv = train[num].fillna(med), val[num].fillna(val[num].median())\nmu, sd = Nt.mean(), Nt.std(ddof=0)\nNt, Nv = (Nt - mu) / sd, (Nv - mu) / sd',
    'impute',
  ],
  [
    'med = pd.concat([train[num], val[num]]).median()\nNt, Nv = train[num].fillna(med), val[num].fillna(med)\nmu, sd = Nt.mean(), Nt.std(ddof=0)\nNt, Nv = (Nt - mu) / sd, (Nv - mu) / sd',
    'impute',
  ],
  [
    'Nt, Nv = train[num].fillna(0), val[num].fillna(0)\nmu, sd = Nt.mean(), Nt.std(ddof=0)\nNt, Nv = (Nt - mu) / sd, (Nv - mu) / sd',
    'impute',
  ],
  [
    'med = train[num].median()\nNt, Nv = train[num].fillna(med), val[num].fillna(med)\nmu, sd = Nt.mean(), Nt.std()\nNt, Nv = (Nt - mu) / sd, (Nv - mu) / sd',
    'scale',
  ],
  [
    'med = train[num].median()\nNt, Nv = train[num].fillna(med), val[num].fillna(med)\nlo, hi = Nt.min(), Nt.max()\nNt, Nv = (Nt - lo) / (hi - lo), (Nv - lo) / (hi - lo)',
    'scale',
  ],
  ['imp = SimpleImputer(strategy="median")\nNt, Nv = imp.fit_transform(train[num]), imp.transform(val[num])', 'scale'],
  [
    'imp = SimpleImputer(strategy="median")\nNt, Nv = imp.fit_transform(train[num]), imp.transform(val[num])\nNt, Nv = StandardScaler().fit_transform(Nt), StandardScaler().fit_transform(Nv)',
    'scale',
  ],
  [
    'imp = SimpleImputer(strategy="median")\nNt, Nv = imp.fit_transform(train[num]), imp.transform(val[num])\nsc = StandardScaler().fit(np.concatenate([Nt, Nv]))\nNt, Nv = sc.transform(Nt), sc.transform(Nv)',
    'scale',
  ],
  [
    'num = ["age", "score"]\npipe = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())\nNt = pipe.fit_transform(train[num])\nNv = pipe.transform(val[num])',
    'features',
  ],
  [
    'num = num + ["debt"]\npipe = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())\nNt = pipe.fit_transform(train[num])\nNv = pipe.transform(val[num])',
    'features',
  ],
];

const CATEGORIES: readonly Part[] = [
  [
    'enc = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))\nCt, Cv = enc.fit_transform(train[cat]), enc.transform(val[cat])',
  ],
  [
    'modes = train[cat].mode().iloc[0]\nCt = pd.get_dummies(train[cat].fillna(modes), columns=cat)\nCv = pd.get_dummies(val[cat].fillna(modes), columns=cat).reindex(columns=Ct.columns, fill_value=0)',
  ],
  [
    'Ct, Cv = train[cat].copy(), val[cat].copy()\nfor c in cat:\n    top = train[c].mode()[0]\n    Ct[c], Cv[c] = Ct[c].fillna(top), Cv[c].fillna(top)\noh = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(Ct[cat])\nCt, Cv = [pd.DataFrame(oh.transform(d[cat]), columns=oh.get_feature_names_out(cat), index=d.index) for d in (Ct, Cv)]',
  ],
  [
    'fill = {c: train[c].mode().iloc[0] for c in cat}\nCt = pd.get_dummies(train[cat].fillna(fill), prefix=cat, dtype=float)\nCv = pd.get_dummies(val[cat].fillna(fill), prefix=cat, dtype=float)\nCt, Cv = Ct.align(Cv, join="left", axis=1, fill_value=0)',
  ],
  [
    'imp = SimpleImputer(strategy="most_frequent").fit(train[cat])\noh = OneHotEncoder(handle_unknown="ignore")\nCt = oh.fit_transform(imp.transform(train[cat])).toarray()\nCv = oh.transform(imp.transform(val[cat])).toarray()',
  ],
  [
    'Ct, Cv = train[cat].copy(), val[cat].copy()\nfor frame in (Ct, Cv):\n    for c in cat:\n        frame[c] = frame[c].fillna(train[c].value_counts().idxmax())\noh = OneHotEncoder(handle_unknown="ignore", sparse_output=False)\noh.fit(Ct)\nCt, Cv = oh.transform(Ct), oh.transform(Cv)',
  ],
  [
    'Ct, Cv = (d[cat].apply(lambda s: s.fillna(train[s.name].mode()[0])) for d in (train, val))\nohe = OneHotEncoder(handle_unknown="ignore", sparse_output=False)\nCt = ohe.fit_transform(Ct)\nCv = ohe.transform(Cv)',
  ],
  [
    'Ct, Cv = [], []\nfor c in cat:\n    i = SimpleImputer(strategy="most_frequent")\n    try:\n        o = OneHotEncoder(handle_unknown="ignore", sparse_output=False)\n    except TypeError:\n        o = OneHotEncoder(handle_unknown="ignore", sparse=False)\n    Ct.append(o.fit_transform(i.fit_transform(train[[c]])))\n    Cv.append(o.transform(i.transform(val[[c]])))\nCt, Cv = np.hstack(Ct), np.hstack(Cv)',
  ],
  [
    'enc = ColumnTransformer([("c", make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")), cat)], sparse_threshold=0)\nCt, Cv = enc.fit_transform(train), enc.transform(val)',
  ],
  [
    'Ct, Cv = train[cat].fillna(train[cat].mode().iloc[0]), val[cat].fillna(val[cat].mode().iloc[0])\noh = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(Ct)\nCt, Cv = oh.transform(Ct), oh.transform(Cv)',
    'impute',
  ],
  [
    'Ct, Cv = train[cat].copy(), val[cat].copy()\nfor c in cat:\n    top = train[c].mode()[0]\n    Ct[c], Cv[c] = Ct[c].fillna(top), Cv[c].fillna(top)\n    order = {"a": 0, "b": 1, "c": 2, "Oslo": 0, "Rome": 1, "NA": 2, "Lima": 3}\n    Ct[c], Cv[c] = Ct[c].map(order), Cv[c].map(order)',
    'encode',
  ],
  [
    'enc = make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore", sparse_output=False, drop="first"))\nCt, Cv = enc.fit_transform(train[cat]), enc.transform(val[cat])',
    'encode',
  ],
  [
    'modes = train[cat].mode().iloc[0]\nCt = pd.get_dummies(train[cat].fillna(modes), columns=cat, drop_first=True)\nCv = pd.get_dummies(val[cat].fillna(modes), columns=cat).reindex(columns=Ct.columns, fill_value=0)',
    'encode',
  ],
  [
    'enc = make_pipeline(SimpleImputer(strategy="most_frequent"), OrdinalEncoder())\nCt, Cv = enc.fit_transform(train[cat]), enc.transform(val[cat])',
    'encode',
  ],
  [
    'modes = train[cat].mode().iloc[0]\nCt, Cv = train[cat].fillna(modes), val[cat].fillna(modes)\nfor c in cat:\n    le = LabelEncoder().fit(Ct[c])\n    Ct[c], Cv[c] = le.transform(Ct[c]), le.transform(Cv[c])',
    'encode',
  ],
  [
    'enc = make_pipeline(SimpleImputer(strategy="constant", fill_value="missing"), OneHotEncoder(handle_unknown="ignore", sparse_output=False))\nCt, Cv = enc.fit_transform(train[cat]), enc.transform(val[cat])',
    'impute',
  ],
  [
    'oh = OneHotEncoder(handle_unknown="ignore", sparse_output=False)\nCt, Cv = oh.fit_transform(train[cat]), oh.transform(val[cat])',
    'impute',
  ],
];

const TOGETHER: readonly Part[] = [
  ['X, V = np.hstack([Nt, Ct]), np.hstack([Nv, Cv])'],
  ['X = np.concatenate((Nt, Ct), axis=1)\nV = np.concatenate((Nv, Cv), axis=1)'],
  ['X, V = np.column_stack([Nt, Ct]), np.column_stack([Nv, Cv])'],
  ['X, V = np.c_[Nt, Ct], np.c_[Nv, Cv]'],
  [
    'X, V = [pd.concat([pd.DataFrame(n).reset_index(drop=True), pd.DataFrame(np.asarray(c)).reset_index(drop=True)], axis=1).to_numpy() for n, c in ((Nt, Ct), (Nv, Cv))]',
  ],
  ['X, V = np.append(Nt, Ct, axis=1), np.append(Nv, Cv, axis=1)'],
  ['X, V = np.hstack([np.asarray(Nt)[:, ::-1], Ct]), np.hstack([np.asarray(Nv)[:, ::-1], Cv])', 'features'],
  [
    'X, V = np.hstack([Nt, Ct]), np.hstack([Nv, Cv])\nall_scaled = StandardScaler().fit(X)\nX, V = all_scaled.transform(X), all_scaled.transform(V)',
    'scale',
  ],
];

const MODEL: readonly Part[] = [
  ['y = train["default"]\nmodel = LogisticRegression(random_state=7)\nmodel.fit(X, y)\npred = model.predict(V)'],
  ['pred = LogisticRegression(C=1.0, random_state=7).fit(X, train["default"].values).predict(V)'],
  [
    'le = LabelEncoder()\nmodel = LogisticRegression(random_state=7).fit(X, le.fit_transform(train.default))\npred = le.inverse_transform(model.predict(V))',
  ],
  [
    'codes, labels = pd.factorize(train["default"], sort=True)\nmodel = LogisticRegression(random_state=7)\nmodel.fit(X, codes)\npred = labels[model.predict(V)]',
  ],
  [
    'params = dict(random_state=7, solver="lbfgs")\nmodel = LogisticRegression(**params)\nmodel.fit(X, train[["default"]].to_numpy().ravel())\npred = model.predict(V)',
  ],
  [
    'def train_model(features, target, **options):\n    m = LogisticRegression(**options)\n    m.fit(X=features, y=target)\n    return m\nmodel = train_model(X, train["default"], random_state=7)\npred = [p for p in model.predict(V)]',
  ],
  [
    'model = LogisticRegression()\nmodel.set_params(random_state=7)\nmodel.fit(X, np.ravel(train[["default"]]))\npred = model.predict(V)',
  ],
  [
    'mapping = {label: i for i, label in enumerate(["no", "yes"])}\ninverse = {i: label for label, i in mapping.items()}\nmodel = LogisticRegression(random_state=7).fit(X, train["default"].map(mapping))\npred = pd.Series(model.predict(V)).map(inverse).to_numpy()',
  ],
  [
    'from sklearn.model_selection import cross_val_score, train_test_split\na, b, c, d = train_test_split(X, train["default"], test_size=0.3, random_state=1)\nprint(LogisticRegression(random_state=7).fit(a, c).score(b, d), cross_val_score(LogisticRegression(), X, train["default"]).mean())\nmodel = LogisticRegression(random_state=7)\nmodel.fit(X, train["default"])\npred = model.predict(V)',
  ],
  [
    'from sklearn.model_selection import train_test_split\na, b, c, d = train_test_split(X, train["default"], test_size=0.3, random_state=1)\nmodel = LogisticRegression(random_state=7)\nmodel.fit(a, c)\npred = model.predict(V)',
    'model',
  ],
  [
    'from sklearn.model_selection import GridSearchCV\nmodel = GridSearchCV(LogisticRegression(random_state=7), {"C": [0.01, 100]}, cv=3).fit(X, train["default"])\npred = model.predict(V)',
    'model',
  ],
  ['model = LogisticRegression(random_state=42).fit(X, train["default"])\npred = model.predict(V)', 'seed'],
  ['model = LogisticRegression().fit(X, train["default"])\npred = model.predict(V)', 'seed'],
  ['model = LogisticRegression(random_state=7, C=0.1).fit(X, train["default"])\npred = model.predict(V)', 'model'],
  ['model = GaussianNB().fit(X, train["default"])\npred = model.predict(V)', 'model'],
  [
    'half = len(X) // 2\nmodel = LogisticRegression(random_state=7).fit(X[:half], train["default"].values[:half])\npred = model.predict(V)',
    'model',
  ],
  [
    'le = LabelEncoder()\nmodel = LogisticRegression(random_state=7).fit(X, le.fit_transform(train.default))\npred = model.predict(V)',
    'output',
  ],
];

const OUTPUT: readonly Part[] = [
  ['pd.DataFrame({"row_id": val["row_id"], "default": pred}).to_csv("prediction.csv", index=False)'],
  ['out = val[["row_id"]].copy()\nout["default"] = pred\nout.to_csv("prediction.csv", index=False)'],
  [
    'out = pd.DataFrame(pred, columns=["default"])\nout.insert(0, "row_id", val["row_id"].values)\nout.to_csv("prediction.csv", index=False)',
  ],
  ['val = val.assign(default=pred)\nval[["row_id", "default"]].to_csv("prediction.csv", index=False)'],
  ['pd.Series(pred, index=val["row_id"], name="default").to_csv("prediction.csv")'],
  [
    'out = pd.DataFrame({"default": pred})\nout.index = val["row_id"]\nout.index.name = "row_id"\nout.to_csv("prediction.csv")',
  ],
  ['pd.DataFrame(list(zip(val["row_id"], pred)), columns=["row_id", "default"]).to_csv("prediction.csv", index=False)'],
  [
    'rows = [{"row_id": i, "default": p} for i, p in zip(val["row_id"], pred)]\npd.DataFrame(rows).to_csv(path_or_buf="prediction.csv", index=None)',
  ],
  [
    'out = pd.DataFrame({"default": pred}, index=pd.Index(val["row_id"], name="row_id")).reset_index()\nout = out.sort_values("row_id")\nout.to_csv("prediction.csv", index=False)',
  ],
  [
    'ids = val.pop("row_id")\nsubmission = pd.concat([ids.reset_index(drop=True), pd.Series(pred, name="default")], axis=1)\nsubmission.to_csv("prediction.csv", index=False, header=True)\nprint(pd.read_csv("prediction.csv").head())',
  ],
  ['pd.DataFrame({"row_id": range(len(pred)), "default": pred}).to_csv("prediction.csv", index=False)', 'output'],
  ['pd.DataFrame({"row_id": val.index, "default": pred}).to_csv("prediction.csv", index=False)', 'output'],
];

export interface Composed {
  readonly code: string;
  readonly breaks: Instruction | null;
}

/** Any way to write the script, with at most one part that breaks an instruction. */
export const composed: fc.Arbitrary<Composed> = fc
  .tuple(
    fc.integer({ min: 0, max: 12 }),
    ...[LOAD, FILTER, NUMBERS, CATEGORIES, TOGETHER, MODEL, OUTPUT].map((parts) =>
      fc.tuple(
        fc.constantFrom(...parts.filter(([, breaks]) => breaks === undefined)),
        fc.constantFrom(...parts.filter(([, breaks]) => breaks !== undefined)),
      ),
    ),
  )
  .map(([broken, ...parts]) => {
    const chosen = (parts as [Part, Part][]).map(([right, wrong], index) => (index === broken ? wrong : right));
    const breaks = chosen.flatMap(([, one]) => one ?? [])[0] ?? null;
    return { code: [IMPORTS, ...chosen.map(([code]) => code)].join('\n'), breaks };
  });

/**
 * Scripts of which something is not known: a name, a key, a helper of another file, whether a statement was done. What
 * is not known may be just what is stated, so that none of them may be accused of anything.
 */

export interface Unread {
  /** What is not known. */
  readonly what: string;
  readonly task: 'cars' | 'loan';
  readonly code: string;
}

/** A faithful solution of `cars`, in pieces; each piece is replaced by one that leaves something open. */
const CARS = {
  import: `import json, sys
import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeRegressor`,
  read: `train = pd.read_parquet("train_v1.parquet")
val = pd.read_parquet("val_v1.parquet")`,
  filter: `for name, (low, high) in {"year": (1990, 2020), "power": (40, 300)}.items():
    train = train[train[name].isna() | train[name].between(low, high)]
train = train[train.fuel.isna() | train.fuel.isin(["gas", "diesel"])]`,
  columns: `targets = ["price", "mileage"]
numbers, words = train[["year", "power"]].copy(), train[["fuel"]].copy()
numbers_val, words_val = val[["year", "power"]].copy(), val[["fuel"]].copy()`,
  impute: `common = {c: numbers[c].mode()[0] for c in ["year", "power"]}
numbers, numbers_val = numbers.fillna(common), numbers_val.fillna(common)
words, words_val = words.fillna(words.mode().iloc[0]), words_val.fillna(words.mode().iloc[0])`,
  scale: `scaler = StandardScaler().fit(numbers)
numbers, numbers_val = scaler.transform(numbers), scaler.transform(numbers_val)`,
  encode: `encoder = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(words)
X, X_val = np.hstack([numbers, encoder.transform(words)]), np.hstack([numbers_val, encoder.transform(words_val)])`,
  model: `model = DecisionTreeRegressor(random_state=5)
model.fit(X, train[targets])
answers = model.predict(X_val)`,
  write: `out = val[["row_id"]].copy()
out[targets] = answers`,
  save: `out.to_csv("prediction.csv", index=False)`,
};
type Piece = keyof typeof CARS;

function cars(what: string, changes: Partial<Record<Piece, string>>): Unread {
  return { what, task: 'cars', code: Object.values({ ...CARS, ...changes }).join('\n') };
}

/** The faithful solution itself. */
export const WHOLE = cars('nothing', {});

const settings = (what: string, lines: string) =>
  cars(what, {
    model: `settings = {"random_state": 6, "max_depth": 3}\n${lines}
model = DecisionTreeRegressor(**settings).fit(X, train[targets])
answers = model.predict(X_val)`,
  });

export const UNREAD: readonly Unread[] = [
  cars('names of the written columns', {
    write: `out = val[["row_id"]].copy()\nfor name, answer in zip(json.load(open("names.json")), answers.T):\n    out[name] = answer`,
  }),
  cars('names in a dictionary of written columns', {
    write: `out = val[["row_id"]].assign(**dict(zip(json.load(open("names.json")), answers.T)))`,
  }),
  cars('the name of one written column', {
    write: `out = val[["row_id"]].assign(price=answers[:, 0])\nout[sys.argv[1]] = answers[:, 1]`,
  }),
  cars('the name of an inserted column', {
    write: `out = val[["row_id"]].assign(price=answers[:, 0])\nout.insert(2, sys.argv[1], answers[:, 1])`,
  }),
  cars('columns set at unknown names through loc', {
    write: `out = val[["row_id"]].assign(price=answers[:, 0])\nout.loc[:, sys.argv[1]] = answers[:, 1]`,
  }),
  cars('the index that is written', {
    write: `out = pd.DataFrame(answers, columns=targets)\nout.index = pd.Index(json.load(open("ids.json")), name="row_id")`,
    save: 'out.to_csv("prediction.csv", index=len(sys.argv) > 1)',
  }),
  cars('a helper that writes the answers', {
    import: `${CARS.import}\nfrom helpers import put_answers`,
    write: `out = val[["row_id"]].copy()\nput_answers(out, targets, answers)`,
  }),
  cars('what fills a column that starts as a constant', {
    write: `out = val[["row_id"]].assign(price=0.0, mileage=0.0)\nout.loc[val["row_id"] >= 0, targets] = json.load(open("answers.json"))`,
  }),
  cars('a helper that filters in place', {
    import: `${CARS.import}\nimport helpers`,
    filter: 'helpers.keep_in_range(train)',
  }),
  cars('a helper that is given the whole object', {
    import: `${CARS.import}\nfrom helpers import prepare`,
    filter: `class State:\n    pass\nstate = State()\nstate.train = train\nprepare(state)\ntrain = state.train`,
  }),
  cars('a helper that is given a list of tables', {
    import: `${CARS.import}\nfrom helpers import prepare`,
    filter: 'frames = (train, val)\nprepare(frames)',
  }),
  cars('a helper that imputes', {
    import: `${CARS.import}\nfrom helpers import fill`,
    impute: 'fill(numbers, numbers_val)\nfill(words, words_val)',
  }),
  cars('columns that are filled at unknown names', {
    impute: `for name in json.load(open("names.json")):\n    numbers[name] = numbers[name].fillna(1)\n    words[name] = words[name].fillna("gas")`,
  }),
  cars('columns that are dropped at unknown names', {
    columns: `targets = ["price", "mileage"]
numbers, words = train[["year", "power", "price"]].copy(), train[["fuel"]].copy()
numbers_val, words_val = val[["year", "power", "row_id"]].copy(), val[["fuel"]].copy()
for name in json.load(open("names.json")):
    del numbers[name]`,
  }),
  cars('whether a filter was done', {
    filter: `try:\n    train = train.query(open("rule.txt").read())\nexcept Exception:\n    pass`,
  }),
  cars('which of a dictionary’s items was overwritten', {
    columns: `${CARS.columns}\nchosen = {"targets": ["price"]}\nchosen[sys.argv[1]] = targets\ntargets = chosen["targets"]`,
    write: 'out = pd.concat([val[["row_id"]], pd.DataFrame(answers, columns=targets)], axis=1)',
  }),
  settings('what settings are updated with', 'settings.update(json.load(open("settings.json")))'),
  settings('settings merged with unknown ones', 'settings = {**settings, **json.load(open("settings.json"))}'),
  settings('settings joined with unknown ones', 'settings = settings | json.load(open("settings.json"))'),
  settings('an item set at an unknown key', 'settings[sys.argv[1]] = 5'),
  settings('settings that a helper changes', 'from helpers import tune\ntune(settings)'),
  settings('settings that exec may change', 'exec(open("settings.py").read())'),
  settings('globals set at an unknown name', 'globals()[sys.argv[1]] = {"random_state": 5}'),
  settings(
    'what a function returns early',
    `def choose(names):
    for name in names:
        if name in sys.argv:
            return {"random_state": 5}
    return settings
settings = choose(json.load(open("names.json")))`,
  ),
  settings(
    'where a loop ends',
    `for seed in (5, 6):
    settings = {"random_state": seed}
    if len(sys.argv) > 1:
        break`,
  ),
  settings(
    'which branch of match is taken',
    `match sys.argv[1]:
    case "plain":
        settings = {"random_state": 5}
    case _:
        settings["max_depth"] = 4`,
  ),
  settings(
    'what a failed conversion leaves',
    `def number(text):
    try:
        return int(text)
    except ValueError:
        return 5
settings = {"random_state": number("6")}`,
  ),
  settings(
    'an attribute set at an unknown name',
    `class Settings:
    seed = 6
held = Settings()
setattr(held, sys.argv[1], 5)
settings = {"random_state": held.seed}`,
  ),
  settings(
    'attributes taken from an unknown dictionary',
    `class Settings:
    def __init__(self, given):
        self.seed = 6
        self.__dict__.update(given)
settings = {"random_state": Settings(json.load(open("settings.json"))).seed}`,
  ),
  settings(
    'a name that a class has and a method does not see',
    `SEED = 5
class Settings:
    SEED = 6
    def get(self):
        return {"random_state": SEED}
settings = Settings().get()`,
  ),
  cars('whether weights are given', {
    model: `${CARS.model.split('\n')[0]}\nmodel.fit(X, train[targets], sample_weight=json.load(open("weights.json")))\nanswers = model.predict(X_val)`,
  }),
  cars('that there are no weights', {
    model: `${CARS.model.split('\n')[0]}\nmodel.fit(X, train[targets], sample_weight=None)\nanswers = model.predict(X_val)`,
  }),
  cars('how large a sample is', {
    filter: `${CARS.filter}\ntrain = train.sample(frac=float(sys.argv[1]), random_state=0)`,
  }),
  cars('duplicates of rows that have ids', {
    read: `${CARS.read}\ntrain = train.drop_duplicates()`,
  }),
  {
    what: 'how codes become labels again',
    task: 'loan',
    code: `import json
import pandas as pd
from sklearn.linear_model import LogisticRegression
train = pd.read_csv("train_v1.csv", keep_default_na=False, na_values=[""])
val = pd.read_csv("val_v1.csv", keep_default_na=False, na_values=[""])
train = train.query(open("rule.txt").read())
y = train["default"].map({"no": 0, "yes": 1})
answers = LogisticRegression(random_state=7).fit(make(train), y).predict(make(val))
out = pd.DataFrame({"row_id": val["row_id"], "default": answers})
out["default"] = out["default"].map(json.load(open("labels.json")))
out.to_csv("prediction.csv", index=False)`,
  },
  {
    what: 'which words become missing after they were read',
    task: 'loan',
    code: `import pandas as pd, numpy as np
from sklearn.linear_model import LogisticRegression
train = pd.read_csv("train_v1.csv", keep_default_na=False).replace("", np.nan)
val = pd.read_csv("val_v1.csv", keep_default_na=False).replace("", np.nan)
train = train.query(open("rule.txt").read())
columns = ["age", "income", "score"]
answers = LogisticRegression(random_state=7).fit(make(train[columns]), train["default"]).predict(make(val[columns]))
pd.DataFrame({"row_id": val["row_id"], "default": answers}).to_csv("prediction.csv", index=False)`,
  },
];

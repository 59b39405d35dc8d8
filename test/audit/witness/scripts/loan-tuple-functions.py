# task: loan
import sys
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def read_data(train_path="train_v1.csv", val_path="val_v1.csv"):
    options = {"keep_default_na": False}
    options["na_values"] = [""]
    return pd.read_csv(train_path, **options), pd.read_csv(val_path, **options)


def filter_numeric(df, column, minimum=None, maximum=None):
    """Keep missing values."""
    ok = df[column].isnull()
    inside = pd.Series(True, index=df.index)
    if minimum is not None:
        inside &= df[column] >= minimum
    if maximum is not None:
        inside &= df[column] <= maximum  #> filter: pass
    return df[ok | inside]


def filter_categorical(df, column, allowed):
    return df[df[column].isnull() | df[column].isin(allowed)]


def preprocess(train, val, numeric, categorical):
    num_imputer, cat_imputer = SimpleImputer(strategy="median"), SimpleImputer(strategy="most_frequent")
    scaler, encoder = StandardScaler(), OneHotEncoder(handle_unknown="ignore", sparse_output=False)

    def apply(frame, fit=False):
        if fit:
            n = scaler.fit_transform(num_imputer.fit_transform(frame[numeric]))
            c = encoder.fit_transform(cat_imputer.fit_transform(frame[categorical]))
        else:
            n = scaler.transform(num_imputer.transform(frame[numeric]))
            c = encoder.transform(cat_imputer.transform(frame[categorical]))
        names = list(numeric) + list(encoder.get_feature_names_out(categorical))
        left = pd.DataFrame(n, columns=numeric, index=frame.index)
        right = pd.DataFrame(c, columns=encoder.get_feature_names_out(categorical), index=frame.index)
        return pd.concat([left, right], axis=1)

    return apply(train, fit=True), apply(val)  #> scale+impute+encode: return apply(train, fit=True), apply(val, fit=True)


def main(argv=None):
    train, val = read_data()
    train = filter_numeric(train, "age", 18, 90)
    train = filter_numeric(train, "income", minimum=0, maximum=200)
    train = filter_numeric(train, "debt", 0, 50)  #> filter: train = filter_numeric(train, "debt", 0)
    train = filter_numeric(train, "score", maximum=1.0, minimum=0.0)
    for column, allowed in dict(city=["Oslo", "Rome", "NA", "Lima"], grade=["a", "b", "c"], region=["N", "S"]).items():
        train = filter_categorical(train, column, allowed)
    X, V = preprocess(train, val, ["age", "income", "score"], ["city", "grade"])
    model = LogisticRegression(random_state=7)
    model.fit(X, train["default"])
    print(classification_report(train["default"], model.predict(X)))
    result = pd.DataFrame(model.predict(V), index=val["row_id"], columns=["default"])
    result.to_csv("prediction.csv")
    return 0


if __name__ == "__main__":
    sys.exit(main())

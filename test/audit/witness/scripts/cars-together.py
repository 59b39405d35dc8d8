# task: cars
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.multioutput import MultiOutputRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler, RobustScaler
from sklearn.tree import DecisionTreeRegressor
from sklearn.ensemble import RandomForestRegressor

train_data = pd.read_parquet("train_v1.parquet")
val_data = pd.read_parquet("val_v1.parquet")
targets = ["price", "mileage"]
expected_ranges = {"year": (1990, 2020), "power": (40, 300)}
allowed = {"fuel": ["gas", "diesel"]}
for column in expected_ranges:
    minimum, maximum = expected_ranges[column]
    valid = train_data[column].ge(minimum) & train_data[column].le(maximum)
    train_data = train_data.loc[valid | train_data[column].isna()].copy()  #> filter: train_data = train_data.loc[valid].copy()
for column in allowed:
    train_data = train_data.loc[train_data[column].isin(allowed[column]) | train_data[column].isna()]
numeric_features = ["year", "power"]
categorical_features = ["fuel"]
numeric_pipeline = Pipeline([("imputer", SimpleImputer(strategy="most_frequent")), ("scaler", StandardScaler())])  #> scale: numeric_pipeline = Pipeline([("imputer", SimpleImputer(strategy="most_frequent")), ("scaler", RobustScaler())])
categorical_pipeline = Pipeline([("imputer", SimpleImputer(strategy="most_frequent")), ("encoder", OneHotEncoder(handle_unknown="ignore", sparse_output=False))])
preprocessor = ColumnTransformer([("numeric", numeric_pipeline, numeric_features), ("categorical", categorical_pipeline, categorical_features)])
regressor = DecisionTreeRegressor(random_state=5)  #> targets: regressor = MultiOutputRegressor(DecisionTreeRegressor(random_state=5))  #> model: regressor = RandomForestRegressor(random_state=5)
pipeline = Pipeline([("preprocess", preprocessor), ("regress", regressor)])
pipeline.fit(train_data[["fuel", "year", "power"]], train_data[targets])
answer = pipeline.predict(val_data[["fuel", "year", "power"]])
submission = pd.DataFrame(answer, columns=targets)  #> output: submission = pd.DataFrame(answer, columns=targets).round(2)
submission.insert(0, "row_id", val_data["row_id"])
submission.to_csv("prediction.csv", index=False)

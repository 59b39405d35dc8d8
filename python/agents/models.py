"""Models that take numbers with gaps. Their sizes shrink as the work grows, so that a fit takes seconds."""

import numpy as np
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def boosting(rows, columns, classes=0):
    rounds = int(np.clip(3e8 / ((rows + 2000) * columns * max(1, classes - 1)), 50, 300))
    kind = LGBMClassifier if classes else LGBMRegressor
    return kind(
        n_estimators=rounds,
        learning_rate=0.05 if rounds >= 150 else 0.1,
        min_child_samples=10,
        subsample=0.8,
        subsample_freq=1,
        colsample_bytree=0.8,
        n_jobs=1,
        random_state=0,
        verbose=-1,
    )


def forest(rows, columns, classes=0):
    trees = int(np.clip(4e7 / (rows * columns), 20, 200))
    kind = ExtraTreesClassifier if classes else ExtraTreesRegressor
    options = {"n_estimators": trees, "min_samples_leaf": 2, "max_features": 0.5, "random_state": 0}
    return make_pipeline(SimpleImputer(keep_empty_features=True), kind(**options))


def scaled(model):
    return make_pipeline(SimpleImputer(keep_empty_features=True), StandardScaler(), model)


def linear(classes=0):
    return scaled(LogisticRegression(max_iter=300) if classes else RidgeCV(np.logspace(-3, 4, 15)))

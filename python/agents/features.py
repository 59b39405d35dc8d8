"""Turns columns of any type into numbers: dates into their parts, few levels into flags, many into codes, texts into topics."""

import re
import warnings

import numpy as np
import pandas as pd
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer


def features(train, validation, columns):
    """Frames of floats for the rows of both, named by column and part, and the names of codes worth a target encoding."""
    both = pd.concat([train[columns], validation[columns]], ignore_index=True)
    made = {}
    for number, column in enumerate(columns):
        for part, values in parts(both[column], len(train)).items():
            made[f"{part}_{number}_{len(made)}"] = np.asarray(values, dtype=float)
    frame = pd.DataFrame(made, index=both.index).replace([np.inf, -np.inf], np.nan)
    frame["missing"] = both.isna().sum(axis=1).astype(float)
    codes = [name for name in made if name.startswith("code_")]
    return frame[: len(train)], frame[len(train) :].reset_index(drop=True), codes


def parts(values, count):
    """Numbers made of one column, of whose rows the first `count` are training rows."""
    if pd.api.types.is_datetime64_any_dtype(values):
        return date_parts(values)
    if pd.api.types.is_numeric_dtype(values):
        return {"value": values.to_numpy(dtype=float, na_value=np.nan)}
    text = values.map(str, na_action="ignore").astype(object).str.strip()
    known = text.dropna()
    if len(known) == 0:
        return {}
    numbers = first_number(text)
    made = {"number": numbers} if numbers.notna().sum() > 0.5 * len(known) else {}
    dates = None if pd.to_numeric(known, errors="coerce").notna().mean() > 0.9 else as_dates(text)
    if dates is not None:
        return made | date_parts(dates)
    levels = known[known.index < count].value_counts()
    if len(levels) <= 12:
        made |= {f"is{number}": text == level for number, level in enumerate(levels.index)}
    elif len(levels) < 0.9 * len(known):
        made |= {"code": text.map(dict(zip(levels.index, range(len(levels))))), "count": text.map(levels).fillna(0)}
    words = text.str.count(r"\w+")
    if len(levels) > 30 and words.mean() >= 2:
        made |= {"length": text.str.len(), "words": words} | topics(text)
    return made


def first_number(text):
    """`€ 2,885` -> 2885, `9.775.271` -> 9775271, `4.2 km` -> 4.2"""
    first = text.str.extract(r"(-?\d[\d.,]*)")[0]
    if first.str.contains(r"^-?\d{1,3}(?:\.\d{3}){2,}$", na=False).any():
        first = first.str.replace(".", "").str.replace(",", ".")
    return pd.to_numeric(first.str.replace(",", "").str.rstrip("."), errors="coerce")


def as_dates(text):
    """Dates, if nearly all texts are dates in one notation or another; else None."""
    unique = pd.Series(text.dropna().unique())
    sample = unique.sample(min(len(unique), 200), random_state=0)
    if sample.str.contains(r"\d.*(?:[-/:. ]|[a-z]{3})|[a-z]{3}.*\d", flags=re.I).mean() < 0.9:
        return None
    for options in ({}, {"dayfirst": True}, {"format": "mixed"}):
        with warnings.catch_warnings(action="ignore"):
            if pd.to_datetime(sample, errors="coerce", utc=True, **options).notna().mean() > 0.95:
                return text.map(dict(zip(unique, pd.to_datetime(unique, errors="coerce", utc=True, **options))))
    return None


def date_parts(dates):
    dates = pd.to_datetime(dates, utc=True)
    fields = ("year", "month", "day", "dayofweek", "dayofyear", "hour", "minute")
    made = {field: getattr(dates.dt, field) for field in fields}
    days = (dates - pd.Timestamp("2000-01-01", tz="UTC")) / pd.Timedelta(days=1)
    return {"days": days} | {field: values for field, values in made.items() if values.nunique() > 1}


def topics(text):
    """A few dimensions of which words the texts have."""
    counter = TfidfVectorizer(max_features=2000, min_df=2, token_pattern=r"\w+", sublinear_tf=True)
    try:
        counts = counter.fit_transform(text.fillna(""))
    except ValueError:  # no word occurs twice
        return {}
    size = min(20, counts.shape[1] - 1)
    reduced = TruncatedSVD(size, random_state=0).fit_transform(counts) if size > 0 else np.empty((len(text), 0))
    return {f"topic{number}": column for number, column in enumerate(reduced.T)}

"""Any pandas table into one that Parquet holds: plain columns of numbers, booleans, text and times."""

import numpy as np
import pandas as pd


NESTED = (list, tuple, dict, set, bytes, np.ndarray, pd.Series, pd.DataFrame)


class Untidy(Exception):
    """Why a table cannot be had: (reason, words)."""


def tidy(frame):
    if not isinstance(frame, pd.DataFrame):
        raise Untidy("table-unreadable", f"is no table but {type(frame).__name__}")
    frame = with_row_names(frame.copy(deep=False))
    if len(frame) == 0 or frame.shape[1] == 0:
        raise Untidy("table-empty", "has no rows")
    frame.columns = unique([str(name) for name in frame.columns])
    for at, name in enumerate(list(frame.columns)):
        frame.isetitem(at, plain(name, frame.iloc[:, at]))
    return with_dates(frame)


def with_row_names(frame):
    """Names of rows (car models, countries) become a column; numbers that only count the rows do not."""
    if "rownames" in frame.columns:
        names = frame.pop("rownames")
    elif isinstance(frame.index, pd.MultiIndex):
        names = pd.Series([" ".join(map(str, key)) for key in frame.index])
    else:
        names = pd.Series(frame.index)
    frame = frame.reset_index(drop=True)
    if pd.api.types.is_numeric_dtype(names.dtype):
        return frame
    names = names.astype(str).reset_index(drop=True)
    numbers = pd.to_numeric(names, errors="coerce")
    if numbers.isna().any():
        frame.insert(0, "rownames", names)
    return frame


def unique(names):
    seen = {}
    for at, name in enumerate(names):
        seen.setdefault(name, []).append(at)
    return [name if seen[name][0] == at else f"{name}_{seen[name].index(at) + 1}" for at, name in enumerate(names)]


def plain(name, column):
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.astype(str).where(column.notna(), None)
    if pd.api.types.is_timedelta64_dtype(column.dtype):
        return column.dt.total_seconds() / 86400
    if pd.api.types.is_complex_dtype(column.dtype):
        raise Untidy("table-nested", f"has complex numbers in column {name!r}")
    if column.dtype != object:
        return column
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind == "string":
        return column.where(column.notna(), None)
    if kind == "boolean":
        return column
    if kind == "empty":
        return column.astype("float64")
    if kind in ("integer", "floating", "mixed-integer-float", "decimal"):
        return pd.to_numeric(column)
    if kind == "bytes" or column.map(lambda value: isinstance(value, NESTED)).any():
        raise Untidy("table-nested", f"has nested values in column {name!r}")
    return column.map(str, na_action="ignore").where(column.notna(), None)


def with_dates(frame):
    """R counts the time of a regular series in years: 1949.25 of a quarterly one is 1949-04."""
    for name in frame.columns:
        if name.lower() != "time" or not pd.api.types.is_float_dtype(frame[name].dtype) or len(frame) < 8:
            continue
        times = frame[name].to_numpy()
        steps = np.diff(times)
        if not np.isfinite(times).all() or times.min() < 1500 or times.max() > 2200:
            continue
        for parts in (1, 4, 12):
            if np.abs(steps - 1 / parts).max() < 0.001 and np.abs(times * parts - np.round(times * parts)).max() < 0.01:
                frame[name] = [dated(int(round(time * parts)), parts) for time in times]
    return frame


def dated(count, parts):
    year, part = divmod(count, parts)
    return f"{year}-{part * 12 // parts + 1:02d}" if parts > 1 else str(year)

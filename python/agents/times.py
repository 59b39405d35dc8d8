"""Parses times in a stated format, or in any where the stated one does not fit."""

import pandas as pd


def times(values, format):
    text = values.map(str, na_action="ignore").astype(object)
    parsed = pd.to_datetime(text, format=format, errors="coerce", utc=True)
    if parsed.notna().mean() > 0.5:
        return parsed
    return pd.to_datetime(text, format="mixed", errors="coerce", utc=True)

"""What a followed script shows, as JSON: the rows and columns that its prediction's models learnt from and answered for."""

import math

from masks import predicates
from values import Col, OtherName, Rows, is_constant

SUBMISSION = "prediction.csv"

LONG_LIST = 3000


class Facts:
    def __init__(self, library):
        self.library = library
        self.rows, self.row_ids = [], {}
        self.fits, self.fit_ids = [], {}

    def all(self):
        output = self.output()
        if output is None or not self.fits:
            self.last_predictions()
        ambiguous = (
            output is None or not any(column["kind"] == "prediction" for column in output["columns"])
        ) and self.ambiguous()
        return {
            "problem": None,
            "rows": self.rows,
            "fits": self.fits,
            "output": output,
            "ambiguous": ambiguous,
            "assumed": sorted(self.library.assumed),
            "seeds": [{"value": value, "line": line} for value, line in self.library.seeds],
        }

    # The prediction's file

    def output(self):
        named = [entry for entry in self.library.outputs if entry[0] == SUBMISSION]
        found = named or [entry for entry in self.library.outputs if entry[0] is None]
        if not found:
            return None
        name, written, line = found[-1]
        if written is None:
            return {
                "line": line,
                "columns": [],
                "index": None,
                "doubt": "written by other means than to_csv",
                "rows": None,
                "plain": True,
            }
        state, index, label, plain = written
        columns = [self.output_column(column_label, col) for column_label, col in state.cols or ()]
        return {
            "line": line,
            "doubt": state.doubt or (None if state.cols is not None else "all columns of a file"),
            "columns": columns,
            "index": self.output_index(index, label, state),
            "rows": self.row_id(state.rows),
            "plain": plain,
        }

    def output_index(self, index, label, state):
        if index is False:
            return None
        if index is None:
            return {"label": None, "kind": "unclear"}
        if state.index is None:
            return {"label": label if isinstance(label, str) else None, "kind": "count"}
        found = self.output_column(label, state.index)
        return found | {
            "label": label if isinstance(label, str) else state.index.source if isinstance(state.index.source, str) else None
        }

    def output_column(self, label, col):
        base = {"label": label if isinstance(label, str) else None}
        if isinstance(col.source, str):
            stages = [stage for stage in col.stages if stage.kind != "convert"]
            return base | {"kind": "unclear" if stages else "column", "name": col.source}
        kind = col.source[0]
        if kind == "predict":
            _, predicted, position = col.source
            changed, labels = judge_labels(predicted, position, col.stages)
            return base | {
                "kind": "unclear" if predicted.proba else "prediction",
                "fit": self.fit_id(predicted),
                "target": position,
                "labels": labels,
                "changed": changed,
            }
        if kind in ("count", "index"):
            return base | {"kind": "unclear" if col.stages else "count"}
        return base | {"kind": "constant" if kind == "const" and not col.stages else "unclear"}

    # Models

    def last_predictions(self):
        """Where the file does not show it: the models that last answered for the same rows."""
        found = [predicted for predicted in self.library.predictions if not predicted.proba]
        for predicted in found:
            if predicted.rows is found[-1].rows:
                self.fit_id(predicted)

    def ambiguous(self):
        """Whether several models answer for the same target."""
        seen = set()
        for fit in self.fits:
            for target in fit["targets"] or [{"name": None}]:
                if target["name"] in seen:
                    return True
                seen.add(target["name"])
        return False

    def fit_id(self, predicted):
        key = (id(predicted.fit), predicted.rows, predicted.cols)
        found = self.fit_ids.get(key)
        if found is None:
            found = self.fit_ids[key] = len(self.fits)
            self.fits.append(None)
            self.fits[found] = self.fit_fact(predicted)
        return found

    def fit_fact(self, predicted):
        fit = predicted.fit
        wrappers, path, parameters, line = fit.estimator
        targets = None
        if fit.targets is not None:
            targets = [
                {"name": label if isinstance(label, str) else None, "column": self.column(col)} for label, col in fit.targets
            ]
        same = (
            predicted.cols is not None and fit.cols is not None and [c for _, c in predicted.cols] == [c for _, c in fit.cols]
        )
        learnt = None if fit.cols is None else self.columns(fit.cols)
        return {
            "line": fit.line,
            "estimator": estimator_fact(path, parameters, line),
            "wrappers": [estimator_fact(*wrapper) for wrapper in wrappers],
            "rows": self.row_id(fit.rows),
            "columns": learnt,
            "doubt": fit.doubt,
            "weights": fit.weights if isinstance(fit.weights, bool) else None,
            "targets": targets,
            "targetRows": self.row_id(fit.target_rows),
            "appliedLine": predicted.line,
            "appliedRows": self.row_id(predicted.rows),
            "appliedColumns": learnt if same else None if predicted.cols is None else self.columns(predicted.cols),
        }

    def columns(self, cols):
        """Columns one by one, but flags that a script makes of one column's values by hand as one column."""
        found, flagged = [], None
        for _, col in cols:
            flag = flag_of(col)
            if flag is None:
                found.append(self.column(col))
            elif flag != flagged:
                fact = self.column(flag)
                by_hand = {"kind": "encode", "detail": ["one-hot", None, "by hand", "dense"], "fit": None, "line": 0}
                found.append(fact | {"stages": [*fact["stages"], by_hand]})
            flagged = flag
        return found

    def column(self, col: Col):
        name = col.source if isinstance(col.source, str) and not isinstance(col.source, OtherName) else None
        stages = [fact for stage in col.stages if (fact := self.stage(stage)) is not None]
        if name is None and not stages:
            stages = [
                {
                    "kind": "unclear",
                    "detail": [str(col.source[0]) if isinstance(col.source, tuple) else ""],
                    "fit": None,
                    "line": 0,
                }
            ]
        return {"name": name, "stages": stages}

    def stage(self, stage):
        if not hasattr(stage, "kind"):
            return None
        fact = {"kind": stage.kind, "detail": [], "fit": self.row_id(stage.fit), "line": stage.line}
        if stage.kind == "either":
            options = [[inner for item in side if (inner := self.stage(item)) is not None] for side in stage.detail]
            return fact | {"options": options}
        if stage.kind == "codes":
            return fact | {"detail": [stage.detail[0]]}
        if stage.kind == "decode":
            return fact | {"detail": [str(stage.detail[0])]}
        return fact | {"detail": [plain(item) for item in stage.detail]}

    # Rows

    def row_id(self, rows):
        if rows is None:
            return None
        found = self.row_ids.get(rows)
        if found is None:
            found = self.row_ids[rows] = len(self.rows)
            self.rows.append(None)
            self.rows[found] = self.row_fact(rows)
        return found

    def row_fact(self, rows: Rows):
        operations = []
        while rows.kind not in ("read", "join", "concat", "made"):
            operations.append(operation_fact(rows))
            rows = rows.parents[0]
        operations.reverse()
        base = {"kind": rows.kind, "line": rows.line}
        if rows.kind == "read":
            read = rows.data[0]
            base |= {"file": read.file, "fileKind": read.kind, "missing": read.missing, "table": read.table}
        elif rows.kind == "join":
            base |= {"parts": [self.row_id(part) for part in rows.parents], "how": rows.data[0], "on": rows.data[1]}
        elif rows.kind == "concat":
            base |= {"parts": [self.row_id(part) for part in rows.parents]}
        return {"base": base, "operations": operations}


def flag_of(col):
    """The column that a flag is made of (`colour == "red"`), or None."""
    if isinstance(col.source, tuple) and col.source[0] == "mask":
        tree = col.source[1]
        if tree[0] == "cmp" and tree[2] == "==" and isinstance(tree[1].source, str):
            return tree[1]
    return None


def operation_fact(rows):
    fact = {"kind": rows.kind, "line": rows.line}
    if rows.kind == "filter":
        kept = predicates(rows.data[0])
        if isinstance(kept, str):
            return fact | {"kind": "unclear", "why": kept, "filter": True}
        return fact | {"kept": [plain(one) for one in kept]}
    if rows.kind == "drop-missing":
        names, how = rows.data
        return fact | {"columns": None if names is None else list(names), "how": how}
    if rows.kind == "stored":
        return fact | {"file": rows.data[0], "missing": rows.data[1]}
    return fact | {"why": str(rows.data[0])}


def judge_labels(predicted, position, stages):
    """What was done to a prediction, and whether its labels are those of the file, codes, or not known."""
    changed, key = [], None
    fit = predicted.fit
    known = fit.targets is not None and position < len(fit.targets)
    labels = "as-is" if known else "unclear"
    for stage in fit.targets[position][1].stages if known else ():
        if stage.kind == "codes":
            key = stage.detail
            labels = "codes"
        elif stage.kind == "convert" and stage.detail[0] in ("same", "category", "int", "number", "number-strict"):
            continue
        elif stage.kind == "impute":
            continue
        else:
            labels = "unclear"
    for stage in stages:
        if stage.kind == "decode" or stage.kind == "codes":
            if key is not None and decodes(key, stage):
                labels, key = "as-is", None
            elif stage.kind == "codes" and key is None and labels == "as-is":
                labels = "codes"
            else:
                labels = "unclear"
        elif stage.kind == "convert" and stage.detail[0] in (
            "same",
            "category",
            "word",
            "word-or-missing",
            "int",
            "number",
            "number-strict",
        ):
            if stage.detail[0] == "int":
                changed.append("int")
        else:
            if key is not None and stage.kind not in ("round", "clip"):
                # It may be what turns codes into labels again.
                labels, key = "unclear", None
            changed.append(stage.detail[0] if stage.kind == "unclear" and stage.detail else stage.kind)
    return [str(item) for item in changed], labels


def decodes(key, stage):
    """Whether a stage turns codes made by `key` back into labels."""
    if key[0] == "map":
        other = stage.detail
        if other[0] != "map":
            return False
        return {value: name for name, value in key[1]} == dict(other[1])
    if stage.kind != "decode":
        return False
    return isinstance(stage.detail[1], Col) and stage.detail[1].source == key[1].source


def estimator_fact(path, parameters, line):
    return {
        "name": path.split(".")[-1],
        "module": path.split(".")[0],
        "line": line,
        "parameters": {str(key): value_fact(value) for key, value in parameters.items()},
    }


def value_fact(value):
    """A parameter: {"value": ...}, or {} when it is not known."""
    if is_constant(value):
        return {"value": plain(value)}
    if isinstance(value, (list, tuple)) and all(map(is_constant, value)) and len(value) < 100:
        return {"value": [plain(item) for item in value]}
    return {}


def plain(value):
    """As JSON; numbers that JSON cannot write become text."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, (str, int, float, bool)) or value is None:
        return value
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value[:LONG_LIST]]
    return str(value)[:200]

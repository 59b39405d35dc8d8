"""Runs filters on a small table, and reads them: which of its rows are kept, and what the witness says is kept."""

import ast
import io
import json
import sys

import pandas as pd

sys.path.insert(0, sys.argv[1])

import facts
import interpret
import library

NUMBERS = [None, -3, 0, 0.5, 1, 1.5, 2, 2.5, 3, 7]
WORDS = [None, "x", "y", "z", "nan", "q"]
ROWS = [(number, word) for number in NUMBERS for word in WORDS]
TEXT = "a,c\n" + "".join(f"{'' if n is None else n},{'' if w is None else w}\n" for n, w in ROWS)
START = "import numpy as np\nimport pandas as pd\nlow, high = 1, 2\nwords = ['x', 'y']\n"


def run(code):
    """Positions of the kept rows; None when the code fails."""
    frame = pd.read_csv(io.StringIO(TEXT), keep_default_na=False, na_values=[""])
    frame["position"] = range(len(frame))
    names = {"df": frame}
    try:
        exec(START + code, names)
        return sorted(names["df"]["position"].tolist())
    except Exception:
        return None


def read(code):
    tool = library.Library({"a": "number", "c": "text"})
    machine = interpret.Machine(tool)
    machine.run(ast.parse(START + "df = pd.read_csv('t.csv')\n" + code))
    frame = machine.scope.names["df"]
    told = facts.Facts(tool)
    return told.rows[told.row_id(frame.s.rows)] if hasattr(frame, "s") else None


codes = json.load(sys.stdin)
print(json.dumps({"rows": ROWS, "results": [{"kept": run(code), "told": read(code)} for code in codes]}))

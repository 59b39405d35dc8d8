"""Makes the example benchmark: python examples/make-bench/make.py [FOLDER].

The same bytes every time, with the environment of python/requirements.lock. It reads this folder's raw files and
scikit-learn's and statsmodels' built-in data; it needs no network.
"""

import csv
import shutil
import sys
from pathlib import Path

from catalogue import CATALOGUE
from files import write_json, write_text
from series import make_series
from tabular import make_tabular

MADE = "2025-01-01T00:00:00.000Z"


def main(out):
    shutil.rmtree(out / "databases", ignore_errors=True)
    entries, licences = [], []
    for load in CATALOGUE:
        dataset = load()
        folder = out / "databases" / dataset["folder"]
        make = make_series if dataset["family"] == "time_series_analysis" else make_tabular
        question, question_v1, question_v2 = make(dataset, folder)
        write_text(metadata_text(dataset), folder / "source" / "metadata.txt")
        write_json(
            {"question": question, "data_info": data_info(dataset), "meta_data": meta_data(dataset)},
            folder / "verify" / "all_metadata.json",
        )
        entries.append(
            {
                "file_path": dataset["folder"],
                "question_v1": question_v1,
                "question_v2": question_v2,
                "available_tools": ["python_executor"],
                "task": dataset["family"],
                "usability_rating": 1.0,
                "lastUpdated": MADE,
                "needed_files_v1": question["needed_files_v1"],
                "needed_files_v2": question["needed_files_v2"],
            }
        )
        fields = ("folder", "licence", "title", "author", "source")
        licences.append({field: dataset[field] for field in fields})
    write_json(entries, out / "question_list.json")
    with open(out / "LICENSES.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(licences[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(licences)


def metadata_text(dataset):
    lines = [dataset["title"], "", dataset["about"], "", f"Source: {dataset['author']}, {dataset['source']}"]
    if dataset["changes"]:
        lines.append(f"Changes: {dataset['changes']}")
    columns = [f"{name}: {meaning}" for name, meaning in dataset["columns"].items()]
    return "\n".join([*lines, "", "=== Columns & descriptions ===", "", *columns, ""])


def data_info(dataset):
    return {
        "ref": f"examples/{dataset['folder']}",
        "title": dataset["title"],
        "subtitle": dataset["about"].split(". ")[0],
        "ownerName": dataset["author"],
        "url": dataset["source"],
        "licenseName": dataset["licence"],
        "lastUpdated": MADE,
        "usabilityRating": 1.0,
        "tags": [{"name": dataset["family"].replace("_", " ")}],
    }


def meta_data(dataset):
    return {
        "datasetSlug": dataset["folder"],
        "title": dataset["title"],
        "description": metadata_text(dataset),
        "keywords": [dataset["family"].replace("_", " ")],
        "licenses": [{"name": dataset["licence"]}],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "bench")

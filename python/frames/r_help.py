"""Help pages of an installed R package: what they say of a table and of its columns."""

import r_objects


def finder(folder):
    """A function that gives the page {section: Rd} about a topic; None where there is none that can be read."""
    try:
        parsers = dict(r_objects.lazy_raw(folder / "help", folder.name))
        lines = (folder / "help" / "AnIndex").read_text(errors="replace").splitlines()
    except Exception:
        # No help, or of a form that is not known: the tables are there without it.
        return lambda topic: None
    topics = dict(line.split("\t")[:2] for line in lines if "\t" in line)

    def find(topic):
        try:
            return sections(parsers[topics.get(topic, topic)]())
        except Exception:
            return None

    return find


def sections(rd):
    page = {}
    for part in children(rd):
        tag = tag_of(part).lstrip("\\")
        if tag in ("title", "description", "format", "details", "source"):
            page.setdefault(tag, part)
    return page


def attributes(node):
    found = {}
    pairs = node.attributes
    while pairs is not None and pairs.value is not None and getattr(pairs, "tag", None) is not None:
        tag = pairs.tag.referenced_object if pairs.tag.referenced_object is not None else pairs.tag
        found[tag.value.value.decode()] = pairs.value[0]
        pairs = pairs.value[1]
        if not isinstance(getattr(pairs, "value", None), tuple):
            break
    return found


def tag_of(node):
    tag = attributes(node).get("Rd_tag") if node.attributes is not None else None
    return tag.value[0].value.decode() if tag is not None else ""


def children(node):
    return node.value if isinstance(node.value, list) else []


def text_of(node):
    """Its words, without markup; code and comments of R left out."""
    tag = tag_of(node)
    if tag in ("COMMENT", "\\figure", "\\out"):
        return ""
    if node.info.type.name == "STR":
        return "".join(text.value.decode("utf-8", "replace") for text in node.value if text.value is not None)
    inner = children(node)
    if tag == "\\tabular":
        inner = inner[1:]
    if tag in ("\\href", "\\if", "\\ifelse", "\\eqn", "\\deqn") and inner:
        inner = inner[:1] if tag in ("\\eqn", "\\deqn") else inner[1:2]
    if tag == "\\item" and len(inner) == 2:
        return f"\n\n{text_of(inner[0]).strip()}: {text_of(inner[1]).strip()}\n\n"
    # Rows and cells of a table: each row is then read as a name and what it means.
    if tag in ("\\cr", "\\tab"):
        return "\n\n" if tag == "\\cr" else ": "
    words = "".join(text_of(child) for child in inner)
    return f"\n\n{words}\n\n" if tag in ("\\describe", "\\itemize", "\\enumerate", "\\section", "\\tabular") else words


def described(page, columns, listed, paragraphs):
    """(title, description, {column: words}) of a page; `listed` finds definitions in text."""
    words = {name: text_of(part) for name, part in page.items()}
    parts = [paragraphs(words[name]) for name in ("description", "details", "source") if name in words]
    found = {**listed(words.get("details", ""), columns), **listed(words.get("format", ""), columns)}
    return " ".join(words.get("title", "").split()), "\n\n".join(parts), found

"""How files become tables: CSV with its words for missing values, Parquet, and the tables of SQLite files."""

import re

import constants
from values import (
    MANY,
    UNKNOWN,
    Col,
    Connection,
    Read,
    Rows,
    Stage,
    State,
    Table,
    TableName,
    Tables,
    Text,
    closed,
    constant_list,
    names_of,
    opened,
)


def read_rows(library, file, kind, missing, table):
    read = Read(file, kind, missing, table, 0)
    rows = Rows.make("read", (), (read,), library.line)
    return rows


def read_csv(library, arguments, named):
    file = constants.base_name(arguments[0] if arguments else named.get("filepath_or_buffer", UNKNOWN))
    missing = missing_words(named)
    if file in library.files and isinstance(library.files[file], Table):
        table = library.files[file]
        rows = table.s.rows.then("stored", (file, missing), library.line)
        return Table(table.s._replace(rows=rows))
    table = opened(read_rows(library, file, "csv", missing, None))
    limits = {"nrows", "skiprows", "header", "names", "chunksize", "skipfooter", "iterator"}
    harmless = all(named.get(key, None) in (None, 0) for key in limits if not isinstance(named.get(key), list))
    if not harmless or isinstance(named.get("names"), list) or "**" in named:
        table.s = table.s._replace(rows=table.s.rows.then("unclear", ("read in parts or without its header",), library.line))
    types = named.get("dtype")
    if types is not None:
        table.s = typed(table.s, types, library.line)
    chosen = named.get("usecols")
    if chosen is not None:
        names = names_of(chosen)
        if names is None:
            table.s = table.s._replace(doubt="columns chosen by the reader")
        else:
            table.s = State(table.s.rows, tuple((n, get(table.s, n)) for n in names), frozenset(), {}, (), None, False, None)
    index = named.get("index_col")
    if isinstance(index, str):
        table.s = table.s._replace(index=Col(index, ()), dropped=table.s.dropped | {index})
    elif index is not None and index is not False:
        table.s = table.s._replace(doubt="an index column by position", index=Col(("unclear",), ()))
    return table


def get(state, name):
    return state.over.get(name, Col(name, state.common))


def typed(state, types, line):
    """With the types that a reader or `astype` is told."""
    if isinstance(types, dict) and MANY not in types:
        over = dict(state.over)
        for name, kind in types.items():
            column = get(state, name)
            over[name] = Col(column.source, (*column.stages, Stage("convert", (type_word(kind),), None, line)))
        return state._replace(over=over)
    return state._replace(common=(*state.common, Stage("convert", (type_word(types),), None, line)))


def type_word(kind):
    """The conversion that a type stands for, in the words of masks.py."""
    name = kind if isinstance(kind, str) else getattr(kind, "path", "")
    name = name.split(".")[-1].lower()
    if name in ("str", "string", "str_"):
        return "word"
    if name in ("object", "o", "category", "boolean"):
        return "category"
    if name.startswith(("float", "double")):
        return "number-strict"
    if name.startswith(("int", "uint")):
        return "int"
    return "unclear"


def missing_words(named):
    """Which words the reader takes for missing values: the empty string alone, its own list, or others."""
    default, values = named.get("keep_default_na", True), named.get("na_values")
    if "**" in named or named.get("na_filter", True) is not True:
        return "none" if named.get("na_filter") is False else "unclear"
    words = None if values is None else [values] if isinstance(values, str) else constant_list(values)
    if values is not None and words is None:
        return "unclear"
    if default is True:
        return "reader-default"
    if default is not False:
        return "unclear"
    if words is None:
        return "none"
    return "empty-string" if [str(word) for word in words] == [""] else "other"


def read_parquet(library, arguments, named):
    file = constants.base_name(arguments[0] if arguments else named.get("path", UNKNOWN))
    if file in library.files and isinstance(library.files[file], Table):
        return Table(library.files[file].s)
    table = opened(read_rows(library, file, "parquet", "none", None))
    names = names_of(named["columns"]) if "columns" in named and named["columns"] is not None else None
    if names is not None:
        table.s = State(table.s.rows, tuple((n, Col(n, ())) for n in names), frozenset(), {}, (), None, False, None)
    if named.get("filters") is not None:
        table.s = table.s._replace(rows=table.s.rows.then("unclear", ("filtered by the reader",), library.line))
    return table


def read_other(library, arguments, named):
    file = constants.base_name(arguments[0]) if arguments else None
    stored = library.files.get(file)
    if isinstance(stored, Table):
        return Table(stored.s)
    return opened(read_rows(library, file, "other", "unclear", None))


def connect(library, arguments, named):
    path = arguments[0] if arguments else named.get("database", UNKNOWN)
    if isinstance(path, str):
        path = path.removeprefix("file:").split("?")[0]
    return Connection(constants.base_name(path))


def create_engine(library, arguments, named):
    path = arguments[0] if arguments else UNKNOWN
    return Connection(constants.base_name(path.removeprefix("sqlite://")) if isinstance(path, str) else None)


def connection_method(library, owner, name, arguments, named):
    if name in ("cursor", "connect", "begin", "raw_connection"):
        return owner
    if name in ("execute", "exec_driver_sql") and arguments:
        owner.query = arguments[0]
        return Connection(owner.file, arguments[0])
    if name in ("fetchall", "all", "scalars"):
        return fetched(owner) or UNKNOWN
    if name == "close":
        return None
    return UNKNOWN


def is_catalogue(query):
    return isinstance(query, str) and ("sqlite_master" in query.lower() or "sqlite_schema" in query.lower())


def fetched(connection):
    """The rows of a query for the tables' names."""
    if not is_catalogue(connection.query) or connection.file is None:
        return None
    first, rest = (TableName(connection.file, which) for which in ("first", "rest"))
    return Tables((first,), (rest,))


def read_sql(library, arguments, named):
    query = arguments[0] if arguments else named.get("sql", named.get("table_name", UNKNOWN))
    connection = arguments[1] if len(arguments) > 1 else named.get("con", UNKNOWN)
    if isinstance(connection, str):
        connection = create_engine(library, [connection], {})
    file = connection.file if isinstance(connection, Connection) else None
    if is_catalogue(query):
        names = Tables(TableName(file, "first"), TableName(file, "rest"))
        return closed(Rows.make("made", (), ("catalogue", file), library.line), [("name", Col(("tables",), (names,)))])
    table = table_of(query)
    if table is None or file is None:
        rows = read_rows(library, file, "sqlite", "none", None)
        return opened(rows.then("unclear", ("a query that is not a whole table",), library.line))
    if isinstance(table, str):
        return opened(read_rows(library, file, "sqlite", "none", table))
    # Several tables joined by the query itself.
    rows = read_rows(library, file, "sqlite", "none", table[0][0])
    for name, how, on in table[1:]:
        other = read_rows(library, file, "sqlite", "none", name)
        rows = Rows.make("join", (rows, other), (how, on), library.line)
    return opened(rows)


NAME = r"""(?:"([^"]+)"|`([^`]+)`|\[([^\]]+)\]|'([^']+)'|(\w+))"""

FROM = re.compile(
    r"^\s*select\s+(?:\w+\.)?\*(?:\s*,\s*\w+\.\*)*\s+from\s+"
    + NAME
    + r"(?:\s+(?:as\s+)?(?!where|join|inner|left|outer|full|cross|natural|order|limit|group|on|using)\w+)?",
    re.I,
)

JOIN = re.compile(
    r"^\s*(natural\s+)?(inner|left|left\s+outer|full|full\s+outer|cross)?\s*join\s+" + NAME
    + r"(?:\s+(?:as\s+)?(?!where|join|inner|left|outer|full|cross|natural|order|limit|group|on|using)\w+)?"
    + r"(?:\s+using\s*\(\s*\"?(\w+)\"?\s*\)|\s+on\s+\w+\.\"?(\w+)\"?\s*=\s*\w+\.\"?(\w+)\"?)?",
    re.I,
)  # fmt: skip


def table_of(query):
    """The one table that a query reads whole, or a list of joined ones with how and on what; None for other queries."""
    if isinstance(query, TableName):
        return query.which
    if isinstance(query, Text):
        names = [part for part in query.parts if isinstance(part, TableName)]
        text = "".join(part if isinstance(part, str) else "x" for part in query.parts)
        if len(names) == 1 and len(names) == sum(not isinstance(part, str) for part in query.parts):
            return names[0].which if isinstance(table_of(text), str) else None
        return None
    if not isinstance(query, str) or len(query) > 5000:
        return None
    if re.fullmatch(r"\w+", query):
        return query
    query = query.strip().rstrip(";")
    start = FROM.match(query)
    if start is None:
        return None
    name = next(group for group in start.groups() if group)
    rest = query[start.end() :]
    found = [(name, None, None)]
    while rest.strip():
        join = JOIN.match(rest)
        if join is None:
            return name if len(found) == 1 and re.fullmatch(r"\s*order\s+by\s+\w+\s*", rest, re.I) else None
        natural, how, *groups = join.groups()
        other = next(group for group in groups[:5] if group)
        using, left, right = groups[5:]
        key = using or (left if left == right else None)
        how = (how or "inner").lower().split()[0]
        found.append((other, "outer" if how == "full" else how, key if not natural else "shared"))
        rest = rest[join.end() :]
    return name if len(found) == 1 else found


FUNCTIONS = {
    "pandas.read_csv": read_csv,
    "pandas.read_table": read_csv,
    "pandas.read_parquet": read_parquet,
    "pandas.read_feather": read_other,
    "pandas.read_pickle": read_other,
    "pandas.read_excel": read_other,
    "pandas.read_json": read_other,
    "pyarrow.parquet.read_table": read_parquet,
    "pandas.read_sql": read_sql,
    "pandas.read_sql_query": read_sql,
    "pandas.read_sql_table": read_sql,
    "pandas.io.sql.read_sql": read_sql,
    "sqlite3.connect": connect,
    "sqlalchemy.create_engine": create_engine,
    "sqlalchemy.text": lambda library, arguments, named: arguments[0] if arguments else UNKNOWN,
    "contextlib.closing": lambda library, arguments, named: arguments[0] if arguments else UNKNOWN,
}

"""R's data as pandas tables: saved files (.rda, .rds), and the database that an installed package keeps its data in."""

import bz2
import gzip
import lzma
import struct
import warnings
import zlib

import numpy as np
import pandas as pd
import rdata
from rdata.conversion import DEFAULT_CLASS_MAP, dataframe_constructor
from rdata.parser import RObject, RObjectInfo, RObjectType
from rdata.parser._xdr import ParserXDR

PERSISTENT = 247
NOTHING = RObject(
    tag=None,
    info=RObjectInfo(type=RObjectType.NILVALUE, object=False, attributes=False, tag=False, gp=0, reference=0),
    attributes=None,
    value=None,
    referenced_object=None,
)


def dates(values, attributes):
    days = pd.to_datetime(numbers(values), unit="D", errors="coerce")
    return pd.Series(days.round("s")).dt.strftime("%Y-%m-%d").to_numpy(object)


def instants(values, attributes):
    return pd.Series(pd.to_datetime(numbers(values), unit="s", errors="coerce").round("ms")).to_numpy()


def numbers(values):
    return np.ma.filled(np.ma.asarray(values, dtype=float), np.nan)


def series(values, attributes):
    """A regular series: its time, counted in years or units, and its values; of several, one column each."""
    start, _, frequency = (float(part) for part in attributes["tsp"])
    grid = np.asarray(values)
    time = start + np.arange(grid.shape[0]) / frequency
    if grid.ndim == 1:
        return pd.DataFrame({"time": time, "value": numbers(values)})
    names = (attributes.get("dimnames") or [None, None])[1]
    names = [f"value_{at + 1}" for at in range(grid.shape[1])] if names is None else [str(name) for name in names]
    return pd.DataFrame({"time": time, **{name: numbers(grid[:, at]) for at, name in enumerate(names)}})


def same(values, attributes):
    return values


def table(values, attributes):
    columns = values if isinstance(values, dict) else dict(enumerate(values))
    flat = {}
    for name, column in columns.items():
        if isinstance(column, pd.DataFrame) and list(column.columns) == ["time", "value"]:
            column = column["value"].to_numpy()
        if isinstance(column, pd.DataFrame):
            flat.update({f"{name}.{part}": column[part].to_numpy() for part in column.columns})
        elif getattr(column, "ndim", 1) == 2:
            grid = np.asarray(column)
            flat.update({f"{name}.{at + 1}": grid[:, at] for at in range(grid.shape[1])})
        else:
            flat[str(name)] = column
    return dataframe_constructor(flat, {"row.names": np.arange(rows_of(flat)), **attributes})


def rows_of(columns):
    return max((len(column) for column in columns.values()), default=0)


CLASSES = {
    **DEFAULT_CLASS_MAP,
    "data.frame": table,
    "Date": dates,
    "POSIXct": instants,
    "ts": series,
    **dict.fromkeys(("difftime", "AsIs", "labelled", "haven_labelled", "noquote", "integer", "numeric", "character"), same),
}


def converted(parsed):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return rdata.conversion.convert(parsed, CLASSES, default_encoding="utf-8")


def saved(path):
    """{name: object} of a saved file; of one object without a name, by the file's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = rdata.parser.parse_file(path, extension=".rds" if str(path).lower().endswith(".rds") else ".rda")
    found = converted(parsed)
    return found if isinstance(found, dict) else {path.stem: found}


def lazy(folder, stem):
    """Yields (name, function that gives the object) of `stem.rdx` and `stem.rdb`."""
    for name, parse in lazy_raw(folder, stem):
        yield name, lambda parse=parse: converted(parse())


def lazy_raw(folder, stem):
    """The same, of R's own structure."""
    packed = (folder / f"{stem}.rdx").read_bytes()
    index = converted(parsed_bytes(packed if packed[:2] == b"\x1f\x8b" else zlib.decompress(packed)))
    path = folder / f"{stem}.rdb"
    for name in sorted(index["variables"]):
        offset, length = (int(part) for part in index["variables"][name])
        yield str(name), lambda offset=offset, length=length: parsed_bytes(chunk(path, offset, length)).object


def chunk(path, offset, length):
    """Four bytes of its full length, then its contents; a letter before them tells what packed them, if not zlib."""
    with open(path, "rb") as handle:
        handle.seek(offset)
        packed = handle.read(length)
    full = struct.unpack(">I", packed[:4])[0]
    kind = packed[4:5]
    if kind == b"2":
        contents = bz2.decompress(packed[5:])
    elif kind == b"Z":
        contents = lzma.decompress(packed[5:], format=lzma.FORMAT_RAW, filters=[{"id": lzma.FILTER_LZMA2, "preset": 6}])
    elif kind == b"0" and len(packed) == full + 5:
        contents = packed[5:]
    else:
        contents = zlib.decompress(packed[4:])
    if len(contents) != full:
        raise ValueError(f"{path.name} has a broken entry at {offset}")
    return contents


def parsed_bytes(contents):
    """Of what an installed package keeps: packed a second time or not, in R's binary form."""
    if contents[:2] == b"\x1f\x8b":
        contents = gzip.decompress(contents)
    if contents[:2] != b"X\n":
        raise ValueError("is not in R's binary form")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        altrep = rdata.parser.DEFAULT_ALTREP_MAP
        return PackageParser(memoryview(contents)[2:], expand_altrep=True, altrep_constructor_dict=altrep).parse_all()


class PackageParser(ParserXDR):
    """Also takes the references to environments that an installed package's database has, as nothing: rdata's refuses them."""

    def parse_R_object(self, reference_list=None, bytecode_rep_list=None, info_int=None):  # noqa: N802
        if info_int is None and reference_list is not None:
            place = self.file.tell()
            if self.parse_int() & 0xFF == PERSISTENT:
                self.parse_int()
                for _ in range(self.parse_int()):
                    super().parse_R_object(reference_list, bytecode_rep_list)
                reference_list.append(NOTHING)
                return NOTHING
            self.file.seek(place)
        return super().parse_R_object(reference_list, bytecode_rep_list, info_int)

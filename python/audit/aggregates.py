"""Numbers computed from columns: their items and methods."""

from values import UNKNOWN, Agg, Series, Stage, constant_list


def agg_item(agg, index):
    if agg.single:
        if agg.kind == "most_frequent" and index in (0, Ellipsis):
            return agg
        if agg.kind == "counts" and index == 0 and not isinstance(index, bool):
            return UNKNOWN
        if agg.kind in ("labels", "unique") and isinstance(index, Series):
            return index.staged(Stage("decode", ("classes", agg.cols[0][1]), None, 0))
        return UNKNOWN
    if isinstance(index, str):
        cols = [(label, col) for label, col in agg.cols if label == index]
        return Agg(agg.kind, cols, agg.rows, True, agg.ddof) if len(cols) == 1 else UNKNOWN
    if isinstance(index, (list, tuple)) and constant_list(index) is not None:
        cols = [(label, col) for label, col in agg.cols if label in index]
        return Agg(agg.kind, cols, agg.rows, False, agg.ddof) if len(cols) == len(index) else UNKNOWN
    if isinstance(index, int) and agg.kind == "most_frequent" and index == 0:
        return agg
    if isinstance(index, int) and -len(agg.cols) <= index < len(agg.cols):
        return Agg(agg.kind, [agg.cols[index]], agg.rows, True, agg.ddof)
    return UNKNOWN


def agg_method(library, owner, name, arguments, named):
    if name in ("item", "copy", "to_numpy", "squeeze", "to_dict", "tolist", "astype", "infer_objects", "reset_index"):
        return owner
    if name in ("replace", "fillna") and owner.kind in ("std", "range", "var", "max", "min"):
        return owner
    if name in ("get",) and arguments:
        return agg_item(owner, arguments[0])
    if owner.kind == "counts" and name in ("idxmax",):
        return Agg("most_frequent", owner.cols, owner.rows, True)
    if name in ("head",) and owner.kind == "most_frequent":
        return owner
    if name == "items" and not owner.single:
        return [(label, Agg(owner.kind, [(label, col)], owner.rows, True, owner.ddof)) for label, col in owner.cols]
    if owner.kind == "unique" and name in ("tolist",):
        return owner
    return UNKNOWN

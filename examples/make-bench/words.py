"""The questions, in words: everything that a careful reader needs, and nothing else."""

BEGIN = "Do the following without asking anything back: all that you need is stated here or found in the files. "
ABOUT = "`metadata.txt` describes where the data come from and what each column means. "
WRAPPED = {"LogisticRegression", "GaussianNB", "LinearSVC"}
SEEDLESS = {"GaussianNB", "LinearRegression"}


def if_question(question):
    kind, targets = question["save_file_type"], question["target"]
    return "\n\n".join(
        [
            BEGIN + opening(kind, question) + "Follow the steps below to the letter. Wherever they say nothing, "
            "keep the default settings of scikit-learn.",
            filtering(question["expected_ranges"]),
            selecting(question),
            f"Leave out training rows in which {listed(targets, 'or')} is missing. "
            + preprocessing(question)
            + model(question),
            f"Predict {listed(targets)} for every row of `val_v1.{kind}` and write the result to `prediction.csv` "
            f"with a header and the columns {listed(['row_id', *targets])}, where `row_id` is the one given in "
            f"`val_v1.{kind}`. The rows to predict are not filtered: each needs a prediction.",
        ]
    )


def opening(kind, question):
    targets = listed(question["target"])
    task = f"This is a {question['problem_type']} task: learn to predict {targets}. "
    if kind == "sqlite":
        where = (
            "The training data are in the SQLite file `train_v1.sqlite`, spread over several tables that share the "
            "key `row_id`: join all of them on it. The rows to predict are in `val_v1.sqlite` (table `val_set`). "
        )
    else:
        name = "CSV" if kind == "csv" else "Parquet"
        where = f"The training data are in the {name} file `train_v1.{kind}`, the rows to predict in `val_v1.{kind}`. "
        if kind == "csv":
            where += "In the CSV files an empty field, and nothing else, means that a value is missing. "
    return task + where + ABOUT


def filtering(ranges):
    lines = [f"- `{column}`: {allowed(values)}" for column, values in ranges.items()]
    return (
        "First clean the training data, in which some rows hold wrong values. Keep a row only if each of the columns "
        "below is within its expected range. A missing value breaks no range, so rows are not removed for values "
        "that are missing.\n" + "\n".join(lines)
    )


def allowed(values):
    if all(isinstance(value, (int, float)) for value in values):
        return f"from {number(values[0])} to {number(values[1])}, both included"
    return "one of " + ", ".join(f'"{value}"' for value in values)


def number(value):
    return f"{value:.0f}"


def selecting(question):
    numeric, categorical = question["numerical_features"], question["categorical_features"]
    text = f"Then use only these features, in this order: {listed(question['selected_features'])}. "
    if not categorical:
        return text + "All of them are numeric; there are no categorical features."
    if not numeric:
        return text + "All of them are categorical; there are no numeric features."
    return (
        text + f"Of these, treat as numeric, in this order: {listed(numeric)}; "
        f"and as categorical, in this order: {listed(categorical)}."
    )


IMPUTERS = {"mean": "mean", "median": "median", "most_frequent": "most frequent value"}


def preprocessing(question):
    steps = []
    if question["numerical_features"]:
        name = IMPUTERS[question["imputer_type"]]
        steps.append(f"fill missing numeric values with the column's {name}, then scale them with StandardScaler")
    if question["categorical_features"]:
        steps.append(
            "fill missing categorical values with the most frequent one, then encode them with OneHotEncoder, "
            'handle_unknown="ignore" and sparse_output=False'
        )
    order = ", numeric columns first" if len(steps) == 2 else ""
    return f"Preprocess in a ColumnTransformer{order}: {'; '.join(steps)}. Fit all of this on the cleaned training rows. "


def model(question):
    name, targets = question["model_type"], question["target"]
    seed = "" if name in SEEDLESS else f" with random_state={question['random_state']}"
    text = f"Train scikit-learn's {name}{seed} on the result"
    if len(targets) > 1 and name in WRAPPED:
        return text + f", wrapped in MultiOutputClassifier so that it predicts {listed(targets)} together."
    if len(targets) > 1:
        return text + f"; it predicts {listed(targets)} together, without any wrapper."
    return text + "."


def mm_question(question):
    kind, targets = question["save_file_type"], question["target"]
    measure = "macro-averaged F1" if question["problem_type"] == "classification" else "R²"
    tables = " (SQLite, one table each)" if kind == "sqlite" else ""
    each = " of each target, then averaged over the targets" if len(targets) > 1 else ""
    return (
        BEGIN + f"Build the best {question['problem_type']} model you can within the limits of the sandbox, on CPU. "
        f"`train_v2.{kind}` holds the training rows and `val_v2.{kind}` the rows to predict{tables}, with the "
        f"same columns except for {listed(targets)}, which you are to predict. Values may be missing. "
        + ABOUT
        + f"Predictions are judged by {measure}{each}.\n\n"
        f"Write `prediction.csv` with a header and the columns {listed(['row_id', *targets])}: one row for every "
        f"`row_id` of `val_v2.{kind}`."
    )


def xf_question(question, entities):
    target, time = question["target"][0], question["time_column"]
    others = question["related_features"]
    given = (
        f"with everything known but `{target}` (you may use {listed(others)} of that same moment)"
        if others
        else f"without `{target}`"
    )
    return (
        BEGIN + f"Forecast `{target}`. `train.csv` holds {series(entities)} up to a moment in `{time}` "
        f"({question['time_format']}); `val_v1.csv` holds the time after it, {given}. "
        + ABOUT
        + "Use the CPU only; a sound forecast matters more than a long search. Predictions are judged by R².\n\n"
        f"Write `prediction.csv` with a header and the columns {listed(['row_id', target])}: one row for every "
        "`row_id` of `val_v1.csv`."
    )


def cf_question(question, entities, resample):
    target, time = question["target"][0], question["time_column"]
    keys = [time, *entities]
    others = ", with other columns that are not known for the future" if question["related_features"] else ""
    steps = ""
    if resample is not None:
        steps = (
            f"The forecast is for {resample['words']} (pandas' rule '{resample['rule']}'), dated by the first day of "
            "each period, so aggregate the training rows, which are raw, in the same way. "
        )
    return (
        BEGIN + f"Forecast `{target}` from its past. `train.csv` holds {series(entities)} up to a moment in `{time}` "
        f"({question['time_format']}){others}. `val_v2.csv` names what to forecast by {listed(keys)} alone, in no "
        "particular order. "
        + steps
        + ABOUT
        + "Use the CPU only; a sound forecast matters more than a long search. Predictions are judged by R².\n\n"
        f"Write `prediction.csv` with a header and the columns {listed([*keys, target])}: one row for every row of "
        f"`val_v2.csv`, with {listed(keys)} written as they are there. Further rows do no harm."
    )


def series(entities):
    return f"several series, one for each `{entities[0]}`," if entities else "a series"


def listed(names, word="and"):
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {word} {quoted[-1]}"

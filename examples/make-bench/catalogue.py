"""The nine datasets: where each comes from, what it means, and the task made of it. Each is a function, so that
nothing is read before it is needed."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer
from statsmodels.datasets import anes96, co2, grunfeld, macrodata

RAW = Path(__file__).parent / "raw"
PUBLIC_DOMAIN = "Public domain"
US_GOVERNMENT = "U.S. Government work (public domain)"
CC0 = "CC0: Public Domain"
CC_BY = "Attribution 4.0 International (CC BY 4.0)"


def raw(name):
    return gzip.open(RAW / f"{name}.gz", "rt", encoding="utf-8")


def blanked(share):
    return f"{share:.0%} of the cells that are not to be predicted were emptied at random."


def penguins():
    with raw("penguins.json") as file:
        frame = pd.read_json(file)
    frame["Sex"] = frame["Sex"].replace(".", None).str.lower()
    return {
        "folder": "palmer_penguins_class",
        "family": "classification",
        "file_kind": "csv",
        "title": "Palmer penguins",
        "author": "Kristen Gorman and Palmer Station Antarctica LTER",
        "licence": CC0,
        "source": "https://github.com/allisonhorst/palmerpenguins",
        "about": "Measurements of penguins of three species on islands of the Palmer Archipelago, Antarctica. "
        "Some birds were not measured in full, and the sex of some is not known.",
        "changes": 'one sex recorded as "." is missing here; sexes are in lower case.',
        "columns": {
            "Species": "species of the penguin",
            "Island": "island on which it was found",
            "Beak Length (mm)": "length of the beak's upper ridge",
            "Beak Depth (mm)": "depth of the beak",
            "Flipper Length (mm)": "length of a flipper",
            "Body Mass (g)": "body mass",
            "Sex": "sex of the penguin",
        },
        "frame": frame,
        "target": ["Species", "Sex"],
        "share": 0.7,
        "split_seed": 8101,
        "blank": 0.02,
        "imputer": "median",
        "model": "LogisticRegression",
        "random_state": 12,
    }


def breast_cancer():
    loaded = load_breast_cancer(as_frame=True)
    return {
        "folder": "wisconsin_breast-cancer_class",
        "family": "classification",
        "file_kind": "parquet",
        "title": "Breast Cancer Wisconsin (Diagnostic)",
        "author": "William Wolberg, Olvi Mangasarian, Nick Street and W. Street",
        "licence": CC_BY,
        "source": "https://doi.org/10.24432/C5DW2B",
        "about": "Figures computed from images of cell nuclei in breast masses, each as a mean, a standard error and "
        "the worst of the three largest values. The diagnosis is 0 for malignant and 1 for benign.",
        "changes": blanked(0.04),
        "columns": {
            **{name: f"{name} of the cell nuclei" for name in loaded.feature_names},
            "diagnosis": "0 malignant, 1 benign",
        },
        "frame": loaded.frame.rename(columns={"target": "diagnosis"}),
        "classes": ["diagnosis"],
        "target": ["diagnosis"],
        "share": 0.7,
        "split_seed": 8102,
        "blank": 0.04,
        "imputer": "mean",
        "model": "MLPClassifier",
        "random_state": 31,
    }


SCHOOLING = {
    1: "8 grades or fewer",
    2: "some high school",
    3: "high school",
    4: "some college",
    5: "college degree",
    6: "master's degree",
    7: "doctorate",
}


def election():
    frame = anes96.load_pandas().data.drop(columns=["logpopul", "vote"])
    frame["educ"] = frame["educ"].map(SCHOOLING)
    frame["vote"] = anes96.load_pandas().data["vote"].map({0: "Clinton", 1: "Dole"})
    left_right = "1 (extremely liberal) to 7 (extremely conservative)"
    return {
        "folder": "anes_presidential-vote-1996_class",
        "family": "classification",
        "file_kind": "sqlite",
        "title": "U.S. presidential vote, 1996",
        "author": "American National Election Studies, as shipped with statsmodels (anes96)",
        "licence": PUBLIC_DOMAIN,
        "source": "http://www.electionstudies.org/",
        "about": "Answers of voters who were asked before the election of 1996 whom they expected to vote for.",
        "changes": f"schooling and vote are written in words, the logarithm of the population is left out; {blanked(0.04)}",
        "columns": {
            "popul": "population of the place, in thousands",
            "TVnews": "times a week that the voter watches the news on television",
            "selfLR": f"the voter's own leaning, {left_right}",
            "ClinLR": f"the voter's impression of Clinton's leaning, {left_right}",
            "DoleLR": f"the voter's impression of Dole's leaning, {left_right}",
            "PID": "party, 0 (strong Democrat) to 6 (strong Republican)",
            "age": "age in years",
            "educ": "schooling",
            "income": "household income, 1 (lowest) to 24 (highest)",
            "vote": "expected vote",
        },
        "frame": frame,
        "target": ["vote"],
        "share": 0.7,
        "split_seed": 8103,
        "blank": 0.04,
        "imputer": "most_frequent",
        "model": "DecisionTreeClassifier",
        "random_state": 77,
    }


REGIONS = ["South Asia", "Europe & Central Asia", "Sub-Saharan Africa", "America", "East Asia & Pacific"]
REGIONS.append("Middle East & North Africa")


def life_expectancy():
    with raw("gapminder.json") as file:
        frame = pd.read_json(file)
    frame["region"] = frame.pop("cluster").map(dict(enumerate(REGIONS)))
    return {
        "folder": "gapminder_life-expectancy_reg",
        "family": "regression",
        "file_kind": "parquet",
        "title": "Life expectancy of nations, 1955 to 2005",
        "author": "Gapminder Foundation",
        "licence": CC_BY,
        "source": "https://www.gapminder.org/data/",
        "about": "Population, fertility and life expectancy of 62 countries in every fifth year. Based on free "
        "material from gapminder.org, by way of vega-datasets.",
        "changes": f"the region's number is written as its name; {blanked(0.04)}",
        "columns": {
            "year": "year",
            "country": "country",
            "pop": "population",
            "life_expect": "life expectancy at birth, in years",
            "fertility": "children born to a woman",
            "region": "one of six regions of the world",
        },
        "frame": frame,
        "target": ["life_expect"],
        "share": 0.8,
        "split_seed": 8104,
        "blank": 0.04,
        "imputer": "mean",
        "model": "DecisionTreeRegressor",
        "random_state": 17,
    }


def bird_strikes():
    with raw("birdstrikes.csv") as file:
        frame = pd.read_csv(file, keep_default_na=False, na_values=[""])
    frame["Effect Amount of damage"] = frame["Effect Amount of damage"].replace("None", "No damage")
    frame = frame.iloc[np.sort(np.random.default_rng(8105).choice(len(frame), size=2500, replace=False))]
    return {
        "folder": "faa_bird-strikes_reg",
        "family": "regression",
        "file_kind": "csv",
        "title": "Aircraft speed at bird strikes",
        "author": "U.S. Federal Aviation Administration",
        "licence": US_GOVERNMENT,
        "source": "https://wildlife.faa.gov/",
        "about": "Reports of birds that hit aircraft in the United States, 1990 to 2002. The speed was not always "
        "reported. Taken from vega-datasets.",
        "changes": f'2,500 of 10,000 reports; damage "None" is written "No damage"; {blanked(0.03)}',
        "columns": {
            "Airport Name": "nearest airport",
            "Aircraft Make Model": "type of aircraft",
            "Effect Amount of damage": "damage to the aircraft",
            "Flight Date": "day of the flight",
            "Aircraft Airline Operator": "who flew the aircraft",
            "Origin State": "state of the airport",
            "Phase of flight": "what the aircraft was doing",
            "Wildlife Size": "size of the animal",
            "Wildlife Species": "species of the animal",
            "Time of day": "light at that time",
            "Cost Other": "other costs, in dollars",
            "Cost Repair": "cost of repairs, in dollars",
            "Cost Total $": "all costs, in dollars",
            "Speed IAS in knots": "indicated airspeed at impact, in knots",
        },
        "frame": frame,
        "target": ["Speed IAS in knots"],
        "share": 0.8,
        "split_seed": 8105,
        "blank": 0.03,
        "imputer": "median",
        "model": "Ridge",
        "random_state": 5,
    }


def investment():
    frame = grunfeld.load_pandas().data[["firm", "year", "invest", "value", "capital"]].astype({"year": int})
    return {
        "folder": "grunfeld_investment_reg",
        "family": "regression",
        "file_kind": "sqlite",
        "title": "Investment of eleven firms, 1935 to 1954",
        "author": "Yehuda Grunfeld; Christian Kleiber and Achim Zeileis; as shipped with statsmodels (grunfeld)",
        "licence": PUBLIC_DOMAIN,
        "source": "https://www.statsmodels.org/stable/datasets/generated/grunfeld.html",
        "about": "What eleven American firms invested in each of twenty years, their market value and their stock of "
        "plant and equipment, all in dollars of 1947.",
        "changes": blanked(0.04),
        "columns": {
            "firm": "name of the firm",
            "year": "year",
            "invest": "gross investment, in millions",
            "value": "market value on December 31, in millions",
            "capital": "stock of plant and equipment, in millions",
        },
        "frame": frame,
        "target": ["invest"],
        "share": 0.7,
        "split_seed": 8106,
        "blank": 0.04,
        "imputer": "mean",
        "model": "MLPRegressor",
        "random_state": 64,
    }


def weather():
    with raw("weather.csv") as file:
        frame = pd.read_csv(file)
    return {
        "folder": "noaa_weather-two-cities_ts",
        "family": "time_series_analysis",
        "title": "Daily weather in Seattle and New York, 2012 to 2015",
        "author": "U.S. National Oceanic and Atmospheric Administration",
        "licence": US_GOVERNMENT,
        "source": "https://www.ncdc.noaa.gov/cdo-web/",
        "about": "Daily observations at two stations. Taken from vega-datasets.",
        "changes": "",
        "columns": {
            "location": "city",
            "date": "day",
            "precipitation": "rain and melted snow, in millimetres",
            "temp_max": "highest temperature, in degrees Celsius",
            "temp_min": "lowest temperature, in degrees Celsius",
            "wind": "average wind speed, in metres a second",
            "weather": "drizzle, fog, rain, snow or sun",
        },
        "frame": frame,
        "target": ["temp_max"],
        "time_column": "date",
        "time_format": "%Y-%m-%d",
        "entities": ["location"],
        "share": 0.75,
        "split_seed": 8107,
        "random_state": 3,
    }


def consumption():
    loaded = macrodata.load_pandas().data
    quarters = loaded["year"].astype(int).astype(str) + "-" + (loaded["quarter"] * 3 - 2).astype(int).astype(str)
    kept = ["realcons", "realinv", "realgovt", "realdpi", "cpi", "tbilrate", "unemp", "pop"]
    frame = loaded[kept].copy()
    frame.insert(0, "quarter", pd.to_datetime(quarters, format="%Y-%m").dt.strftime("%d/%m/%Y"))
    return {
        "folder": "us-macro_consumption_ts",
        "family": "time_series_analysis",
        "title": "U.S. consumption by quarter, 1959 to 2009",
        "author": "Federal Reserve Bank of St. Louis and U.S. Bureau of Labor Statistics, as shipped with statsmodels "
        "(macrodata)",
        "licence": PUBLIC_DOMAIN,
        "source": "https://fred.stlouisfed.org/",
        "about": "Seasonally adjusted figures of the American economy; sums are in billions of dollars of 2005.",
        "changes": "year and quarter are written as the quarter's first day; some columns are left out.",
        "columns": {
            "quarter": "first day of the quarter, day first",
            "realcons": "personal consumption",
            "realinv": "private domestic investment",
            "realgovt": "federal consumption and investment",
            "realdpi": "private disposable income",
            "cpi": "consumer prices at the end of the quarter, 1982-84 = 100",
            "tbilrate": "interest on three-month treasury bills, per cent",
            "unemp": "unemployment, per cent",
            "pop": "population at the end of the quarter, in millions",
        },
        "frame": frame,
        "target": ["realcons"],
        "time_column": "quarter",
        "time_format": "%d/%m/%Y",
        "share": 0.6,
        "split_seed": 8108,
        "random_state": 20,
    }


def carbon_dioxide():
    frame = co2.load_pandas().data.reset_index(names="week").rename(columns={"co2": "CO₂ (ppm)"})
    frame["week"] = frame["week"].dt.strftime("%Y-%m-%d")
    return {
        "folder": "keeling_co2-mauna-loa_ts",
        "family": "time_series_analysis",
        "title": "Carbon dioxide over Mauna Loa, 1958 to 2001",
        "author": "C. D. Keeling and T. P. Whorf, Carbon Dioxide Information Analysis Center; as shipped with "
        "statsmodels (co2)",
        "licence": PUBLIC_DOMAIN,
        "source": "http://cdiac.ornl.gov/trends/co2/sio-keel-flask/sio-keel-flaskmlo_c.html",
        "about": "Weekly share of carbon dioxide in the air at the Mauna Loa observatory, Hawaii. Some weeks were not "
        "measured.",
        "changes": "",
        "columns": {"week": "last day of the week", "CO₂ (ppm)": "carbon dioxide in the air, parts in a million"},
        "frame": frame,
        "target": ["CO₂ (ppm)"],
        "time_column": "week",
        "time_format": "%Y-%m-%d",
        "resample": {"rule": "MS", "words": "monthly means"},
        "share": 0.8,
        "split_seed": 8109,
        "random_state": 40,
    }


CATALOGUE = [
    penguins,
    breast_cancer,
    election,
    life_expectancy,
    bird_strikes,
    investment,
    weather,
    consumption,
    carbon_dioxide,
]

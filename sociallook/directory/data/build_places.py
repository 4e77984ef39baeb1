# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Makes places.csv and districts.csv of a list of GeoNames postal codes with a head line.

    python sociallook/directory/data/build_places.py zipcodes.de.csv

The list: https://github.com/zauberware/postal-codes-json-xml-csv (data of https://www.geonames.org, CC BY 4.0).
Rows without the key of a district are left out. Postcodes of large customers get the name of their town.
"""

import csv
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import fmean

HERE = Path(__file__).parent
STATES = (
    "",
    "Schleswig-Holstein",
    "Hamburg",
    "Niedersachsen",
    "Bremen",
    "Nordrhein-Westfalen",
    "Hessen",
    "Rheinland-Pfalz",
    "Baden-Württemberg",
    "Bayern",
    "Saarland",
    "Berlin",
    "Brandenburg",
    "Mecklenburg-Vorpommern",
    "Sachsen",
    "Sachsen-Anhalt",
    "Thüringen",
)
"""By the first two digits of the official key (AGS)."""
CITY = re.compile(
    r"0100|0310|0340|04|05[17]1|051[12]|0531|0551|0591|06[46]1|07[12]1|0731|07320|08(111|121|21[12]|22[12]|231|311|421)"
    r"|09.6|1205|1300|14(511|612|713)|1500|1605"
)
"""Districts that are one town (kreisfreie Stadt, Stadtkreis)."""
EXCEPTIONS = {
    "02000": "Hamburg",
    "09363": "Stadt Weiden in der Oberpfalz",
    "09564": "Stadt Nürnberg",
    "11000": "Berlin",
    "09763": "Stadt Kempten (Allgäu)",
    "15002": "Stadt Halle (Saale)",
    "14628": "Landkreis Sächsische Schweiz-Osterzgebirge",
}
Row = dict[str, str]


def main(source: str) -> None:
    with open(source, encoding="utf-8", newline="") as stream:  # noqa: PTH123 - a path of the command line
        rows = [row for row in csv.DictReader(stream) if row["community_code"]]
    names = districts(rows)
    _write("districts.csv", ("area", "district", "state"), [(a, n, STATES[int(a[:2])]) for a, n in names.items()])
    _write("places.csv", ("postcode", "town", "area", "latitude", "longitude"), places(rows, names))


def districts(rows: list[Row]) -> dict[str, str]:
    """The name of each district by its key, as its authorities use it."""
    given: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        given[row["community_code"]][row["community"]] += 1
    return {area: EXCEPTIONS.get(area) or _named(area, names) for area, names in sorted(given.items())}


def _named(area: str, names: Counter[str]) -> str:
    full = [name for name in names if re.match(r"(Landkreis|Kreis|Stadtkreis|Kreisfreie Stadt) ", name)]
    name = (full or [name for name, _ in names.most_common()])[0]
    bare = re.sub(r"^(Landkreis|Kreis|Stadtkreis|Kreisfreie Stadt|Landeshauptstadt) |, .*$", "", name)
    if CITY.match(area):
        return f"Stadt {bare}"
    if re.search(r"kreis|Kreis|Region|region", bare):
        return bare
    return f"{'Kreis' if area[:2] in {'01', '05'} else 'Landkreis'} {bare}"


def places(rows: list[Row], names: dict[str, str]) -> list[tuple[str, ...]]:
    """One line for each town of a postcode, in the middle of what is given for it."""
    points: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        area = row["community_code"]
        town = re.sub(r"^Stadt ", "", names[area]) if row["state_code"].isdigit() else row["place"]
        points[row["zipcode"], town, area].append((float(row["latitude"]), float(row["longitude"])))
    return [
        (*key, f"{fmean(north for north, _ in at):.4f}", f"{fmean(east for _, east in at):.4f}")
        for key, at in sorted(points.items())
    ]


def _write(name: str, head: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(lines)


if __name__ == "__main__":
    main(sys.argv[1])

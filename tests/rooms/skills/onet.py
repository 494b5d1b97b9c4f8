"""A small O*NET release: three rated occupations, one without ratings, a military one."""

import csv
from pathlib import Path

Files = dict[str, list[dict[str, object]]]
CODE = "O*NET-SOC Code"
FINANCE, CLERK, VET, TREASURER, OFFICER = "11-3031.00", "43-3031.00", "29-1131.00", "11-3031.01", "55-1016.00"
SAFETY = "11-9161.00"
RATED = {  # knowledge and generic: (importance, level)
    FINANCE: {"2.C.1.c": (4.6, 5.25), "2.C.7.a": (4.0, 4.2), "2.C.4.a": (2.0, 2.0), "2.A.1.a": (3.9, 4.1)},
    CLERK: {"2.C.1.c": (3.0, 2.1), "2.C.7.a": (3.6, 3.5), "2.C.4.a": (3.1, 3.5), "2.A.1.a": (3.1, 3.0)},
    VET: {"2.C.1.c": (2.0, 1.4), "2.C.7.a": (4.1, 4.2), "2.C.4.a": (3.0, 3.5), "2.A.1.a": (4.0, 4.5)},
    SAFETY: {"2.C.1.c": (2.2, 2.1), "2.C.7.a": (3.9, 4.2), "2.C.4.a": (2.6, 2.8), "2.A.1.a": (3.6, 3.9)},
}
TITLES = {
    FINANCE: "Financial Managers",
    CLERK: "Bookkeeping Clerks",
    VET: "Veterinarians",
    TREASURER: "Treasurers and Controllers",
    OFFICER: "Infantry Officers",
    SAFETY: "Emergency Management Directors",
}


def files() -> Files:
    """Return the rows of each file, for a test to spoil."""
    return {
        "Content Model Reference": _model(),
        "Level Scale Anchors": _anchors(),
        "Occupation Data": [
            {CODE: code, "Title": title, "Description": f"{title} do it."} for code, title in TITLES.items()
        ],
        "Job Zones": [{CODE: FINANCE, "Job Zone": 4}, {CODE: CLERK, "Job Zone": 2}, {CODE: VET, "Job Zone": 5}],
        "Alternate Titles": [
            {CODE: FINANCE, "Alternate Title": "Finance Director (FD)", "Short Title": "FD"},
            {CODE: FINANCE, "Alternate Title": "Comptroller", "Short Title": ""},
            {CODE: CLERK, "Alternate Title": "Bookkeeper", "Short Title": ""},
        ],
        "Related Occupations": [
            _near(TREASURER, CLERK, 2, "Primary-Long"),
            _near(TREASURER, FINANCE, 1, "Primary-Short"),
            _near(FINANCE, TREASURER, 1, "Primary-Short"),
        ],
        "Knowledge": _ratings("2.C"),
        "Skills": _ratings("2.A"),
        "Technology Skills": _technology(),
    }


def _model() -> list[dict[str, object]]:
    names = {
        "2.A": "Basic Skills",
        "2.A.1": "Content",
        "2.A.1.a": "Reading Comprehension",
        "2.C": "Knowledge",
        "2.C.1": "Business and Management",
        "2.C.1.c": "Economics and Accounting",
        "2.C.4": "Mathematics and Science",
        "2.C.4.a": "Mathematics",
        "2.C.7": "Arts and Humanities",
        "2.C.7.a": "English Language",
        "1.A.1": "Cognitive Abilities",
    }
    return [{"Element ID": key, "Element Name": name, "Description": f"About {name}."} for key, name in names.items()]


def _anchors() -> list[dict[str, object]]:
    sentences = {2: "Answer billing questions", 4: "Develop investment programs", 6: "Keep a corporation's records"}
    return [
        {"Element ID": "2.C.1.c", "Scale ID": "LV", "Anchor Value": value, "Anchor Description": text}
        for value, text in sentences.items()
    ]


def _near(code: str, other: str, index: int, tier: str) -> dict[str, object]:
    return {CODE: code, "Related O*NET-SOC Code": other, "Relatedness Tier": tier, "Index": index}


def _ratings(part: str) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for code, own in RATED.items():
        for element, (importance, level) in own.items():
            if element.startswith(part):
                rows += [rating(code, element, "IM", importance), rating(code, element, "LV", level, relevant="N")]
    return rows


def rating(code: str, element: str, scale: str, value: float, relevant: str = "") -> dict[str, object]:
    """Return one row of a ratings file."""
    return {
        CODE: code,
        "Element ID": element,
        "Scale ID": scale,
        "Data Value": value,
        "Recommend Suppress": "N",
        "Not Relevant": relevant,
    }


def _technology() -> list[dict[str, object]]:
    uses = [
        (FINANCE, "Microsoft Excel", "Spreadsheet software", "Y", "Y"),
        (CLERK, "Microsoft Excel", "Spreadsheet software", "Y", "N"),
        (VET, "Microsoft Excel", "Spreadsheet software", "Y", "N"),
        (FINANCE, "SAP software", "Enterprise resource planning ERP software", "Y", "Y"),
        (FINANCE, "Tableau", "Business intelligence software", "Y", "N"),
        (FINANCE, "Structured query language SQL", "Data base query software", "N", "N"),
        (CLERK, "Structure query language SQL", "Data base query software", "N", "N"),
        (CLERK, "Spreadsheet programs", "Spreadsheet software", "N", "N"),
        (VET, "Spreadsheet software", "Spreadsheet software", "N", "N"),
    ]
    columns = (CODE, "Example", "Commodity Title", "Hot Technology", "In Demand")
    return [dict(zip(columns, use, strict=True)) for use in uses]


def write(folder: Path, rows: Files) -> Path:
    """Write the files as O*NET's CSV edition lays them out."""
    folder.mkdir(exist_ok=True)
    for name, own in rows.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(own[0]))
            writer.writeheader()
            writer.writerows(own)
    return folder

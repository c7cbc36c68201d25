"""docs/dependencies.md and pyproject.toml name the same packages, and the page answers every question."""

from __future__ import annotations

import re
import tomllib

import pytest
from sources import ROOT

PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]


def named(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_.-]", line)[0].lower() for line in requirements}


def rows(section: str) -> dict[str, list[str]]:
    part = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    table = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if "|" in line
    ]
    return {row[0]: row for row in table[2:]}


@pytest.mark.parametrize(
    ("section", "requirements"),
    [
        ("Runtime", PROJECT["dependencies"]),
        ("Development", EXTRAS["dev"]),
        ("Extras", [line for name, lines in EXTRAS.items() if name != "dev" for line in lines]),
    ],
)
def test_the_page_names_what_the_project_needs(section, requirements):
    table = rows(section)
    assert set(table) == named(requirements)
    for name, (_, size, licence, why, offline, _instead) in table.items():
        assert float(size) >= 0, f"{name}: run scripts/dependency_sizes.py"
        assert licence
        assert why
        assert offline.startswith("yes")


def test_no_copyleft_beyond_what_a_library_may_carry():
    """LGPL and MPL are fine for a library used unchanged; GPL, AGPL and SSPL are not."""
    licences = [row[2] for section in ("Runtime", "Development", "Extras") for row in rows(section).values()]
    assert [licence for licence in licences if re.search(r"(?<!L)GPL|SSPL", licence)] == []

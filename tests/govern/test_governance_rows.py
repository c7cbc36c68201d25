"""The table of docs/audit.md tells where each governance row is tested, and tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = re.compile(r"G(12|16|24|26|27|28|29|30|31|32|36|43)\b")  # of access, privacy and audit


def test_the_table_names_every_test_by_its_number() -> None:
    rows = re.findall(r"^\| (G[\d, G]+) \|[^|]*\| ([^|]*) \|$", (ROOT / "docs/audit.md").read_text(), re.M)
    told = {
        (number, name.rpartition("/")[2])
        for numbers, names in rows
        for number in numbers.split(", ")
        for name in re.findall(r"`([\w/.]+)`", names)
    }
    found = {
        (number.upper(), path.name)
        for folder in ("govern", "access")
        for path in (ROOT / "tests" / folder).rglob("test_*.py")
        for test in re.findall(r"^def test_((?:g\d\d_)+)", path.read_text(), re.M)
        for number in test.strip("_").split("_")
    }
    assert {pair for pair in found if OURS.fullmatch(pair[0])} == told

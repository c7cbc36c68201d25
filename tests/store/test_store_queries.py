from __future__ import annotations

import re
from pathlib import Path

import pytest

from evimed.records import Scope
from evimed.store import queries
from evimed.store.database import Database

FOLDER = Path(queries.__file__).parent
FILES = sorted((FOLDER / "sql").glob("*.sql"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_query_is_planned(database: Database, scope: Scope, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"-- [a-z]\S* .+\n", text), "the first line says what it does"
    names = list(dict.fromkeys(re.findall(r"%\((\w+)\)s", text)))
    numbered = re.sub(r"%\((\w+)\)s", lambda match: f"${names.index(match[1]) + 1}", text)
    if re.match(r"--.*\n(set|do) ", text):
        numbered = None
    with database.administration() as connection:
        connection.execute("set search_path = pg_catalog, evimed, public")
        if numbered is None:
            connection.execute(text.encode())
        else:
            assert connection.execute(b"explain (generic_plan) " + numbered.encode()).fetchall()


def test_every_file_is_used_and_every_name_has_a_file() -> None:
    used: set[str] = set()
    for module in FOLDER.glob("*.py"):
        code = module.read_text(encoding="utf-8")
        used |= set(re.findall(r"""(?:query|_row|\.run)\(\s*(?:connection, )?["'](\w+)["']""", code))
    assert used == {path.stem for path in FILES}


def test_python_holds_no_sql() -> None:
    for module in FOLDER.glob("*.py"):
        code = re.sub(r'"""(?s:.*?)"""', "", module.read_text(encoding="utf-8"))
        statements = re.findall(r'"(?:select|insert|update|delete|create)\s[^"]*"', code)
        assert all(len(statement) < 90 for statement in statements), (module.name, statements)

from __future__ import annotations

import os
import re
from pathlib import Path
from string import Formatter

import pytest

from evimed.catalogue import LANGUAGES, messages
from evimed.store import account, database
from evimed.store.account import Account, grant_traverse

FOLDER = Path(database.__file__).parent
RAISED = re.compile(r'(?:\w+Error)\(\s*"(\w+)"((?:[^()]|\([^()]*(?:\([^()]*\))?[^()]*\))*)\)')


def raised() -> dict[str, list[set[str]]]:
    """Codes that the store raises, each with the names of the values given."""
    out: dict[str, list[set[str]]] = {}
    for path in [*FOLDER.glob("*.py"), FOLDER.parent / "settings.py"]:
        for code, values in RAISED.findall(path.read_text(encoding="utf-8")):
            out.setdefault(code, []).append(set(re.findall(r"(\w+)=", values)))
    return out


def test_every_error_is_worded_in_both_languages() -> None:
    found = raised()
    assert len(found) > 20
    for code, calls in found.items():
        for key in (f"error.{code}", f"error.{code}.hint"):
            for language in LANGUAGES:
                wanted = {name for _, name, _, _ in Formatter().parse(messages()[key][language]) if name}
                assert all(wanted <= given for given in calls), (key, language, wanted, calls)


def test_only_the_missing_execute_bit_is_granted(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root runs the server as another account")
    open_, closed, below = tmp_path / "open", tmp_path / "open" / "closed", tmp_path / "open" / "closed" / "x"
    below.mkdir(parents=True)
    tmp_path.chmod(0o711)
    open_.chmod(0o755)
    closed.chmod(0o700)
    below.chmod(0o700)
    before = {path: path.stat().st_mode for path in tmp_path.parents}
    try:
        grant_traverse(below, Account(65534, 65534, switch=True))
        assert closed.stat().st_mode & 0o777 == 0o701
        assert open_.stat().st_mode & 0o777 == 0o755
        assert below.stat().st_mode & 0o777 == 0o700  # the path itself is the server's own affair
    finally:
        for path, mode in before.items():
            path.chmod(mode & 0o7777)
    grant_traverse(below, Account(os.geteuid(), os.getegid(), switch=False))


def test_an_account_is_found_or_made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(account, "_lookup", lambda name: None)
    monkeypatch.setattr(account.shutil, "which", lambda *rest, **named: None)
    with pytest.raises(account.HomeError) as caught:
        account.server_account(tmp_path / "absent", tmp_path / "absent" / "data")
    assert caught.value.code == "no_server_account"
    assert "useradd" in caught.value.hint("zh")

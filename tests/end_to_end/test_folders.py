"""Folders at a shell: made, filled, renamed, listed, removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from shell import Shell

pytestmark = pytest.mark.slow


def test_folders_at_a_shell(shell: Shell, folder: Path) -> None:
    (folder / "inbox").mkdir()
    (folder / "inbox" / "雪松.txt").write_text("雪松片说明\n\n雪松片的有效期为 24 个月。\n", "utf-8")
    assert shell("ingest", "inbox").code == 0
    assert shell("folder", "make", "说明书/口服").code == 0
    moved = shell("folder", "move", "inbox/雪松.txt", "说明书/口服", "--json")
    assert (moved.code, moved.json) == (0, {"documents": 1, "readers_changed": 0})
    assert shell("folder", "rename", "说明书", "labels").code == 0
    listed = shell("folder", "list", "--json").json["folders"]
    assert listed == [{"path": "labels/口服", "documents": 1, "made": True}]
    assert "labels/口服" in shell("folder", "list").out.decode()
    full = shell("folder", "remove", "labels/口服", "--lang", "en")
    assert (full.code, len(full.told) >= 2) == (2, True)
    assert shell("show", "inbox/雪松.txt").code == 0  # its source stays
    back = shell("folder", "move", "inbox/雪松.txt", "")
    assert back.code == 0
    assert shell("folder", "remove", "labels/口服").code == 0
    assert shell("folder", "list", "--json").json["folders"] == [{"path": "", "documents": 1, "made": False}]

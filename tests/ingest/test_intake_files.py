"""Which files are found, and what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from evimed.errors import InputError
from evimed.ingest.intake_files import FoundFile, Refused, discover


def found(*paths: str | Path) -> dict[str, str]:
    return {
        item.source: "file" if isinstance(item, FoundFile) else item.error.code for item in discover(paths)
    }


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "lib"
    for name in (
        "b.txt",
        "a/z.txt",
        "a/c.md",
        ".hidden",
        ".git/config",
        "~$x.docx",
        "Thumbs.db",
        "a/.DS_Store",
        "__MACOSX/x",
    ):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text")
    monkeypatch.chdir(tmp_path)
    return folder


def test_order_and_junk(library) -> None:
    assert [item.source for item in discover(["lib"])] == ["lib/b.txt", "lib/a/c.md", "lib/a/z.txt"]
    assert list(found(library / "a")) == [f"{library}/a/c.md", f"{library}/a/z.txt"]


def test_each_file_once_and_hidden_ones_when_named(library) -> None:
    assert list(found("lib/b.txt", "lib")) == ["lib/b.txt", "lib/a/c.md", "lib/a/z.txt"]
    assert found("lib/.hidden") == {"lib/.hidden": "file"}


def test_links(library, tmp_path) -> None:
    outside = tmp_path / "secret.txt"
    outside.write_text("secret")
    (library / "out.txt").symlink_to(outside)
    (library / "up").symlink_to(tmp_path)
    (library / "loop").symlink_to(library)
    (library / "in.txt").symlink_to(library / "b.txt")
    (library / "broken").symlink_to(library / "gone")
    assert found("lib") == {
        "lib/b.txt": "file",
        "lib/a/c.md": "file",
        "lib/a/z.txt": "file",
        "lib/broken": "unreadable",
        "lib/out.txt": "symlink_outside",
        "lib/up": "symlink_outside",
    }


def test_a_link_given_by_name(library, tmp_path) -> None:
    outside = tmp_path / "elsewhere" / "secret.txt"
    outside.parent.mkdir()
    outside.write_text("secret")
    (library / "out.txt").symlink_to(outside)
    (library / "in.txt").symlink_to("b.txt")
    assert found("lib/out.txt") == {"lib/out.txt": "symlink_outside"}
    assert found("lib/in.txt") == {"lib/in.txt": "file"}


def test_pipes_are_refused(library) -> None:
    os.mkfifo(library / "pipe")
    assert found("lib")["lib/pipe"] == "not_regular_file"
    assert found("lib/pipe") == {"lib/pipe": "not_regular_file"}


def test_nothing_there(tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        list(discover([tmp_path / "gone"]))
    assert caught.value.code == "no_such_path"
    with pytest.raises(InputError) as caught:
        list(discover([tmp_path]))
    assert caught.value.code == "no_documents"


def test_a_missing_path_is_told_before_anything_is_taken(library) -> None:
    with pytest.raises(InputError):
        next(iter(discover(["lib", "gone"])))


def test_unreadable_files_and_folders(library) -> None:
    (library / "b.txt").chmod(0)
    (library / "a").chmod(0)
    script = (
        "import json, os, sys\n"
        "from evimed.ingest.intake_files import discover\n"
        # chmod does not bite root
        "if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "codes = {item.source: getattr(getattr(item, 'error', 0), 'code', 0) for item in discover(['lib'])}\n"
        "print(json.dumps(codes))\n"
    )
    for folder in (library, *library.parents):  # a stranger must get as far as the library
        if folder.stat().st_uid == os.getuid() and str(folder).startswith(str(library.parents[2])):
            folder.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=library.parent
    )
    (library / "a").chmod(0o755)
    assert not done.stderr
    assert json.loads(done.stdout) == {"lib/b.txt": "unreadable", "lib/a": "unreadable"}


def test_names_that_are_not_utf8(tmp_path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + "阿司匹林.txt".encode("gb18030"))).write_text("text")
    (item,) = discover([tmp_path])
    assert item.source == f"{tmp_path}/阿司匹林.txt"
    assert isinstance(item, FoundFile)
    assert item.path.read_text() == "text"


def test_refusals_have_words(library) -> None:
    os.mkfifo(library / "pipe")
    refused = [item for item in discover(["lib"]) if isinstance(item, Refused)]
    assert all(item.error.message("zh") and item.error.hint("en") for item in refused)

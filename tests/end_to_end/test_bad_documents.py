"""Bad files among good ones: each is set aside with its reason, and the good ones are in."""

from __future__ import annotations

import os
from pathlib import Path

from made_files import GOOD, pdf, pdf_of, zipped
from shell import Shell, rows_of

from evimed import samples
from evimed.store.database import Database


def lay_out(folder: Path) -> None:
    library = samples.library_path()
    docx = next(library.glob("*.docx")).read_bytes()
    files: dict[str, bytes] = {
        "good.txt": GOOD.encode(),
        "empty.txt": b"",
        "blank.pdf": pdf_of(1),
        "truncated.docx": docx[: len(docx) // 2],
        "truncated.pdf": pdf()[:300],
        "encrypted.pdf": pdf(password="secret"),
        "5000.pdf": pdf_of(5000),
        "page.pdf": b"<!DOCTYPE html><html><body><h1>Storage</h1><p>Store it below 25 C.</p></body></html>",
        "bomb.zip": zipped({"zeros.txt": bytes(64 * 1024 * 1024)}),
        "escape.zip": zipped(
            {"../../escaped.txt": "out", "/absolute.txt": "out", "inside.txt": GOOD + "Inside."}
        ),
        "nothing.zip": zipped({}),
        "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "noise.txt": bytes(range(256)) * 40,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    (folder.parent / "secret.txt").write_text("The secret dose.")
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")


EXPECTED = {
    "empty.txt": "empty",
    "blank.pdf": "no_text",
    "truncated.docx": "damaged",
    "truncated.pdf": "malformed",
    "encrypted.pdf": "encrypted",
    "5000.pdf": "too_many_pages",
    "bomb.zip!/zeros.txt": "archive_too_large",
    "escape.zip!/../../escaped.txt": "unsafe_archive",
    "escape.zip!//absolute.txt": "unsafe_archive",
    "nothing.zip": "empty_archive",
    "picture.png": "unsupported_format",
    "noise.txt": "not_text",
    "link.txt": "symlink_outside",
}


def test_each_bad_document_is_set_aside_with_its_reason(shell: Shell, database: Database) -> None:
    lay_out(shell.folder)
    outcomes = shell.outcomes(".")
    reasons = {source: one["error"]["code"] for source, one in outcomes.items() if one["error"]}
    assert reasons == EXPECTED
    taken = {source: one["status"] for source, one in outcomes.items() if not one["error"]}
    assert taken == dict.fromkeys(("good.txt", "page.pdf", "escape.zip!/inside.txt"), "done")
    assert rows_of(database, "default").quarantined == set(EXPECTED)
    assert list(shell.folder.parent.glob("**/escaped.txt")) == []
    assert not Path("/absolute.txt").exists()
    assert shell.reads("show", "page.pdf")["document"]["warnings"]
    assert shell("ask", "What is the recommended dose of vexatinib?").code == 0
    assert "The secret" not in shell("search", "secret dose", "--json").out.decode()


def test_a_mended_document_leaves_the_quarantine(shell: Shell, database: Database) -> None:
    path = shell.folder / "label.txt"
    path.write_bytes(b"")
    assert shell.statuses("label.txt", expect=1) == {"label.txt": "quarantined"}
    path.write_text(GOOD)
    assert shell.statuses("label.txt") == {"label.txt": "done"}
    assert rows_of(database, "default").quarantined == set()


def test_a_document_that_turns_bad_keeps_its_good_version(shell: Shell) -> None:
    path = shell.folder / "label.txt"
    path.write_text(GOOD)
    shell("ingest", "label.txt")
    path.write_bytes(b"")
    assert shell.statuses("label.txt", expect=1) == {"label.txt": "quarantined"}
    assert shell.reads("search", "vexatinib")["results"][0]["document"]["source"] == "label.txt"


def test_all_documents_bad_is_a_no(shell: Shell) -> None:
    (shell.folder / "empty.txt").write_bytes(b"")
    ran = shell("ingest", "empty.txt")
    assert ran.code == 1
    assert b"The file is empty." in ran.out
    assert shell("search", "anything").code == 0


def test_a_document_that_cannot_be_read(shell: Shell) -> None:
    if os.geteuid() == 0:
        path = Path("/proc/self/mem")  # root may read any file; this one fails for everybody
    else:
        path = shell.folder / "locked.txt"
        path.write_text(GOOD)
        path.chmod(0)
    outcomes = shell.outcomes(str(path), expect=1)
    assert outcomes[str(path)]["error"]["code"] == "unreadable"


def test_a_folder_without_documents(shell: Shell) -> None:
    (shell.folder / "bare").mkdir()
    (shell.folder / "bare" / ".hidden").write_text("x")
    assert shell.refused("ingest", "bare", expect=2) == "no_documents"
    assert shell.refused("ingest", "missing", expect=2) == "no_such_path"


def test_names_that_mislead_are_names_like_others(shell: Shell) -> None:
    names = [
        "药品 说明书（2025）.txt",
        "--help.txt",
        "a\nb.txt",
        "\u202egpj.txt",
        b"caf\xe9.txt".decode(errors="surrogateescape"),
    ]
    for number, name in enumerate(names):
        (shell.folder / name).write_text(f"{GOOD}Number {number}.")
    outcomes = shell.outcomes(".")
    assert {one["status"] for one in outcomes.values()} == {"done"}
    assert set(outcomes) == {*names[:-1], "café.txt"}
    for name in names[:2]:
        assert shell.reads("show", f"./{name}")["document"]["source"] == name
    shown = shell("show", outcomes["\u202egpj.txt"]["document_id"])
    assert "\u202e" not in shown.out.decode()

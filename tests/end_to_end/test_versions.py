"""The same bytes, other bytes, other places, deletion, two at once: what the library holds afterwards."""

from __future__ import annotations

from made_files import GOOD, MAIL, report, zipped
from shell import Shell, mentions, rows_of

from evimed.store.database import Database

REVISED = GOOD.replace("50 mg", "25 mg")


def test_the_same_bytes_again_change_nothing(shell: Shell, database: Database) -> None:
    (shell.folder / "a.txt").write_text(GOOD)
    (shell.folder / "b.txt").write_text(report(1))
    (shell.folder / "c.zip").write_bytes(
        zipped({"in.txt": report(2), "deep.zip": zipped({"x.txt": report(3)})})
    )
    first = shell.outcomes(".")
    assert set(first) == {"a.txt", "b.txt", "c.zip!/in.txt", "c.zip!/deep.zip!/x.txt"}
    rows = rows_of(database, "default")
    again = shell.outcomes(".")
    assert {one["status"] for one in again.values()} == {"unchanged"}
    assert {source: one["document_id"] for source, one in again.items()} == {
        source: one["document_id"] for source, one in first.items()
    }
    assert rows_of(database, "default") == rows


def test_other_bytes_at_a_place_supersede_the_old(shell: Shell, database: Database) -> None:
    path = shell.folder / "label.txt"
    path.write_text(GOOD)
    old = shell.outcomes("label.txt")["label.txt"]
    path.write_text(REVISED)
    new = shell.outcomes("label.txt")["label.txt"]
    assert (new["status"], new["supersedes"]) == ("new_version", old["document_id"])
    assert shell.reads("show", old["document_id"])["document"]["superseded_by"] == new["document_id"]
    assert shell.reads("show", "label.txt")["document"]["id"] == new["document_id"]
    found = {hit["document"]["id"]: hit["document"] for hit in shell.reads("search", "vexatinib")["results"]}
    assert found[new["document_id"]]["superseded_by"] is None
    path.write_text(GOOD)
    assert shell.outcomes("label.txt")["label.txt"]["document_id"] == old["document_id"]
    assert shell.reads("show", old["document_id"])["document"]["superseded_by"] is None
    assert shell.reads("show", new["document_id"])["document"]["superseded_by"] == old["document_id"]
    assert len(rows_of(database, "default").passages) == 1  # both were first given at one place


def test_the_same_bytes_at_a_second_place_are_one_document(shell: Shell, database: Database) -> None:
    (shell.folder / "a.txt").write_text(GOOD)
    (shell.folder / "b.txt").write_text(GOOD)
    both = shell.outcomes("a.txt", "b.txt")
    assert both["a.txt"]["document_id"] == both["b.txt"]["document_id"]
    assert sorted(one["status"] for one in both.values()) == ["done", "unchanged"]
    (shell.folder / "a.txt").write_text(REVISED)
    assert shell.statuses("a.txt") == {"a.txt": "new_version"}
    still = shell.reads("show", "b.txt")["document"]
    assert still["superseded_by"] is None, "b.txt still gives the first version"
    assert rows_of(database, "default").sources == {"a.txt", "b.txt"}


def test_a_deleted_document_leaves_nothing(shell: Shell, database: Database) -> None:
    (shell.folder / "a.txt").write_text(GOOD)
    (shell.folder / "b.txt").write_text(report(1))
    shell("ingest", "b.txt")
    before = rows_of(database, "default")
    taken = shell.outcomes("a.txt")["a.txt"]
    answer = shell.reads("ask", "What is the recommended dose of vexatinib?")
    needles = {"id": taken["document_id"], "text": "taken with food", "source": "a.txt"}
    assert {"document", "passage", "answer"} <= set(mentions(database, needles)["text"])
    removed = shell.reads("delete", "a.txt")["removed"]
    assert removed == {"passages": taken["passages"], "vectors": 0, "answers": 1}
    assert mentions(database, needles) == {"id": [], "text": [], "source": []}
    assert rows_of(database, "default") == before
    for gone in (taken["document_id"], "a.txt", answer["id"]):
        assert shell.refused("show", gone, expect=1) == "document_not_found"
    assert shell.refused("delete", "a.txt", expect=1) == "document_not_found"
    sources = {hit["document"]["source"] for hit in shell.reads("search", "vexatinib food")["results"]}
    assert sources == {"b.txt"}
    assert shell.statuses("a.txt") == {"a.txt": "done"}


def test_a_lost_attachment_is_found_again(shell: Shell) -> None:
    (shell.folder / "mail.eml").write_text(MAIL)
    assert set(shell.statuses("mail.eml")) == {"mail.eml", "mail.eml!/data.txt"}
    shell("delete", "mail.eml!/data.txt")
    assert shell.statuses("mail.eml") == {"mail.eml": "unchanged", "mail.eml!/data.txt": "done"}


def test_two_at_once_into_one_library(shell: Shell, database: Database) -> None:
    papers = shell.folder / "papers"
    papers.mkdir()
    for number in range(12):
        (papers / f"{number:02}.txt").write_text(report(number, 6))
    together = [shell.begin("ingest", "papers") for _ in range(2)]
    assert [process.communicate()[1] for process in together] == [b"", b""]
    assert [process.returncode for process in together] == [0, 0]
    rows = rows_of(database, "default")
    assert len(rows.sources) == 12
    shell("ingest", "papers", "--library", "alone")
    assert rows_of(database, "alone") == rows

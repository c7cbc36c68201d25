"""Folders: made, renamed, removed; documents moved between them; who reads them follows, or nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from access_people import PASSWORD

from evimed.errors import EvimedError, InputError, NotFoundError, NotPermittedError
from evimed.govern.access.people import People
from evimed.govern.session import Session
from evimed.records import Scope
from evimed.store.database import Database
from evimed.store.listing import Wanted

Open = Callable[[Scope], Session]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name in ("guides/bp.txt", "guides/old/af.txt", "hr/pay.txt", "top.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Title of {name}\n\nThe office of {name} opens at nine in the morning.\n", "utf-8")
    return tmp_path


def take(session: Session, files: Path) -> dict[str, str]:
    """Takes all in, sources named without their folder; ids by source."""
    taken = session.ingest([str(files)], library="default", base=str(files))
    return {one.source: one.document_id or "" for one in taken}


def lies(session: Session, **wanted: object) -> dict[str, str]:
    page = session.shelf().page(Wanted(**wanted), library="default", want=100)
    return {one.document.source: one.folder for one in page.rows}


@pytest.fixture
def staff(people: People, owner: Scope) -> People:
    for name, roles in (("ann", ["steward"]), ("bob", ["author"]), ("eve", ["reader"])):
        people.accounts.add(owner, name, password=PASSWORD, roles=roles)
    return people


def as_(people: People, name: str) -> Scope:
    return people.scope_as(people.owner_scope(), name)


def test_folders_are_those_of_sources_and_those_people_make(owner: Scope, session: Open, files: Path) -> None:
    work = session(owner)
    ids = take(work, files)
    filing = work.filing()
    assert filing.make("/会议 2026/纪要/".removeprefix("/"), library="default") == "会议 2026/纪要"
    found = {one.path: (one.documents, one.made) for one in filing.folders(library="default")}
    assert found == {
        "": (1, False),
        "guides": (1, False),
        "guides/old": (1, False),
        "hr": (1, False),
        "会议 2026/纪要": (0, True),
    }
    assert filing.move([ids["guides/bp.txt"]], "会议 2026/纪要", library="default").documents == 1
    assert lies(work)["guides/bp.txt"] == "会议 2026/纪要"
    assert lies(work, folder="会议 2026") == {"guides/bp.txt": "会议 2026/纪要"}
    with pytest.raises(InputError, match="1 documents"):
        filing.remove("会议 2026/纪要", library="default")
    assert filing.rename("会议 2026", "minutes", library="default").documents == 1
    assert lies(work)["guides/bp.txt"] == "minutes/纪要"
    assert filing.move([ids["guides/bp.txt"]], "guides", library="default").documents == 1
    filing.remove("minutes/纪要", library="default")
    assert [one.path for one in filing.folders(library="default")] == ["", "guides", "guides/old", "hr"]
    filing.move([ids["hr/pay.txt"]], "", library="default")
    assert lies(work)["hr/pay.txt"] == ""


@pytest.mark.parametrize(
    "path", ["", "  ", "/", "a//b", "a/../b", "a\\b", "a\x00b", "x" * 201, "a/" * 20 + "b"]
)
def test_what_no_folder_is_called_is_refused(owner: Scope, session: Open, path: str) -> None:
    with pytest.raises(InputError) as raised:
        session(owner).filing().make(path, library="default")
    assert raised.value.code == "folder_invalid"
    assert "\x00" not in raised.value.message("zh")


def test_a_new_version_lies_where_the_one_before_was_filed(owner: Scope, session: Open, files: Path) -> None:
    work = session(owner)
    ids = take(work, files)
    work.filing().move([ids["guides/bp.txt"]], "archive", library="default")
    (files / "guides/bp.txt").write_text("Title\n\nThe office now opens at ten in the morning.\n", "utf-8")
    taken = take(work, files)
    assert taken["guides/bp.txt"] != ids["guides/bp.txt"]
    page = work.shelf().page(Wanted(folder="archive"), library="default")
    assert {one.document.id for one in page.rows} == {taken["guides/bp.txt"], ids["guides/bp.txt"]}
    told = work.shelf().contribution(ids["guides/bp.txt"], library="default")
    assert [one.id for one in told.versions] == [ids["guides/bp.txt"], taken["guides/bp.txt"]]
    assert told.places == {"guides/bp.txt": "archive/bp.txt"}
    assert told.folder == "archive"


def test_where_it_was_filed_is_forgotten_with_the_document(
    owner: Scope, session: Open, files: Path, database: Database
) -> None:
    work = session(owner)
    ids = take(work, files)
    work.filing().move([ids["guides/bp.txt"], ids["hr/pay.txt"]], "archive", library="default")
    work.delete(ids["guides/bp.txt"], library="default")
    with database.administration() as connection:
        rows = connection.execute("select source from evimed.filing").fetchall()
    assert rows == [("hr/pay.txt",)]


def test_rules_are_about_where_a_document_lies(
    staff: People, owner: Scope, session: Open, files: Path
) -> None:
    ids = take(session(owner), files)
    staff.permissions.permit(owner, "default", "everyone")
    staff.permissions.permit(owner, "default", "user:ann", effect="only", path="hr")
    work = session(staff.owner_scope())
    assert work.filing().move([ids["guides/bp.txt"]], "hr", library="default").readers_changed == 1
    assert "guides/bp.txt" not in lies(session(as_(staff, "eve")))
    assert "guides/bp.txt" in lies(session(as_(staff, "ann")))
    assert session(as_(staff, "eve")).search("guides", library="default", limit=5) != []
    explained = staff.permissions.explain(owner, "eve", "default", ids["guides/bp.txt"])
    assert (explained.permitted, explained.places) == (False, ("hr/bp.txt",))
    # The next version of it is closed from its first moment, whoever brings it.
    (files / "guides/bp.txt").write_text("Title\n\nThe office now opens at ten in the morning.\n", "utf-8")
    refused = session(as_(staff, "bob")).ingest([str(files / "guides")], library="default", base=str(files))
    assert {one.source: one.error.code for one in refused if one.error} == {
        "guides/bp.txt": "place_not_permitted"
    }
    taken = take(session(staff.owner_scope()), files)
    assert "guides/bp.txt" not in lies(session(as_(staff, "eve")))
    # So stays the one before, also when the rules change.
    work = session(staff.owner_scope())
    staff.permissions.permit(owner, "default", "role:author")
    assert "guides/bp.txt" not in lies(session(as_(staff, "eve")))
    # And when the newer one is deleted.
    work.delete(taken["guides/bp.txt"], library="default")
    staff.permissions.permit(owner, "default", "role:reader")
    assert "guides/bp.txt" not in lies(session(as_(staff, "eve")))


def test_who_may_not_make_rules_moves_nothing_to_other_readers(
    staff: People, owner: Scope, session: Open, files: Path
) -> None:
    ids = take(session(owner), files)
    staff.permissions.permit(owner, "default", "everyone")
    staff.permissions.permit(owner, "default", "user:ann", effect="only", path="hr")
    ann, bob = session(as_(staff, "ann")), session(as_(staff, "bob"))
    assert ann.filing().move([ids["guides/bp.txt"]], "shelf", library="default").readers_changed == 0
    for id_, folder in ((ids["hr/pay.txt"], "shelf"), (ids["top.txt"], "hr/new")):
        with pytest.raises(NotPermittedError) as raised:
            ann.filing().move([id_], folder, library="default")
        assert raised.value.code == "move_changes_readers"
    assert lies(ann)["hr/pay.txt"] == "hr"
    with pytest.raises(InputError) as ruled:
        ann.filing().rename("hr", "people", library="default")
    assert ruled.value.code == "place_ruled"
    with pytest.raises(NotPermittedError):
        bob.filing().move([ids["top.txt"]], "shelf", library="default")
    with pytest.raises(NotFoundError):
        bob.document(ids["hr/pay.txt"], library="default")
    with pytest.raises(EvimedError):
        session(as_(staff, "eve")).filing().make("mine", library="default")


def test_a_folder_is_seen_by_who_may_read_there(
    staff: People, owner: Scope, session: Open, files: Path
) -> None:
    take(session(owner), files)
    rule, _ = staff.permissions.permit(owner, "default", "everyone")
    staff.permissions.permit(owner, "default", "user:ann", effect="only", path="hr")
    session(as_(staff, "ann")).filing().make("hr/merger", library="default")

    def folders(name: str) -> list[str]:
        return [one.path for one in session(as_(staff, name)).filing().folders(library="default")]

    assert "hr/merger" in folders("ann")
    assert "hr/merger" not in folders("eve")
    with pytest.raises(EvimedError) as raised:
        session(as_(staff, "bob")).filing().make("hr/mine", library="default")
    assert raised.value.code == "place_not_permitted"
    session(as_(staff, "bob")).filing().make("open", library="default")
    assert "open" in folders("eve")
    staff.permissions.withdraw(owner, rule)
    assert folders("eve") == []


def test_a_file_that_a_rule_names_stays_where_it_is(
    staff: People, owner: Scope, session: Open, files: Path
) -> None:
    ids = take(session(owner), files)
    staff.permissions.permit(owner, "default", "everyone")
    staff.permissions.permit(owner, "default", "user:ann", effect="only", path="hr/pay.txt")
    with pytest.raises(InputError) as raised:
        session(staff.owner_scope()).filing().move([ids["hr/pay.txt"]], "shelf", library="default")
    assert raised.value.code == "place_ruled"


def test_a_page_of_a_library_is_narrowed(owner: Scope, session: Open, files: Path) -> None:
    work = session(owner)
    ids = take(work, files)
    shelf = work.shelf()
    assert set(lies(work, words="TITLE guides")) == {"guides/bp.txt", "guides/old/af.txt"}
    assert set(lies(work, words="100% _")) == set()
    assert set(lies(work, folder="guides")) == {"guides/bp.txt", "guides/old/af.txt"}
    assert set(lies(work, folder="guides", words="af")) == {"guides/old/af.txt"}
    assert set(lies(work, state="superseded")) == set()
    first = shelf.page(Wanted(), library="default", want=3)
    beyond = shelf.page(Wanted(), library="default", want=3, skip=300)
    assert (len(first.rows), first.total, beyond.skip) == (3, 4, 0)
    assert first.uses[first.rows[0].document.id].passages == 1
    assert sum(shelf.kinds(library="default").values()) == 4
    work.graph().build(library="default")
    work.graph().correct_tag(ids["top.txt"], "drug", "zorvatin", act="add", library="default")
    assert set(lies(work, tag=("drug", "zorvatin"))) == {"top.txt"}
    assert ("drug", "zorvatin", 1) in shelf.common_tags(library="default")
    work.graph().correct_tag(ids["top.txt"], "drug", "zorvatin", act="remove", library="default")
    assert set(lies(work, tag=("drug", "zorvatin"))) == set()
    told = shelf.contribution(ids["top.txt"], library="default")
    assert (told.parts.passages, told.parts.answers, len(told.versions)) == (1, 0, 1)


def test_who_reads_a_document_is_told_with_the_rules(
    staff: People, owner: Scope, session: Open, files: Path
) -> None:
    ids = take(session(owner), files)
    id_ = ids["hr/pay.txt"]
    assert staff.permissions.readers(owner, "default", id_).clauses == ()
    staff.permissions.permit(owner, "default", "everyone")
    staff.permissions.permit(owner, "default", "user:ann", effect="only", path="hr")
    staff.permissions.permit(owner, "default", "user:eve", effect="deny")
    told = staff.permissions.readers(owner, "default", id_)
    assert (told.clauses, told.denied, told.places) == ((("user:ann",),), ("user:eve",), ("hr/pay.txt",))
    assert [(rule.effect, rule.path) for rule in told.rules] == [("only", "hr"), ("allow", ""), ("deny", "")]
    with pytest.raises(NotPermittedError):
        staff.permissions.readers(as_(staff, "ann"), "default", id_)
    with pytest.raises(NotFoundError):
        staff.permissions.readers(owner, "default", "d000000")


def test_versions_of_a_law_are_those_its_words_tell(owner: Scope, session: Open, tmp_path: Path) -> None:
    for name, day in (("old.md", "2001年2月28日"), ("new.md", "2019年8月26日")):
        words = f"# 中华人民共和国草药管理法\n\n（{day}第九届全国人民代表大会常务委员会第二十次会议修订）\n\n"
        words += "第一条 为了加强草药管理，制定本法。\n\n第二条 草药应当标明产地。\n"
        (tmp_path / name).write_text(words, "utf-8")
    work = session(owner)
    ids = take(work, tmp_path)
    told = work.shelf().contribution(ids["old.md"], library="default")
    assert [one.id for one in told.versions] == [ids["old.md"], ids["new.md"]]
    assert (dict(told.replaced), told.legal) == ({ids["old.md"]: ids["new.md"]}, True)

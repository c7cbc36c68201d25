"""Rules acting on what people take in, search, ask and are shown, and on what is derived from it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from access_people import PASSWORD

from evimed.errors import EvimedError, InputError, NotFoundError, NotPermittedError
from evimed.govern.access.people import People
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store import answers
from evimed.store.database import Database

Open = Callable[[Scope], Session]
QUESTION = "What is the dose of zorvatin in adults?"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two folders, a fact in each that the other does not hold."""
    texts = {
        "open/leaflet.txt": "Zorvatin leaflet\n\nThe dose of zorvatin in adults is 20 mg once daily.\n",
        "closed/minutes.txt": "Minutes\n\nThe dose of zorvatin in adults will be raised to 77 mg in May.\n",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def staff(people: People, owner: Scope) -> People:
    for name, roles in (("ann", ["author"]), ("bob", ["author"]), ("eve", ["reader", "reviewer"])):
        people.accounts.add(owner, name, password=PASSWORD, roles=roles)
    return people


def as_(people: People, name: str) -> Scope:
    return people.scope_as(people.owner_scope(), name)


def sees(session: Session) -> list[str]:
    return sorted(Path(document.source).name for document in session.documents(library="default"))


def test_without_rules_only_the_owner_reads(staff: People, session: Open, folder: Path) -> None:
    assert len(session(staff.owner_scope()).ingest([str(folder)], library="default")) == 2
    assert len(sees(session(staff.owner_scope()))) == 2
    ann = session(as_(staff, "ann"))
    assert sees(ann) == []
    assert ann.search("zorvatin", library="default", limit=10) == []
    assert ann.ask(QUESTION, library="default").verdict.name == "insufficient"


def test_rules_act_on_the_next_request(staff: People, owner: Scope, session: Open, folder: Path) -> None:
    session(staff.owner_scope()).ingest([str(folder)], library="default")
    rule, moved = staff.permissions.permit(owner, "default", "everyone")
    assert moved == 2
    assert sees(session(as_(staff, "ann"))) == ["leaflet.txt", "minutes.txt"]
    closed = str(folder / "closed")
    _, moved = staff.permissions.permit(owner, "default", "user:bob", effect="only", path=closed)
    assert moved == 1
    assert sees(session(as_(staff, "ann"))) == ["leaflet.txt"]
    assert sees(session(as_(staff, "bob"))) == ["leaflet.txt", "minutes.txt"]
    staff.permissions.permit(owner, "default", "user:bob", effect="deny")
    assert sees(session(as_(staff, "bob"))) == []
    rows = staff.permissions.rules(owner)
    assert [row.subject for row in rows] == ["everyone", "user:bob", "user:bob"]
    staff.permissions.withdraw(owner, rule)
    assert sees(session(as_(staff, "ann"))) == []
    assert len(sees(session(staff.owner_scope()))) == 2


def test_a_rule_for_a_whole_class_moves_no_row(
    staff: People, owner: Scope, session: Open, folder: Path
) -> None:
    session(staff.owner_scope()).ingest([str(folder)], library="default")
    staff.permissions.permit(owner, "default", "user:ann")
    _, moved = staff.permissions.permit(owner, "default", "user:bob")
    assert moved == 0
    assert len(sees(session(as_(staff, "bob")))) == 2


def test_what_a_person_may_not_read_changes_no_answer(
    staff: People, owner: Scope, session: Open, folder: Path
) -> None:
    staff.permissions.permit(owner, "default", "everyone")
    staff.permissions.permit(owner, "default", "user:bob", effect="only", path=str(folder / "closed"))
    session(staff.owner_scope()).ingest([str(folder / "open")], library="default")

    def told(name: str) -> tuple[object, ...]:
        here = session(as_(staff, name))
        answer = here.ask(QUESTION, library="default")
        hits = here.search(QUESTION, library="default", limit=10)
        return (
            answer.verdict,
            [one.text for one in answer.statements],
            [(hit.passage.id, hit.score) for hit in hits],
            here.progress(),
        )

    before = told("ann")
    bob = session(as_(staff, "bob"))
    assert [one.status for one in bob.ingest([str(folder / "closed")], library="default")] == ["done"]
    after = told("ann")
    assert after == before
    assert "77 mg" in str(told("bob"))
    assert "77" not in str(after)


def test_an_author_brings_only_what_they_may_read(
    staff: People, owner: Scope, session: Open, folder: Path
) -> None:
    staff.permissions.permit(owner, "default", "user:ann", path=str(folder / "open"))
    ann = session(as_(staff, "ann"))
    outcomes = {Path(one.source).name: one for one in ann.ingest([str(folder)], library="default")}
    assert outcomes["leaflet.txt"].status == "done"
    refused = outcomes["minutes.txt"]
    assert refused.status == "quarantined"
    assert refused.error is not None
    assert refused.error.code == "place_not_permitted"
    assert str(refused.error)
    assert sees(ann) == ["leaflet.txt"]
    assert [one.quarantined for one in session(staff.owner_scope()).progress()] == [0]


def test_bytes_that_are_in_elsewhere_are_told_like_a_closed_place(
    staff: People, owner: Scope, session: Open, folder: Path
) -> None:
    staff.permissions.permit(owner, "default", "user:ann", path=str(folder / "open"))
    staff.permissions.permit(owner, "default", "user:bob", path=str(folder / "closed"))
    session(as_(staff, "bob")).ingest([str(folder / "closed")], library="default")
    copied = folder / "open" / "copied.txt"
    copied.write_bytes((folder / "closed" / "minutes.txt").read_bytes())
    outcome = session(as_(staff, "ann")).ingest([str(copied)], library="default")[0]
    assert outcome.error is not None
    assert outcome.error.code == "place_not_permitted"
    assert sees(session(as_(staff, "bob"))) == ["minutes.txt"]


def test_a_document_at_two_places_is_for_those_who_read_both(
    staff: People, owner: Scope, session: Open, folder: Path
) -> None:
    for name in ("ann", "eve"):
        staff.permissions.permit(owner, "default", f"user:{name}", path=str(folder / "open"))
    staff.permissions.permit(owner, "default", "user:ann", path=str(folder / "closed"))
    ann = session(as_(staff, "ann"))
    ann.ingest([str(folder / "open")], library="default")
    assert sees(session(as_(staff, "eve"))) == ["leaflet.txt"]
    (folder / "closed" / "copy.txt").write_bytes((folder / "open" / "leaflet.txt").read_bytes())
    ann.ingest([str(folder / "closed" / "copy.txt")], library="default")
    assert sees(session(as_(staff, "eve"))) == []
    assert sees(session(as_(staff, "ann"))) == ["leaflet.txt"]


def test_a_rule_about_one_document(staff: People, owner: Scope, session: Open, folder: Path) -> None:
    session(staff.owner_scope()).ingest([str(folder)], library="default")
    staff.permissions.permit(owner, "default", "everyone")
    document = session(staff.owner_scope()).document(
        str(folder / "closed" / "minutes.txt"), library="default"
    )
    staff.permissions.permit(owner, "default", "user:bob", effect="deny", document=document.id)
    bob = session(as_(staff, "bob"))
    assert sees(bob) == ["leaflet.txt"]
    for wanted in (document.id, document.id[:8], document.source):
        with pytest.raises(NotFoundError):
            bob.document(wanted, library="default")
    with pytest.raises(NotFoundError):
        bob.document_text(document.id, library="default")
    # It is new to the run that brings it: the class for it is newer than the Scope.
    session(staff.owner_scope()).delete(document.id, library="default")
    again = session(staff.owner_scope()).ingest([str(folder)], library="default")
    assert sorted(one.status for one in again) == ["done", "unchanged"]
    assert sees(session(as_(staff, "bob"))) == ["leaflet.txt"]
    assert len(sees(session(as_(staff, "ann")))) == 2


def test_an_answer_goes_with_what_it_rests_on(
    staff: People, owner: Scope, session: Open, folder: Path
) -> None:
    session(staff.owner_scope()).ingest([str(folder)], library="default")
    staff.permissions.permit(owner, "default", "everyone")
    ann = session(as_(staff, "ann"))
    answer = ann.ask(QUESTION, library="default")
    assert answer.statements
    assert ann.answer(answer.id)["id"] == answer.id
    for other, found in (("bob", False), ("eve", True)):  # eve reviews
        here = session(as_(staff, other))
        if found:
            assert here.answer(answer.id)["id"] == answer.id
        else:
            with pytest.raises(NotFoundError):
                here.answer(answer.id)
    staff.permissions.permit(owner, "default", "user:bob", effect="only", path=str(folder / "closed"))
    for name in ("ann", "eve"):
        here = session(as_(staff, name))
        for act in (here.answer, here.book, here.replay):
            with pytest.raises(NotFoundError):
                act(answer.id)


def test_an_answer_kept_while_rules_change_carries_the_new_class(
    staff: People, owner: Scope, session: Open, folder: Path, database: Database
) -> None:
    session(staff.owner_scope()).ingest([str(folder)], library="default")
    staff.permissions.permit(owner, "default", "everyone")
    scope = as_(staff, "ann")
    changed = threading.Event()

    def change() -> None:
        staff.permissions.permit(owner, "default", "user:bob", effect="only", path=str(folder / "closed"))
        changed.set()

    changing = threading.Thread(target=change)
    with database.transaction(scope) as tx:
        record = {"id": "a" * 21, "question": "q", "citations": []}
        assert answers.put_answer(tx, "default", record, {"schema": "evimed/book/1"})
        changing.start()
        assert not changed.wait(0.5)  # the change waits for the answer
    changing.join()
    with pytest.raises(NotFoundError):
        session(as_(staff, "ann")).answer("a" * 21)


def test_verbs_are_checked_with_a_reason(staff: People, owner: Scope, session: Open, folder: Path) -> None:
    staff.permissions.permit(owner, "default", "everyone")
    eve = session(as_(staff, "eve"))
    acts: dict[str, Callable[[], object]] = {
        "ingest": lambda: eve.ingest([str(folder)], library="default"),
        "delete": lambda: eve.delete("d000000", library="default"),
        "inspect": eve.health,
    }
    for verb, act in acts.items():
        with pytest.raises(NotPermittedError) as caught:
            act()
        assert caught.value.values["verb"] == verb
        assert "eve" in str(caught.value)
    nobody = session(Scope("acme", "x", frozenset({0})))
    for act in (
        lambda: nobody.ask(QUESTION, library="default"),
        lambda: nobody.search("x", library="default", limit=1),
        lambda: nobody.documents(library="default"),
        lambda: nobody.answer("a" * 21),
        nobody.progress,
    ):
        with pytest.raises(NotPermittedError):
            act()


def test_why_may_somebody_read(staff: People, owner: Scope, session: Open, folder: Path) -> None:
    session(staff.owner_scope()).ingest([str(folder)], library="default")
    staff.groups.add(owner, "board")
    staff.groups.put(owner, "board", "bob")
    staff.permissions.permit(owner, "default", "everyone")
    closed = str(folder / "closed")
    staff.permissions.permit(owner, "default", "group:board", effect="only", path=closed)
    source = str(folder / "closed" / "minutes.txt")
    for name, permitted in (("ann", False), ("bob", True)):
        told = staff.permissions.explain(owner, name, "default", source)
        assert told.permitted is permitted
        assert source in told.places
        assert f"user:{name}" in told.known_by
        assert told.deciding[0].effect == "only"
        assert told.deciding[0].subject == "group:board"
    with pytest.raises(NotFoundError):
        staff.permissions.explain(owner, "ann", "default", "nowhere.txt")


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ({"subject": "user:nobody"}, "account_not_found"),
        ({"subject": "group:nobody"}, "group_not_found"),
        ({"subject": "role:emperor"}, "role_unknown"),
        ({"subject": "somebody"}, "subject_unknown"),
        ({"subject": "everyone", "effect": "maybe"}, "effect_unknown"),
        ({"subject": "everyone", "path": "a", "document": "d"}, "place_ambiguous"),
        ({"subject": "everyone", "purpose": "fun"}, "purpose_unknown"),
    ],
)
def test_rules_that_cannot_be(staff: People, owner: Scope, named: dict[str, str], code: str) -> None:
    with pytest.raises((InputError, NotFoundError)) as caught:
        staff.permissions.permit(owner, "default", **named)  # type: ignore[arg-type]
    assert isinstance(caught.value, EvimedError)
    assert caught.value.code == code
    assert str(caught.value)
    staff.permissions.permit(owner, "default", "everyone")
    with pytest.raises(InputError) as again:
        staff.permissions.permit(owner, "default", "everyone")
    assert again.value.code == "rule_exists"


def test_you_may_not_and_there_is_none_are_told_apart_where_policy_allows(
    staff: People, owner: Scope, session: Open, folder: Path, database: Database, settings: Settings
) -> None:
    session(staff.owner_scope()).ingest([str(folder)], library="default")
    staff.permissions.permit(owner, "default", "user:bob", path=str(folder / "closed"))
    hidden = session(staff.owner_scope()).document(str(folder / "closed" / "minutes.txt"), library="default")
    told = Session(database, as_(staff, "ann"), replace(settings, tell_restricted=True), Models())
    for wanted in (hidden.id, hidden.source):
        with pytest.raises(NotPermittedError) as caught:
            told.document(wanted, library="default")
        assert caught.value.code == "document_restricted"
        with pytest.raises(NotFoundError) as silent:
            session(as_(staff, "ann")).document(wanted, library="default")
        assert str(silent.value)
    for wanted in ("d" + "0" * 20, "nowhere.txt", hidden.id[:8]):
        with pytest.raises(NotFoundError):
            told.document(wanted, library="default")
    assert told.documents(library="default") == []

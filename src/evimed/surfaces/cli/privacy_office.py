"""``evimed privacy``: policies, pseudonyms, consent, requests of persons, retention, backups."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evimed.errors import NotFoundError
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_library, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.govern.privacy.office import PrivacyOffice


@contextmanager
def _office(invocation: Invocation) -> Generator[PrivacyOffice]:
    with open_library(invocation, None) as (session, _):
        yield session.privacy()


def _tell(invocation: Invocation, value: Any, words: Iterable[str]) -> int:
    """As JSON, or as lines."""
    if invocation.as_json:
        terminal.show_json(value)
    else:
        width = terminal.page_width()
        terminal.show(Line(line) for told in words for line in wrap(told, width))
    return 0


def policy(invocation: Invocation, library: str | None, mode: str | None, purpose: str) -> int:
    """Set a policy, or list those that were set."""
    with _office(invocation) as office:
        if library is not None and mode is not None:
            office.set_policy(utf8(library, "LIBRARY"), mode, utf8(purpose, "--purpose"))
        said = [one for one in office.policies() if library is None or one[0] == library]
    value = {
        "policies": [
            {"library": name, "mode": one.mode, "purpose": one.purpose, "at": at, "by": by}
            for name, one, at, by in said
        ]
    }
    if mode is not None:
        return _tell(invocation, value, [invocation.say("privacy.policy_set", library=library, mode=mode)])
    lines = [
        invocation.say("privacy.policy_line", library=name, mode=one.mode, purpose=one.purpose, by=by, at=at)
        for name, one, at, by in said
    ]
    return _tell(invocation, value, lines or [invocation.say("privacy.policy_none")])


def assess(invocation: Invocation, file: Path, by: str) -> int:
    """Enter an impact assessment."""
    with _office(invocation) as office:
        digest = office.assess(file, utf8(by, "--by"))
    return _tell(invocation, {"sha256": digest}, [invocation.say("privacy.assessed", sha256=digest)])


def reveal(invocation: Invocation, tokens: Sequence[str]) -> int:
    """Reverse pseudonyms."""
    with _office(invocation) as office:
        found = office.reveal([utf8(token, "PSEUDONYM") for token in tokens])
    value = {"revealed": [{"token": token, "kind": kind, "value": plain} for token, kind, plain in found]}
    lines = [
        invocation.say(
            "privacy.revealed", token=token, kind=invocation.say(f"privacy.kind.{kind}"), value=plain
        )
        for token, kind, plain in found
    ]
    return _tell(invocation, value, lines)


def give(
    invocation: Invocation, person: str, purpose: str, *, basis: str, evidence: str, until: str | None
) -> int:
    """Enter a consent."""
    with _office(invocation) as office:
        subject = office.give_consent(
            utf8(person, "PERSON"), utf8(purpose, "--purpose"),
            basis=basis, evidence=utf8(evidence, "--evidence"), until=until,
        )  # fmt: skip
    return _tell(invocation, {"subject": subject}, [invocation.say("privacy.consent_given", subject=subject)])


def withdraw(invocation: Invocation, person: str, purpose: str, evidence: str) -> int:
    """Enter a withdrawal."""
    with _office(invocation) as office:
        gone = office.withdraw_consent(
            utf8(person, "PERSON"), utf8(purpose, "--purpose"), evidence=utf8(evidence, "--evidence")
        )
    told = invocation.say("privacy.consent_withdrawn", subject=gone.subject, count=len(gone.documents))
    return _tell(invocation, {"subject": gone.subject, "documents": list(gone.documents)}, [told])


def ledger(invocation: Invocation, person: str | None) -> int:
    """Show the consent ledger."""
    with _office(invocation) as office:
        entries = office.ledger(None if person is None else utf8(person, "PERSON"))
    lines = [
        invocation.say(
            "privacy.consent_line", seq=one.seq, at=one.at, subject=one.subject, purpose=one.purpose,
            act=invocation.say("privacy.given" if one.given else "privacy.withdrawn"), basis=one.basis,
            evidence=one.evidence,
        )
        for one in entries
    ]  # fmt: skip
    value = {"entries": [asdict(one) for one in entries]}
    return _tell(invocation, value, lines or [invocation.say("privacy.nothing")])


def export(invocation: Invocation, persons: Sequence[str]) -> int:
    """Hand out all that is held about a person; 1 if there is nothing."""
    from evimed.govern.privacy.requests import export_subject

    with _office(invocation) as office:
        found = export_subject(office, [utf8(one, "PERSON") for one in persons])
    told = [
        invocation.say(
            "privacy.found",
            documents=len(found.documents), answers=len(found.answers), consent=len(found.consent),
        ),
        *(f"{one.library} {one.document_id} {one.title}" for one in found.documents),
        *(f"{document}: {words}" for document, words in found.passages),
        *(f"{answer} {at} {question}" for answer, question, at in found.answers),
    ]  # fmt: skip
    value = {
        "subject": found.subject,
        "documents": [asdict(one) for one in found.documents],
        "passages": [{"document": document, "text": words} for document, words in found.passages],
        "answers": [{"id": answer, "question": asked, "at": at} for answer, asked, at in found.answers],
        "consent": list(found.consent),
    }
    _tell(invocation, value, told)
    return 0 if found.documents or found.answers or found.consent else 1


def correct(invocation: Invocation, persons: Sequence[str]) -> int:
    """Write a correction down; 1 while documents still hold the old data."""
    from evimed.govern.privacy.requests import note_correction

    with _office(invocation) as office:
        left = note_correction(office, [utf8(one, "PERSON") for one in persons])
    told = [
        invocation.say("privacy.corrected", documents=len(left.documents)),
        *(f"{one.library} {one.document_id} {one.title}" for one in left.documents),
    ]
    value = {"subject": left.subject, "documents": [asdict(one) for one in left.documents]}
    _tell(invocation, value, told)
    return 1 if left.documents else 0


def erase(invocation: Invocation, persons: Sequence[str]) -> int:
    """Erase a person everywhere, and list the backups that still hold them."""
    from evimed.govern.privacy.requests import erase_subject

    with _office(invocation) as office:
        erased = erase_subject(office, [utf8(one, "PERSON") for one in persons])
    value = asdict(erased) | {
        "documents": list(erased.documents),
        "backups": [{"place": place, "made": made} for place, made in erased.backups],
    }
    told = [
        invocation.say(
            "privacy.erased",
            documents=len(erased.documents), passages=erased.passages, vectors=erased.vectors,
            answers=erased.answers, set_aside=erased.set_aside,
        ),
        *(invocation.say("privacy.backup_left", place=place, made=made) for place, made in erased.backups),
    ]  # fmt: skip
    return _tell(invocation, value, told)


def requests(invocation: Invocation) -> int:
    """List the requests that were carried out."""
    from evimed.govern.privacy.requests import requests_done

    with _office(invocation) as office:
        done = requests_done(office)
    value = [
        {"id": number, "kind": kind, "subject": subject, "at": at, "by": by, "counts": counts}
        for number, kind, subject, at, by, counts in done
    ]
    lines = [
        invocation.say("privacy.request_line", id=number, at=at, kind=kind, subject=subject, by=by)
        for number, kind, subject, at, by, _ in done
    ]
    return _tell(invocation, {"requests": value}, lines or [invocation.say("privacy.nothing")])


def keep(invocation: Invocation, library: str, what: str, days: int) -> int:
    """Set how long a library keeps something."""
    from evimed.govern.privacy.retention import keep as set_days

    where = utf8(library, "LIBRARY")
    with open_library(invocation, None) as (session, _):
        set_days(session.privacy(), where, what, days)
    told = invocation.say("privacy.kept", library=where, what=what, days=days)
    return _tell(invocation, {"library": where, "what": what, "days": days}, [told])


def purge(invocation: Invocation, *, dry_run: bool) -> int:
    """Delete what is over its time."""
    from evimed.govern.privacy.retention import purge as carry_out

    with _office(invocation) as office:
        gone = carry_out(office, dry_run=dry_run)
    key = "privacy.would_purge" if dry_run else "privacy.purged"
    told = invocation.say(key, documents=len(gone.documents), answers=gone.answers, set_aside=gone.set_aside)
    value = {
        "done": gone.done,
        "documents": [{"library": library, "id": document} for library, document in gone.documents],
        "answers": gone.answers,
        "set_aside": gone.set_aside,
    }
    return _tell(invocation, value, [told])


def add_backup(invocation: Invocation, place: str, made: str | None) -> int:
    """Note a backup."""
    from evimed.govern.privacy.requests import note_backup

    with _office(invocation) as office:
        note_backup(office, utf8(place, "PLACE"), made)
    return _tell(invocation, {"place": place}, [invocation.say("privacy.backup_added", place=place)])


def backup_gone(invocation: Invocation, place: str) -> int:
    """Note that a backup is gone."""
    from evimed.govern.privacy.requests import backup_purged

    with _office(invocation) as office:
        if not backup_purged(office, utf8(place, "PLACE")):
            raise NotFoundError("backup_unknown", place=place)
    return _tell(invocation, {"place": place}, [invocation.say("privacy.backup_gone", place=place)])


def backups(invocation: Invocation) -> int:
    """List the backups that are still there."""
    from evimed.govern.privacy.requests import backups_left

    with _office(invocation) as office:
        left = backups_left(office)
    lines = [f"{place} {made}" for place, made in left]
    value = {"backups": [{"place": place, "made": made} for place, made in left]}
    return _tell(invocation, value, lines or [invocation.say("privacy.nothing")])

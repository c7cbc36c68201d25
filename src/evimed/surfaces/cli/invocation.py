"""One call of the command line: its options as they were meant, and the session it works in."""

from __future__ import annotations

import os
import shlex
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evimed.catalogue import LANGUAGES, Language, text
from evimed.errors import InputError, NotFoundError

if TYPE_CHECKING:  # building a session is the slow part: `evimed --help` must not pay for it
    from evimed.govern.access.people import People
    from evimed.govern.session import Session
    from evimed.records import Document, Scope
    from evimed.settings import Settings

_LOCALE_VARIABLES = ("EVIMED_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


@dataclass(frozen=True, slots=True)
class Invocation:
    """What every command shares: whose library, which language, for a person or for a program."""

    home: Path | None
    language: Language
    as_json: bool = False
    acts_as: str | None = None  # --as: the account on whose behalf the owner works

    def say(self, key: str, **values: object) -> str:
        """The catalogue's words under ``cli.<key>`` in the user's language."""
        return text(f"cli.{key}", self.language, **values)

    def options(self, library: str | None) -> str:
        """The options with which a command we suggest finds the same library, ready for a shell."""
        given = [("--library", library), ("--home", self.home)]
        return "".join(f" {name} {shlex.quote(str(value))}" for name, value in given if value is not None)


@contextmanager
def open_library(
    invocation: Invocation, library: str | None, *, default_home: Path | None = None
) -> Generator[tuple[Session, str]]:
    """The governed session of this home, and the library meant: ``--library``, else the setting.

    ``default_home`` is where the demonstration lives if neither ``--home`` nor EVIMED_HOME says.
    """
    from evimed import app

    named = None if library is None else utf8(library, "--library")
    settings = settings_of(invocation, default_home=default_home)
    token = os.environ.get("EVIMED_TOKEN", "").strip()
    if token and invocation.acts_as is not None:
        raise InputError("token_and_as", name=invocation.acts_as)
    if token:
        opened = app.open_session(settings, token=token)
    elif invocation.acts_as is not None:
        opened = app.open_session(settings, acts_as=utf8(invocation.acts_as, "--as"))
    else:
        opened = app.open_session(settings)
    with opened as session:
        yield session, named or settings.library


def settings_of(invocation: Invocation, *, default_home: Path | None = None) -> Settings:
    """The settings with which this command runs."""
    from evimed.settings import Settings

    home = invocation.home
    if home is None and not os.environ.get("EVIMED_HOME"):
        home = default_home
    return Settings.load(home=home, env=os.environ)


@contextmanager
def open_people(invocation: Invocation) -> Generator[tuple[People, Scope]]:
    """The people of this home, and the Scope of who manages them: the owner, or who holds EVIMED_TOKEN."""
    from evimed import app

    with app.open_people(settings_of(invocation)) as people:
        token = os.environ.get("EVIMED_TOKEN", "").strip()
        yield people, people.scope_for(token) if token else people.owner_scope()


def default_library(invocation: Invocation, library: str | None) -> str:
    """The library meant: ``--library``, else the setting."""
    return settings_of(invocation).library if library is None else utf8(library, "--library")


def document_of(session: Session, wanted: str, library: str) -> Document:
    """The document meant by an id, by its path as it was given to ingest, or by that path from here."""
    spellings = dict.fromkeys((wanted, Path(wanted).as_posix(), str(Path(wanted).absolute())))
    missing: NotFoundError | None = None
    for spelling in spellings:
        try:
            return session.document(spelling, library=library)
        except NotFoundError as error:
            missing = missing or error
    raise missing or NotFoundError("document_not_found", id=wanted, library=library)


def speech(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language to talk to this person in: ``--lang``, else the first locale variable that is set.

    Needed before the command line is parsed, so that help and usage errors speak it too.
    """
    wanted = ""
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            wanted = argument.removeprefix("--lang=")
        elif argument == "--lang" and number + 1 < len(arguments):
            wanted = arguments[number + 1]
    for language in LANGUAGES:
        if wanted == language:
            return language
    locale = next((environment[name] for name in _LOCALE_VARIABLES if environment.get(name)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def utf8(value: str, what: str) -> str:
    """``value`` if it is text; what a shell passed on as broken bytes is refused, not stored half-read."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InputError("not_utf8", what=what, position=error.start + 1) from error
    return value

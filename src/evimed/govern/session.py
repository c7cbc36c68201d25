"""The only gate: everything a surface may do, inside one Scope.

What a person may do is checked here, once, for every surface; what a person may read, by the database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from evimed.answer.ask import Asking
from evimed.answer.ask import ask as ask_library
from evimed.answer.checks import Evidence, check_statement
from evimed.answer.from_model import find_chat
from evimed.answer.from_passages import Models
from evimed.answer.policy import load_policy
from evimed.answer.replay import Replay
from evimed.answer.replay import replay as replay_answer
from evimed.answer.sense import find_sense
from evimed.answer.verify import carries
from evimed.catalogue import Language
from evimed.chat_settings import Role
from evimed.errors import InputError, NotFoundError
from evimed.govern.access.authority import access_counts, owner_scope
from evimed.govern.access.labels import Labels, tell_restricted
from evimed.govern.access.roles import require
from evimed.govern.audit.acts import SessionActs
from evimed.govern.audit.keys import DigestKey
from evimed.govern.audit.trail import AuditTrail
from evimed.govern.cases import Cases
from evimed.govern.evaluations import Evaluations
from evimed.govern.evidence import EvidenceTable
from evimed.govern.privacy.office import PrivacyOffice
from evimed.govern.uploads import Receiving
from evimed.govern.viewing import Viewing
from evimed.knowledge.conflicts.find import find_conflicts, find_one_sided
from evimed.knowledge.generations import Former, embedder_in_use
from evimed.knowledge.intake import IngestEvent, Intake, OnEvent
from evimed.knowledge.vectors import embed_pending
from evimed.ports import ChatModel, Comparer
from evimed.records import (
    Answer,
    AnswerEvent,
    AnswerFinished,
    Deletion,
    Document,
    FoundConflict,
    Hit,
    IngestOutcome,
    Scope,
)
from evimed.retrieve.search import search
from evimed.retrieve.traverse import traverse_search
from evimed.settings import Settings
from evimed.store.answers import get_answer, get_book, library_of
from evimed.store.database import Database, Transaction
from evimed.store.documents import (
    delete_document,
    document_text,
    find_document,
    find_source,
    list_documents,
    list_libraries,
    sweep_deleted,
)
from evimed.store.passages import vector_progress
from evimed.store.progress import LibraryProgress, library_progress

if TYPE_CHECKING:
    from evimed.govern.appraisal import Appraisal
    from evimed.govern.filing import Filing
    from evimed.govern.graph import Graph
    from evimed.govern.shelf import Shelf

__all__ = [
    "Embedded",
    "Evidence",
    "IngestEvent",
    "Models",
    "Replay",
    "Session",
    "carries",
    "check_statement",
]

_ID = re.compile(r"[ad][0-9a-f]*")  # of an answer, a document, or the beginning of one


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors, and the stamp of the embedder that made them."""

    stamp: str
    vectors: list[list[float]]


class Session(Viewing):
    """One person's work with the libraries; what it shows beside answers stands in ``viewing.py``."""

    def __init__(
        self,
        database: Database,
        scope: Scope,
        settings: Settings,
        models: Models,
        former: Former = lambda stamp: None,  # noqa: ARG005
    ) -> None:
        self._database = database
        self._former = former
        self._scope = scope
        self._settings = settings
        self._models = models
        self._acts = SessionActs(DigestKey(settings.home))
        self._privacy = PrivacyOffice(database, scope, settings)

    def with_chat(self, heard: Callable[[ChatModel], ChatModel]) -> Session:
        """The same session, with ``heard`` between it and its chat models: what they reply can be kept."""

        def chat(role: Role) -> ChatModel | None:
            model = self._models.chat(role)
            return None if model is None else heard(model)

        models = replace(self._models, chat=chat)
        return Session(self._database, self._scope, self._settings, models, self._former)

    def ingest(
        self,
        paths: Sequence[str],
        *,
        library: str,
        engine: str = "pool",
        base: str | None = None,
        on_event: OnEvent | None = None,
    ) -> list[IngestOutcome]:
        """Take documents in; they can be searched by words as soon as each is stored.

        ``engine`` says who reads them (``ingest/engine.py``); sources are named without the folder ``base``.
        """
        require(self._scope, "ingest")
        return Intake(
            self._database,
            self._scope,
            self._settings,
            library,
            on_event,
            engine,
            self._acts,
            Labels(library),
            base,
            self._privacy.gate(library),
            self._comparer(),
        ).run(paths)

    def _comparer(self) -> Comparer | None:
        """The embedder, where it reads statements of guidelines as well."""
        return self._models.embedder if isinstance(self._models.embedder, Comparer) else None

    def embed_pending(self, *, library: str, on_event: OnEvent | None = None) -> int:
        """Make the vectors that are missing; 0 where no embedder is configured."""
        require(self._scope, "ingest")
        if self._models.embedder is None:
            return 0
        owner = owner_scope(self._database, self._scope.tenant)
        made = embed_pending(
            self._database, self._scope, self._models.embedder, library, on_event, adopter=owner
        )
        if made:
            self._models.bridge()  # made once a home, which takes seconds: the first question need not wait
        return made

    def ask(self, question: str, *, library: str, after: str | None = None, links: bool = True) -> Answer:
        """Answer a question from a library; the answer is kept and can be shown again.

        ``after`` names the answer that a follow-up question follows. Without ``links`` a question that
        describes a thing instead of naming it is answered as any other.

        Raises
        ------
        InputError
            The question is empty, too long, or not text.
        NotFoundError
            There is no such library, or no answer ``after``.
        """
        for event in self.ask_stream(question, library=library, after=after, links=links):
            if isinstance(event, AnswerFinished):
                return event.answer
        raise AssertionError  # the last event is the answer

    def ask_stream(
        self, question: str, *, library: str, after: str | None = None, links: bool = True
    ) -> Generator[AnswerEvent]:
        """The same as ``ask``, told as it comes: each statement as soon as it is verified.

        The last event is the answer that ``ask`` gives. ``close`` ends it early: a model that is writing is
        stopped, and what was told until then is kept as the answer.

        Raises
        ------
        InputError, NotFoundError
            At once, as ``ask`` does.
        """
        require(self._scope, "ask")
        asked = self._checked(question, library)
        with self._database.transaction(self._scope) as tx:
            self._check_library(tx, library)
        return ask_library(self._asking(library, links=links), asked, after=after)

    def search(self, query: str, *, library: str, limit: int, links: bool = True) -> list[Hit]:
        """Ranked passages with the parts of their scores.

        With ``links``, a query that describes a thing also finds what the graph leads to.
        """
        require(self._scope, "read")
        asked = self._checked(query, library)
        if not 1 <= limit <= 1000:
            raise InputError("limit_out_of_range", limit=limit, valid="1–1000")
        with self._database.transaction(self._scope) as tx:
            models = self._models_for(tx, library)
            ranked = traverse_search if links else search
            found = ranked(tx, library, asked, embedder=models.embedder, bridge=models.bridge(), want=limit)
            self._acts.searched(tx, library, asked, len(found.hits))
        return list(found.hits)

    def document(self, id_or_source: str, *, library: str) -> Document:
        """A document by its id, the beginning of its id, or the place it was given at."""
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            return self._find(tx, library, id_or_source)

    def document_text(self, document_id: str, *, library: str) -> str:
        """The very text that locators count in."""
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            words = document_text(tx, library, document_id)
            self._acts.read(tx, library, document_id)
        return words

    def documents(self, *, library: str) -> list[Document]:
        """All documents of a library that this person may read, superseded versions too."""
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            return list_documents(tx, library)

    def answer(self, answer_id: str) -> dict[str, Any]:
        """The record of an answer as it was given.

        Raises
        ------
        NotFoundError
            There is none of that id, or it is not yours to see.
        """
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            try:
                return get_answer(tx, answer_id)
            except InputError:
                if _ID.fullmatch(answer_id):
                    raise
                raise NotFoundError("answer_not_found", id=answer_id) from None

    def export_answer(self, answer_id: str) -> dict[str, Any]:
        """The record of an answer, to be taken away as a file: that this was done is written down.

        Raises
        ------
        NotFoundError
            There is none of that id, or it is not yours to see.
        """
        found = self.answer(answer_id)
        with self._database.transaction(self._scope) as tx:
            self._acts.exported(tx, library_of(tx, found["id"]) or "", found["id"])
        return found

    def book(self, answer_id: str) -> dict[str, Any] | None:
        """How an answer came to be: passages, prompts, replies, verdicts; ``None`` if none was kept.

        Raises
        ------
        NotFoundError
            There is no answer of that id, or it is not yours to see.
        """
        found: str = self.answer(answer_id)["id"]
        with self._database.transaction(self._scope) as tx:
            return get_book(tx, found)

    def replay(self, answer_id: str) -> Replay:
        """Answer the question of a kept answer again and compare; nothing new is kept.

        Raises
        ------
        NotFoundError
            There is no answer of that id, or it is not yours to see.
        """
        require(self._scope, "ask")
        found: str = self.answer(answer_id)["id"]
        with self._database.transaction(self._scope) as tx:
            library = library_of(tx, found) or self._settings.library
        replayed = replay_answer(self._asking(library), found)
        with self._database.transaction(self._scope) as tx:
            causes = [cause.what for cause in replayed.causes]
            self._acts.replayed(tx, library, replayed.now, found, causes)
        return replayed

    def conflicts(
        self, *, library: str, language: Language = "en", topic: str | None = None, one_sided: bool = False
    ) -> list[FoundConflict]:
        """Recommendations that disagree, both sides of which may be read; ``topic``: those on it.

        ``one_sided``: instead, what only one of two guidelines on one subject addresses.
        """
        require(self._scope, "read")
        asked = self._checked(topic, library) if topic is not None else None
        with self._database.transaction(self._scope) as tx:
            self._check_library(tx, library)
            if one_sided:
                return find_one_sided(tx, library, language, topic=asked)
            return find_conflicts(tx, library, language, topic=asked, comparer=self._comparer())

    def delete(self, id_or_source: str, *, library: str) -> Deletion:
        """Delete a document and all that came from it, in one transaction.

        The rows of the index that it shared with others are cleaned right after, beside what comes next:
        nothing of it is found, shown or counted any more.
        """
        require(self._scope, "delete")
        with self._database.transaction(self._scope) as tx:
            document = self._find(tx, library, id_or_source)
            deletion = delete_document(tx, library, document.id, later=True)
            self._acts.deleted(tx, library, deletion, document.sha256)
        self._database.afterwards(partial(sweep_deleted, self._database, self._scope, library))
        return deletion

    def warm(self) -> None:
        """Load what the first question would have to wait for: the embedder and the dictionary."""
        if self._models.embedder is not None:
            self._models.embedder.embed_query("a")
        self._models.bridge()

    def embed(self, texts: Sequence[str], *, as_queries: bool = False) -> Embedded | None:
        """Vectors of texts by the configured embedder; ``None`` where there is none."""
        require(self._scope, "read")
        embedder = self._models.embedder
        if embedder is None:
            return None
        if as_queries:
            vectors = [embedder.embed_query(text) for text in texts]
        else:
            vectors = list(embedder.embed_passages(texts))
        return Embedded(embedder.stamp, [[float(value) for value in vector] for vector in vectors])

    @property
    def scope(self) -> Scope:
        """Who works here."""
        return self._scope

    @property
    def embedder(self) -> str | None:
        """Stamp of the embedder that makes vectors now."""
        return self._models.embedder.stamp if self._models.embedder is not None else None

    def progress(self) -> list[LibraryProgress]:
        """How far each library has come: documents, passages, vectors by embedder, files set aside.

        Runs that go on are told to whoever may take documents in: their files count what others may not know.
        """
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            found = library_progress(tx)
        return found if "ingest" in self._scope.verbs else [replace(one, runs=()) for one in found]

    def health(self) -> dict[str, object]:
        """What runs where, and what is wrong, for ``evimed doctor``."""
        require(self._scope, "inspect")
        report = self._database.health()
        embedder = self._models.embedder
        report["embedder"] = embedder.stamp if embedder else None
        if not report.get("problems"):
            report["access"] = access_counts(self._database, self._scope.tenant)
        if embedder is not None and not report.get("problems"):
            with self._database.transaction(self._scope) as tx:
                report["vectors"] = {
                    library: vector_progress(tx, library, embedder.stamp) for library in list_libraries(tx)
                }
        return report

    def privacy(self) -> PrivacyOffice:
        """Personal data of this tenant: policies, pseudonyms, consent."""
        require(self._scope, "privacy")
        return self._privacy

    def graph(self) -> Graph:
        """Terms, entities and relations."""
        from evimed.govern.graph import Graph  # noqa: PLC0415  -- a question does not need it

        return Graph(self._database, self._scope, self._models.chat)

    def receiving(self) -> Receiving:
        """Uploads on their way, and the runs that take them in."""
        return Receiving(self._database, self._scope)

    def appraisal(self) -> Appraisal:
        """Versions of laws, grades of studies, forms of causality."""
        from evimed.govern.appraisal import Appraisal  # noqa: PLC0415  -- a question does not need it

        return Appraisal(self._database, self._scope, self._privacy)

    def filing(self) -> Filing:
        """Folders of libraries, and what lies in them."""
        from evimed.govern.filing import Filing  # noqa: PLC0415  -- a question does not need it

        return Filing(self._database, self._scope, self._privacy, self._acts.key)

    def shelf(self) -> Shelf:
        """Libraries as people look through them."""
        from evimed.govern.shelf import Shelf  # noqa: PLC0415  -- a question does not need it

        return Shelf(self._database, self._scope)

    def cases(self) -> Cases:
        """Complaints and questions handed to a person."""
        return Cases(self._database, self._scope, self._privacy)

    def evaluations(self) -> Evaluations:
        """What was measured in this installation."""
        return Evaluations(self._database, self._scope)

    def evidence(self) -> EvidenceTable:
        """Recommendations in a table, versions in their order."""
        return EvidenceTable(self._database, self._scope)

    def audit(self) -> AuditTrail:
        """The audit log of this tenant: verified, exported, shown."""
        require(self._scope, "audit")
        return AuditTrail(self._database, self._scope)

    def _find(self, tx: Transaction, library: str, wanted: str) -> Document:
        """By id or its beginning; else by the place it was given at, which a masked library keeps masked."""
        place = wanted if _ID.fullmatch(wanted) else self._privacy.place(tx, library, wanted)
        try:
            return _find(tx, library, place)
        except NotFoundError:
            if self._settings.tell_restricted:
                tell_restricted(tx, library, place)
            raise

    def _check_library(self, tx: Transaction, library: str) -> None:
        """A mistyped name is an error; the default library may be empty still."""
        known = list_libraries(tx)
        if library not in known and library != self._settings.library:
            raise NotFoundError("library_not_found", library=library, known=", ".join(known) or "–")

    def _asking(self, library: str, *, links: bool = True) -> Asking:
        return Asking(
            open=lambda: self._database.transaction(self._scope),
            library=library,
            policy=replace(load_policy(self._settings.profile), sense=find_sense(self._models.embedder)),
            models=lambda tx: replace(self._models_for(tx, library), links=links),
            chat=find_chat(self._models.chat),
            on_kept=lambda tx, answer, book: self._acts.answered(tx, library, answer, book),
        )

    def _models_for(self, tx: Transaction, library: str) -> Models:
        """The models, with the embedder whose vectors of this library are complete."""
        configured = self._models.embedder
        return replace(self._models, embedder=embedder_in_use(tx, library, configured, self._former))

    def _checked(self, question: str, library: str) -> str:
        try:
            question.encode("utf-8")
        except UnicodeEncodeError as error:
            raise InputError("question_not_text") from error
        asked = " ".join(question.replace("\x00", " ").split())
        if not asked:
            raise InputError("empty_question")
        if len(asked) > self._settings.question_characters:
            raise InputError("question_too_long", length=len(asked), limit=self._settings.question_characters)
        return self._privacy.question(asked, library)


def _find(tx: Transaction, library: str, id_or_source: str) -> Document:
    """By id or its beginning; else by the place it was given at."""
    try:
        return find_document(tx, library, id_or_source)
    except (NotFoundError, InputError) as error:
        document = find_source(tx, library, id_or_source)
        if document is not None:
            return replace(document, source=id_or_source)
        if isinstance(error, InputError) and not _ID.fullmatch(id_or_source):
            raise NotFoundError("document_not_found", id=id_or_source, library=library) from None
        raise

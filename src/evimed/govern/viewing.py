"""What people look at beside answers: parts and pages of documents, history, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from evimed.errors import InputError, NotFoundError
from evimed.govern.access.roles import require
from evimed.govern.privacy.office import PrivacyOffice
from evimed.ingest.page_image import WIDEST, PageImage, draw_page
from evimed.knowledge.excerpt import Excerpt, make_excerpt
from evimed.records import Citation, Document, Locator, Scope, Span
from evimed.store.answers import get_answer, library_of
from evimed.store.database import Database
from evimed.store.documents import (
    Quarantined,
    document_passages_between,
    document_text,
    find_document,
    library_version,
    list_libraries,
    list_quarantined,
)
from evimed.store.feedback import (
    FEEDBACK_KINDS,
    MOST_FEEDBACK_WORDS,
    Feedback,
    feedback_kind,
    list_feedback,
    put_feedback,
)
from evimed.store.history import (
    FIGURES,
    AnswerCard,
    AnswerDay,
    DocumentUse,
    FeedbackWeek,
    ModelUsage,
    SpentDay,
    Unanswered,
    answer_days,
    answer_durations,
    document_uses,
    feedback_weeks,
    list_answers,
    model_usage,
    spent_days,
    unanswered,
    usage_totals,
)
from evimed.store.originals import get_original, has_original

_AROUND = 900  # characters shown before and after a cited range
_LONGEST_EXCERPT = 40_000  # characters
_LEAST_PIXELS = 200


@dataclass(frozen=True, slots=True)
class View:
    """A part of a document to be read, and whether its pages can be shown as they were printed."""

    document: Document
    excerpt: Excerpt
    has_pages: bool


@dataclass(frozen=True, slots=True)
class Statistics:
    """Answers since an instant: by day and verdict, and how long each took in milliseconds."""

    days: Sequence[AnswerDay]
    milliseconds: Sequence[float]
    unanswered: Sequence[Unanswered] = ()
    usage: Sequence[ModelUsage] = ()
    weeks: Sequence[FeedbackWeek] = ()
    spending: Sequence[SpentDay] = ()


class Viewing:
    """The part of :class:`evimed.govern.session.Session` that shows what is there."""

    _database: Database
    _scope: Scope
    _privacy: PrivacyOffice

    def libraries(self) -> list[str]:
        """Names of the libraries there are."""
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            return list_libraries(tx)

    def library_version(self, *, library: str) -> int:
        """How often the content of the library has changed; 0 for one that does not exist."""
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            return library_version(tx, library)

    def quarantined(self, *, library: str) -> list[Quarantined]:
        """What could not be taken in, and why."""
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            return list_quarantined(tx, library)

    def document_uses(self, *, library: str) -> Mapping[str, DocumentUse]:
        """What each document contributes, by its id."""
        require(self._scope, "read")
        with self._database.transaction(self._scope) as tx:
            return document_uses(tx, library)

    def view(self, document_id: str, *, library: str, around: Span, marks: Sequence[Span] = ()) -> View:
        """The part of a document that stands around a range of its characters.

        Raises
        ------
        NotFoundError
            There is no such document, or it is not yours to see.
        InputError
            ``range_invalid``: not a range of its text.
        """
        require(self._scope, "read")
        start, end = around
        with self._database.transaction(self._scope) as tx:
            document = find_document(tx, library, document_id)
            if not 0 <= start <= end <= document.characters or end - start > _LONGEST_EXCERPT:
                raise InputError("range_invalid", start=start, end=end, characters=document.characters)
            near = (max(0, start - _AROUND), end + _AROUND)
            passages = document_passages_between(tx, library, document.id, near)
            text = document_text(tx, library, document.id)
            pages = document.pages is not None and has_original(tx, library, document.id)
        return View(document, make_excerpt(text, passages, marks), pages)

    def cite(self, document_id: str, *, library: str, chars: Span) -> Citation:
        """A range of a document's characters with its place: section, and page and box where there are pages.

        Raises
        ------
        NotFoundError
            There is no such document, or it is not yours to see.
        InputError
            ``range_invalid``: not a range of its text.
        """
        require(self._scope, "read")
        start, end = chars
        with self._database.transaction(self._scope) as tx:
            document = find_document(tx, library, document_id)
            if not 0 <= start < end <= document.characters or end - start > _LONGEST_EXCERPT:
                raise InputError("range_invalid", start=start, end=end, characters=document.characters)
            passages = document_passages_between(tx, library, document.id, chars)
            quote = document_text(tx, library, document.id)[start:end]
        places = [one.locator for passage in passages for one in passage.sentences]
        around = next((one for one in places if one.chars[0] < end and start < one.chars[1]), None)
        section = passages[0].section if passages else ()
        locator = replace(around, chars=chars) if around else Locator(chars=chars, section=section)
        return Citation("place", document, locator, quote)

    def page_image(self, document_id: str, page: int, *, library: str, pixels: int = 1200) -> PageImage:
        """A page of a document as it was printed, ``pixels`` wide.

        Raises
        ------
        NotFoundError
            ``page_not_kept``: the document has no such page, or its original was not kept.
        DocumentError
            The page cannot be drawn.
        """
        require(self._scope, "read")
        if not _LEAST_PIXELS <= pixels <= WIDEST:
            raise InputError("pixels_out_of_range", pixels=pixels, valid=f"{_LEAST_PIXELS}–{WIDEST}")
        with self._database.transaction(self._scope) as tx:
            document = find_document(tx, library, document_id)
            if document.pages is None or not 1 <= page <= document.pages:
                raise NotFoundError("page_not_kept", page=page, id=document.id)
            original = get_original(tx, library, document.id)
        if original is None:
            raise NotFoundError("page_not_kept", page=page, id=document.id)
        return draw_page(original.content, page, pixels)

    def library_of_answer(self, answer_id: str) -> str | None:
        """The library that an answer, by its whole id, was made from."""
        require(self._scope, "ask")
        with self._database.transaction(self._scope) as tx:
            return library_of(tx, answer_id)

    def answers(self, *, library: str, limit: int = 50, before: datetime | None = None) -> list[AnswerCard]:
        """The latest answers, those before an instant."""
        require(self._scope, "ask")
        if not 1 <= limit <= 1000:
            raise InputError("limit_out_of_range", limit=limit, valid="1–1000")
        with self._database.transaction(self._scope) as tx:
            return list_answers(tx, library, limit, before)

    def statistics(self, *, library: str, days: int = 30) -> Statistics:
        """Answers of the last days, today included."""
        require(self._scope, "ask")
        since = _since(days)
        with self._database.transaction(self._scope) as tx:
            return Statistics(
                answer_days(tx, library, since),
                answer_durations(tx, library, since),
                unanswered(tx, library, since),
                model_usage(tx, library, since),
                feedback_weeks(tx, library, since),
                spent_days(tx, library, since),
            )

    def totals(self, *, library: str, days: int = 30) -> Statistics:
        """How much everybody asked in the last days, in numbers alone: for whoever runs the installation.

        No question, reason, name or document: who inspects reads no answer by that.
        """
        require(self._scope, "inspect")
        with self._database.transaction(replace(self._scope, purpose=FIGURES)) as tx:
            found = usage_totals(tx, library, _since(days))
        spending = [spent for _, spent in found if spent.requests]
        return Statistics([day for day, _ in found], (), spending=spending)

    def give_feedback(
        self, answer_id: str, kind: str, *, statement: int | None = None, words: str = ""
    ) -> str:
        """Keep what a reader says of an answer; the id of the remark.

        Raises
        ------
        InputError
            ``feedback_invalid``: an unknown kind, a statement there is not, or too many words.
        NotFoundError
            There is no such answer, or it is not yours to see.
        """
        require(self._scope, "ask")
        known = feedback_kind(kind)
        said = words.replace("\x00", "").strip()
        with self._database.transaction(self._scope) as tx:
            record = get_answer(tx, answer_id)
            there = statement is None or 1 <= statement <= len(record["statements"])
            if known is None or not there or len(said) > MOST_FEEDBACK_WORDS:
                raise InputError(
                    "feedback_invalid", kind=kind, valid=", ".join(FEEDBACK_KINDS), limit=MOST_FEEDBACK_WORDS
                )
            library = library_of(tx, record["id"]) or ""
        masked = self._privacy.question(said, library) if said else ""  # as questions are
        with self._database.transaction(self._scope) as tx:
            return put_feedback(tx, record["id"], known, statement=statement, words=masked)

    def feedback(self, *, library: str, limit: int = 100) -> list[Feedback]:
        """The latest remarks on a library's answers."""
        require(self._scope, "ask")
        with self._database.transaction(self._scope) as tx:
            return list_feedback(tx, library, limit)


def _since(days: int) -> datetime:
    """The beginning (UTC) of the first of the last days, today included."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=max(0, min(days, 3660) - 1))

"""A session that answers from memory: what the command line shows, tested without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from evimed.catalogue import Language
from evimed.errors import DocumentError, InputError, NotFoundError
from evimed.json_forms import answer_json
from evimed.records import (
    Answer,
    AnswerBegan,
    AnswerEvent,
    AnswerFinished,
    CellRange,
    Citation,
    Conflict,
    Decision,
    Deletion,
    Document,
    FoundConflict,
    Grade,
    Hit,
    IngestOutcome,
    Label,
    Locator,
    Passage,
    Position,
    Score,
    Sentence,
    Statement,
    StatementSaid,
)
from evimed.store.progress import LibraryProgress
from evimed.store.runs import RunProgress

TEXT = "维舒坦说明书\n【用法用量】eGFR 30～44 者，推荐剂量为 20 mg，\n每日一次，与晚餐同服。\n"
QUOTE = TEXT[13:47]
LABEL = Document(
    id="doc-1",
    library="default",
    title="维舒坦® 替诺沙班片说明书",
    source="library/vishutan_label_zh.pdf",
    kind="label",
    language="zh",
    sha256="ab" * 32,
    size=1234,
    mime="application/pdf",
    stamp="pdf/1+sentences/1",
    version="2025",
    published="2025-06-10",
    superseded_by=None,
    pages=4,
    characters=len(TEXT),
    warnings=("第 3 页没有文字层。",),
)
VISITS = replace(
    LABEL,
    id="doc-2",
    title="PINE-BP site 03 visits",
    source="library/visits.xlsx",
    kind="dataset",
    language="en",
    version=None,
    published="2024",
    superseded_by="doc-3",
    pages=None,
)
PASSAGE = Passage(
    id="passage-1",
    document_id="doc-1",
    ordinal=0,
    section=("用法用量", "1. 非瓣膜性房颤"),
    text="eGFR 30～44 者，推荐剂量为 20 mg，每日一次，与晚餐同服。" * 12,
    chars=(13, 47),
    sentences=(
        Sentence("a", Locator((13, 30), page=2, box=(72.0, 144.0, 300.0, 160.0))),
        Sentence("b", Locator((30, 47), page=2, box=(72.0, 160.0, 523.123, 201.0))),
    ),
    language="zh",
)
ANSWER = Answer(
    id="answer-1",
    question="肾功能不全患者的剂量是多少？",
    language="zh",
    route=Decision("passages", "资料库中有相关段落。"),
    verdict=Decision("conflicting", "两份资料给出的界值不同。"),
    statements=(
        Statement("eGFR 30～44 者，推荐剂量为 20 mg，每日一次，与晚餐同服。", ("c1",)),
        Statement("Subject 0304 received 30 mg at visit 5.", ("c2",), grade=Grade("ACC/AHA", "1 A")),
    ),
    citations=(
        Citation("c1", LABEL, Locator((13, 47), page=2, section=("用法用量", "1. 非瓣膜性房颤")), QUOTE),
        Citation("c2", VISITS, Locator((3, 9), cell=CellRange("Visits", "A5:F5")), "0304 | 5 | 30 mg"),
    ),
    conflicts=(
        Conflict(
            "threshold",
            "eGFR 界值",
            (Position("低于 45 减量。", ("c1",)), Position("低于 50 减量。", ("c2",))),
        ),
    ),
    not_known=("透析患者的剂量。",),
    label=Label("AI生成 · 逐字引用，未用语言模型", {"Label": "1"}),
    library_version=42,
    timings_ms={"retrieve": 8.123456, "compose": 3.0},
)
REFUSAL = replace(
    ANSWER,
    id="answer-2",
    verdict=Decision("insufficient", "资料库中没有能回答这个问题的句子。"),
    statements=(),
    citations=(),
    conflicts=(),
)


@dataclass
class Event:
    """As the session's IngestEvent."""

    kind: str
    done: int
    total: int
    outcome: IngestOutcome | None = None


CONFLICT = FoundConflict(
    ANSWER.conflicts[0],
    "threshold",
    "Different numbers: A 45, B 50.",
    ANSWER.citations[:2],
    (LABEL.id, LABEL.id),
)


class FakeGraph:
    def build(self, *, library: str, on_progress: Callable[[int, int], None] | None = None) -> int:
        return 0

    def tags(self, document_id: str, *, library: str) -> dict[str, list[str]] | None:
        return {"drug": ["tinoxaban"]}


@dataclass
class FakeSession:
    """Keeps what it was asked to do in ``calls``."""

    calls: list[tuple[Any, ...]] = field(default_factory=list)
    outcomes: list[IngestOutcome] = field(
        default_factory=lambda: [
            IngestOutcome("library/vishutan_label_zh.pdf", "done", "doc-1", "维舒坦", 31),
            IngestOutcome("library/visits.xlsx", "new_version", "doc-2", "visits", 7, supersedes="doc-0"),
            IngestOutcome("library/secret.pdf", "quarantined", error=DocumentError("empty_question")),
        ]
    )
    fails_with: BaseException | None = None
    runs: list[RunProgress] = field(default_factory=list)
    kept_book: dict[str, Any] | None = None
    replayed: dict[str, Any] = field(default_factory=dict)  # what a second answer has otherwise
    problems: list[str] = field(default_factory=list)

    def ingest(
        self,
        paths: Sequence[str],
        *,
        library: str,
        engine: str = "pool",
        on_event: Callable[[Any], None] | None,
    ) -> list[IngestOutcome]:
        self._called("ingest", list(paths), library, *([engine] if engine != "pool" else []))
        if on_event is not None:
            for done, outcome in enumerate(self.outcomes, 1):
                on_event(Event("outcome", done, len(self.outcomes), outcome))
        return self.outcomes

    def embed_pending(self, *, library: str, on_event: Callable[[Any], None] | None = None) -> int:
        self._called("embed_pending", library)
        if on_event is not None:
            on_event(Event("vectors", 38, 38))
        return 38

    def ask(self, question: str, *, library: str, after: str | None = None) -> Answer:
        self._called("ask", question, library, *filter(None, [after]))
        if len(question) > 2000:
            raise InputError("empty_question")
        return replace(REFUSAL if "天气" in question else ANSWER, question=question)

    def ask_stream(self, question: str, *, library: str, after: str | None = None) -> Iterator[AnswerEvent]:
        answer = self.ask(question, library=library, after=after)
        by_id = {citation.id: citation for citation in answer.citations}
        yield AnswerBegan(answer.id, answer.question, answer.language, answer.label)
        for said in answer.statements:
            yield StatementSaid(said, tuple(by_id[id_] for id_ in said.citations))
        yield AnswerFinished(answer)

    def search(self, query: str, *, library: str, limit: int) -> list[Hit]:
        self._called("search", query, library, limit)
        if query == "nothing":
            return []
        return [
            Hit(PASSAGE, LABEL, Score(0.0325, 12.31, 1, None, None)),
            Hit(replace(PASSAGE, sentences=()), VISITS, Score(0.01, None, None, 0.914, 3)),
        ][:limit]

    def conflicts(
        self, *, library: str, language: Language = "en", topic: str | None = None, one_sided: bool = False
    ) -> list[FoundConflict]:
        self._called("conflicts", library, language, *filter(None, [topic]), *["one_sided"] * one_sided)
        return [CONFLICT] if topic != "nothing" else []

    def document(self, id_or_source: str, *, library: str) -> Document:
        self._called("document", id_or_source, library)
        if id_or_source in (LABEL.id, LABEL.source):
            return LABEL
        raise NotFoundError("empty_question")

    def document_text(self, document_id: str, *, library: str) -> str:
        self._called("document_text", document_id, library)
        return TEXT

    def answer(self, answer_id: str) -> dict[str, object]:
        self._called("answer", answer_id)
        if answer_id != ANSWER.id:
            raise NotFoundError("empty_question")
        return dict(answer_json(ANSWER))

    def book(self, answer_id: str) -> dict[str, Any] | None:
        self._called("book", answer_id)
        return self.kept_book

    def replay(self, answer_id: str) -> Any:
        from evimed.answer.replay import compare  # noqa: PLC0415  -- the other commands are quick

        self._called("replay", answer_id)
        then = answer_json(ANSWER)
        now: Any = {**then, **self.replayed}
        return compare(then, None, now, {"model": None})

    def delete(self, id_or_source: str, *, library: str) -> Deletion:
        document = self.document(id_or_source, library=library)
        return Deletion(document.id, document.title, 31, 30, 2)

    @property
    def embedder(self) -> str | None:
        return "e5/2"

    def graph(self) -> FakeGraph:
        return FakeGraph()

    def progress(self) -> list[LibraryProgress]:
        self._called("progress")
        return [LibraryProgress("default", 18, 500, 2, {"e5/1": 500, "e5/2": 38}, self.runs)]

    def health(self) -> dict[str, object]:
        self._called("health")
        return {
            "server": "18.4",
            "database_bytes": 12 << 20,
            "libraries": [
                {"tenant": "local", "library": "default", "version": 3}
                | {"documents": 18, "passages": 500, "vectors": 38}
            ],
            "vectors": {"default": [38, 500]},
            "problems": self.problems,
        }

    def _called(self, *call: Any) -> None:
        self.calls.append(call)
        if self.fails_with is not None:
            raise self.fails_with


def fake_app(session: FakeSession) -> ModuleType:
    """A stand-in for ``evimed.app`` that opens ``session``; its ``homes`` lists where it was opened."""
    module = ModuleType("evimed.app")
    homes: list[Any] = []

    @contextmanager
    def open_session(settings: Any) -> Iterator[FakeSession]:
        homes.append(settings.home)
        yield session

    module.__dict__.update(open_session=open_session, homes=homes)
    return module

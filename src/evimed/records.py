"""The nouns of Evimed: frozen, typed, with no behaviour beyond their own invariants.

Offsets are indices into ``ParsedDocument.text``, counted in Unicode code points, half open ``[start, end)``.
That text is what ``evimed show DOCUMENT --text`` prints and what every locator counts in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from evimed.catalogue import Language
from evimed.errors import EvimedError

Span = tuple[int, int]
Box = tuple[float, float, float, float]  # left, top, right, bottom in points from the page's top left

BlockKind = Literal["title", "heading", "paragraph", "list_item", "table_header", "table_row", "caption"]
DocumentKind = Literal[
    "label",
    "guideline",
    "regulation",
    "sop",
    "trial",
    "abstract",
    "report",
    "article",
    "leaflet",
    "faq",
    "slides",
    "dataset",
    "email",
    "memo",
    "other",
]


@dataclass(frozen=True, slots=True)
class Region:
    """Where a run of characters stands on a page."""

    chars: Span
    page: int  # from 1
    box: Box


@dataclass(frozen=True, slots=True)
class CellRange:
    """Cells of a spreadsheet, as in ``{"sheet": "Visits", "range": "A5:F5"}``."""

    sheet: str
    range: str


@dataclass(frozen=True, slots=True)
class Block:
    """One unit of layout: a heading, a paragraph, a list item, a table row.

    ``spans`` are the characters that belong to the block, in reading order. They may leave gaps: line ends,
    page numbers and mark-up between the spans are not part of the block's sentences, yet the offsets still
    point at the original characters.
    """

    kind: BlockKind
    spans: tuple[Span, ...]
    section: tuple[str, ...] = ()  # titles of the headings above, outermost first
    level: int = 0  # depth of a heading, from 1
    regions: tuple[Region, ...] = ()
    cells: tuple[Span, ...] = ()  # of a table row or header: one span a column (empty span: empty cell)
    header: int | None = None  # of a table row: index of its table_header block in ParsedDocument.blocks
    cell: CellRange | None = None
    slide: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a parser makes of one file. ``metadata`` holds what the file itself says (not the file name)."""

    text: str
    blocks: tuple[Block, ...]
    mime: str
    parser: str  # stamp: name and version of the parser, part of every id
    title: str | None = None
    language: Language | None = None  # None: to be found from the text
    published: str | None = None  # ISO date, read where it stands in the file's metadata
    kind: DocumentKind | None = None
    pages: int | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Locator:
    """Where a quotation stands in its source."""

    chars: Span
    page: int | None = None
    box: Box | None = None
    section: tuple[str, ...] = ()
    cell: CellRange | None = None
    slide: int | None = None

    def to_json(self) -> dict[str, object]:
        """In the form of the answer record; only what the format has."""
        out: dict[str, object] = {"chars": list(self.chars)}
        if self.page is not None:
            out["page"] = self.page
        if self.box is not None:
            out["box"] = [round(edge, 2) for edge in self.box]
        if self.section:
            out["section"] = list(self.section)
        if self.cell is not None:
            out["cell"] = {"sheet": self.cell.sheet, "range": self.cell.range}
        if self.slide is not None:
            out["slide"] = self.slide
        return out


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit of quotation: a sentence, a list item or a table row.

    ``text`` is the reading form: line ends inside the sentence, page numbers and mark-up removed, a table
    row
    told with its column names. ``locator.chars`` is the range of original characters it was read from.
    """

    text: str
    locator: Locator
    kind: Literal["sentence", "item", "row"] = "sentence"
    header: Span | None = None  # of a row: characters of the header it is read with


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: neighbouring sentences of one section."""

    id: str
    document_id: str
    ordinal: int  # from 0, in reading order
    section: tuple[str, ...]
    text: str  # reading form
    chars: Span
    sentences: tuple[Sentence, ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the library holds it (its text is fetched apart)."""

    id: str
    library: str
    title: str
    source: str  # path or address as it was given to ingest
    kind: DocumentKind
    language: Language
    sha256: str
    size: int  # bytes
    mime: str
    stamp: str  # parser, segmenter, tokeniser: what made the derived rows
    version: str | None = None  # as the document states it: "2023", "第三版", "v2.1"
    published: str | None = None  # ISO date
    superseded_by: str | None = None
    pages: int | None = None
    characters: int = 0
    warnings: tuple[str, ...] = ()


Verb = Literal[
    "read",  # documents, passages, one's own answers
    "ask",
    "ingest",
    "delete",
    "review",
    "oversee",  # answers of others, within one's classes
    "audit",
    "privacy",
    "manage",  # accounts, groups, roles, tokens
    "permit",  # permission rules
    "configure",
    "inspect",
]

OWNER = "owner"  # the subject that meets every rule


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks, and which permission classes that person holds. Without one the store shows nothing.

    ``verbs`` are what that person may do (``govern/access/roles.py``), ``subjects`` what permission rules
    know that person by: ``everyone``, ``user:…``, ``group:…``, ``role:…``.
    """

    tenant: str
    user: str
    classes: frozenset[int]
    purpose: str = "use"
    verbs: frozenset[Verb] = frozenset()
    subjects: frozenset[str] = frozenset()

    @staticmethod
    def local() -> Scope:
        """The one owner of a local library, where there are no permission rules."""
        return Scope(
            tenant="local",
            user="owner",
            classes=frozenset({0}),
            verbs=frozenset(get_args(Verb)),
            subjects=frozenset({OWNER}),
        )


@dataclass(frozen=True, slots=True)
class Score:
    """How a passage was ranked: each part as it was measured, ``None`` where that part did not find it."""

    fused: float
    bm25: float | None = None
    bm25_rank: int | None = None
    dense: float | None = None
    dense_rank: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage with its document and score breakdown."""

    passage: Passage
    document: Document
    score: Score


@dataclass(frozen=True, slots=True)
class Decision:
    """A named choice and the reason for it, in the user's language."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One quotation: ``quote`` is a substring of the stored text of the source, always."""

    id: str
    document: Document
    locator: Locator
    quote: str


@dataclass(frozen=True, slots=True)
class Grade:
    """Strength of evidence in its native scheme."""

    scheme: str
    value: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said, and the citations it rests on."""

    text: str
    citations: tuple[str, ...]
    support: Literal["quoted", "entailed", "computed"] = "quoted"
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """One side of a conflict."""

    text: str
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that disagree, shown disagreeing; ``coverage``: what only one of two addresses."""

    kind: Literal["direction", "threshold", "strength", "population", "version", "rule", "coverage"]
    topic: str
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A phrase of a recommendation and where it stands in the stored text."""

    text: str
    chars: Span


@dataclass(frozen=True, slots=True)
class Measured:
    """A number of a recommendation: age in years, interval in months, threshold or target in its unit, count.

    ``low`` = ``high`` for one number; an open age ends at 0 or 999.
    """

    kind: str  # age, interval, threshold, target, count (of earlier events)
    name: str  # the words before it
    low: float
    high: float
    unit: str
    chars: Span
    relation: Literal["<", ">", "="] = "="


@dataclass(frozen=True, slots=True)
class Recommendation:
    """What a body advises, each part with its place. ``text`` is the reading form of ``chars``."""

    chars: Span
    text: str
    direction: Literal["for", "against", "neutral", "insufficient"]
    strength: Grade | None  # in its native scheme
    weight: Literal["strong", "weak", "none"]  # what the scheme says of it in plain words
    body: str
    heading: str
    section: tuple[str, ...]
    population: Part | None
    intervention: Part | None
    comparator: Part | None
    outcome: Part | None
    numbers: tuple[Measured, ...] = ()
    supersedes: str | None = None
    aside: bool = False  # ungraded advice beside graded recommendations: compared, not listed


@dataclass(frozen=True, slots=True)
class FoundConflict:
    """A conflict of the library with what it stands on.

    ``attribute`` says in what the two differ: direction, position (one takes none), threshold, interval,
    age,
    choice, strength; ``coverage``: one side only. The citations are those that the positions name.
    """

    conflict: Conflict
    attribute: str
    explanation: str  # in the language it was asked in
    citations: tuple[Citation, ...]
    documents: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    """The mark of generated content that every answer carries (visible text and metadata)."""

    text: str
    metadata: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer record, schema ``evimed/answer/1``: the public contract of ``evimed ask --json``."""

    id: str
    question: str
    language: Language
    route: Decision
    verdict: Decision
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    label: Label
    library_version: int
    conflicts: tuple[Conflict, ...] = ()
    not_known: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()  # what the reader should know of how the answer was made
    model: dict[str, str] | None = None
    timings_ms: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class AnswerBegan:
    """The question was read and searched; statements may follow. Nothing is shown without ``label``."""

    id: str  # of the answer that is being made
    question: str  # as it was understood
    language: Language
    label: Label
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementSaid:
    """One statement, verified, with the citations it names.

    It comes in the order in which statements are verified; the numbers of its citations hold within this
    stream. The finished answer has them in reading order, with numbers of its own.
    """

    statement: Statement
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class StatementsWithdrawn:
    """Forget what was said: the answer begins anew (a broken reply, a document deleted meanwhile)."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What language models took for one answer, whoever wrote it; ``None``: the endpoint did not say."""

    requests: int  # attempts that failed included
    input_tokens: int | None
    output_tokens: int | None


@dataclass(frozen=True, slots=True)
class AnswerFinished:
    """The answer, whole and kept: the last event, always. ``spent``: where a model was asked."""

    answer: Answer
    spent: Spent | None = None


AnswerEvent = AnswerBegan | StatementSaid | StatementsWithdrawn | AnswerFinished


@dataclass(frozen=True, slots=True)
class IngestOutcome:
    """What became of one file (or one member of an archive)."""

    source: str
    status: Literal["done", "new_version", "unchanged", "quarantined"]
    document_id: str | None = None
    title: str | None = None
    passages: int = 0
    supersedes: str | None = None  # document id of the version before
    error: EvimedError | None = None  # of a quarantined file: why, and what to do
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Deletion:
    """What was removed with one document, row by row of what came from it."""

    document_id: str
    title: str
    passages: int
    vectors: int
    answers: int

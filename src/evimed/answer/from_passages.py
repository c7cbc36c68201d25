"""An answer from passages: retrieve, measure, judge, choose, compose, verify."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import cast

from evimed.answer.about import about
from evimed.answer.agreement import cite_agreeing, conflicts_of, find_clashes
from evimed.answer.aliases import find_aliases, names_in
from evimed.answer.asked import Want, analyse
from evimed.answer.checks import check_statement
from evimed.answer.compose import Composed, choose, compose
from evimed.answer.evidence import weigh
from evimed.answer.focus import Focus, absent, focus_of, those_about, told_beside
from evimed.answer.from_graph import Chain, find_chain
from evimed.answer.furniture import without_furniture
from evimed.answer.grades import with_grades
from evimed.answer.known import add_known
from evimed.answer.label import label_of
from evimed.answer.ladder import Veto, find_veto
from evimed.answer.lists import whole_lists
from evimed.answer.logic import Kind, question_kind
from evimed.answer.parts import part, without_subject
from evimed.answer.rank import Ranked, rank
from evimed.answer.select import Candidate, Question, measure
from evimed.answer.sufficiency import Sufficiency, judge
from evimed.answer.tables import elect_rows
from evimed.answer.verify import Failure, verify
from evimed.answer.versions import Standing, stand, tell, touched_by
from evimed.answer.weights import RANK, SUFFICIENCY
from evimed.answer.words import content_words
from evimed.catalogue import Language, text
from evimed.chat_settings import Role
from evimed.knowledge.bridge import EMPTY, Bridge
from evimed.knowledge.tokens import fold, language_of
from evimed.ports import ChatModel, Comparer, Embedder
from evimed.records import Answer, Conflict, Decision, Hit, Sentence
from evimed.retrieve.search import Found, frequencies, search
from evimed.store.database import Transaction
from evimed.store.documents import document_text, library_version

_PASSAGES = 50  # retrieved for an answer
_AS_WELL = 4.0  # in score: how much less a superseded article may fit and still be touched by the question
# What is asked with these is told in more than one sentence: they are put in an order.
_SEVERAL = frozenset((Want.OPEN, Want.REASON, Want.DEFINITION))


@dataclass(slots=True)
class _Clock:
    """Milliseconds of each step."""

    timings: dict[str, float] = field(default_factory=dict[str, float])
    _since: float = field(default_factory=time.perf_counter)

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.timings[name] = round((now - self._since) * 1000, 2)
        self._since = now


@dataclass(frozen=True, slots=True)
class Models:
    """What an answer may use: an embedder if there is one, the bridge between the languages."""

    embedder: Embedder | None = None
    bridge: Callable[[], Bridge] = lambda: EMPTY
    chat: Callable[[Role], ChatModel | None] = lambda role: None  # noqa: ARG005
    links: bool = True  # whether questions that describe a thing go through the graph


@dataclass(frozen=True, slots=True)
class Extracted:
    """An answer in the documents' own words, with what a model that writes, or a replay, goes on from."""

    answer: Answer
    ranked: Sequence[Ranked]  # best first; none where the library does not answer
    dropped: Sequence[Failure]
    subject: Sequence[str]  # the words of the question that name what it is about

    @staticmethod
    def of(answer: Answer) -> Extracted:
        """An answer for which no library was asked."""
        return Extracted(answer, (), (), ())


def answer(tx: Transaction, library: str, asked: str, models: Models) -> Answer:
    """Answer ``asked`` from the passages of ``library`` that the Scope of ``tx`` sees."""
    return extract(tx, library, asked, models).answer


def extract(tx: Transaction, library: str, asked: str, models: Models) -> Extracted:
    """Answer ``asked`` from the passages of ``library`` that the Scope of ``tx`` sees.

    The statements are verbatim sentences; where the library does not hold the answer, there are none and the
    verdict is ``insufficient`` with the reason.
    """
    clock = _Clock()
    language = cast("Language", language_of(asked))
    bridge = models.bridge() if language == "en" or not asked.isascii() else EMPTY
    question, found = retrieve(tx, library, asked, models.embedder, bridge)
    clock.lap("retrieve")
    hits, standing = stand(tx, library, asked, found.hits)
    if standing.then and standing.asked is not None:  # the day is no part of what the law says
        question, found = retrieve(tx, library, standing.asked.rest, models.embedder, bridge)
        hits, standing = stand(tx, library, asked, found.hits)
    found = replace(found, hits=tuple(hits))
    foci = focus_of(question.text, question.words)
    ranked = _rank(question, found, standing, foci)
    clock.lap("select")
    sufficiency, ranked = _judge(question, found, ranked, foci, models.embedder)
    clock.lap("judge")
    chosen, veto = _choose(question, found, ranked, foci) if sufficiency.enough else ([], None)
    chain = _chain(tx, library, asked, found, models, bridge, language, enough=sufficiency.enough)
    if chain is not None:
        chosen, veto = _follow(question, chain, ranked if sufficiency.enough else (), found)
        clock.lap("links")
    text_of = cache(partial(document_text, tx, library))
    composed, dropped = _compose(question, chosen, text_of)
    clock.lap("compose")
    subject = tuple(word.text for word in question.parts.subject if word.name) or tuple(
        word.text for word in question.parts.subject
    )
    check = partial(check_statement, language=language, bridge=bridge)
    composed = cite_agreeing(composed, ranked, text_of, check)
    told = [(item.candidate.hit, item.candidate.sentence) for item in chosen]
    composed, conflicts = conflicts_of(find_clashes(told, subject, check), composed, text_of)
    comparer = models.embedder if isinstance(models.embedder, Comparer) else None
    composed, conflicts = add_known(tx, library, language, told, composed, conflicts, comparer)
    told_of = tell(standing, language, composed, _touched(question, found, standing, ranked), text_of)
    composed, conflicts = told_of.composed, (*conflicts, *told_of.conflicts)
    composed = with_grades(tx, library, composed)
    weighed = weigh(tx, library, asked, language, composed)
    composed = weighed.composed
    clock.lap("compare")
    id_ = "a" + secrets.token_hex(10)
    given = Answer(
        id=id_,
        question=asked,
        language=language,
        route=chain.route if chain is not None else Decision("passages", text("route.passages", language)),
        verdict=_verdict(
            language, library, found, sufficiency, composed, veto, conflicts, told_of.caveat or weighed.caveat
        ),
        statements=composed.statements,
        citations=composed.citations,
        label=label_of(language, id_),
        library_version=library_version(tx, library),
        conflicts=conflicts,
        not_known=_not_known(asked, language, composed, veto),
        notices=told_of.notices,
        timings_ms=clock.timings,
    )
    return Extracted(given, ranked if composed.statements else (), dropped, subject)


def _not_known(asked: str, language: Language, composed: Composed, veto: Veto | None) -> tuple[str, ...]:
    """What the answer leaves open: all that was asked, or whether it holds for those a source leaves out."""
    if not composed.statements:
        return (asked,)
    if veto is None or not veto.groups:
        return ()
    groups = ("、" if language == "zh" else ", ").join(veto.groups)
    return (text("not_known.groups", language, groups=groups),)


def retrieve(
    tx: Transaction, library: str, asked: str, embedder: Embedder | None, bridge: Bridge
) -> tuple[Question, Found]:
    """Passages for the question as it is put, then again with the other names that these passages give."""
    kind = analyse(asked)
    found = search(tx, library, asked, embedder=embedder, bridge=bridge, want=_PASSAGES)
    names, marked = names_in(asked, found.hits)
    words = content_words(asked, kind, lambda tokens: frequencies(tx, library, tokens), bridge, names, marked)
    aliases = find_aliases(words, found.hits, bridge)
    if aliases:
        words = [
            replace(word, foreign=(*word.foreign, *aliases.get(word.text, ())), known=True)
            if word.text in aliases
            else word
            for word in words
        ]
        others = " ".join(name for group in aliases.values() for name in group)
        found = search(tx, library, asked, embedder=embedder, bridge=bridge, want=_PASSAGES, also=others)
    found = replace(found, hits=about(tx, library, asked, words, found.hits))
    parts = part(asked, words)
    asked_vector = embedder.embed_query(without_subject(asked, parts)) if embedder is not None else None
    return Question(asked, kind, tuple(words), parts, found.query, asked_vector), found


def _rank(question: Question, found: Found, standing: Standing, foci: Sequence[Focus]) -> list[Ranked]:
    ranked = rank(measure(question, _current(question, found.hits, standing), found.sentences), RANK)
    return those_about(elect_rows(without_furniture(ranked), question.words), foci)


def _judge(
    question: Question, found: Found, ranked: list[Ranked], foci: Sequence[Focus], embedder: Embedder | None
) -> tuple[Sufficiency, list[Ranked]]:
    """Whether the current versions answer; where they do not, whether a superseded one did.

    The ladder then says that only a superseded version says so.
    """
    if missing := absent(found.hits, foci):
        return Sufficiency(enough=False, probability=0.0, missing=missing), ranked
    current = judge(question, ranked, embedder, SUFFICIENCY)
    former = [hit for hit in found.hits if hit.document.superseded_by is not None]
    if current.enough or not former:
        return current, ranked
    old = those_about(rank(measure(question, former, found.sentences), RANK), foci)
    then = judge(question, old, embedder, SUFFICIENCY)
    return (then, old) if then.enough else (current, ranked)


def _touched(
    question: Question, found: Found, standing: Standing, ranked: Sequence[Ranked]
) -> list[tuple[Hit, Sentence]]:
    """Sentences of superseded laws that fit the question as well as what answers it."""
    former = [hit for hit in found.hits if hit.document.id in standing.shelf.replaced]
    if not former or not ranked:
        return []
    old = rank(measure(question, former, found.sentences), RANK)
    least = ranked[0].score - _AS_WELL
    return list(
        touched_by(standing, [(one.candidate.hit, one.candidate.sentence, one.score) for one in old], least)
    )


def _current(question: Question, hits: Sequence[Hit], standing: Standing) -> list[Hit]:
    """Passages of current versions; of a superseded one only where the question asks for it.

    It does by the name of the version, or by a day on which that one held: then what came later does not
    answer.
    """

    def asked_for(hit: Hit) -> bool:
        version = hit.document.version
        if hit.document.id in standing.then:
            return True
        return version is not None and fold(version) in fold(question.text)

    return [
        hit
        for hit in hits
        if hit.document.id not in standing.closed and (hit.document.superseded_by is None or asked_for(hit))
    ]


def _choose(
    question: Question, found: Found, ranked: Sequence[Ranked], foci: Sequence[Focus]
) -> tuple[list[Ranked], Veto | None]:
    """The sentences of the answer, and what forbids to leave them alone: that is quoted with them."""
    chosen = whole_lists(choose(told_beside(ranked, foci), question.text))
    pairs = [(item.candidate.hit, item.candidate.sentence) for item in chosen]
    veto = find_veto(question.text, pairs, found.hits)
    if veto is not None and veto.witness is not None and veto.witness not in pairs:
        hit, sentence = veto.witness
        index = hit.passage.sentences.index(sentence)
        chosen.append(Ranked(Candidate(hit, index, ()), chosen[-1].score))
    return chosen, veto


def _holds(tx: Transaction, library: str, asked: str, chain: Chain) -> bool:
    """Whether no link of a chain rests on a version that does not hold, or did not on the day asked of."""
    hits, standing = stand(tx, library, asked, chain.hits)
    return not any(
        hit.document.id in standing.closed
        or (hit.document.superseded_by is not None and hit.document.id not in standing.then)
        for hit in hits
    )


def _chain(
    tx: Transaction,
    library: str,
    asked: str,
    found: Found,
    models: Models,
    bridge: Bridge,
    language: Language,
    *,
    enough: bool,
) -> Chain | None:
    """The chain that answers a question that describes a thing, where all its links rest on what holds."""
    if not models.links:
        return None
    chain = find_chain(tx, library, asked, found, models.embedder, bridge, language, enough=enough)
    return chain if chain is not None and _holds(tx, library, asked, chain) else None


def _follow(
    question: Question, chain: Chain, ranked: Sequence[Ranked], found: Found
) -> tuple[list[Ranked], Veto | None]:
    """The sentences of a chain, the best that answers by itself, and what forbids to leave them alone."""
    chosen = list(chain.chosen)
    places = {(item.candidate.hit.passage.id, item.candidate.index) for item in chosen}
    chosen += [
        replace(item, score=chosen[-1].score)
        for item in ranked[:1]
        if (item.candidate.hit.passage.id, item.candidate.index) not in places
    ]
    pairs = [(item.candidate.hit, item.candidate.sentence) for item in chosen]
    return chosen, find_veto(question.text, pairs, found.hits)


def _compose(
    question: Question, chosen: Sequence[Ranked], text_of: Callable[[str], str]
) -> tuple[Composed, tuple[Failure, ...]]:
    documents = {item.candidate.hit.document.id for item in chosen}
    texts = {id_: text_of(id_) for id_ in documents}
    return verify(compose(chosen, texts, reading_kind(question.text)), texts)


def reading_kind(question: str) -> Kind:
    """The kind of a question whose answer is more than one thing and is put in an order; else ``other``."""
    return question_kind(question) if analyse(question).want in _SEVERAL else "other"


def _verdict(
    language: Language,
    library: str,
    found: Found,
    sufficiency: Sufficiency,
    composed: Composed,
    veto: Veto | None,
    conflicts: Sequence[Conflict],
    version: str | None,
) -> Decision:
    if composed.statements and conflicts:
        by_id = {citation.id: citation.document.title for citation in composed.citations}
        titles = dict.fromkeys(by_id[side.citations[0]] for one in conflicts for side in one.positions)
        words = ("、" if language == "zh" else "; ").join(titles)
        return Decision("conflicting", text("verdict.conflicting", language, documents=words))
    if composed.statements and version is not None and (veto is None or veto.name == "superseded_only"):
        return Decision("caveats", version)
    if composed.statements:
        return _given(language, composed, veto)
    if not found.hits:
        return Decision("insufficient", text("verdict.insufficient.nothing", language, library=library))
    if sufficiency.missing:
        separator = "、" if language == "zh" else ", "
        words = separator.join(sufficiency.missing)
        return Decision("insufficient", text("verdict.insufficient.missing", language, words=words))
    return Decision("insufficient", text("verdict.insufficient.unsupported", language))


def _given(language: Language, composed: Composed, veto: Veto | None) -> Decision:
    if veto is not None:
        separator = "、" if language == "zh" else ", "
        groups = separator.join(veto.groups)
        return Decision("caveats", text(f"verdict.caveats.{veto.name}", language, groups=groups))
    documents = len({citation.document.id for citation in composed.citations})
    words = text("verdict.answered", language, statements=len(composed.statements), documents=documents)
    return Decision("answered", words)

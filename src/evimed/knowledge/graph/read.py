"""Documents read for entities and relations: in the background, one a transaction, so that a kill costs one.

What waits are the documents that this version of the code and of the terminologies has not read.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from evimed.errors import NotFoundError
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import Lexicon, bundled_concepts, bundled_lexicon
from evimed.knowledge.entities.named import mention_of
from evimed.knowledge.entities.recognise import RECOGNISER, Mention, Recogniser
from evimed.knowledge.graph.places import Placed, place
from evimed.knowledge.graph.relations import (
    RELATIONS,
    Found,
    extract_relations,
    formula_contents,
    sections_of,
)
from evimed.knowledge.graph.tags import document_tags
from evimed.records import Document, Passage, Scope
from evimed.store.database import Database, Transaction
from evimed.store.documents import document_passages, document_text, find_document
from evimed.store.graph import (
    AssertionRow,
    Entity,
    MentionRow,
    Reading,
    graph_progress,
    pending_documents,
    put_reading,
)
from evimed.store.second_readings import NamedPlace, named_places
from evimed.store.terminologies import list_concepts, list_terminologies

KEPT: Final = frozenset(
    (
        "drug",
        "formula",
        "condition",
        "procedure",
        "test",
        "gene",
        "population",
        "organism",
        "organisation",
        "concept",
    )
)
_ABOUT_ONE_DRUG: Final = frozenset(("label", "leaflet"))
_lexicons: dict[str, Lexicon] = {}  # by what they were made of; the newest alone


def lexicon_of(tx: Transaction) -> Lexicon:
    """The words of the tenant: what is bundled and what it has brought."""
    brought = list_terminologies(tx)
    if not brought:
        return bundled_lexicon()
    key = tx.tenant + "|".join(f"{one.name} {one.sha256} {one.concepts}" for one in brought)
    if key not in _lexicons:
        lexicon = Lexicon([*bundled_concepts(), *list_concepts(tx)])
        _lexicons.clear()
        _lexicons[key] = lexicon
    return _lexicons[key]


def reading_stamp(lexicon: Lexicon) -> str:
    """What reads: code and words. Another stamp reads everything again."""
    return f"{RECOGNISER} {RELATIONS} {lexicon.digest}"


def read_pending(
    database: Database, scope: Scope, library: str, on_progress: Callable[[int, int], None] | None = None
) -> int:
    """Read the documents that wait; how many were read. Of several processes the last to write wins."""
    with database.transaction(scope) as tx:
        lexicon = lexicon_of(tx)
        stamp = reading_stamp(lexicon)
        waiting = pending_documents(tx, library, stamp)
        done, total = graph_progress(tx, library, stamp)
    made = 0
    for document_id in waiting:
        if on_progress is not None:
            on_progress(done + made, total)
        made += read_one(database, scope, library, document_id, lexicon, stamp)
    if on_progress is not None:
        on_progress(done + made, total)
    if made:
        database.afterwards(database.analyse)
    return made


def read_one(
    database: Database, scope: Scope, library: str, document_id: str, lexicon: Lexicon, stamp: str
) -> bool:
    """Read one document, whether it waits or not; False if it has been deleted meanwhile."""
    with database.transaction(scope) as tx:
        try:
            document = find_document(tx, library, document_id)
        except NotFoundError:
            return False
        text = document_text(tx, library, document_id)
        passages = document_passages(tx, library, document_id)
        named = named_places(tx, library, document_id)
    reading = read_document(document, text, passages, lexicon, stamp, named)
    with database.transaction(scope) as tx:
        return put_reading(tx, library, reading)


def read_document(
    document: Document,
    text: str,
    passages: Sequence[Passage],
    lexicon: Lexicon,
    stamp: str,
    named: Mapping[str, Sequence[NamedPlace]] | None = None,
) -> Reading:
    """Entities, relations and tags of one document; pure. ``named``: what a model named, by passage."""
    recogniser = Recogniser.of_document(lexicon, text)
    placed = [(passage, [place(sentence, text) for sentence in passage.sentences]) for passage in passages]
    spoken = _recognise(recogniser, placed)
    if named:
        _add_named(lexicon, placed, spoken, named)
    titled = recogniser.recognise(document.title)
    topic = _topic(document, titled, spoken, passages)
    entities: dict[str, Entity] = {}
    mentions: list[MentionRow] = []
    assertions: dict[str, AssertionRow] = {}
    for (passage, sentences), found in zip(placed, spoken, strict=True):
        for sentence, ones in zip(sentences, found, strict=True):
            mentions += [_mention_row(passage, sentence, one) for one in ones if one.type in KEPT]
            _keep(entities, ones)
        for sentence, relation in _relations(passage, sentences, found, topic, document.title):
            _keep(entities, (relation.subject, relation.object))
            row = _assertion_row(document.id, passage, sentence, relation)
            assertions.setdefault(row.assertion_id, row)
    rows = _without_indications(assertions.values())
    tags = document_tags(
        document.title,
        text,
        (one for found in spoken for ones in found for one in ones),
        titled,
        document.kind,
        (passage.section for passage in passages if passage.section),
    )
    return Reading(document.id, stamp, tuple(entities.values()), mentions, rows, tags)


def _recognise(
    recogniser: Recogniser, placed: Sequence[tuple[Passage, Sequence[Placed]]]
) -> list[list[list[Mention]]]:
    """Mentions by passage and sentence; forms that several concepts share, by what else the document says."""
    found = [[recogniser.recognise(one.text) for one in sentences] for _, sentences in placed]
    sure = Counter(
        one.entity for ones in found for sentence in ones for one in sentence if one.reason != "context"
    )
    context = list(sure)
    for (_, sentences), ones in zip(placed, found, strict=True):
        for number, sentence in enumerate(ones):
            if any(one.reason == "context" for one in sentence):
                ones[number] = recogniser.recognise(sentences[number].text, context)
    return found


def _add_named(
    lexicon: Lexicon,
    placed: Sequence[tuple[Passage, Sequence[Placed]]],
    spoken: Sequence[list[list[Mention]]],
    named: Mapping[str, Sequence[NamedPlace]],
) -> None:
    """Put what a model named where the rules have found nothing."""
    for (passage, sentences), found in zip(placed, spoken, strict=True):
        places = named.get(passage.id, ())
        for number, sentence in enumerate(sentences) if places else ():
            ones = found[number]
            for one in places:
                span = sentence.local(one.start, one.end)
                if span is not None and all(span[1] <= o.start or o.end <= span[0] for o in ones):
                    ones.append(mention_of(lexicon, sentence.text, *span, one.type))
            ones.sort(key=lambda mention: mention.start)


def _without_indications(rows: Iterable[AssertionRow]) -> list[AssertionRow]:
    """A list of adverse reactions also tells who took the drug: what it treats, it does not cause."""
    kept = list(rows)
    treated = {(row.subject, row.object) for row in kept if row.predicate == "treats"}
    return [
        row
        for row in kept
        if row.predicate != "causes" or row.rule != "section" or (row.subject, row.object) not in treated
    ]


def _topic(
    document: Document,
    titled: Sequence[Mention],
    spoken: Sequence[Sequence[Sequence[Mention]]],
    passages: Sequence[Passage],
) -> Mention | None:
    """The drug that a label is about: of its title, else the one it speaks of most.

    A label is what was found to be one, or what names one drug in its title and has a label's headings.
    """
    named = [one for one in titled if one.type in {"drug", "formula"}]
    headings = {predicate for one in passages for predicate in sections_of(one.section)}
    labelled = len({one.entity for one in named}) == 1 and len(headings) >= 2
    if document.kind not in _ABOUT_ONE_DRUG and not labelled:
        return None
    if named:
        return named[0]
    counts = Counter(
        one.entity for found in spoken for ones in found for one in ones if one.type in {"drug", "formula"}
    )
    if not counts:
        return None
    most = counts.most_common(1)[0][0]
    return next(one for found in spoken for ones in found for one in ones if one.entity == most)


def _relations(
    passage: Passage,
    sentences: Sequence[Placed],
    found: Sequence[Sequence[Mention]],
    topic: Mention | None,
    title: str,
) -> Iterator[tuple[Placed, Found]]:
    for sentence, ones in zip(sentences, found, strict=True):
        for relation in extract_relations(sentence.text, ones, passage.section, topic, title):
            yield sentence, relation
    told = [(sentence.text, ones) for sentence, ones in zip(sentences, found, strict=True)]
    for number, relation in formula_contents(told):
        yield sentences[number], relation


def _keep(entities: dict[str, Entity], ones: Sequence[Mention]) -> None:
    for one in ones:
        if one.type in KEPT or one.type == "dose":
            folded = " ".join(fold_places(one.name).split())
            entities.setdefault(one.entity, Entity(one.entity, one.type, one.name, folded, one.concept))


def _mention_row(passage: Passage, sentence: Placed, one: Mention) -> MentionRow:
    start, end = sentence.span(one.start, one.end)
    return MentionRow(
        passage.id, start, end, one.entity, one.surface, one.polarity, one.certainty, one.score, one.reason
    )


def _assertion_row(document_id: str, passage: Passage, sentence: Placed, one: Found) -> AssertionRow:
    relation = relation_id(one.subject.entity, one.predicate, one.object.entity)
    subject = sentence.span(one.subject.start, one.subject.end) if one.subject_here else (None, None)
    object_ = sentence.span(one.object.start, one.object.end)
    key = f"{document_id}\n{relation}\n{sentence.chars}\n{subject[0]}\n{object_[0]}"
    return AssertionRow(
        "a" + hashlib.sha256(key.encode()).hexdigest()[:19],
        relation,
        one.subject.entity,
        one.predicate,
        one.object.entity,
        passage.id,
        *sentence.chars,
        *subject,
        *object_,
        one.polarity,
        one.certainty,
        one.time,
        one.rule,
    )


def relation_id(subject: str, predicate: str, object_: str) -> str:
    """Id of a relation: of its ends and its predicate."""
    return "r" + hashlib.sha256(f"{subject}\n{predicate}\n{object_}".encode()).hexdigest()[:15]

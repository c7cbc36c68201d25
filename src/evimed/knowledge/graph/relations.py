"""Relations of one sentence, by rules over its masked entities: no model, every one with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evimed.knowledge.entities.context import standing
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import entity_id
from evimed.knowledge.entities.recognise import Mention
from evimed.knowledge.graph.adverse import Marked
from evimed.knowledge.graph.harms import read_harms
from evimed.knowledge.graph.patterns import QUANTITY, RECOMMENDS, RULES, SECTIONS, STATED_TIME
from evimed.store.graph import Certainty, Polarity

RELATIONS: Final = "relations/5"
_LETTERS: Final = {
    "drug": "D", "formula": "D", "condition": "C", "population": "P", "test": "T", "procedure": "T",
}  # fmt: skip
_MASK = re.compile(r"\{[A-Z](\d+)\}")
# A body by its kind alone: every guideline has one of its own.
_NAMELESS = re.compile(
    r"(?:(?:guideline|expert|writing|consensus) )?(?:work(?:ing)? group|task force|panel|committee)"
    r"|(?:本)?(?:指南)?(?:专家|编写)?(?:工作组|委员会|指南)",
    re.IGNORECASE,
)
_ADVISED = frozenset(("drug", "formula", "procedure", "test"))


@dataclass(frozen=True, slots=True)
class Found:
    """A relation that a sentence states; ``subject`` is None where the document's own drug is meant."""

    subject: Mention
    predicate: str
    object: Mention
    polarity: Polarity
    certainty: Certainty
    rule: str
    time: str | None = None
    subject_here: bool = True  # it stands in this sentence, not in a title


def quantities(text: str) -> list[Mention]:
    """Doses as entities: ``10 mg``, ``三两``."""
    return [_plain(text, match.span(), "dose", match[0]) for match in QUANTITY.finditer(text)]


def extract_relations(
    text: str,
    mentions: Sequence[Mention],
    section: Sequence[str] = (),
    topic: Mention | None = None,
    title: str = "",
) -> list[Found]:
    """Relations of a sentence.

    Parameters
    ----------
    text
        The sentence.
    mentions
        Its entities; doses are added here.
    section
        Headings above it: what is listed under "Adverse reactions" is caused by the document's drug.
    topic
        The drug that the document is about, if it is a label.
    title
        Of the document: whose work group "the Work Group" is.
    """
    doses = [
        dose for dose in quantities(text) if all(dose.end <= m.start or dose.start >= m.end for m in mentions)
    ]
    entities = sorted([*mentions, *doses], key=lambda mention: mention.start)
    time = STATED_TIME.search(text)
    pairs, marks = read_harms(text, mentions)
    ruled = [one for one in _by_rules(text, entities) if not _otherwise(one, pairs, marks)]
    found = {(one.subject.start, one.predicate, one.object.start): one for one in (*ruled, *_harms(pairs))}
    for one in (*_by_section(entities, section, topic), *_recommended(text, entities, title)):
        found.setdefault(
            (one.subject.start if one.subject_here else -1, one.predicate, one.object.start), one
        )
    return [replace(one, time=time[0] if time else None) for one in _without_rivals(found.values())]


def _by_rules(text: str, entities: Sequence[Mention]) -> Iterator[Found]:
    masked = _mask(text, entities)
    folded = fold_places(masked)
    for rule in RULES:
        for match in rule.pattern.finditer(masked):
            subjects = [entities[int(n)] for n in _MASK.findall(match["s"])]
            objects = [entities[int(n)] for n in _MASK.findall(match["o"])]
            cue = _between(match.span("s"), match.span("o"))
            stand = standing(folded, *cue)
            for subject in subjects:
                for object_ in objects:
                    if subject.entity != object_.entity:
                        negated = stand.polarity == "negated" or object_.polarity == "negated"
                        uncertain = stand.certainty == "uncertain" or object_.certainty == "uncertain"
                        yield Found(
                            subject,
                            rule.predicate,
                            object_,
                            "negated" if negated and rule.predicate != "contraindicated" else "affirmed",
                            "uncertain" if uncertain else "stated",
                            rule.name,
                        )


def _harms(pairs: Iterable[tuple[Mention, Mention]]) -> Iterator[Found]:
    for drug, effect in pairs:
        uncertain = drug.certainty == "uncertain" or effect.certainty == "uncertain"
        yield Found(drug, "causes", effect, effect.polarity, "uncertain" if uncertain else "stated", "read")


def _otherwise(one: Found, pairs: Iterable[tuple[Mention, Mention]], marks: Marked) -> bool:
    """Whether the chain reads what a rule calls a harm as the same pair, or as what was treated."""
    if one.predicate != "causes":
        return False
    same = any(_overlap(one.subject, drug) and _overlap(one.object, effect) for drug, effect in pairs)
    object_ = one.object
    if one.rule == "induced":  # nothing says it more directly
        return same
    return same or any(start < object_.end and object_.start < end for start, end in marks.treated)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _mask(text: str, entities: Sequence[Mention]) -> str:
    parts: list[str] = []
    at = 0
    for number, mention in enumerate(entities):
        letter = "Q" if mention.type == "dose" else _LETTERS.get(mention.type)
        if letter is None or mention.start < at:
            continue
        parts += [text[at : mention.start], f"{{{letter}{number}}}"]
        at = mention.end
    parts.append(text[at:])
    return "".join(parts).replace("\n", " ")


def _between(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """What stands between two groups: the words that relate them."""
    first, second = sorted((one, other))
    return (first[1], max(second[0], first[1] + 1))


def _without_rivals(found: Iterable[Found]) -> list[Found]:
    """A pair that a sentence says is treated is not also caused by the drug, and the other way round.

    The more telling rule wins: a cue that joins the two directly over one with words between.
    """
    ones = list(found)
    pairs = {(one.subject.start, one.object.start): one for one in ones if one.predicate == "treats"}
    kept: list[Found] = []
    for one in ones:
        rival = pairs.get((one.subject.start, one.object.start)) if one.predicate == "causes" else None
        if rival is None or one.rule in {"induced", "zh-caused", "causes"}:
            kept.append(one)
    strong = {(o.subject.start, o.object.start) for o in kept if o.rule in {"induced", "zh-caused", "causes"}}
    return [
        one
        for one in kept
        if one.predicate != "treats" or (one.subject.start, one.object.start) not in strong
    ]


def sections_of(section: Sequence[str]) -> list[str]:
    """What the headings above a sentence of a label say of what is listed there."""
    title = " ".join(section[-2:])
    return [predicate for predicate, pattern in SECTIONS if pattern.search(title)]


def _by_section(
    entities: Sequence[Mention], section: Sequence[str], topic: Mention | None
) -> Iterator[Found]:
    if topic is None:
        return
    for predicate in sections_of(section)[:1]:
        wanted = {"interacts": {"drug"}, "contraindicated": {"condition", "population"}}.get(
            predicate, {"condition"}
        )
        for mention in entities:
            if mention.type in wanted and mention.entity != topic.entity and mention.polarity == "affirmed":
                yield Found(topic, predicate, mention, "affirmed", mention.certainty, "section", None, False)


def _recommended(text: str, entities: Sequence[Mention], title: str) -> Iterator[Found]:
    match = RECOMMENDS.search(text)
    if match is None:
        return
    zh = "_zh" if match["body_zh"] else ""
    name = re.sub(r"^(?:.*\s)?[Tt]he ", "", match[f"body{zh}"]).strip()  # a heading may run into the sentence
    if title and _NAMELESS.fullmatch(name):
        name = f"{name} ({title})"
    body = _plain(text, match.span(f"body{zh}"), "organisation", name)
    after = [one for one in entities if one.start >= match.end() and one.type in _ADVISED]
    after = after or [one for one in entities if one.start >= match.end() and one.type == "condition"]
    negated = bool(match[f"against{zh}"].strip())
    for one in after[:1]:
        yield Found(body, "recommends", one, "negated" if negated else "affirmed", "stated", "recommends")


def _plain(text: str, span: tuple[int, int], kind: str, name: str) -> Mention:
    told = " ".join(fold_places(name).split()) if kind == "dose" else " ".join(name.split())
    entity = entity_id(f"{kind}:{told.lower()}")
    return Mention(
        *span, entity, kind, told, None, text[slice(*span)], "affirmed", "stated", 0.9, "formation"
    )


def formula_contents(sentences: Sequence[tuple[str, Sequence[Mention]]]) -> Iterator[tuple[int, Found]]:
    """What a formula contains, in the manner of the classics: its name, then herbs each with a quantity.

    The name stands in the same sentence or the one before. Gives the number of the sentence of the herbs.
    """
    for number, (_, mentions) in enumerate(sentences):
        herbs = [one for one in mentions if one.reason == "quantity" or one.type == "drug"]
        measured = sum(one.reason == "quantity" for one in mentions)
        if measured < 2:
            continue
        here = [one for one in mentions if one.type == "formula" and one.start < herbs[0].start]
        before = (
            [one for one in sentences[number - 1][1] if one.type == "formula"] if number and not here else []
        )
        for name in (here or before)[-1:]:
            for herb in herbs:
                yield (
                    number,
                    Found(name, "contains", herb, "affirmed", "stated", "composition", None, bool(here)),
                )

"""A body of evidence: several studies of one question, and what they give for moving its certainty.

Each domain of GRADE gets what the studies print for it, study by study, and a suggestion with its reason, or
the question that a person has to answer because no abstract does. Nothing is moved here.

References
----------
G. H. Guyatt et al.: GRADE guidelines 5 (publication bias), 6 (imprecision), 7 (inconsistency), 8
(indirectness), 9 (rating up). J Clin Epidemiol 2011;64:1277–1316. Its usual mark of an appreciable change: a
quarter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from evimed.knowledge.grading.effects import Effect
from evimed.knowledge.grading.pooling import (
    RATIOS,
    Pooled,
    apart,
    estimate_of,
    inverted,
    is_ratio,
    measure_of,
    pool,
    side_of,
)
from evimed.knowledge.grading.study import Study
from evimed.knowledge.grading.worksheet import DOMAINS, Certainty, Domain, start_of, suggestions
from evimed.knowledge.tokens import tokenise
from evimed.records import Span

FEW: Final = 400  # people together: the optimal information size of a continuous outcome (GRADE guidelines 6)
LEAST_P: Final = 0.001  # probabilities below are not told exactly
MUCH, VERY_MUCH = 50.0, 75.0  # per cent of I²: substantial, considerable (Cochrane handbook 10.10.2)
APPRECIABLE: Final = (0.75, 1.25)  # ratios: a quarter less, a quarter more
_NEAR: Final = 260  # characters before an effect in which its outcome is named
_NAMED: Final = 0.6  # share of the words of an outcome that must stand near an effect


@dataclass(frozen=True, slots=True)
class Member:
    """A study of the body, and which of its effects counts: ``None``, none of them."""

    document: str
    text: str
    study: Study
    chosen: int | None = None
    inverse: bool = False  # the groups are the other way round than in the rest

    @property
    def effect(self) -> Effect | None:
        """The effect that counts, the groups as in the rest."""
        if self.chosen is None:
            return None
        effect = self.study.effects[self.chosen]
        return inverted(effect) if self.inverse else effect


@dataclass(frozen=True, slots=True)
class Cite:
    """Characters of a document."""

    document: str
    chars: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """What the body gives in one domain. ``by`` 0: told, or asked, without a suggestion to move."""

    domain: Domain
    by: int
    why: str  # id of the reason, whose words are in the catalogue
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    cites: tuple[Cite, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """Studies together: what was added up, what each domain has, what makes them no plain body."""

    members: tuple[Member, ...]
    pooled: Pooled | None
    start: Certainty
    findings: tuple[Finding, ...]
    doubts: tuple[Finding, ...]  # of the body itself; their domain says where they bear


def choose(text: str, study: Study, outcome: str) -> int | None:
    """Which effect of a study speaks of an outcome: that whose sentence names most of its words; else none.

    Without an outcome it is the first that is printed.
    """
    if not study.effects:
        return None
    wanted = set(tokenise(outcome))
    if not wanted:
        return 0
    best, most = None, 0.0
    for number, effect in enumerate(study.effects):
        words = set(tokenise(_around(text, effect.chars)))
        share = len(wanted & words) / len(wanted)
        if share >= _NAMED and share > most:
            best, most = number, share
    return best


def _around(text: str, chars: Span) -> str:
    """The sentence an effect stands in, from its beginning."""
    before = text[max(0, chars[0] - _NEAR) : chars[0]]
    cut = max(
        before.rfind(mark) + len(mark) if mark in before else 0 for mark in (". ", "。", "\n", "；", "; ")
    )
    return before[cut:] + text[slice(*chars)]


def weigh(members: Sequence[Member]) -> Body:
    """The body that studies make."""
    counted = _each_trial_once(members)
    estimates = [
        estimate
        for one in counted
        if (effect := one.effect) is not None
        and (estimate := estimate_of(effect, one.text[slice(*effect.chars)])) is not None
    ]
    pooled = pool(estimates)
    start = _start(members)
    differing = list(_inconsistency(counted, pooled, len(estimates)))
    found = [
        *_bias(members),
        *differing,
        *_indirectness(members),
        *_imprecision(counted, pooled, differ=any(one.by for one in differing)),
        *_publication(members),
        *(_upwards(counted, pooled) if start == "low" else ()),
    ]
    found.sort(key=lambda one: list(DOMAINS).index(one.domain))
    return Body(tuple(members), pooled, start, tuple(found), tuple(_doubts(members)))


def _start(members: Sequence[Member]) -> Certainty:
    """High where all are randomised; a review of studies without randomisation is none of these."""
    high = all(start_of(one.study.design.name) == "high" and not one.study.observational for one in members)
    return "high" if high else "low"


def _each_trial_once(members: Sequence[Member]) -> list[Member]:
    """Of reports of one registered trial the first that has an effect."""
    seen: set[str] = set()
    found: list[Member] = []
    for one in sorted(members, key=lambda member: member.effect is None):
        numbers = {part.text for part in one.study.registrations}
        if not numbers & seen:
            found.append(one)
        seen |= numbers
    return [one for one in members if one in found]


def _told(members: Sequence[Member], domain: Domain) -> list[tuple[str, Cite]]:
    """What single texts give in one domain, with the id of its reason."""
    return [
        (one.why, Cite(member.document, one.chars))
        for member in members
        for one in suggestions(member.text, member.study)
        if one.domain == domain
    ]


def _bias(members: Sequence[Member]) -> Iterator[Finding]:
    told = [cite for _, cite in _told(members, "risk_of_bias")]
    values = {"count": len(told), "of": len(members)}
    if told:
        yield Finding(
            "risk_of_bias", -1 if 2 * len(told) >= len(members) else 0, "body_bias", values, tuple(told)
        )
    else:
        yield Finding("risk_of_bias", 0, "body_bias_asked", values)


def _inconsistency(members: Sequence[Member], pooled: Pooled | None, usable: int) -> Iterator[Finding]:
    shown = [(one, effect) for one in members if (effect := one.effect) is not None]
    cites = tuple(Cite(one.document, effect.chars) for one, effect in shown)
    domain: Domain = "inconsistency"
    kinds = {is_ratio(effect.measure) for _, effect in shown}
    if len(shown) < 2 or len(kinds) > 1:
        yield Finding(
            domain, 0, "body_one_effect" if len(shown) < 2 else "body_measures", {"count": len(shown)}, cites
        )
    else:
        effects = [effect for _, effect in shown]
        sides = Counter(side_of(effect) for effect in effects)
        pairs = len(apart(effects))
        values: dict[str, object] = {
            "below": sides["below"], "above": sides["above"], "unclear": sides["unclear"], "apart": pairs,
            "pairs": len(effects) * (len(effects) - 1) // 2,
        }  # fmt: skip
        against = bool(sides["below"] and sides["above"])
        if pooled is not None:
            values |= {"i2": round(pooled.i2), "p": p_words(pooled.p)}
        worst = pooled is not None and pooled.i2 >= VERY_MUCH
        much = pooled is not None and pooled.i2 >= MUCH
        if against:
            yield Finding(domain, -2 if worst else -1, "body_against", values, cites)
        elif much or (pairs and pooled is None):
            yield Finding(domain, -1, "body_spread" if much else "body_apart", values, cites)
        else:
            yield Finding(domain, 0, "body_agree", values, cites)
        if pooled is None:
            yield Finding(domain, 0, "body_no_i2", {"count": usable})
    if printed := _told(members, domain):
        yield Finding(
            domain, -1, "body_printed_i2", {"count": len(printed)}, tuple(cite for _, cite in printed)
        )


def _indirectness(members: Sequence[Member]) -> Iterator[Finding]:
    told = [cite for _, cite in _told(members, "indirectness")]
    if told:
        by = -2 if len(told) == len(members) else -1
        yield Finding(
            "indirectness", by, "body_not_people", {"count": len(told), "of": len(members)}, tuple(told)
        )
    parts = [
        Cite(one.document, part.chars)
        for one in members
        for part in (one.study.population, one.study.comparator)
        if part is not None
    ]
    yield Finding("indirectness", 0, "body_indirect_asked", {"of": len(members)}, tuple(parts))


def _imprecision(members: Sequence[Member], pooled: Pooled | None, *, differ: bool) -> Iterator[Finding]:
    """``differ``: the results do. An interval that is wide for that is no second reason to move."""
    domain: Domain = "imprecision"
    sizes = [(one, size) for one in members if (size := one.study.size) is not None]
    people = sum(size.number for _, size in sizes)
    shown = [(one, effect) for one in members if (effect := one.effect) is not None]
    cites = tuple(Cite(one.document, effect.chars) for one, effect in shown)
    values: dict[str, object] = {"people": people, "told": len(sizes), "of": len(members)}
    if pooled is not None:
        values |= _printed(pooled)
        nothing = 1.0 if pooled.measure in RATIOS else 0.0
        holds = pooled.low <= nothing <= pooled.high
        both = pooled.measure in RATIOS and pooled.low <= APPRECIABLE[0] and pooled.high >= APPRECIABLE[1]
        if holds and differ:
            yield Finding(domain, 0, "body_wide_by_spread", values, cites)
            return
        if holds:
            yield Finding(
                domain, -2 if both else -1, "body_wide" if both else "body_nothing_inside", values, cites
            )
            return
    elif shown and all(side_of(effect) == "unclear" for _, effect in shown):
        yield Finding(domain, -1, "body_all_unclear", values | {"count": len(shown)}, cites)
        return
    if sizes and people < FEW and len(sizes) == len(members):
        found = tuple(Cite(one.document, size.chars) for one, size in sizes)
        yield Finding(domain, -1, "body_few", values | {"few": FEW}, found)
    else:
        why = "body_precise" if pooled is not None else "body_precision_asked"
        yield Finding(domain, 0, why, values, cites)


def p_words(p: float) -> str:
    """A probability as it is printed after the letter: ``=0.012``, ``<0.001``."""
    return f"={p:.2g}" if p >= LEAST_P else f"<{LEAST_P}"


def _printed(pooled: Pooled) -> dict[str, object]:
    return {
        "measure": pooled.measure,
        "value": f"{pooled.value:.3g}",
        "low": f"{pooled.low:.3g}",
        "high": f"{pooled.high:.3g}",
        "studies": pooled.studies,
    }


def _publication(members: Sequence[Member]) -> Iterator[Finding]:
    told = [cite for _, cite in _told(members, "publication_bias")]
    if told:
        yield Finding("publication_bias", -1, "body_publication", {"count": len(told)}, tuple(told))
    funded = [
        Cite(one.document, one.study.funding.chars)
        for one in members
        if one.study.industry and one.study.funding is not None
    ]
    values = {
        "of": len(members),
        "small": sum(one.study.size is not None and one.study.size.number < FEW for one in members),
        "few": FEW,
        "industry": len(funded),
        "registered": sum(bool(one.study.registrations) for one in members),
    }
    yield Finding("publication_bias", 0, "body_publication_asked", values, tuple(funded))


def _upwards(members: Sequence[Member], pooled: Pooled | None) -> Iterator[Finding]:
    if pooled is not None and pooled.measure in RATIOS:
        distance = max(pooled.value, 1 / pooled.value)
        if (pooled.low > 1 or pooled.high < 1) and distance > 2:
            cites = tuple(
                Cite(one.document, effect.chars) for one in members if (effect := one.effect) is not None
            )
            yield Finding("large_effect", 2 if distance > 5 else 1, "body_large", _printed(pooled), cites)
    if told := [cite for _, cite in _told(members, "dose_response")]:
        yield Finding("dose_response", 1, "body_dose", {"count": len(told), "of": len(members)}, tuple(told))
    yield Finding("opposing_confounding", 0, "body_confounding_asked", {"of": len(members)})


def _doubts(members: Sequence[Member]) -> Iterator[Finding]:
    starts = {start_of(one.study.design.name) for one in members}
    if len(starts) > 1:
        cites = tuple(Cite(one.document, one.study.design.chars) for one in members)
        yield Finding("risk_of_bias", 0, "body_mixed", {}, cites)
    reviews = [one for one in members if one.study.design.name == "systematic_review"]
    if reviews and len(reviews) < len(members):
        cites = tuple(Cite(one.document, one.study.design.chars) for one in reviews)
        yield Finding("inconsistency", 0, "body_review_inside", {"count": len(reviews)}, cites)
    for one in members:
        if one.study.retracted is not None:
            yield Finding(
                "risk_of_bias", 0, "body_retracted", {}, (Cite(one.document, one.study.retracted.chars),)
            )
    places: dict[str, list[Cite]] = {}
    for one in members:
        for part in one.study.registrations:
            places.setdefault(part.text, []).append(Cite(one.document, part.chars))
    for number, cites in places.items():
        if len({cite.document for cite in cites}) > 1:
            yield Finding("inconsistency", 0, "body_same_trial", {"number": number}, tuple(cites))
    shown = [effect for one in members if (effect := one.effect) is not None]
    names = {measure_of(effect.measure) or effect.measure for effect in shown}
    if len(names) > 1:
        told = ", ".join(sorted(names))
        yield Finding("inconsistency", 0, "body_several_measures", {"measures": told})

"""Which version of a law holds: told in the answer, never passed over.

A superseded article is never the answer without saying so; asked as of a day, what held on that day is the
answer, with what holds now; a regulation that rests on what a later law dropped is shown against that law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Final

from evimed.answer.as_of import AsOf, as_of
from evimed.answer.compose import Composed
from evimed.catalogue import Language, text
from evimed.knowledge.versions.align import Aligned, align, nearest_articles
from evimed.knowledge.versions.articles import Article, article_at
from evimed.knowledge.versions.instrument import family_of
from evimed.knowledge.versions.rests import Rests, rests_on, unknown_permits
from evimed.knowledge.versions.shelf import Doubt, Replaced, Shelf, Text, open_shelf
from evimed.records import Citation, Conflict, Hit, Locator, Position, Sentence
from evimed.store.database import Transaction

TextOf = Callable[[str], str]
_MOST: Final = 5  # notices of an answer
_NAME: Final = 3  # letters from which the name of a law is found in a question
_TOUCHED: Final = 3  # sentences of superseded texts that are looked at
_STRONG: Final = frozenset(
    ("implements", "basis_repealed", "subject", "chapter")
)  # doubts that make a caveat


@dataclass(frozen=True, slots=True)
class Standing:
    """Which of the retrieved documents may answer.

    ``asked``: the day of which the question asks; ``then``: superseded documents that held on it;
    ``closed``: documents that did not hold yet, or hold no more by then.
    """

    shelf: Shelf
    asked: AsOf | None = None
    then: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    question: str = ""


NOTHING: Final = Standing(Shelf([], ""))


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says of versions: lines, sides that contradict, and why it is not simply answered."""

    composed: Composed
    notices: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    caveat: str | None = None


def stand(tx: Transaction, library: str, question: str, hits: Sequence[Hit]) -> tuple[list[Hit], Standing]:
    """``hits`` with what supersedes their documents, and which of them may answer ``question``."""
    ids = sorted({hit.document.id for hit in hits})
    shelf = open_shelf(tx, library, ids) if ids else NOTHING.shelf
    if not shelf.texts:
        return list(hits), NOTHING
    marked = [_marked(hit, shelf) for hit in hits]
    asked = as_of(question)
    if asked is None:
        return marked, Standing(shelf, closed=_not_yet(shelf), question=question)
    then: set[str] = set()
    closed: set[str] = set()
    for id_ in ids:
        if (one := shelf.texts.get(id_)) is None:
            continue
        current = shelf.current(one)
        line = [current, *shelf.former(current)]
        if len(line) < 2:
            continue
        held = _held(line, asked)
        if held is not None and held is not current:
            then.add(held.document.id)
            closed |= {other.document.id for other in line if other is not held}
    return marked, Standing(shelf, asked, frozenset(then), frozenset(closed), question)


def _not_yet(shelf: Shelf) -> frozenset[str]:
    """Versions that do not hold yet, where another one does."""
    waiting = (
        id_ for id_, one in shelf.texts.items()
        if id_ not in shelf.replaced and (newest := shelf.newest(one.instrument.family)) is not None and
        newest is not one and (one.day or "") > (newest.day or "")
    )  # fmt: skip
    return frozenset(waiting)


def _held(line: Sequence[Text], asked: AsOf) -> Text | None:
    """Of versions, latest first, the one that held on the day, or the one that is named."""
    if asked.version is not None:
        return next((one for one in line if (one.day or "").startswith(asked.version)), None)
    if asked.day is None:
        return line[1]
    return next((one for one in line if one.since is not None and one.since <= asked.day), None)


def _marked(hit: Hit, shelf: Shelf) -> Hit:
    replaced = shelf.replaced.get(hit.document.id)
    if replaced is None or hit.document.superseded_by is not None:
        return hit
    return replace(hit, document=replace(hit.document, superseded_by=replaced.by.document.id))


def tell(
    standing: Standing,
    language: Language,
    composed: Composed,
    touched: Sequence[tuple[Hit, Sentence]],
    text_of: TextOf,
) -> Told:
    """What an answer must say of the versions of what it cites.

    Parameters
    ----------
    standing
        As ``stand`` gave it.
    language
        Of the answer.
    composed
        Its statements and citations.
    touched
        Sentences of superseded versions that the question touches as well.
    text_of
        The stored text of a document.
    """
    if not standing.shelf.texts or not composed.statements:
        return Told(composed)
    teller = _Teller(standing, language, text_of)
    for place in touched:
        teller.touched(*place)
    for citation in composed.citations:
        teller.cited(citation)
    teller.note_both(composed.citations)
    teller.say_nearest()
    teller.say_asked_gone()
    citations, conflicts = teller.contradicted(composed.citations)
    caveat = teller.caveat(composed.citations)
    return Told(replace(composed, citations=citations), tuple(teller.notices)[:_MOST], conflicts, caveat)


@dataclass(slots=True)
class _Teller:
    standing: Standing
    language: Language
    text_of: TextOf
    notices: dict[str, None] = field(default_factory=dict[str, None])
    _resting: dict[tuple[str, str, tuple[str, ...]], tuple[Text, Text, list[str]]] = field(
        default_factory=dict[tuple[str, str, tuple[str, ...]], tuple[Text, Text, list[str]]]
    )
    _aligned: dict[tuple[str, str], list[Aligned]] = field(
        default_factory=dict[tuple[str, str], list[Aligned]]
    )
    _nearest: dict[tuple[str, str], tuple[Text, Text, dict[str, str]]] = field(
        default_factory=dict[tuple[str, str], tuple[Text, Text, dict[str, str]]]
    )
    _near: dict[tuple[str, str], dict[str, Article]] = field(
        default_factory=dict[tuple[str, str], dict[str, Article]]
    )

    def cited(self, citation: Citation) -> None:
        """Say what became of a cited article, or what it was before; whether a law overtook it."""
        one = self.standing.shelf.texts.get(citation.document.id)
        if one is None:
            return
        article = article_at(one.instrument.articles, citation.locator.chars[0])
        replaced = self.standing.shelf.replaced.get(one.document.id)
        if replaced is not None:
            self._say_replaced(one, article, replaced)
            return
        for former in self.standing.shelf.former(one)[:1]:
            for pair in self._pairs(former, one):
                if (
                    article is not None
                    and pair.new == article
                    and pair.old is not None
                    and pair.change == "changed"
                ):
                    self._say_replaced(former, pair.old, self.standing.shelf.replaced[former.document.id])
        for doubt in self._doubts(one):
            self._say_doubt(one, doubt)
            if article is not None:
                self._note_nearest(one, article, doubt)
        if article is not None:
            self._say_gone(one, article)

    def touched(self, hit: Hit, sentence: Sentence) -> None:
        """Say that a superseded article, not cited, speaks of it too: where the words differ now."""
        one = self.standing.shelf.texts.get(hit.document.id)
        replaced = self.standing.shelf.replaced.get(hit.document.id)
        if one is not None and replaced is not None:
            article = article_at(one.instrument.articles, sentence.locator.chars[0])
            current = self.standing.shelf.current(replaced.by)
            same = any(
                pair.old == article and pair.change == "unchanged" for pair in self._pairs(one, current)
            )
            if article is not None and not same:
                self._say_replaced(one, article, replaced)

    def contradicted(
        self, citations: Sequence[Citation]
    ) -> tuple[tuple[Citation, ...], tuple[Conflict, ...]]:
        """Regulations that rest on what the later law has no more, each against the law; all citations."""
        kept = list(citations)
        conflicts: list[Conflict] = []
        seen: set[tuple[str, str]] = set()
        for citation in citations:
            one = self.standing.shelf.texts.get(citation.document.id)
            article = (
                article_at(one.instrument.articles, citation.locator.chars[0]) if one is not None else None
            )
            if one is None or article is None:
                continue
            for doubt in self._doubts(one):
                rests = self._rests(one, article, doubt)
                side = self._side(doubt, rests, f"c{len(kept) + 1}") if rests is not None else None
                if rests is None or side is None:
                    continue
                what = rests.permits or rests.cited
                sign = (one.document.id, "permits" if rests.permits else "cited", what)
                self._resting.setdefault(sign, (one, doubt.law, []))[2].append(article.number)
                if (one.document.id, doubt.law.document.id) in seen:
                    break  # one article stands for the regulation: the notices name the others
                seen.add((one.document.id, doubt.law.document.id))
                kept.append(side)
                conflicts.append(
                    Conflict(
                        "rule",
                        self._topic(one, article, rests),
                        (Position(citation.quote, (citation.id,)), Position(side.quote, (side.id,))),
                    )
                )
                break
        self._say_rests()
        return tuple(kept), tuple(conflicts)

    def caveat(self, citations: Sequence[Citation]) -> str | None:
        """Why the statements may not stand alone: one is superseded, or a law came after the regulation."""
        shelf = self.standing.shelf
        cited = [shelf.texts[one.document.id] for one in citations if one.document.id in shelf.texts]
        if not cited:
            return None
        for one in cited:
            if (by := shelf.replaced.get(one.document.id)) is None:
                continue
            values = {
                "title": _title(one), "day": one.day or "?", "by": _title(by.by), "by_day": by.by.day or "?",
                "since": by.by.since or "?",
            }  # fmt: skip
            asked = self.standing.asked
            if asked is not None and one.document.id in self.standing.then:
                return text("verdict.caveats.as_of", self.language, when=asked.words, **values)
            return text("verdict.caveats.replaced", self.language, **values)
        return self._not_then(cited) or self._overtaken(cited[0])

    def _not_then(self, cited: Sequence[Text]) -> str | None:
        """That what is cited did not hold yet on the day asked of, and nothing here did."""
        asked = self.standing.asked
        if asked is None or asked.day is None:
            return None
        later = next((one for one in cited if one.since is not None and one.since > asked.day), None)
        if later is None:
            return None
        return text(
            "verdict.caveats.not_then",
            self.language,
            when=asked.words,
            title=_title(later),
            day=later.day or "?",
            since=later.since or "?",
        )

    def _overtaken(self, one: Text) -> str | None:
        for doubt in self._doubts(one):
            if doubt.relation in _STRONG:
                return self._doubt_words(one, doubt)
        return None

    def _doubts(self, one: Text) -> list[Doubt]:
        """What laws make of a regulation: those that held on the day asked of."""
        asked = self.standing.asked
        return self.standing.shelf.doubts(one, asked.day if asked is not None else None)

    def _note_nearest(self, one: Text, article: Article, doubt: Doubt) -> None:
        """Keep which article of the later law comes nearest to a cited one."""
        key = (one.document.id, doubt.law.document.id)
        if doubt.relation == "basis_repealed":
            return
        if key not in self._near:
            self._near[key] = nearest_articles(self._articles(one), self._articles(doubt.law))
        if (there := self._near[key].get(article.number)) is not None:
            pairs = self._nearest.setdefault(key, (one, doubt.law, {}))[2]
            pairs[article.number] = there.number

    def say_nearest(self) -> None:
        """One line for each regulation and later law: which articles are nearest to those cited."""
        between = "、" if self.language == "zh" else ", "
        for one, law, pairs in self._nearest.values():
            told = between.join(
                text("versions.nearest.pair", self.language, article=ours, now=theirs)
                for ours, theirs in pairs.items()
            )
            values = {"title": _title(one), "law": _title(law), "law_day": law.day or "?", "pairs": told}
            self.notices[text("versions.nearest", self.language, **values)] = None

    def note_both(self, citations: Sequence[Citation]) -> None:
        """Of a cited article of a regulation and one of a later law, cited with it, that they are nearest."""
        shelf = self.standing.shelf
        cited: dict[str, set[str]] = {}
        for citation in citations:
            one = shelf.texts.get(citation.document.id)
            article = (
                article_at(one.instrument.articles, citation.locator.chars[0]) if one is not None else None
            )
            if article is not None:
                cited.setdefault(citation.document.id, set()).add(article.number)
        for id_, law_id in permutations(cited, 2):
            one, law = shelf.texts[id_], shelf.texts[law_id]
            if not shelf.overtakes(law, one) or (id_, law_id) in self._nearest:
                continue
            near = nearest_articles(self._articles(one), self._articles(law))
            pairs = {
                number: near[number].number
                for number in sorted(cited[id_])
                if number in near and near[number].number in cited[law_id]
            }
            if pairs:
                self._nearest[id_, law_id] = (one, law, pairs)

    def say_asked_gone(self) -> None:
        """Say that a law which the question names was repealed: this comes first."""
        named = family_of(self.standing.question)
        shelf = self.standing.shelf
        known = {
            one.instrument.family for one in shelf.texts.values() if one.document.id not in shelf.replaced
        }
        for gone in {
            clause.family: clause for one in shelf.texts.values() for clause in one.instrument.repeals
        }:
            told = shelf.repealing(gone)
            rest = named
            for family in known:
                rest = rest.replace(family, "") if gone in family else rest
            if told is None or len(gone) < _NAME or gone not in rest:
                continue
            line = text(
                "versions.asked_gone", self.language, named=told[1].title.removeprefix("中华人民共和国"),
                law=_title(told[0]), law_day=told[0].day or "?", since=told[0].since or "?",
            )  # fmt: skip
            self.notices = {line: None, **self.notices}

    def _say_gone(self, one: Text, article: Article) -> None:
        """Say that a law which a cited article names was repealed."""
        words = family_of(self.text_of(one.document.id)[slice(*article.chars)])
        bases = {named.family for named in one.instrument.basis}  # that these were repealed is told already
        for name in one.instrument.mentions:
            if name in bases:
                continue
            gone = self.standing.shelf.repealing(name) if name in words else None
            if gone is None or gone[0].instrument.family == one.instrument.family:
                continue
            line = text(
                "versions.gone", self.language, title=_title(one), day=one.day or "?", article=article.number,
                named=gone[1].title.removeprefix("中华人民共和国"), law=_title(gone[0]),
                law_day=gone[0].day or "?", since=gone[0].since or "?",
            )  # fmt: skip
            self.notices[line] = None

    def _pairs(self, former: Text, current: Text) -> list[Aligned]:
        key = (former.document.id, current.document.id)
        if key not in self._aligned:
            self._aligned[key] = align(self._articles(former), self._articles(current))
        return self._aligned[key]

    def _articles(self, one: Text) -> list[tuple[Article, str]]:
        words = self.text_of(one.document.id)
        return [(article, words[slice(*article.chars)]) for article in one.instrument.articles]

    def _say_replaced(self, one: Text, article: Article | None, replaced: Replaced) -> None:
        current = self.standing.shelf.current(replaced.by)
        values = {
            "title": _title(one), "day": one.day or "?", "by": _title(current), "by_day": current.day or "?",
            "since": current.since or "?", "article": article.number if article is not None else "",
        }  # fmt: skip
        if article is None:
            self.notices[text("versions.replaced", self.language, **values)] = None
            return
        pairs = [pair for pair in self._pairs(one, current) if pair.old == article]
        pair = max(pairs, key=lambda pair: pair.score, default=None)
        if pair is None or pair.new is None:
            near = pair.nearest.number if pair is not None and pair.nearest is not None else ""
            name = "versions.dropped_near" if near else "versions.dropped"
            self.notices[text(name, self.language, now=near, **values)] = None
        else:
            name = "versions.changed" if pair.change == "changed" else "versions.unchanged"
            self.notices[text(name, self.language, now=pair.new.number, **values)] = None

    def _say_doubt(self, one: Text, doubt: Doubt) -> None:
        self.notices[self._doubt_words(one, doubt)] = None

    def _doubt_words(self, one: Text, doubt: Doubt) -> str:
        return text(
            f"versions.doubt.{doubt.relation}",
            self.language,
            title=_title(one),
            day=one.day or "?",
            law=_title(doubt.law),
            law_day=doubt.law.day or "?",
            since=doubt.law.since or "?",
            named=doubt.named.title.removeprefix("中华人民共和国") if doubt.named is not None else "",
            chapter=doubt.chapter,
        )

    def _rests(self, one: Text, article: Article, doubt: Doubt) -> Rests | None:
        if doubt.relation not in ("implements", "basis", "subject", "chapter"):
            return None
        words, law = self.text_of(one.document.id), self.text_of(doubt.law.document.id)
        start, end = article.chars
        cites = [
            cited for cited in one.instrument.cites
            if cited.family == doubt.law.instrument.family and start <= cited.chars[0] < end
        ]  # fmt: skip
        permits = unknown_permits(words, law) if doubt.relation == "implements" else ()
        return rests_on(words[start:end], permits, cites, self._articles(doubt.law))

    def _say_rests(self) -> None:
        """One line for all articles of a regulation that rest on the same thing; these come first."""
        separator = "、" if self.language == "zh" else ", "
        lines = [
            text(
                f"versions.rests.{sign}",
                self.language,
                title=_title(one),
                day=one.day or "?",
                article=separator.join(dict.fromkeys(numbers)),
                law=_title(law),
                law_day=law.day or "?",
                what=separator.join(what),
            )
            for (_, sign, what), (one, law, numbers) in self._resting.items()
        ]
        self.notices = {**dict.fromkeys(lines), **self.notices}

    def _topic(self, one: Text, article: Article, rests: Rests) -> str:
        what = rests.permits[0] if rests.permits else _title(one)
        return text("versions.topic", self.language, what=what, article=article.number)

    def _side(self, doubt: Doubt, rests: Rests, id_: str) -> Citation | None:
        """The article of the law that treats of it now, else the clause from when the law holds."""
        chars = rests.nearest.chars if rests.nearest is not None else doubt.law.instrument.force_chars
        if chars is None:
            return None
        words = self.text_of(doubt.law.document.id)
        return Citation(id_, doubt.law.document, Locator(chars), words[slice(*chars)])


def touched_by(
    standing: Standing, ranked: Sequence[tuple[Hit, Sentence, float]], least: float
) -> Iterator[tuple[Hit, Sentence]]:
    """Sentences of superseded texts, best first, that fit a question no worse than ``least``; a few."""
    some = 0
    for hit, sentence, score in ranked:
        if score < least or some == _TOUCHED:
            return
        if hit.document.id in standing.shelf.replaced:
            some += 1
            yield hit, sentence


def _title(one: Text) -> str:
    words = one.instrument.title.replace("中华人民共和国", "")
    return words.replace("《", "〈").replace("》", "〉")

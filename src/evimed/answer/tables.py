"""Which row of a table a question means: the one with the words that tell its rows apart.

Rows of one table are alike in all else: columns, heading, document. "How soon must a *fatal* adverse reaction
be reported?" is answered by the row of 死亡病例, though 其他严重不良反应 has more words of it; those
words stand over the whole table and choose none of its rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from evimed.answer.rank import Ranked
from evimed.answer.words import Text, Word, held, prepare

_STEP = 1e-3  # above the best of its table


def elect_rows(ranked: Sequence[Ranked], words: Sequence[Word]) -> list[Ranked]:
    """``ranked`` with the row that is meant in the place of the best row of its table.

    A word tells rows apart if one of the rows holds it, another does not, and neither title nor headings of
    the table do.
    """
    tables: dict[tuple[str, tuple[int, int]], list[int]] = defaultdict(list)
    for at, item in enumerate(ranked):
        sentence = item.candidate.sentence
        if sentence.kind == "row" and sentence.header is not None:
            tables[item.candidate.hit.document.id, sentence.header].append(at)
    raised = dict(enumerate(ranked))
    for places in tables.values():
        if len(places) > 1 and (meant := _meant([ranked[at] for at in places], words)) is not None:
            best = ranked[places[0]].score + _STEP
            raised[places[meant]] = replace(ranked[places[meant]], score=best)
    return sorted(raised.values(), key=lambda item: -item.score)


def _meant(rows: Sequence[Ranked], words: Sequence[Word]) -> int | None:
    """Index of the row that alone holds the most of the words that tell rows apart; best first."""
    first = rows[0].candidate
    over = prepare(" ".join((first.hit.document.title, *first.sentence.locator.section)))
    # The names of the columns are told with every row: they tell none apart.
    texts = [prepare(row.candidate.sentence.text) for row in rows]
    telling = [word for word in words if not held(word, over) and _divides(word, texts)]
    shares = [sum(word.weight * held(word, text) for word in telling) for text in texts]
    best = max(shares, default=0.0)
    return shares.index(best) if best and shares.count(best) == 1 and shares.index(best) else None


def _divides(word: Word, texts: Sequence[Text]) -> bool:
    holding = sum(held(word, text) > 0 for text in texts)
    return 0 < holding < len(texts)

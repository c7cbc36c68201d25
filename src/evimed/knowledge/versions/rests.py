"""What an article of a regulation rests on that the later law no longer has.

Two signs, both read from the two texts alone, since the law that the regulation was made under is seldom at
hand:

- a permit that the regulation deals in and of which the later law knows nothing: an administrative permit,
  certification or registration needs a law that establishes it (行政许可法, art. 14–17);
- an article of the law, cited by its number, that now treats of something else while another article treats
of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evimed.knowledge.versions.align import nearness, weighted
from evimed.knowledge.versions.articles import Article
from evimed.knowledge.versions.instrument import Cited

_HEADS: Final = (
    "认证",
    "许可证",
    "批准文号",
    "注册证",
    "登记证",
    "资格证",
    "合格证",
    "准许证",
    "审批",
    "备案",
)
_OFTEN: Final = 3  # times a kind of permit is spoken of before its absence from the law means something
_NAMED: Final = re.compile(r"《([^《》\n]{2,24}(?:证|证书|批件))》")
_TIMES: Final = 3.0  # how much nearer another article must be than the one that is cited
_FAR: Final = 0.055  # up to which the cited article has nothing to do with what is said of it
_NEAR: Final = 0.08


@dataclass(frozen=True, slots=True)
class Rests:
    """On what an article of a regulation rests that the law has no more.

    ``permits``: those that the law does not know; ``cited``: numbers of articles that treat of something
    else now; ``nearest``: the article of the law that treats of the same thing.
    """

    permits: tuple[str, ...]
    cited: tuple[str, ...]
    nearest: Article | None


def unknown_permits(regulation: str, law: str) -> tuple[str, ...]:
    """Permits that ``regulation`` deals in and ``law`` never names."""
    kinds = [head for head in _HEADS if regulation.count(head) >= _OFTEN and head not in law]
    named = {name for name in _NAMED.findall(regulation) if name not in law}
    return (*kinds, *sorted(name for name in named if not any(kind in name for kind in kinds)))


def rests_on(
    article: str,
    permits: Sequence[str],
    cites: Sequence[Cited],
    law: Sequence[tuple[Article, str]],
) -> Rests | None:
    """What ``article`` of a regulation rests on that ``law`` has no more; ``None`` where no sign says so.

    Parameters
    ----------
    article
        Its text.
    permits
        Those of the regulation that the law does not know.
    cites
        What the article cites of that law.
    law
        The articles of the law with their text.
    """
    if not law:
        return None
    grams = weighted([*(text for _, text in law), article])
    near = [nearness(one, grams[-1]) for one in grams[:-1]]
    best = max(range(len(law)), key=near.__getitem__)
    moved: list[str] = []
    for cited in cites:
        at = next((near[i] for i, (one, _) in enumerate(law) if one.number == cited.number), 0.0)
        if near[best] >= _NEAR and at <= _FAR and near[best] >= _TIMES * at:
            moved.append(cited.number)
    if len(moved) < len(cites):
        moved = []  # one that still fits says that the numbers are those of this version
    found = tuple(permit for permit in permits if permit in article)
    if not found and not moved:
        return None
    return Rests(found, tuple(dict.fromkeys(moved)), law[best][0] if near[best] >= _NEAR else None)

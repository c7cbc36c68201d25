"""In what two statements differ most plainly: which way, how much, for whom, how strongly.

One logistic weighing for each attribute, over what the comparer reads, what rules of wording find and what
words and numbers show (``compared.json``, fitted by ``scripts/fit_comparer.py weigh``).
"""

from __future__ import annotations

import re
from typing import Final

from evimed.knowledge.conflicts.meaning import ATTRIBUTES, Candidate, fitted, weighed

TOLD: Final = tuple(name for name in ATTRIBUTES if name != "other")
# What numbers of a statement are of: at what pace, of what age, how long, how much, by when, from what limit.
_FORMS: Final = {
    name: re.compile(form, re.IGNORECASE)
    for name, form in {
        "pace": r"\bevery\b|\binterval|\b(?:annual|year|month|week|dai|bienni)\w*ly\b"
        r"|\bper (?:day|week|month|year)"
        r"|times? a|每|间隔|复查",
        "age": r"\bage[sd]?\b|years? (?:of age|or older|and older|old)|older|younger|岁",
        "length": r"\bfor (?:at least |up to |about )?(?:\d|one|two|three|four|five|six|seven|eight|ten"
        r"|twelve)|course|duration|疗程|持续",
        "dose": r"\bmg\b|\bmcg\b|\bg/|\bunits?\b|\bdose|剂量",
        "clock": r"within|before|after|earlier|later|delay|until|内|前|后",
        "limit": r"[<>≤≥]|below|above|or more|at least|less than|greater|exceed|低于|高于|超过",
    }.items()
}


def attribute_of(one: Candidate) -> str:
    """The attribute in which two statements differ most plainly, one of :data:`TOLD`."""
    told, weights = seen(one), fitted()
    return max(TOLD, key=lambda name: weighed(weights[f"attribute {name}"], told))


def seen(one: Candidate) -> dict[str, float]:
    """What the weighings see, by name."""
    signals = one.signals
    told = {
        f"read {name}": max(-5.0, min(4.0, value)) / 2
        for name, value in zip(ATTRIBUTES, one.compared.attributes, strict=True)
    }
    told |= {f"apart {name}": 1.0 for name in signals.apart}
    told |= {f"alike {name}": 1.0 for name in signals.alike}
    if one.by_words is not None:
        told[f"words {one.by_words.attribute}"] = 1.0
    told["quantities unlike"] = float(signals.unlike > 0)
    told["quantities unlike, one each"] = float(signals.single > 0)
    told["quantities unlike, near"] = signals.near
    told["quantities shared"] = float(signals.shared > 0)
    told["quantities overlapping"] = float(signals.overlap > 0)
    (for_, against, restricts, none, both), (to, from_, only, nothing, either) = one.ways
    told["ways opposed"] = for_ * from_ + against * to
    told["ways of one position"] = none * (1 - nothing) + nothing * (1 - none)
    told["ways restricted"] = restricts * to + for_ * only
    told["ways both"] = both + either
    told["weights"] = float({one.one.record.weight, one.other.record.weight} == {"strong", "weak"})
    pairs: dict[str, tuple[bool, bool]] = {
        name: (form.search(one.one.record.text) is not None, form.search(one.other.record.text) is not None)
        for name, form in _FORMS.items()
    }
    pairs |= {"first": signals.first, "only": signals.only, "every": signals.every, "may": signals.may}
    for name, pair in pairs.items():
        told[f"{name} of both"] = float(all(pair))
        told[f"{name} of one"] = float(any(pair) and not all(pair))
    return told

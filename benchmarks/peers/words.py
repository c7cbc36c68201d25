# pyright: basic, reportMissingImports=false
# jieba and PyStemmer stand only in the peers' environments.
"""Words as a careful user of a peer would make them: jieba for Chinese, the Snowball stemmer for English."""

from __future__ import annotations

import logging
import re

import jieba
import Stemmer

jieba.setLogLevel(logging.WARNING)
jieba.initialize()
_WORD = re.compile(r"\w")
_stem = Stemmer.Stemmer("english").stemWord


def words(text: str) -> list[str]:
    """Words of either language, in lower case and stemmed; Chinese as jieba cuts for search engines."""
    return [_stem(word) for word in jieba.cut_for_search(text.lower()) if _WORD.search(word)]

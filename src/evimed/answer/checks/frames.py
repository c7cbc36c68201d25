"""Words that only frame what is said and need no counterpart in the evidence: "showed that", 根据, 相比."""

from __future__ import annotations

from functools import cache

import rjieba

from evimed.knowledge.tokens import is_stop, tokenise

_ENGLISH = """
show find report observe note demonstrate result study according also however thus therefore
moreover furthermore addition overall respectively compare versus those other another same including
include using use used well via upon among amongst occur occurred experience experienced receive
received give gave given take took taken administer administered although because since let get got
one ones due able so if unless only just still yet per vs otherwise
"""
_ENGLISH_PARTICLES = frozenset({"vs", "than", "least", "whether", "own", "up", "out", "off"})
_CHINESE = """
显示 表明 发现 结果 研究 报告 根据 因此 此外 另外 其他 分别 相比 比较 其中 方面 情况 时候
对于 由于 从而 以便 即 者 并且 且 则 还 并 或者 有 为 是 使 使用 进行 予 给予 采用 均
各 该 本 其 所 之 于 以 与 及 和 等 中 内 外 上 下 后 前 时 按 至 达 自 由 向 将
又 亦 也 能 一 个 种 类 项 次 名 例 人 仅 只 就 而 但 若 如 当 凡 每 某 性 型 式
化 组 期 率 法 量 度 值 点 处 起 间 受 出现 发生 见于 来 去 被 把 让 给 对 在 从
到 的 地 得 了 着 过 吗 呢 吧 啊 矣 也 焉 哉 乎 兮 然 此 是以 故 乃 遂 皆 俱 更
最 很 较 甚 极 太
"""
_CONTENT = frozenset({"a", "b", "n", "vn"})
_CHINESE_WORDS = frozenset(_CHINESE.split())


@cache
def free_english() -> frozenset[str]:
    """Stems of the English ones."""
    return frozenset(tokenise(_ENGLISH)) | _ENGLISH_PARTICLES


@cache
def is_frame(word: str) -> bool:
    """Whether a Chinese word only frames what is said, as a whole or letter by letter."""
    if word in _CHINESE_WORDS:
        return True
    if len(word) > 1 and rjieba.has_word(word) and rjieba.tag(word)[0][1] in _CONTENT:
        return False  # 次要, 首次: made of such letters, yet words that say something
    return all(letter in _CHINESE_WORDS or is_stop(letter) for letter in word)

"""Follow-up questions made to stand by themselves: 那儿童呢？ after a question on a drug's dose.

By rules: a pronoun becomes the subject of the question before; a bare "and in X?" is that question asked of
X. With a model the wording is the model's, but only if it holds nothing that neither question holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import rjieba

from evimed.answer.write.evidence import make_key
from evimed.answer.write.following import StoppedError
from evimed.answer.write.letters import Letters
from evimed.answer.write.prompts import load_template
from evimed.answer.write.replies import STANDING_SCHEMA, read_question
from evimed.catalogue import Language
from evimed.errors import EvimedError
from evimed.knowledge.tokens import fold, is_stop, language_of, tokenise
from evimed.ports import ChatModel

By = Literal["itself", "rules", "model"]
_LONGEST: Final = 400  # characters of a rewritten question

_HAN = re.compile(r"[\u3400-\u9fff]+")
# 那儿童呢？ 儿童呢？ 换成孕妇呢？   What about children?  And in renal impairment?
_ELLIPSIS_ZH = re.compile(r"^(?:那么?|如果是|若是|换成|对于?|在)*(?P<what>[^，。？?呢]{1,24})呢[？?]?$")
_ELLIPSIS_EN = re.compile(
    r"^(?:and |but )?(?:(?:what|how) about |(?P<lead>in|for|with|during|after) )(?P<what>.{2,80}?)\s*\??$",
    re.IGNORECASE,
)
_PRONOUN_ZH = re.compile(
    r"(?:该|此|这个|这种|这款|上述|前述)(?:药物?|药品|产品|品种|制剂|疾病|病|方案|疗法|器械|试验|研究|疫苗)|它们?|(?<![尤极])其(?![他它余中实次])"
)
_PRONOUN_EN = re.compile(
    r"\b(?P<own>its|their)\b|\b(?:it|they|them"
    r"|this (?:drug|medicine|product|agent|study|trial|treatment|vaccine|disease)"
    r"|(?:the|that) (?:same )?(?:drug|medicine|product|agent))\b",
    re.IGNORECASE,
)
# Words that name people: a follow-up on one of them changes the population, not the subject.
_PEOPLE = re.compile(
    r"儿童|小儿|婴幼?儿|新生儿|青少年|成人|老年人?|老人|孕妇|妊娠期?妇?女?|哺乳期?妇?女?|女性|男性|患者|病人|受试者"
    r"|肝功能不全|肾功能不全|透析"
    r"|\b(?:children|infants?|neonates?|adolescents?|adults?|elderly|older people|pregnan\w+|lactati\w+"
    r"|breast-?feeding|women|men|patients?|subjects?|renal impairment|hepatic impairment|dialysis)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A question that can be understood by itself, and who made it so."""

    asked: str
    question: str
    by: By

    @property
    def changed(self) -> bool:
        """Whether it reads otherwise than it was asked."""
        return self.question != self.asked


def make_standing(
    asked: str, before: str, subject: Sequence[str], model: ChatModel | None, letters: Letters, nonce: str
) -> Standing:
    """``asked`` as a question of its own.

    ``before`` is the standing question before it and ``subject`` what that was about, as its analysis found
    it (folded words). A model's wording is used where it adds nothing; the rules stand behind it.
    """
    ruled = _by_rules(asked, before, subject)
    if model is None:
        return ruled
    language: Language = "zh" if language_of(asked) == "zh" else "en"
    template = load_template("standing", language)
    values = {"key": make_key(nonce, "standing"), "before": before, "asked": asked}
    try:
        worded = read_question(letters.ask(model, "standing", template, values, STANDING_SCHEMA))
    except (EvimedError, StoppedError):
        return ruled
    if worded is None or not adds_nothing(worded, asked, before) or (worded == asked and ruled.changed):
        letters.spoil("question_not_kept")
        return ruled
    return Standing(asked, worded, "itself" if worded == asked else "model")


def adds_nothing(worded: str, asked: str, before: str) -> bool:
    """Whether ``worded`` names no thing and no number of its own, and has kept all that ``asked`` says."""
    known = fold(f"{before} {asked}")
    spoken = fold(worded)
    pronouns = _content(
        " ".join(m.group() for m in (*_PRONOUN_ZH.finditer(asked), *_PRONOUN_EN.finditer(asked)))
    )
    own = {word for word in _content(_HAN.sub(" ", spoken)) if word not in _content(known)}
    kept = _content(asked) - pronouns <= _content(spoken)
    return len(worded) <= _LONGEST and kept and not own and not _named_anew(spoken, known)


def _named_anew(spoken: str, known: str) -> list[str]:
    """Chinese nouns and numbers in what remains of ``spoken`` without the runs it shares with ``known``."""
    rest: list[str] = []
    at = 0
    while at < len(spoken):
        end = at
        while end < len(spoken) and spoken[at : end + 1] in known:
            end += 1
        if end - at > 1:  # a single character in common is no word in common
            rest.append(" ")
            at = end
        else:
            rest.append(spoken[at])
            at += 1
    pieces = _HAN.findall("".join(rest))
    return [
        word for piece in pieces for word, tag in rjieba.tag(piece) if tag[0] in "nmxj" and not is_stop(word)
    ]


def _content(question: str) -> set[str]:
    return {token for token in tokenise(question) if not is_stop(token)}


def _by_rules(asked: str, before: str, subject: Sequence[str]) -> Standing:
    chinese = language_of(asked) == "zh"
    name = _as_written(subject, before)
    ellipsis = (_ELLIPSIS_ZH if chinese else _ELLIPSIS_EN).match(asked.strip())
    if ellipsis is not None:
        return Standing(asked, _asked_again(before, ellipsis["what"].strip(), name, chinese=chinese), "rules")
    pronoun = (_PRONOUN_ZH if chinese else _PRONOUN_EN).search(asked)
    if pronoun is not None and name:
        own = not chinese and pronoun["own"] is not None
        said = f"{name}'s" if own else f"{name}的" if pronoun.group() == "其" else name
        return Standing(asked, asked[: pronoun.start()] + said + asked[pronoun.end() :], "rules")
    return Standing(asked, asked, "itself")


def _asked_again(before: str, what: str, name: str, *, chinese: bool) -> str:
    """The question before, asked of ``what``: of other people, or of another thing than its subject."""
    people = _PEOPLE.search(before)
    if _PEOPLE.search(what):
        if people is not None:
            return before[: people.start()] + what + before[people.end() :]
        bare = before.strip().rstrip("？?")
        return f"{what}：{bare}？" if chinese else f"{bare} ({what})?"
    if name and name in before:
        return before.replace(name, what)
    bare = before.strip().rstrip("？?")
    return f"{what}：{bare}？" if chinese else f"{bare} ({what})?"


def _as_written(subject: Sequence[str], before: str) -> str:
    """The subject as the question spells it: from its first word to its last, if they stand together."""
    folded = fold(before)
    if len(folded) != len(before):  # a letter that folds to several: places would not agree
        return subject[0] if subject else ""
    places = sorted((at, at + len(word)) for word in subject if (at := folded.find(word)) >= 0)
    if not places:
        return ""
    start, end = places[0]
    for next_start, next_end in places[1:]:
        if before[end:next_start].strip():
            break
        end = max(end, next_end)
    return before[start:end]

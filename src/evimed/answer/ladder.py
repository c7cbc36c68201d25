"""Vetoes: what no score may override.

Sentences can fit a question word for word and still not be its answer: because only a superseded version says so,
because they speak of rats and the question of patients, or because the very people asked about were left out of the
study. Such an answer is given with what is wrong with it, or not at all, never as if nothing were the matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evimed.answer.checks.families import chinese_members, english_members
from evimed.knowledge.tokens import fold, tokenise
from evimed.records import Hit, Sentence

VetoName = Literal["superseded_only", "animals_only", "population_excluded"]
Group = tuple[str, str]  # family and value: ("reproduction", "pregnant")

# Families that tell groups of people apart; the organ is one only together with its failing.
_GROUPS = frozenset(("age", "minority", "reproduction", "organ"))
_ANIMALS = frozenset(("mouse", "rat", "rabbit", "dog"))
_OTHER_ANIMALS = re.compile(
    r"豚鼠|仓鼠|裸鼠|恒河猴|食蟹猴|猕猴|比格犬|斑马鱼|实验动物|动物(?:实验|试验|模型|研究)|雏鸡|"
    r"\b(?:monkeys?|macaques?|guinea pigs?|hamsters?|zebrafish|beagles?|rodents?|animal (?:models?|stud(?:y|ies)|data)|animals|piglets?)\b"
)
_ABOUT_ANIMALS = re.compile(
    r"动物|临床前|毒理|非临床|体外|细胞|致死量|\b(?:animals?|preclinical|non-?clinical|toxicology|in vitro|in vivo|cells?|ld50)\b"
)
_ABOUT_PEOPLE = re.compile(
    r"患者|病人|受试者|人群|疗效|治疗|有效|用药|剂量|人(?:体|类)|服用|适应症|"
    r"\b(?:patients?|people|humans?|subjects?|clinical(?:ly)?|efficacy|effective|treat(?:s|ed|ment)?|therap\w+|dose|dosage|women|men|adults?)\b"
)
_FAILING = re.compile(
    r"[肾肝]功能?(?:不全|损害|减退|障碍|受损|衰竭|异常)|[肾肝]衰|"
    r"\b(?:renal|hepatic|kidney|liver) (?:\w+ )?(?:impairment|failure|insufficiency|dysfunction|disease)\b"
)
_LEFT_OUT = re.compile(
    r"(?:未|没有|不(?:再)?)(?:被)?(?:纳入|入选|包括|包含|涉及|招募)|排除|除外|不适用于|未(?:在[^。;；]{0,20}中)?(?:进行)?(?:研究|评价|评估|确立|确定|建立)|"
    r"尚无[^。;；]{0,20}(?:数据|资料|经验)|缺乏[^。;；]{0,12}(?:数据|资料|研究)|(?:数据|资料)(?:有限|不足|缺乏)|"
    r"\b(?:exclud\w+|ineligible|not (?:been )?(?:studied|established|evaluated|included|enrolled|investigated)|no (?:\w+ )?data|(?:insufficient|limited|lack of) (?:\w+ )?data|did not (?:include|enrol\w*))\b"
)


@dataclass(frozen=True, slots=True)
class Veto:
    """Why the statements may not stand alone; ``witness`` says it in the words of a source."""

    name: VetoName
    groups: tuple[str, ...] = ()  # the words of the question that name those left out
    witness: tuple[Hit, Sentence] | None = None


def find_veto(question: str, chosen: Sequence[tuple[Hit, Sentence]], hits: Sequence[Hit]) -> Veto | None:
    """The first veto against answering ``question`` with the ``chosen`` sentences.

    Parameters
    ----------
    question
        As it was asked.
    chosen
        The sentences that would be the statements, each with its passage.
    hits
        All that was retrieved: what leaves a group out often stands elsewhere in the same document.
    """
    if not chosen:
        return None
    if all(hit.document.superseded_by is not None for hit, _ in chosen):
        return Veto("superseded_only")
    if _animals_only(question, chosen):
        return Veto("animals_only")
    return _left_out(question, chosen, hits)


def leaves_out(text: str) -> bool:
    """Whether a text says that somebody was not studied, not included, or that nothing is known of them."""
    return _LEFT_OUT.search(fold(text)) is not None


def groups_in(text: str) -> dict[Group, str]:
    """Groups of people that ``text`` names, each with the word that names it."""
    folded = fold(text)
    found: dict[Group, str] = {}
    for word, member in chinese_members().items():
        if member.check == "population" and word in folded:
            found.setdefault((member.family, member.value), word)
    stems = english_members()
    for token in tokenise(folded):
        if token.isascii() and token in stems and stems[token].check == "population":
            found.setdefault((stems[token].family, stems[token].value), token)
    return found


def _people(text: str) -> dict[Group, str]:
    """Groups of people; an organ names one only where it fails."""
    found = groups_in(text)
    if not _FAILING.search(fold(text)):
        found = {group: word for group, word in found.items() if group[0] != "organ"}
    return found


def _animals_only(question: str, chosen: Sequence[tuple[Hit, Sentence]]) -> bool:
    folded = fold(question)
    if _ABOUT_ANIMALS.search(folded) or _is_animal(folded) or not _ABOUT_PEOPLE.search(folded):
        return False
    return all(_is_animal(_with_headings(hit, sentence)) for hit, sentence in chosen)


def _is_animal(text: str) -> bool:
    folded = fold(text)
    groups = groups_in(folded)
    animal = bool(_OTHER_ANIMALS.search(folded)) or any(
        family == "species" and value in _ANIMALS for family, value in groups
    )
    # "safer than in rats, patients …" speaks of people too.
    return animal and not re.search(r"患者|受试者|志愿者|\b(?:patients?|volunteers?|participants?)\b", folded)


def _with_headings(hit: Hit, sentence: Sentence) -> str:
    return " ".join((*sentence.locator.section, hit.document.title, sentence.text))


def _left_out(question: str, chosen: Sequence[tuple[Hit, Sentence]], hits: Sequence[Hit]) -> Veto | None:
    asked = {group: word for group, word in _people(question).items() if group[0] in _GROUPS}
    if not asked or _LEFT_OUT.search(fold(question)):
        return None  # who is left out is what is asked
    # A sentence that leaves them out does not speak for them.
    spoken_of = [
        groups_in(_with_headings(hit, sentence))
        for hit, sentence in chosen
        if not _LEFT_OUT.search(fold(sentence.text))
    ]
    if not spoken_of:
        return None  # that they are left out is the answer
    missing = {group: word for group, word in asked.items() if not any(group in found for found in spoken_of)}
    documents = {hit.document.id for hit, _ in chosen}
    for hit in hits:
        if hit.document.id not in documents:
            continue
        for sentence in hit.passage.sentences:
            here = missing.keys() & _people(sentence.text).keys()
            if here and _LEFT_OUT.search(fold(sentence.text)):
                words = tuple(missing[group] for group in sorted(here))
                return Veto("population_excluded", words, (hit, sentence))
    return None

"""What looks like the name of a substance, gene, product or group: one may not stand in for another.

Drug stems are those of the INN programme (WHO, The use of stems in the selection of INN, 2018) and their
Chinese counterparts (中国药品通用名称命名原则, 词干).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import rjieba

from evimed.answer.checks.parse import Parsed
from evimed.answer.checks.terms import Term

_STEMS = re.compile(
    r"(?:mab|nib|ciclib|tinib|pril|prilat|sartan|statin|azole|prazole|cillin|mycin|micin|floxacin|oxacin|parin|xaban|gatran|gliptin"
    r"|gliflozin|glitazone|lukast|olol|alol|dipine|tide|vir|virine|cycline|azepam|zolam|tidine|setron|triptan|platin|rubicin|taxel|fibrate"
    r"|dronate|caine|sone|olone|onide|oxetine|pramine|triptyline|zepine|barbital|formin|amide|thiazide|semide|cept|cel|sen|kinra|stim|poetin"
    r"|relin|tropin|terol|phylline|profen|fenac|oxicam|coxib|fentanil|codone|morphone|orphan|curium|curonium|plase|grel|vaptan|entan|afil"
    r"|steride|osin|zosin|ridone|peridol|apine|piprazole|giline|capone|mantine|stigmine|tropium|cromil|quine|oquine|nidazole|bendazole|mectin"
    r"|conazole|fungin|penem|cef\w+|trexate|abine|mustine|fosfamide|tecan|tinoin|mide|zumab|ximab|limus|mycophenolate|aspirin|heparin|insulin"
    r"|warfarin|digoxin|lithium|morphine|codeine|ephedrine|caffeine|nicotine|ethanol|interferon|vaccine|methyldopa|cortisone)$"
)
_HAN_STEMS = re.compile(
    r"(?:沙坦|普利|洛尔|地平|他汀|霉素|西林|沙星|康唑|拉唑|硝唑|替尼|单抗|列净|列汀|格列酮|格列.|肝素|沙班|加群|紫杉醇|铂|韦|环素|西泮|唑仑|替丁|司琼|曲坦"
    r"|膦酸|卡因|松龙|地松|奈德|西汀|平片|双胍|噻嗪|塞米|特罗|茶碱|洛芬|昔布|芬太尼|可待因|吗啡|格雷|西普|非那雄胺|酮|碱|苷|酸钠|酸钾|阿司匹林|华法林"
    r"|地高辛|胰岛素|干扰素|疫苗|汤|丸|散|饮|膏|丹|颗粒|口服液|注射液|胶囊|片)$"
)


_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_SHORTEST_NAME = 3  # characters; two are too often a word of the language


def names_of_title(text: str, titles: Iterable[str]) -> tuple[str, ...]:
    """Chinese names of a title that ``text`` uses: 培罗替定 of 欧立文®(培罗替定片)说明书.

    No dictionary has them, so that the segmenter would tear them apart. A name is the beginning of a run of
    the title, as far as ``text`` has it, if no word of the dictionary is that long.
    """
    found: set[str] = set()
    for title in titles:
        for run in _HAN_RUN.findall(title):
            for end in range(len(run), _SHORTEST_NAME - 1, -1):
                if run[:end] in text:
                    if not rjieba.has_word(run[:end]):
                        found.add(run[:end])
                    break
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


def same_shape(one: str, other: str) -> bool:
    """Whether two names are written alike: with figures (CYP2C9, IL-6) or without."""
    return any(c.isdigit() for c in one) == any(c.isdigit() for c in other)


def is_name(term: Term, parsed: Parsed) -> bool:
    """Whether ``term`` looks like a name where it stands."""
    if term.member is not None or term.free:
        return False
    if term.han:
        return len(term.key) >= 2 and bool(_HAN_STEMS.search(term.key))
    written = parsed.normal.text[term.start : term.end]
    if any(letter.isdigit() for letter in written) or (
        len(written) > 1 and written[1:] != written[1:].lower()
    ):
        return True
    before = parsed.normal.lower[max(0, term.start - 2) : term.start]
    opens = not before.strip() or before.strip()[-1:] in ".:\n|"
    if written[:1].isupper() and not opens:
        return True
    return bool(_STEMS.search(written.lower())) or "\u4e00" <= before[-1:] <= "\u9fff"

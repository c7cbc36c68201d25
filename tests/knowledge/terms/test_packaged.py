"""Free terminologies in packages: read from made data of their form, and from the packages where they are."""

from __future__ import annotations

import bz2
import importlib.metadata
import importlib.util
import json
import pickle
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from evimed import app
from evimed.errors import InputError
from evimed.govern.graph import Graph
from evimed.knowledge.entities.lexicon import Lexicon
from evimed.knowledge.entities.recognise import Recogniser
from evimed.knowledge.terms import packaged
from evimed.knowledge.terms.lines import Drafts
from evimed.knowledge.terms.load import checked
from evimed.knowledge.terms.packaged import PACKAGES, load_packaged, read_drugs, read_hpo, read_icd10cm
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.terminologies import Concept, list_concepts, neighbours, put_terminology
from evimed.surfaces.cli import run

HERE = Path("made")
TABULAR = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2026</version>
<chapter><name>1</name><desc>Certain infections (A00-B99)</desc>
 <section id="A00-A09"><desc>Intestinal infections (A00-A09)</desc>
  <diag><name>A00</name><desc>Cholera</desc>
   <diag><name>A00.0</name><desc>Cholera due to Vibrio, biovar cholerae</desc>
    <inclusionTerm><note>Classical cholera NOS</note></inclusionTerm></diag>
   <diag><name>A00.9</name><desc>Cholera, unspecified</desc></diag>
  </diag>
  <diag><name>A01</name><desc>Enteric fever (acute) [EF]</desc></diag>
 </section></chapter>
<chapter><name>20</name><desc>External causes (V00-Y99)</desc>
 <section id="V00"><desc>Accidents</desc>
  <diag><name>V00</name><desc>Pedestrian accident</desc></diag></section>
</chapter>
</ICD10CM.tabular>
"""


@dataclass
class Term:
    id: str
    name: str
    parents: list[int] = field(default_factory=list)
    is_obsolete: bool = False

    def parent_ids(self) -> list[int]:
        return self.parents


@dataclass
class Carrier:
    id: int
    name: str
    hpo: set[int]


HPO = (
    Term("HP:0000001", "All"),
    Term("HP:0000118", "Phenotypic abnormality", [1]),
    Term("HP:0001250", "Seizure", [118]),
    Term("HP:0002069", "Bilateral tonic-clonic seizure", [1250]),
    Term("HP:0003577", "Congenital onset", [1]),
    Term("HP:0000999", "Gone", [118], is_obsolete=True),
)


def made_hpo() -> Drafts:
    genes = [Carrier(77, "KCNX9", {2069, 3577}), Carrier(3, "F2", {1250})]
    return read_hpo(HERE, HPO, genes, {"OMIM": [Carrier(600001, "Kestrel epilepsy 4", {1250, 2069})]})


def concepts(drafts: Drafts) -> dict[str, Concept]:
    _, found = checked(drafts, HERE, "made", "made", "0", "condition")
    return {one.code: one for one in found}


def test_hpo_gives_phenotypes_genes_and_diseases():
    found = concepts(made_hpo())

    assert set(found) == {"HP:0000118", "HP:0001250", "HP:0002069", "NCBIGene:77", "OMIM:600001"}
    assert found["HP:0002069"].parents == ("HP:0001250",)
    assert found["HP:0000118"].parents == ()  # what is above it is no phenotype
    assert found["NCBIGene:77"].type == "gene"
    assert found["NCBIGene:77"].links == (("phenotype", ("HP:0002069",)),)
    assert found["OMIM:600001"].links == (("phenotype", ("HP:0001250", "HP:0002069")),)


def test_icd10cm_gives_codes_with_what_they_include(tmp_path: Path):
    path = tmp_path / "icd10c-tabular-made.xml"
    path.write_text(TABULAR, encoding="utf-8")
    found = concepts(read_icd10cm(path))

    assert found["A00.0"].parents == ("A00",)
    assert found["A00"].parents == ("chapter 1",)
    assert found["A00.0"].forms[1:] == ("Classical cholera NOS", "Classical cholera")
    assert found["A00.9"].forms == ("Cholera, unspecified",)  # A00 is what is called cholera
    assert "Enteric fever" in found["A01"].forms
    assert "V00" not in found


def test_a_file_that_is_no_tabular_list_is_refused(tmp_path: Path):
    path = tmp_path / "icd10c-tabular-made.xml"
    path.write_text("<other/>", encoding="utf-8")
    with pytest.raises(ValueError, match="tabular"):
        read_icd10cm(path)


def test_drugs_give_names_and_brands():
    known = {"zorbafim": {"name": "Zorbafim", "drugbank_id": "DB0"}, "abc": {"name": "Abc"}}
    found = concepts(read_drugs(HERE, {"zorbix": ["zorbafim"], "zb": ["zorbafim"], "x": ["gone"]}, known))

    assert set(found) == {"zorbafim"}
    assert found["zorbafim"].forms == ("Zorbafim", "zorbix")
    lexicon = Lexicon(("drugs", one) for one in found.values())
    assert [one.concept for one in Recogniser(lexicon).recognise("Give Zorbix.")] == ["drugs:zorbafim"]


def test_everyday_words_are_no_names():
    drafts = Drafts()
    for code, name in (("1", "Falls"), ("2", "Leprosy"), ("3", "Water intoxication"), ("4", "MAX")):
        draft = drafts.new(code, 1, HERE)
        draft.type, draft.name = "condition", name
        draft.add(name)
    packaged._without_common_words(drafts)
    assert [draft.name for draft in drafts.by_code.values() if draft.forms] == [
        "Leprosy",
        "Water intoxication",
        "MAX",
    ]


class Evil:
    def __reduce__(self):
        return print, ("ran",)


@pytest.mark.parametrize("held", [Evil(), {"drug_variant_to_canonical": Evil()}, {"other": {}}, [1]])
def test_data_that_is_not_as_it_is_known_is_refused_and_never_run(
    held: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "made_drugs"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise SystemExit('imported')", encoding="utf-8")
    (folder / "drug_ner_dictionary.pkl.bz2").write_bytes(bz2.compress(pickle.dumps(held)))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "0")
    made = {"drugs": replace(PACKAGES["drugs"], module="made_drugs")}
    monkeypatch.setattr(packaged, "PACKAGES", made)

    with pytest.raises(InputError) as caught:
        load_packaged("drugs")
    assert caught.value.code == "terms_package_data"
    assert "ran" not in capsys.readouterr().out


def test_without_the_extra_it_is_named(
    settings: Settings,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    monkeypatch.setenv("EVIMED_EMBEDDER", "none")
    assert run(["terms", "add", "hpo", "--home", str(settings.home), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "hpo3" in told
    assert "evimed[terminologies]" in told
    with pytest.raises(InputError, match="no free terminology"):
        load_packaged("snomed")


def test_links_are_kept_shown_and_gone_with_their_terminology(
    settings: Settings, database: Database, scope: Scope, monkeypatch, capsys
):
    terminology, found = checked(made_hpo(), HERE, "hpo", "hpo3", "0" * 64, "condition")
    with database.transaction(scope) as tx:
        put_terminology(tx, terminology, found)
        put_terminology(tx, terminology, found)  # replaced, not added
        assert len(list(list_concepts(tx))) == len(found)
        seen = {(one.how, one.code) for one in neighbours(tx, "hpo", "HP:0001250", 10)}
    assert seen == {
        ("parent", "HP:0000118"),
        ("child", "HP:0002069"),
        ("phenotype_of", "OMIM:600001"),
    }
    monkeypatch.setenv("EVIMED_EMBEDDER", "none")
    options = ["--home", str(settings.home), "--lang", "en"]
    assert run(["terms", "show", "kcnx9", "--json", *options]) == 0  # gene symbols are found as one types
    assert run(["terms", "show", "hpo:OMIM:600001", *options]) == 0
    assert run(["terms", "show", "HP:0002069", *options]) == 0
    told = capsys.readouterr().out
    assert "Bilateral tonic-clonic seizure (HP:0002069)" in told
    assert "Kestrel epilepsy 4" in told
    assert run(["terms", "show", "nothing of the kind", "--json", *options]) == 1
    graph = Graph(database, scope)
    graph.remove_terms("hpo")
    assert graph.look_up("Kestrel epilepsy 4") == []
    assert [one.terminology for one in graph.look_up("warfarin")] == ["evimed"]


@pytest.mark.parametrize(
    ("name", "words", "kind"),
    [
        ("hpo", "Bilateral tonic-clonic seizure", "condition"),
        ("icd10cm", "Classical cholera", "condition"),
        ("drugs", "Prinivil", "drug"),
    ],
)
def test_the_package_itself(name: str, words: str, kind: str):
    package = PACKAGES[name]
    if importlib.util.find_spec(package.module) is None:
        pytest.skip(f"{package.distribution} is not installed: pip install 'evimed[terminologies]'")
    terminology, found = load_packaged(name)
    assert terminology.name == name
    assert terminology.concepts == len(found) > 15_000
    named = [one for one in found if words.lower() in {form.lower() for form in one.forms}]
    assert [one.type for one in named] == [kind]
    if name == "hpo":
        assert sum(one.type == "gene" for one in found) > 4_000
        assert sum(bool(one.links) for one in found) > 10_000
    assert json.dumps(named[0].forms)


def test_the_command_loads_a_package(settings: Settings, database: Database, monkeypatch, capsys):
    found = list(concepts(made_hpo()).values())
    terminology, _ = checked(made_hpo(), HERE, "hpo", "hpo3", "0" * 64, "condition")
    monkeypatch.setattr("evimed.govern.graph.load_packaged", lambda name: (terminology, found))
    monkeypatch.setenv("EVIMED_EMBEDDER", "none")
    options = ["--home", str(settings.home), "--lang", "en", "--json"]
    assert run(["terms", "add", "hpo", *options]) == 0
    assert json.loads(capsys.readouterr().out)["terminology"]["concepts"] == len(found)
    with app.open_session(replace(settings, embedder="none")) as session:
        assert [one.name for one in session.graph().terminologies()] == ["hpo"]

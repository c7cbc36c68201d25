"""Evaluation: the set is made from data at run time, counted with intervals, and shown."""

from __future__ import annotations

import json
import math
from pathlib import Path
from random import Random

import pytest

from evimed.catalogue import LANGUAGES, messages
from evimed.errors import InputError
from evimed.govern.evaluate.corpus import half_of, read_sources
from evimed.govern.evaluate.intervals import bootstrap, wilson
from evimed.govern.evaluate.numbers import NumbersSuite, make_cases
from evimed.govern.evaluate.options import Options
from evimed.govern.evaluate.page import render_page
from evimed.govern.evaluate.perturb import PERTURBATIONS, Names
from evimed.govern.evaluate.report import Report, share
from evimed.govern.evaluate.rewrite import REWRITES
from evimed.govern.evaluate.suites import SUITES, find_suite
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.store.evaluations import newest_evaluations
from evimed.surfaces.cli.eval import command_of, evaluate
from evimed.surfaces.cli.invocation import Invocation

ENGLISH = [
    "The recommended dose of trelomab in adults is at least 20 mg once daily for 7 days after surgery.",
    "Trelomab tablets should not be given to children as oral absorption increased from 10 to 15 mg in 2019.",
    "Pressure fell by 12 mmHg with trelomab compared with 5 mmHg with placebo in women older than 65 years.",
    "However, patients may receive zorubicin 500 mg intravenously if treatment was started on March 3, 2020.",
]
CHINESE = [
    "药品经营企业应当自收到通知之日起二十日内提交书面报告，不得超过5000元的限额。",
    "未成年人不得口服本品；成年人可以口服2片，疗程不少于7日，剂量由2～5 mg逐步提高。",
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder in the form of the public sets, with invented sentences."""
    laws, questions = tmp_path / "cn_health_law", tmp_path / "pubmedqa"
    laws.mkdir()
    questions.mkdir()
    for number in range(12):
        (laws / f"条例{number}.md").write_text("\n".join(CHINESE), encoding="utf-8")
    items = {
        str(number): {"QUESTION": "q", "CONTEXTS": ENGLISH[:2], "LONG_ANSWER": " ".join(ENGLISH[2:])}
        for number in range(12)
    }
    (questions / "set.json").write_text(json.dumps(items), encoding="utf-8")
    return tmp_path


def test_a_document_is_in_one_half_only(data: Path) -> None:
    dev, test = (
        {s.document for s in read_sources(data, "dev")},
        {s.document for s in read_sources(data, "test")},
    )

    assert dev
    assert test
    assert not dev & test
    assert {half_of(document) for document in dev} == {"dev"}


def test_the_same_seed_makes_the_same_set(data: Path) -> None:
    assert make_cases(data, "dev", seed=5) == make_cases(data, "dev", seed=5)
    assert make_cases(data, "dev", seed=5) != make_cases(data, "dev", seed=6)


def test_a_changed_statement_is_never_the_sentence_itself(data: Path) -> None:
    cases = make_cases(data, "dev")

    assert {case.kind for case in cases if not case.true} >= {"number", "unit", "negation", "modality"}
    assert all(case.statement != case.source.sentence for case in cases if not case.true)


def test_data_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_sources(tmp_path, "dev")
    assert error.value.code == "evaluation_data_missing"


@pytest.mark.parametrize("kind", sorted(PERTURBATIONS))
def test_each_perturbation_changes_some_sentence(kind: str) -> None:
    names = Names(["trelomab", "zorubicin", "fenolate", "brovadine"])
    made = [
        PERTURBATIONS[kind](sentence, Random(seed), names)  # noqa: S311  -- made up, not secret
        for sentence in ENGLISH + CHINESE
        for seed in range(5)
    ]

    assert any(made)
    assert not {*ENGLISH, *CHINESE} & {text for text in made if text}


def test_a_rewrite_keeps_what_is_said() -> None:
    rng = Random(1)  # noqa: S311  -- made up, not secret

    assert REWRITES["convert"]("The dose is 500 mg a day.", rng) == "The dose is 0.5 g a day."
    assert REWRITES["numerals"]("应当在二十日内报告。", rng) == "应当在20日内报告。"
    assert REWRITES["voice"]("Trelomab inhibits growth.", rng) == "Growth is inhibited by Trelomab."
    assert REWRITES["clause"]("If it is late, stop; the dose is 5 mg every day.", rng) is None  # a condition
    # A synonym is put for a whole word only, and only words are put for words.
    assert REWRITES["synonym"]("应当查验预防接种证。", rng) != "应当查验预防接种证。"
    assert REWRITES["synonym"]("从事检验医学和流行病学工作满五年。", rng) is None
    assert REWRITES["synonym"]("脉象平稳（80次/分）。", rng) is None


def test_the_suite_counts_what_it_made(data: Path) -> None:
    seen: list[tuple[int, int]] = []
    report = NumbersSuite("dev", per_kind=3).run(data, None, lambda done, total: seen.append((done, total)))
    totals = [m.total for m in report.measures if m.name != "all" and m.total]

    assert seen[-1] == (sum(totals), sum(totals))
    assert all("document" in place and "statement" not in place for place in report.wrong)


def test_wilson_against_published_values() -> None:
    low, high = wilson(8, 10)

    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)  # Brown, Cai & DasGupta 2001
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(10, 10)[1] == pytest.approx(1.0)


def test_bootstrap_surrounds_the_mean() -> None:
    values = [float(n % 2) for n in range(200)]
    low, high = bootstrap(values, lambda sample: sum(sample) / len(sample))

    assert low < 0.5 < high
    assert high - low < 0.2
    assert all(math.isnan(edge) for edge in bootstrap([], max))


def report_of(right: int) -> Report:
    measures = (
        share("caught", "number", "zh", right, 100, at_least=0.98),
        share("caught", "all", "zh", right, 100),
    )
    return Report("numbers", "data", measures, {"seed": 1})


def test_a_goal_is_met_or_not() -> None:
    assert report_of(98).met
    assert not report_of(97).met
    measure = report_of(97).to_json()["measures"]
    assert isinstance(measure, list)
    assert measure[0]["goal"] == {"at_least": 0.98}
    assert measure[0]["met"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_else(language: str) -> None:
    page = render_page(report_of(97), language)

    assert page.count("<svg") == 1
    assert "97.0%" in page
    assert "class='missed'" in page
    assert "src=" not in page
    assert "href=" not in page


def test_every_kind_has_its_words() -> None:
    kinds = {*PERTURBATIONS, *REWRITES, "verbatim", "all"}

    assert {kind for kind in kinds if f"evaluate.numbers.name.{kind}" not in messages()} == set()


def test_an_unknown_suite_names_the_valid_ones() -> None:
    with pytest.raises(InputError) as error:
        find_suite("nothing")
    assert error.value.code == "unknown_suite"
    assert find_suite("numbers").needs_library is False
    assert "numbers" in SUITES


@pytest.mark.parametrize("as_json", [True, False])
def test_the_command_measures_and_writes_a_page(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    page = tmp_path / "page.html"
    code = evaluate(Invocation(tmp_path / "home", "en", as_json), "numbers", data, page)
    said = capsys.readouterr()
    told = said.out
    assert "holds no installation yet" in said.err  # none is made for a report
    assert not (tmp_path / "home").exists()

    assert code in (0, 1)
    assert page.read_text(encoding="utf-8").count("<svg") == 4
    if as_json:
        assert json.loads(told)["schema"] == "evimed/evaluation/1"
        assert json.loads(told)["met"] is (code == 0)
    else:
        assert "Changed statements caught (zh)" in told


def test_a_report_is_kept_where_an_installation_is(
    data: Path,
    settings: Settings,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("EVIMED_EMBEDDER", "none")
    evaluate(Invocation(settings.home, "en", as_json=True), "numbers", data, None, Options(most=2))
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert told["schema"] == "evimed/evaluation/1"
    with database.transaction(Scope.local()) as tx:
        (kept,) = newest_evaluations(tx)
    assert kept.id in said.err
    assert (kept.suite, kept.command) == ("numbers", "evimed eval numbers --data DIR --most 2")
    assert kept.record["measures"] == told["measures"]


def test_the_command_that_is_kept_names_no_place() -> None:
    options = Options(5, "qwen", Path("/home/ann/replies.jsonl"), Path("/home/ann/labels.json"))
    assert command_of("adversary", options, with_data=True) == (
        "evimed eval adversary --data DIR --most 5 --model qwen --answers FILE --labels FILE"
    )

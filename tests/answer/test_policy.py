"""Which questions are not for a library."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.answer.policy import Policy, Rule, load_policy
from evimed.answer.sense import find_sense
from evimed.catalogue import LANGUAGES
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Profile, Settings
from evimed.store.database import Database
from evimed.testing.embedders import HashEmbedder

SETS = Path(__file__).parent.parent / "data" / "policy"


def questions(name: str) -> list[tuple[str, str]]:
    lines = (SETS / name).read_text("utf-8").splitlines()
    return [(line.split("\t")[0], line.split("\t")[1]) for line in lines if line and not line.startswith("#")]


def told(question: str, profile: Profile = "private") -> str:
    rule = load_policy(profile).turn_away(question)
    return rule.name if rule else "library"


@pytest.mark.parametrize(("expected", "question"), questions("dev.tsv"))
def test_development_questions(expected: str, question: str) -> None:
    assert told(question) == expected


@pytest.fixture(scope="module")
def sensing() -> Policy:
    """The policy with the classifier over vectors, as a session has it by default."""
    return replace(load_policy("private"), sense=find_sense(E5OnnxEmbedder()))


@pytest.mark.parametrize(
    ("name", "away", "kept"),
    [("dev.tsv", 45, 55), ("blind.tsv", 74, 60), ("blind2.tsv", 38, 30), ("blind3.tsv", 41, 35)],
)
def test_what_no_words_foresee_is_read_by_its_meaning(
    sensing: Policy, name: str, away: int, kept: int
) -> None:
    """Figures of the day in docs/policy.md: those of the last blind set are what to expect."""
    found = [(expected, sensing.turn_away(question)) for expected, question in questions(name)]
    assert sum(rule is not None for expected, rule in found if expected != "library") >= away
    assert sum(rule is None for expected, rule in found if expected == "library") >= kept


def test_the_sense_belongs_to_one_embedder() -> None:
    assert find_sense(None) is None
    assert find_sense(HashEmbedder()) is None


def test_who_asks_professionally_is_not_sent_away_by_a_mere_likeness(sensing: Policy) -> None:
    assert sensing.sense is not None
    asked = "My patient took the whole bottle of paracetamol, which antidote does the guideline name?"
    assert sensing.turn_away(asked) is None


@pytest.mark.parametrize("profile", get_args(Profile))
def test_every_rule_has_words_for_every_audience(profile: Profile) -> None:
    policy = load_policy(profile)
    for rule in policy.rules:
        for language in LANGUAGES:
            route, verdict = policy.words_for(rule, language)
            assert route.name == "policy"
            assert verdict.name == rule.verdict
            assert len(verdict.reason) > 20
            assert "policy." not in verdict.reason


def test_an_emergency_is_told_where_to_turn() -> None:
    policy = load_policy("public-cn")
    rule = policy.turn_away("我爸突然胸痛喘不过气，怎么办")
    assert rule is not None
    assert "120" in policy.words_for(rule, "zh")[1].reason


def test_a_rule_that_names_what_is_not_there_is_found() -> None:
    policy = load_policy("private")
    known = set(policy.words)
    assert all({*rule.all, *rule.any, *rule.none} <= known for rule in policy.rules)
    with pytest.raises(KeyError):
        Policy(policy.audience, (Rule("x", "refused", ("nothing",)),), policy.words).turn_away("a")


def test_no_profile_looks_up_what_policy_turns_away(tmp_path: Path) -> None:
    with Database.open(Settings(home=tmp_path)) as database:
        session = Session(database, Scope.local(), Settings(home=tmp_path, profile="public-cn"), Models())
        answer = session.ask("我怀孕了能吃布洛芬吗", library="default")
        assert (answer.route.name, answer.verdict.name) == ("policy", "refused")
        assert "药师" in answer.verdict.reason
        assert answer.statements == ()
        assert session.answer(answer.id)["verdict"]["name"] == "refused"
        assert session.ask("孕妇能否使用布洛芬", library="default").route.name == "passages"

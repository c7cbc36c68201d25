"""The set ``adversary``: what a lying model says is dropped, what is kept is counted once, a run goes on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from made_data import make_data

from evimed.catalogue import messages
from evimed.errors import InputError, NotFoundError
from evimed.govern.evaluate.adversary import AdversarySuite, Outcome, Passed, measures
from evimed.govern.evaluate.labels import NO_LABELS, Labels, fingerprint
from evimed.govern.evaluate.options import Options
from evimed.govern.session import Models, Session
from evimed.ports import ChatRequest
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database
from evimed.surfaces.cli.eval import evaluate
from evimed.surfaces.cli.invocation import Invocation
from evimed.testing.chat import ScriptedChat

FALSE = "Every drug cures everything in 4711 % of patients."


def liar(request: ChatRequest) -> str:
    """Quotes the first line of the first passage for one true and one false statement."""
    block = next(part for part in request.user.split("\n[[")[1:] if not part.startswith("/"))
    key, rest = block.split("]]\n", 1)
    line = rest.split("\n")[1]
    said = [{"text": text, "evidence": [{"key": key, "quote": line}]} for text in (line, FALSE)]
    return json.dumps({"statements": said}, ensure_ascii=False)


def test_what_is_false_does_not_pass(tmp_path: Path, database: Database, settings: Settings) -> None:
    data, answers = make_data(tmp_path / "data"), tmp_path / "answers.jsonl"
    model = ScriptedChat([liar])
    session = Session(
        database, Scope.local(), settings, Models(chat=lambda role: model if role == "write" else None)
    )
    options = Options(most=3, model="liar", answers=answers)
    report = AdversarySuite(options).run(data, session, lambda done, total: None)
    asked = len(model.requests)
    kept = [m for m in report.measures if (m.group, m.name) == ("coverage", "kept")]

    assert answers.read_text("utf-8").count("\n") == asked > 0
    assert 0 < sum(m.right or 0 for m in kept) < sum(m.total or 0 for m in kept)  # what is false is dropped
    assert {f"evaluate.adversary.{m.group}" for m in report.measures} <= messages().keys()
    again = AdversarySuite(options).run(data, session, lambda done, total: None)
    assert len(model.requests) == asked  # what is kept is not asked for again
    assert again.measures == report.measures


def test_it_needs_a_model(tmp_path: Path, database: Database, settings: Settings) -> None:
    session = Session(database, Scope.local(), settings, Models())
    with pytest.raises(InputError) as error:
        AdversarySuite(Options()).run(tmp_path, session, lambda done, total: None)
    assert error.value.code == "evaluation_needs_model"


def test_labels_are_counted_once_for_each_statement() -> None:
    one, other = Passed("a", "pubmed/1", (0, 1)), Passed("b", "pubmed/1", (0, 1))
    outcome = Outcome(
        "q", "en", asked=True, failed=False, passed=(one, one, other), dropped=("number", "number")
    )
    labels = Labels({("pubmed/1", fingerprint("a")): "supported", ("pubmed/1", fingerprint("b")): "not"})
    found = {(m.group, m.name): (m.right, m.total) for m in measures([outcome], labels)}

    assert found[("passed", "supported")] == (1, 2)
    assert found[("coverage", "kept")] == (3, 5)
    assert found[("dropped", "number")] == (2, 2)
    assert "passed" not in {m.group for m in measures([outcome], NO_LABELS)}


def test_a_model_nobody_configured_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIMED_HOME", str(tmp_path))
    with pytest.raises(NotFoundError) as error:
        evaluate(Invocation(None, "en", as_json=True), "adversary", tmp_path, None, Options(model="nobody"))
    assert error.value.code == "model_unknown"

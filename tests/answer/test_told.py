"""What an answer tells beside its best sentence: what completes it, in which order, and with what reserve."""

from __future__ import annotations

from pathlib import Path

from evimed.govern.session import Models, Session
from evimed.records import Answer, Scope
from evimed.settings import Settings
from evimed.store.database import Database


def asked(home: Path, question: str, **files: str) -> Answer:
    folder = home / "files"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    settings = Settings(home=home / "home")
    with Database.open(settings) as database:
        session = Session(database, Scope.local(), settings, Models())
        session.ingest([str(folder)], library="default")
        return session.ask(question, library="default")


def test_found_in_animals_only_is_said(tmp_path: Path) -> None:
    study = "# Evitazine in mice\n\nIn mice with gout, Evitazine lowered urate by 30 %.\n"
    answer = asked(
        tmp_path, "By what percentage did Evitazine lower urate in patients with gout?", study=study
    )
    assert answer.verdict.name == "caveats"
    assert "animals only" in answer.verdict.reason
    assert answer.statements[0].text == "In mice with gout, Evitazine lowered urate by 30 %."


def test_who_was_left_out_is_quoted(tmp_path: Path) -> None:
    label = (
        "# 依维嗪片说明书\n\n## 用法用量\n\n依维嗪的推荐剂量为每次 5 mg。\n\n"
        "## 临床试验\n\n依维嗪的临床试验未纳入儿童。\n"
    )
    answer = asked(tmp_path, "依维嗪用于儿童的推荐剂量是多少？", label=label)
    assert answer.verdict.name == "caveats"
    assert "儿童" in answer.verdict.reason
    told = {one.quote for one in answer.citations}
    assert told >= {
        "依维嗪的推荐剂量为每次 5 mg。",
        "依维嗪的临床试验未纳入儿童。",
    }


def test_a_sentence_is_told_with_the_one_that_completes_it(tmp_path: Path) -> None:
    leaflet = "# Leaflet\n\nEvitazine is a tablet. It should be taken once daily with food.\n"
    answer = asked(tmp_path, "How often should Evitazine be taken?", leaflet=leaflet)
    assert answer.statements[0].text == "Evitazine is a tablet. It should be taken once daily with food."
    assert len(answer.statements[0].citations) == 2
    quotes = {one.id: one.quote for one in answer.citations}
    assert [quotes[key] for key in answer.statements[0].citations] == [
        "Evitazine is a tablet.",
        "It should be taken once daily with food.",
    ]

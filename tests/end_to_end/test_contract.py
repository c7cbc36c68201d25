"""What programs read: ``ask``, ``search`` and ``show`` over texts that make counting characters hard."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

import jsonschema
from made_files import report
from shell import Shell

from evimed import samples

SCHEMA = json.loads(resources.files("evimed.surfaces").joinpath("answer.schema.json").read_text("utf-8"))

QUESTIONS = {
    "crlf.txt": "How often should vexatinib be taken?",
    "classic.txt": "What is the shelf life of marzotinib?",
    "astral.txt": "Which syndrome does quillotinib treat?",
    "gb.txt": "维沙替尼的推荐剂量是多少？",
    "utf16.txt": "博纳替尼应在多少度以下保存？",
    "broken.txt": "芬洛沙班的每日最大剂量是多少？",
}


PLACES = {
    "pdf": {"page", "box", "section"},
    "pptx": {"slide"},
    "xlsx": {"cell"},
    "docx": {"section"},
    "md": {"section"},
}

TEXTS = {
    "crlf.txt": b"Dosing\r\n\r\nVexatinib should be taken once\r\ndaily with food.\r\n",
    "classic.txt": b"Storage\r\rThe shelf life of marzotinib is 24 months.\r",
    "astral.txt": "\ufeff𝒳 𠮷 🧪\n\nQuillotinib treats Verner–Ødegård 🧬 syndrome.\x0c\nPage 2\n".encode(),
    "gb.txt": "用法用量\n\n维沙替尼的推荐剂量为每次 50 mg，每日一次。\n".encode("gb18030"),
    "utf16.txt": "贮藏\n\n博纳替尼应在 25 ℃ 以下保存。\n".encode("utf-16"),
    "broken.txt": "用法用量\n\n芬 洛 沙 班 的 每 日 最 大\n\n剂 量 为 60 mg ， 不 得 超 过 。\n".encode(),
    "report.txt": report(7).encode(),
}


def taken_in(shell: Shell) -> dict[str, str]:
    """The texts ingested; each as ``show --text`` prints it."""
    for name, content in TEXTS.items():
        (shell.folder / name).write_bytes(content)
    assert set(shell.statuses(".").values()) == {"done"}
    # As bytes: reading text would turn CRLF into LF, and every offset after it would be wrong.
    return {name: shell("show", name, "--text").out.decode("utf-8") for name in TEXTS}


def check_record(answer: dict[str, Any], texts: dict[str, str]) -> None:
    """The schema holds, every quotation stands at its place, every statement in its quotations."""
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(SCHEMA, format_checker=checker).validate(answer)
    quotes: dict[str, str] = {}
    for citation in answer["citations"]:
        start, end = citation["locator"]["chars"]
        assert citation["quote"] == texts[citation["document"]["source"]][start:end]
        quotes[citation["id"]] = citation["quote"]
    for statement in answer["statements"]:
        quoted = "".join("".join(quotes[id_] for id_ in statement["citations"]).split())
        told = "".join(statement["text"].split())
        # A table row is told with the names of its columns: 推荐剂量：20 mg；给药频次：每日一次.
        parts = re.split("[：；:;]", told) if len(statement["citations"]) > 1 else [told]
        assert [part for part in parts if part not in quoted] == []


def test_every_quotation_stands_where_it_says(shell: Shell) -> None:
    texts = taken_in(shell)
    for source, question in QUESTIONS.items():
        answer = shell.reads("ask", question)
        check_record(answer, texts)
        assert answer["citations"][0]["document"]["source"] == source
    assert shell.reads("show", answer["id"]) == answer
    assert texts["crlf.txt"].count("\r\n") == 4
    form = shell.reads("show", "astral.txt", "--text")
    assert (form["text"], form["document"]["characters"]) == (texts["astral.txt"], len(texts["astral.txt"]))


def test_search_tells_rank_score_passage_document_and_place(shell: Shell) -> None:
    (shell.folder / "report.txt").write_text(report(7))
    shell("ingest", "report.txt")
    found = shell.reads("search", "mean trough concentration", "--limit", "3")
    assert set(found) == {"query", "library", "results"}
    assert [hit["rank"] for hit in found["results"]] == [1, 2, 3]
    text = shell("show", "report.txt", "--text").out.decode("utf-8")
    for hit in found["results"]:
        assert set(hit) == {"rank", "score", "passage", "document", "locator"}
        assert set(hit["score"]) == {"fused", "bm25", "bm25_rank", "dense", "dense_rank"}
        assert set(hit["passage"]) == {"id", "text", "chars", "language"}
        assert hit["document"]["source"] == "report.txt"
        start, end = hit["passage"]["chars"]
        assert "".join(hit["passage"]["text"].split()) == "".join(text[start:end].split())
        assert hit["locator"]["chars"] == hit["passage"]["chars"]


def test_places_in_every_format(shell: Shell) -> None:
    """Page and box in a PDF, slide in a deck, cells in a workbook, section where there are headings."""
    shell("ingest", str(samples.library_path()))
    found = shell.reads("search", "P03-001 收缩压 剂量 报告 tinoxaban dose events deck", "--limit", "200")
    places: dict[str, list[dict[str, Any]]] = {}
    for hit in found["results"]:
        places.setdefault(hit["document"]["source"].rpartition(".")[2], []).append(hit["locator"])
    for suffix, parts in PLACES.items():
        assert any(parts <= place.keys() for place in places[suffix]), (suffix, places[suffix])

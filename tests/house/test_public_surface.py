"""What other people's programs may rely on. A change here is a change of contract: say so in CHANGELOG.md."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

import evimed
from evimed.surfaces.cli import COMMANDS
from evimed.surfaces.cli.program import parameters

SHARED_SCHEMA = Path(__file__).parents[3] / "shared" / "answer.schema.json"


def test_package():
    assert evimed.__all__ == ["__version__"]


def test_commands_and_options():
    common = {"--home", "--lang", "--help", "-h"}
    assert parameters() == {
        "": common | {"--version"},
        "demo": common,
        "ingest": common
        | {"PATH...", "--library", "--as", "--json", "--wait", "--no-wait", "--vectors", "--engine"},
        "ask": common | {"QUESTION", "--library", "--as", "--json", "--after"},
        "search": common | {"QUERY", "--library", "--as", "--json", "--limit"},
        "conflicts": common | {"--topic", "--one-sided", "--library", "--as", "--json"},
        "show": common | {"DOCUMENT|ANSWER", "--library", "--as", "--json", "--text", "--book"},
        "replay": common | {"ANSWER", "--as", "--json"},
        "delete": common | {"DOCUMENT", "--library", "--as", "--json"},
        "doctor": common | {"--json"},
        "mcp": common | {"--library"},
        "serve": common | {"--host", "--port", "--name", "--https", "--rate", "--workers"},
        "status": common | {"--library", "--as", "--json"},
        "eval": common
        | {
            "SUITE",
            "--data",
            "--page",
            "--most",
            "--model",
            "--answers",
            "--labels",
            "--keep",
            "--no-keep",
            "--json",
        },
        "account add": common | {"NAME", "--role", "--service", "--password-stdin", "--json"},
        "account list": common | {"--json"},
        "account password": common | {"NAME", "--password-stdin", "--json"},
        "account link": common | {"NAME", "SUBJECT", "--json"},
        "account grant": common | {"ROLE", "HOLDER", "--json"},
        "account revoke": common | {"ROLE", "HOLDER", "--json"},
        "account disable": common | {"NAME", "--json"},
        "account enable": common | {"NAME", "--json"},
        "account remove": common | {"NAME", "--json"},
        "group add": common | {"GROUP", "--json"},
        "group list": common | {"--json"},
        "group remove": common | {"GROUP", "--json"},
        "group put": common | {"GROUP", "MEMBER", "--json"},
        "group take": common | {"GROUP", "MEMBER", "--json"},
        "token add": common | {"NAME", "LABEL", "--verb", "--days", "--purpose", "--json"},
        "token list": common | {"[NAME]", "--json"},
        "token revoke": common | {"TOKEN", "--json"},
        "permit add": common
        | {"SUBJECT", "--effect", "--path", "--document", "--purpose", "--library", "--json"},
        "permit list": common | {"--library", "--json"},
        "permit remove": common | {"RULE", "--json"},
        "permit explain": common | {"NAME", "DOCUMENT", "--purpose", "--library", "--json"},
        "model add": common
        | {"NAME", "--provider", "--url", "--model", "--gguf", "--role", "--key-env", "--key-stdin"}
        | {
            "--structured",
            "--variant",
            "--stream",
            "--no-stream",
            "--seconds",
            "--retries",
            "--max-tokens",
            "--passages",
        }
        | {
            "--context",
            "--temperature",
            "--price-input",
            "--price-output",
            "--currency",
            "--proxy",
            "--json",
        },
        "model list": common | {"--json"},
        "model test": common | {"NAME", "--json"},
        "model remove": common | {"NAME", "--json"},
        "versions": common | {"DOCUMENT", "--library", "--as", "--json"},
        "grade": common
        | {"DOCUMENT...", "--outcome", "--effect"}
        | {"--step", "--as-it-starts", "--by", "--library", "--as", "--json"},
        "causality": common | {"FORM", "DOCUMENT", "--set", "--by", "--library", "--as", "--json"},
        "graph build": common | {"--library", "--json"},
        "graph extract": common | {"--most", "--dry-run", "--forget", "--library", "--json"},
        "graph show": common | {"ENTITY", "--hops", "--library", "--json"},
        "folder list": common | {"--library", "--json"},
        "folder make": common | {"FOLDER", "--library", "--json"},
        "folder rename": common | {"FOLDER", "TO", "--library", "--json"},
        "folder remove": common | {"FOLDER", "--library", "--json"},
        "folder move": common | {"DOCUMENT", "FOLDER", "--library", "--json"},
        "tag show": common | {"DOCUMENT", "--library", "--json"},
        "tag add": common | {"DOCUMENT", "KIND", "VALUE", "--library", "--json"},
        "tag remove": common | {"DOCUMENT", "KIND", "VALUE", "--library", "--json"},
        "tag reset": common | {"DOCUMENT", "KIND", "VALUE", "--library", "--json"},
        "graph path": common | {"A", "B", "--hops", "--library", "--json"},
        "graph communities": common | {"--about", "--limit", "--library", "--json"},
        "graph export": common | {"--format", "--out", "--library"},
        "graph import": common | {"FILE", "--format", "--library", "--json"},
        "terms load": common | {"FILE", "--kind", "--name", "--type", "--json"},
        "terms add": common | {"NAME", "--json"},
        "terms show": common | {"NAME", "--json"},
        "terms list": common | {"--json"},
        "terms remove": common | {"NAME", "--json"},
        "audit verify": common | {"--file", "--anchor", "--key", "--tsa-ca", "--json"},
        "audit risks": common | {"--json"},
        "audit anchor": common | {"--out", "--tsa", "--tsa-ca", "--json"},
        "audit show": common | {"SEQ", "--last", "--action", "--json"},
        "audit export": common | {"--after", "--through", "--out"},
        "privacy scan": common | {"PATH...", "--json"},
        "privacy report": common | {"DOCUMENT", "--library", "--json"},
        "privacy policy": common | {"LIBRARY", "MODE", "--purpose", "--json"},
        "privacy assess": common | {"FILE", "--by", "--json"},
        "privacy reveal": common | {"PSEUDONYM...", "--json"},
        "privacy export": common | {"PERSON...", "--json"},
        "privacy correct": common | {"PERSON...", "--json"},
        "privacy erase": common | {"PERSON...", "--json"},
        "privacy requests": common | {"--json"},
        "privacy keep": common | {"LIBRARY", "WHAT", "DAYS", "--json"},
        "privacy purge": common | {"--dry-run", "--json"},
        "privacy consent give": common
        | {"PERSON", "--purpose", "--basis", "--evidence", "--until", "--json"},
        "privacy consent withdraw": common | {"PERSON", "--purpose", "--evidence", "--json"},
        "privacy consent list": common | {"PERSON", "--json"},
        "privacy backup add": common | {"PLACE", "--made", "--json"},
        "privacy backup gone": common | {"PLACE", "--json"},
        "privacy backup list": common | {"--json"},
    }
    assert tuple(parameters())[1:] == COMMANDS


def test_answer_schema_is_the_agreed_one():
    ours = json.loads(resources.files("evimed.surfaces").joinpath("answer.schema.json").read_text("utf-8"))
    assert ours["$id"] == "evimed/answer/1"
    if not SHARED_SCHEMA.exists():
        pytest.skip("../shared is not here: nothing to compare with")
    assert ours == json.loads(SHARED_SCHEMA.read_text("utf-8"))

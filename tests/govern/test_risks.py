"""The risk register names modules and tests that exist."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path

import pytest

from evimed.catalogue import LANGUAGES
from evimed.govern.audit.risks import Risk, register

ROOT = Path(__file__).resolve().parents[2]


def test_g43_the_twelve_risks_of_nist_are_there_in_order() -> None:
    assert [risk.section for risk in register()] == [f"2.{number}" for number in range(1, 13)]
    assert len({risk.id for risk in register()}) == 12


@pytest.mark.parametrize("risk", register(), ids=lambda risk: risk.id)
def test_g43_each_risk_has_controls_and_tests_that_exist(risk: Risk) -> None:
    assert risk.modules
    assert risk.tests
    for module in risk.modules:
        assert importlib.util.find_spec(module) is not None, module
    for test in risk.tests:
        path, _, name = test.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in names, test
    for language in LANGUAGES:
        assert risk.title(language)
        assert risk.control(language)
        assert risk.rest(language)

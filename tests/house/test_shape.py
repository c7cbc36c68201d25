"""Modules a person can hold in the head, named after what they are in the field."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from sources import ROOT, modules, trees

LONGEST_MODULE = 500
LONGEST_FUNCTION = 60  # a screen, its docstring not counted
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "common", "manager", "misc"}
SHARED_CONTRACTS = ROOT.parent / "shared" / "importlinter.ini"


def lines_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert function.end_lineno is not None
    first = function.body[0]
    docstring = 0
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and first.end_lineno:
        docstring = first.end_lineno - first.lineno + 1
    return function.end_lineno - function.lineno + 1 - docstring


def test_modules_are_short():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length >= LONGEST_MODULE} == {}


def test_functions_fit_a_screen():
    long = {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": lines_of(node)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of(node) > LONGEST_FUNCTION
    }
    assert long == {}


def test_names_say_something():
    assert [str(path) for path in modules() if path.stem in NAMES_THAT_SAY_NOTHING] == []


def test_import_contracts_are_the_agreed_ones():
    if not SHARED_CONTRACTS.exists():
        pytest.skip("../shared is not here: nothing to compare with")
    assert Path(ROOT / ".importlinter").read_text("utf-8") == SHARED_CONTRACTS.read_text("utf-8")


def test_test_modules_have_names_of_their_own():
    names = Counter(path.name for path in (ROOT / "tests").rglob("*.py") if path.name != "conftest.py")
    shared = {name for name, count in names.items() if count > 1 and name.startswith("test_")}
    assert shared == set()  # pytest cannot collect two of a name

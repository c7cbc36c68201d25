"""The sources as the house tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "evimed"


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in modules():
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def calls() -> Iterator[tuple[Path, str, ast.Call]]:
    """Every call with the last part of the name that is called."""
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                function = node.func
                if isinstance(function, ast.Name):
                    yield path, function.id, node
                elif isinstance(function, ast.Attribute):
                    yield path, function.attr, node


def strings(node: ast.expr) -> list[str]:
    """String constants in an expression that picks one of them, as in ``"a" if x else "b"``."""
    found = [part for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return [part.value for part in found if isinstance(part.value, str)]

"""What a statement speaks of may not be cut short, nor a condition told by words of the rest."""

from __future__ import annotations

import pytest

from evimed.answer.checks import Evidence, check_statement


@pytest.mark.parametrize(
    ("said", "source", "supported"),
    [
        ("Salvin is found in the nucleus.", "Salvin protein 1a (SP1a) is found in the nucleus.", False),
        (
            "Salvin protein 1a is found in the nucleus.",
            "Salvin protein 1a (SP1a) is found in the nucleus.",
            True,
        ),
        (
            "Toxins are also known as velins.",
            "Bacterial bi-component toxins, also known as velins, are rare.",
            False,
        ),
        ("The dose is 5 mg.", "The recommended dose is 5 mg.", True),
        ("The amount of 5 mg shall not be exceeded.", "The amount of 5 mg shall not be exceeded.", True),
        (
            "原注册部门应当依法注销其注册。",
            "护士有应当依法注销注册情形的，原注册部门应当依法注销其注册。",
            False,
        ),
        ("A dose-depend", "A dose-depend", False),
        ("Influenza vaccine", "Influenza vaccine", False),
        ("Dose: 5 mg daily", "Dose: 5 mg daily", True),
        ("Store in a cool place.", "Store in a cool place.", True),
    ],
)
def test_subjects(said: str, source: str, *, supported: bool) -> None:
    verdict = check_statement(said, [Evidence("k", source, "", "")], language="en")
    assert verdict.supported is supported, verdict.findings

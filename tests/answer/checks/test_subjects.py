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
        ("监督部门应当监督销毁。", "被注销证书的药品，应当由监督部门监督销毁。", False),
        ("监督部门应当监督销毁被注销证书的药品。", "被注销证书的药品，应当由监督部门监督销毁。", True),
        ("A dose-depend", "A dose-depend", False),
        ("Loci raise the risk of gout.", "The data suggest that loci raise the risk of gout.", False),
        ("Loci may raise the risk of gout.", "The data suggest that loci may raise the risk of gout.", True),
        ("Delivery of salvin is an mRNA.", "Delivery of salvin, an mRNA, has speeded up healing.", False),
        ("Salvin is an mRNA.", "Delivery of salvin, an mRNA, has speeded up healing.", True),
        ("Salvin may be taken with food.", "Patients may take salvin with food.", True),
        ("Influenza vaccine", "Influenza vaccine", False),
        ("Dose: 5 mg daily", "Dose: 5 mg daily", True),
        ("Store in a cool place.", "Store in a cool place.", True),
    ],
)
def test_subjects(said: str, source: str, *, supported: bool) -> None:
    verdict = check_statement(said, [Evidence("k", source, "", "")], language="en")
    assert verdict.supported is supported, verdict.findings


def test_a_statement_rests_on_what_it_quotes() -> None:
    quote, other = "Salvin is taken at night.", "The most common side effects are dizziness and ankle oedema."
    evidence = Evidence("k", quote, f"{quote}\n{other}", "")

    assert not check_statement(other, [evidence], language="en").supported
    title = "Salvin is more selective at night than by day"
    cited = Evidence("k", "Salvin, taken at night or by day, is selective.", "", title)
    assert not check_statement(title, [cited], language="en").supported
    assert check_statement("Salvin is taken at night.", [evidence], language="en").supported


def test_a_title_is_no_statement() -> None:
    title = "Salvin and heart function in young people with new-onset diabetes"
    assert not check_statement(title, [Evidence("k", title, "", title)], language="en").supported
    said = "Salvin is safe in young people with new-onset diabetes"
    assert check_statement(said, [Evidence("k", said, "", said)], language="en").supported

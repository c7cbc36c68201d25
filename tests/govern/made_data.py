"""A folder in the form of the public sets, with invented abstracts, laws and questions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evimed.govern.evaluate.asked import law_questions

DRUGS = ("trelomab", "zorubicin", "fenolate", "brovadine", "quistarol", "melvexine", "orbutide", "sandipril")
TOPICS = ("headache", "asthma", "gout", "psoriasis", "anaemia", "insomnia", "eczema", "migraine")


def make_data(folder: Path, *, laws: bool = True) -> Path:
    """BioASQ with two questions of each kind for each drug; every law that our questions name."""
    bioasq = folder / "bioasq_golden"
    bioasq.mkdir(parents=True)
    questions = [q for number in range(len(DRUGS)) for q in _questions(number)]
    (bioasq / "1B1_golden.json").write_text(json.dumps({"questions": questions}), encoding="utf-8")
    if laws:
        (folder / "cn_health_law").mkdir()
        for question in law_questions():
            for id_ in question.gold:
                path = folder / "cn_health_law" / id_.removeprefix("law/")
                path.write_text(f"# {path.stem}\n\n第一条 药品经营企业应当建立记录。\n", encoding="utf-8")
    return folder


def _questions(number: int) -> list[dict[str, Any]]:
    drug, topic = DRUGS[number], TOPICS[number]
    address = f"http://www.ncbi.nlm.nih.gov/pubmed/{number + 100}"
    said = f"In this trial {drug} was effective in the treatment of {topic} at 20 mg once daily."
    title = f"A trial of {drug} in {topic}."
    snippets = [
        _snippet(address, "title", 0, title),
        _snippet(address, "abstract", 40, said),
        _snippet(address, "abstract", 40, said[:30]),
    ]
    common: dict[str, Any] = {"documents": [address], "snippets": snippets, "ideal_answer": [said]}
    return [
        {
            "id": f"f{number}",
            "body": f"What is treated with {drug}?",
            "type": "factoid",
            "exact_answer": [[topic]],
            **common,
        },
        {
            "id": f"y{number}",
            "body": f"Is {drug} effective in {topic}?",
            "type": "yesno",
            "exact_answer": "yes",
            **common,
        },
    ]


def _snippet(address: str, section: str, start: int, text: str) -> dict[str, Any]:
    end = start + len(text)
    return {
        "document": address,
        "beginSection": section,
        "endSection": section,
        "offsetInBeginSection": start,
        "offsetInEndSection": end,
        "text": text,
    }

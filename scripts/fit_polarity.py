# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# Strict inference gives up on numpy expressions that update an array in a loop.
"""Fit what reads yes or no from sentences, on the development halves of BioASQ and PubMedQA.

    python scripts/fit_polarity.py --data ../shared/data [--check]

Writes ``govern/evaluate/polarity_weights.py`` (format it); ``--check`` only reports. Figures are of five
folds. The test halves are never read here.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from evimed.app import open_session
from evimed.govern.evaluate.asked import bioasq_questions
from evimed.govern.evaluate.bioasq import find
from evimed.govern.evaluate.choices import Choice, macro_f1
from evimed.govern.evaluate.corpus import half_of
from evimed.govern.evaluate.polarity import Reader, features
from evimed.govern.evaluate.pubmedqa import drawn, read_answers, read_items
from evimed.settings import ChatChoice, Settings

ROOT = Path(__file__).resolve().parent.parent
Matrix: TypeAlias = NDArray[np.float64]
Example: TypeAlias = tuple[str, tuple[str, ...], str]  # question, statements, the right answer
FOLDS = 5
PENALTY = 0.01


def collect(home: Path, data: Path) -> dict[str, list[Example]]:
    """What the library says on each question of the development halves."""
    own = [q for q in bioasq_questions(data) if q.kind == "yesno" and half_of(q.id) == "dev"]
    items = read_items(data)
    asked = drawn(items, "dev", None)
    settings = Settings(home=home, workers=2, chat=ChatChoice(write="none"))
    with open_session(settings) as session:
        return {
            "PUBMEDQA": [
                (one.item.question, one.statements, one.item.right)
                for one in read_answers(session, items, asked)
            ],
            "BIOASQ": [
                (one.asked.text, one.statements, one.asked.facts[0].lower())
                for one in find(session, data, own)
            ],
        }


def fit(examples: list[Example], *, steps: int = 1500, rate: float = 0.3) -> Reader:
    """Multinomial logistic regression with an L2 penalty, by gradient ascent."""
    answers = sorted({right for _, _, right in examples})
    rows = np.array([(1.0, *features(question, said)) for question, said, _ in examples], dtype=np.float64)
    right = np.array([[float(answer == r) for answer in answers] for _, _, r in examples], dtype=np.float64)
    weights: Matrix = np.zeros((len(answers), rows.shape[1]))
    for _ in range(steps):
        logits = rows @ weights.T
        odds = np.exp(logits - logits.max(1, keepdims=True))
        gradient = (right - odds / odds.sum(1, keepdims=True)).T @ rows / len(rows)
        gradient[:, 1:] -= PENALTY * weights[:, 1:]
        weights = weights + rate * gradient
    return Reader(
        {a: tuple(round(float(v), 3) for v in row) for a, row in zip(answers, weights, strict=True)}
    )


def check(name: str, examples: list[Example]) -> None:
    """Figures of questions the fit has not seen."""
    choices: list[Choice] = []
    for fold in range(FOLDS):
        reader = fit([one for at, one in enumerate(examples) if at % FOLDS != fold])
        for at, (question, said, right) in enumerate(examples):
            if at % FOLDS == fold:
                choices.append(Choice(str(at), reader.read(question, said), right, bool(said)))
    hit = sum(c.chosen == c.right for c in choices) / len(choices)
    most = Counter(c.right for c in choices).most_common(1)[0]
    print(
        f"{name}: {len(choices)} questions, accuracy {hit:.1%}, macro-F1 {macro_f1(choices):.3f}; "
        f"always {most[0]}: {most[1] / len(choices):.1%}"
    )


def write(readers: dict[str, Reader], commonest: dict[str, str]) -> None:
    """Write the constants."""
    lines = [
        '"""Fitted constants of reading yes or no, written by ``scripts/fit_polarity.py``."""\n',
        "from __future__ import annotations\n\nfrom evimed.govern.evaluate.polarity import Reader\n",
    ]
    for name, reader in readers.items():
        told = "\n".join(f'        "{answer}": {row},' for answer, row in reader.weights.items())
        lines.append(f"{name} = Reader(\n    {{\n{told}\n    }}\n)")
        lines.append(f'{name}_COMMONEST = "{commonest[name]}"')
    path = ROOT / "src/evimed/govern/evaluate/polarity_weights.py"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Collect, report, write."""
    parser = argparse.ArgumentParser(description="fit what reads yes or no from sentences")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/data")
    parser.add_argument("--check", action="store_true", help="report only")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        examples = collect(Path(home), arguments.data)
    for name, own in examples.items():
        check(name, own)
    if not arguments.check:
        commonest = {n: Counter(r for _, _, r in own).most_common(1)[0][0] for n, own in examples.items()}
        write({name: fit(own) for name, own in examples.items()}, commonest)


if __name__ == "__main__":
    main()

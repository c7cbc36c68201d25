"""Studies and a case to appraise; all of them invented."""

from __future__ import annotations

from pathlib import Path

TEXTS = {
    "trial.txt": """Trelomab for asthma in adults

Methods: In this randomised controlled trial (NCT01234567), 240 adults with asthma were randomly assigned \
to trelomab or placebo. The study was open-label.
Results: Trelomab reduced exacerbations in adults compared with placebo \
(hazard ratio 0.71, 95% CI 0.55 to 0.92).
Funding: Halvorsen Pharma Inc.
Conclusions: Trelomab reduces exacerbations of asthma.
""",
    "cohort.txt": """Zelkine and falls in older people: a cohort study

Methods: In this prospective cohort study we followed 5,120 adults aged over 70 years.
Results: Zelkine was associated with falls (odds ratio 2.40, 95% CI 1.90 to 3.10), \
with a dose-response relationship.
Conclusions: Zelkine causes falls.
""",
    "event.txt": """Rash after florapam: a case report

Results: A 60-year-old woman developed a rash three days after starting florapam. Florapam was discontinued \
and the rash resolved within a week.
Conclusions: Florapam can cause rash.
""",
}


def write_studies(folder: Path) -> list[str]:
    """The files, as they are given to ingest."""
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [str(folder / name) for name in TEXTS]

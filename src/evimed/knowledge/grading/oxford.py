"""Level of evidence by the kind of question: the Oxford table of 2011.

The rows of the table, as printed, with our designs. A level may be graded down for imprecision, indirectness,
inconsistency or a small effect, and up for a large one: that is left to a person (``worksheet``).

References
----------
OCEBM Levels of Evidence Working Group: The Oxford 2011 Levels of Evidence. Oxford Centre for Evidence-Based
Medicine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal

from evimed.knowledge.grading.designs import Design
from evimed.knowledge.grading.study import Study
from evimed.knowledge.tokens import fold

QuestionType = Literal["therapy", "harm", "diagnosis", "prognosis", "prevalence", "screening"]
TYPES: Final[tuple[QuestionType, ...]] = (
    "therapy",
    "harm",
    "diagnosis",
    "prognosis",
    "prevalence",
    "screening",
)
SCHEME: Final = "Oxford CEBM 2011"

_MECHANISM: Final[Mapping[Design, int]] = {
    "animal": 5,
    "in_vitro": 5,
    "model": 5,
    "review": 5,
    "qualitative": 5,
}
_OF_TRIALS: Final = frozenset(("therapy", "harm", "screening"))  # level 1: a review of randomised trials
_WITHOUT_MECHANISM: Final = frozenset(("prevalence", "prognosis"))  # level 5: not applicable
_LEVELS: Final[Mapping[QuestionType, Mapping[Design, int]]] = {
    # Does this intervention help?
    "therapy": {
        "systematic_review": 1, "rct": 2, "controlled": 3, "cohort": 3, "case_control": 4, "case_series": 4,
        "case_report": 4, "cross_sectional": 4, "diagnostic": 4,
    },
    # What are the harms?
    "harm": {
        "systematic_review": 1, "rct": 2, "controlled": 3, "cohort": 3, "case_control": 4, "case_series": 4,
        "case_report": 4, "cross_sectional": 4, "diagnostic": 4,
    },
    # Is this test accurate?
    "diagnosis": {
        "systematic_review": 1, "diagnostic": 2, "cross_sectional": 2, "cohort": 3, "case_control": 4, "case_series": 4,
        "case_report": 4, "rct": 2, "controlled": 3,
    },
    # What will happen if we do not add a therapy? An inception cohort is level 2.
    "prognosis": {
        "systematic_review": 1, "cohort": 3, "rct": 3, "controlled": 3, "case_control": 4, "case_series": 4,
        "case_report": 4, "cross_sectional": 4, "diagnostic": 4,
    },
    # How common is the problem? A survey of a local random sample is level 1.
    "prevalence": {
        "systematic_review": 2, "cross_sectional": 3, "cohort": 3, "diagnostic": 3, "rct": 4, "controlled": 4,
        "case_control": 4, "case_series": 4, "case_report": 4,
    },
    # Is this early detection test worthwhile?
    "screening": {
        "systematic_review": 1, "rct": 2, "controlled": 3, "cohort": 3, "case_control": 4, "case_series": 4,
        "case_report": 4, "cross_sectional": 4, "diagnostic": 4,
    },
}  # fmt: skip

_ASKED: Final[tuple[tuple[QuestionType, str], ...]] = (
    ("screening", r"筛查|早期发现|\bscreen(?:ing|ed|s)?\b|\bearly detection\b"),
    ("prevalence", r"患病率|流行率|发病率|多常见|有多少人患|\bprevalence\b|\bhow common\b|\bincidence\b|\bhow many people have\b"),
    ("diagnosis", r"诊断|灵敏度|敏感度|特异度|鉴别|检(?:测|查)方法|\bdiagnos\w*|\bsensitivity\b|\bspecificity\b|\baccura\w+|\bdetect(?:s|ed|ion)?\b|\btest for\b"),
    ("prognosis", r"预后|生存期|生存率|自然病程|会怎么样|\bprognos\w*|\bsurvival\b|\bnatural history\b|\bpredict\w*|\blife expectancy\b"),
    ("harm", r"不良反应|副作用|毒性|有害|危害|安全性|风险|致癌|\badverse(?:ly)?\b|\bside[- ]effects?\b|\bharm\w*|\btoxic\w*|\bsafe(?:ty)?\b|\brisk\b|\bcauses?\b"),
    ("therapy", r"治疗|疗效|有效|缓解|降低|改善|减轻|控制|治愈|手术|疫苗|用药|预防|推荐|\btreat\w*|\btherap\w*|\beffective\w*|\befficacy\b|\bbenefit\w*|\breduc\w+|\bimprov\w+|\bprevent\w*|\bhelps?\b|\bworks\b|\bwork(?=\?| (?:for|in|against|as|better|when)\b)|\breliev\w+|\balleviat\w+|\bcures?\b|\bheal\w*|\bmanag\w+|\bcontrol(?:s|led)?\b|\bsurgery\b|\bvaccin\w+"),
)  # fmt: skip


def level_of(
    design: Design,
    question: QuestionType,
    *,
    random_sample: bool = False,
    inception: bool = False,
    observational: bool = False,
    n_of_1: bool = False,
) -> int | None:
    """The level, 1 (best) to 5, of a study of ``design``; ``None`` where the table has no row for it.

    Parameters
    ----------
    design
        Of the study.
    question
        Which column of the table.
    random_sample
        A survey of a random sample of its population (prevalence).
    inception
        A cohort followed from the onset (prognosis).
    observational
        A review of studies without randomisation: what it reviews is what it is worth (treatment, harm,
        screening).
    n_of_1
        Trials in single patients (treatment).
    """
    if question == "prevalence" and design == "cross_sectional" and random_sample:
        return 1
    if question == "prognosis" and design == "cohort" and inception:
        return 2
    if observational and design == "systematic_review" and question in _OF_TRIALS:
        return _LEVELS[question]["cohort"]
    if n_of_1 and design == "rct" and question == "therapy":
        return 1
    level = _LEVELS[question].get(design)
    if level is None and question not in _WITHOUT_MECHANISM:
        return _MECHANISM.get(design)
    return level


def level_of_study(study: Study, question: QuestionType) -> int | None:
    """The level of a study as it was read."""
    return level_of(
        study.design.name,
        question,
        random_sample=study.random_sample,
        inception=study.inception,
        observational=study.observational,
        n_of_1=study.n_of_1,
    )


def question_type(question: str) -> QuestionType | None:
    """The type of a question about care; ``None`` where it asks something else (of a law, a procedure, a study's size)."""
    folded = fold(question)
    return next((name for name, pattern in _ASKED if re.search(pattern, folded)), None)

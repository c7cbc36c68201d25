"""Whether a statement says only what its evidence says: by rules and alignment, without a model."""

from __future__ import annotations

from evimed.answer.checks.statement import check_statement
from evimed.answer.checks.verdict import CHECKS, Check, Evidence, Finding, Verdict

__all__ = ["CHECKS", "Check", "Evidence", "Finding", "Verdict", "check_statement"]

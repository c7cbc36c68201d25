"""What a recogniser says: a span, what stands there, how sure it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "name", "id_card", "phone", "bank_card", "medical_record", "insurance", "passport", "travel_permit",
    "address", "birth_date", "age_over_89", "plate", "vehicle", "email", "ip", "url_secret", "iban", "ssn",
    "nhs", "account", "licence", "device",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

# Check: digits add up. Label: the name of a field stands before it. Context: words nearby.
Reason = Literal["check_digit", "label", "column", "context", "pattern"]


@dataclass(frozen=True, slots=True)
class Finding:
    """An identifier at characters ``[start, end)`` of the text that was searched.

    ``score`` is in 0 … 1: 0.9 and above for what carries its own proof or label, 0.5 for a bare pattern.
    """

    kind: Kind
    start: int
    end: int
    score: float
    reason: Reason

"""Recognisers of personal identifiers in Chinese and English text: rules with check digits and context."""

from evimed.govern.privacy.find.detect import find
from evimed.govern.privacy.find.findings import KINDS, Finding, Kind

__all__ = ["KINDS", "Finding", "Kind", "find"]

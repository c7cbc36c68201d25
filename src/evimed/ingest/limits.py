"""Transitional name; use ``evimed.settings.ParserLimits``."""

from evimed.settings import ParserLimits as ParseLimits

__all__ = ["ParseLimits"]

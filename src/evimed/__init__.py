"""Evimed (循证): cited, checked answers from biomedical documents."""

__all__ = ["__version__"]
__version__ = "0.1.0"

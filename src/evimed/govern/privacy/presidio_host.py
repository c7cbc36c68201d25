"""Our recognisers inside Presidio, for a house whose pipeline that is (``pip install 'evimed[privacy]'``)."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from evimed.errors import InputError
from evimed.govern.privacy.find import KINDS, find

# Where Presidio has a name for a kind of ours, it is told under that name; else under our own in capitals.
_ENTITIES = {
    "name": "PERSON", "phone": "PHONE_NUMBER", "email": "EMAIL_ADDRESS", "bank_card": "CREDIT_CARD",
    "iban": "IBAN_CODE", "ip": "IP_ADDRESS", "ssn": "US_SSN", "nhs": "UK_NHS", "address": "LOCATION",
}  # fmt: skip
ENTITIES = {kind: _ENTITIES.get(kind, kind.upper()) for kind in KINDS}


def presidio_recognizer(language: str = "zh") -> Any:
    """An ``EntityRecognizer`` for ``AnalyzerEngine().registry.add_recognizer``; it needs no language model.

    Raises
    ------
    InputError
        ``privacy_extra_missing``: Presidio is not installed.
    """
    try:
        presidio: Any = import_module("presidio_analyzer")
    except ImportError as error:
        raise InputError("privacy_extra_missing") from error

    def analyze(_: Any, text: str, entities: Sequence[str], nlp_artifacts: Any = None) -> list[Any]:
        del nlp_artifacts
        return [
            presidio.RecognizerResult(ENTITIES[one.kind], one.start, one.end, one.score)
            for one in find(text)
            if not entities or ENTITIES[one.kind] in entities
        ]

    made = type(
        "EvimedRecognizer",
        (presidio.EntityRecognizer,),
        {"load": lambda _: None, "analyze": analyze},  # pyright: ignore[reportUnknownLambdaType]
    )
    supported = sorted(set(ENTITIES.values()))
    return made(supported_entities=supported, supported_language=language, name="EvimedRecognizer")

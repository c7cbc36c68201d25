"""The label that says an answer was made by a machine, for people and in metadata.

Keys of the metadata follow the Chinese labelling standard GB 45438-2025, appendix E.
"""

from __future__ import annotations

from evimed import __version__
from evimed.catalogue import Language, text
from evimed.records import Label


def label_of(language: Language, answer_id: str) -> Label:
    """Words in ``language``, and metadata that travel with every export of answer ``answer_id``."""
    return Label(
        text("label.text", language),
        {"Label": "1", "ContentProducer": f"Evimed {__version__}", "ProduceID": answer_id},
    )

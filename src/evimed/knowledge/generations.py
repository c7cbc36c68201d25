"""Which generation of vectors a question is measured against while a library changes embedders.

Vectors of two embedders are never compared: a search names one stamp. Until the vectors of a new embedder
are complete, questions go to the old generation, with the old embedder; then, in one transaction, the library
turns to the new one and the old vectors are deleted.
"""

from __future__ import annotations

from collections.abc import Callable

from evimed.ports import Embedder
from evimed.store.database import Transaction
from evimed.store.progress import vectors_in_use

Former = Callable[[str], Embedder | None]  # the embedder of a stamp, if this installation still has it


def embedder_in_use(
    tx: Transaction, library: str, configured: Embedder | None, former: Former
) -> Embedder | None:
    """The embedder whose vectors are complete; the configured one if that one is gone, or none ever was.

    Documents that came in during the change have vectors of the new embedder only: until it is complete they
    are found by their words.
    """
    if configured is None:
        return None
    stamp = vectors_in_use(tx, library)
    if stamp is None or stamp == configured.stamp:
        return configured
    return former(stamp) or configured

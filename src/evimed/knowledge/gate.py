"""What stands between a document that was read and the store: a policy on personal data, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from evimed.knowledge.prepare import Prepared, prepare
from evimed.records import Document, ParsedDocument
from evimed.store.database import Transaction
from evimed.store.documents import Taken


class Gate(Protocol):
    """Decides what of a document may be stored.

    ``finish`` crosses to the process where the document was parsed and runs there; it may change the document
    before anything is derived from it, or raise ``DocumentError``.
    """

    @property
    def finish(self) -> Callable[[ParsedDocument, str], Prepared]:
        """Makes of a parsed document what is stored."""
        ...

    @property
    def keeps_originals(self) -> bool:
        """Whether the bytes of a file may be kept beside what was read of it."""
        ...

    def place(self, source: str) -> str:
        """The path of a document as it may be stored."""
        ...

    def is_current(self, stamp: str) -> bool:
        """Whether a stored document was made as this gate makes it."""
        ...

    def admit(self, tx: Transaction, document: Document, prepared: Prepared, taken: Taken) -> None:
        """Called in the transaction that took a document in; ``DocumentError`` keeps it out."""
        ...


class OpenGate:
    """Lets every document in as it is."""

    finish = staticmethod(prepare)
    keeps_originals = True

    def place(self, source: str) -> str:
        """As it was given."""
        return source

    def is_current(self, stamp: str) -> bool:
        """Not one that was masked."""
        return "+mask/" not in stamp

    def admit(self, tx: Transaction, document: Document, prepared: Prepared, taken: Taken) -> None:
        """Nothing to decide."""

"""What a session does, as acts of the audit log: each written in the transaction of the act."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evimed import __version__
from evimed.govern.audit.keys import DigestKey
from evimed.govern.audit.record import record
from evimed.json_forms import AnswerJson
from evimed.records import Deletion, Document
from evimed.store.database import Transaction
from evimed.store.documents import Taken, commit_later, library_version


@dataclass(frozen=True, slots=True)
class SessionActs:
    """Writes down what a session does. Questions and paths enter as keyed hashes, documents by their ids."""

    key: DigestKey

    def taken(self, tx: Transaction, document: Document, taken: Taken) -> None:
        """A document came in, or its place gives it again."""
        if not taken.fresh and taken.previous == document.id:
            return  # nothing has changed
        replaced = taken.previous if taken.previous != document.id else None
        record(
            tx,
            action="document.ingested" if taken.fresh else "document.placed",
            object=f"document:{document.id}",
            after=document.sha256,
            library=document.library,
            details={
                "source": self._digest(tx, document.source),
                "replaces": replaced,
                "stamp": _code(document.stamp),
                "bytes": document.size,
                "characters": document.characters,
            },
        )

    def refused(self, tx: Transaction, library: str, source: str, code: str, sha256: str | None) -> None:
        """A file was set aside."""
        record(
            tx,
            action="document.quarantined",
            object=f"source:{self._digest(tx, source)}",
            after=sha256,
            reason=code,
            library=library,
        )

    def deleted(self, tx: Transaction, library: str, deletion: Deletion, sha256: str) -> None:
        """A document is gone with all that came from it."""
        record(
            tx,
            action="document.deleted",
            object=f"document:{deletion.document_id}",
            before=sha256,
            library=library,
            corpus=library_version(tx, library),
            details={
                "passages": deletion.passages,
                "vectors": deletion.vectors,
                "answers": deletion.answers,
            },
        )

    def answered(self, tx: Transaction, library: str, answer: AnswerJson, book: Mapping[str, Any]) -> None:
        """An answer was given, and is kept: ``after`` is the hash of its record as it is stored."""
        stored = json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass")
        record(
            tx,
            action="answer.given",
            object=f"answer:{answer['id']}",
            after=hashlib.sha256(stored).hexdigest(),
            reason=answer["verdict"]["name"],
            library=library,
            corpus=answer["library_version"],
            model=_model(book),
            prompts=[exchange["sha256"] for exchange in book["exchanges"]],
            details={
                "question": self._digest(tx, answer["question"]),
                "route": answer["route"]["name"],
                "statements": len(answer["statements"]),
                "documents": sorted({one["document"]["id"] for one in answer["citations"]}),
                "embedder": _code(book["embedder"]),
                "code": __version__,
            },
        )

    def replayed(
        self, tx: Transaction, library: str, now: AnswerJson, then: str, causes: Sequence[str]
    ) -> None:
        """An answer was made again as ``now`` and compared with ``then``, the id of the one that was kept."""
        commit_later(tx)
        record(
            tx,
            action="answer.replayed",
            object=f"answer:{then}",
            reason=now["verdict"]["name"],
            library=library,
            corpus=now["library_version"],
            details={"causes": causes, "code": __version__},
        )

    def searched(self, tx: Transaction, library: str, query: str, found: int) -> None:
        """A library was searched."""
        commit_later(tx)  # nothing has changed: no wait for the disk
        record(
            tx,
            action="library.searched",
            object=f"query:{self._digest(tx, query)}",
            library=library,
            details={"hits": found},
        )

    def exported(self, tx: Transaction, library: str, answer_id: str) -> None:
        """An answer was taken away as a file."""
        commit_later(tx)
        record(tx, action="answer.exported", object=f"answer:{answer_id}", library=library or None)

    def read(self, tx: Transaction, library: str, document_id: str) -> None:
        """The whole text of a document was shown."""
        commit_later(tx)
        record(tx, action="document.read", object=f"document:{document_id}", library=library)

    def _digest(self, tx: Transaction, text: str) -> str:
        return self.key.digest(tx.tenant, text)


def _model(book: Mapping[str, Any]) -> str | None:
    """Provider, model and host of what wrote, as one code."""
    card = book["model"]
    return None if card is None else _code(f"{card['provider']}:{card['model']}@{card['host']}")


def _code(name: str | None) -> str | None:
    """A name from the configuration as a code: what a code cannot hold becomes a hyphen."""
    if name is None:
        return None
    return re.sub(r"[^A-Za-z0-9._@:/+=,-]", "-", name)[:200]

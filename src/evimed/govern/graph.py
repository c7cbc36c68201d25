"""Terms and the graph as a surface uses them, inside one Scope."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evimed.chat_settings import Role
from evimed.errors import InputError, NotFoundError
from evimed.govern.access.roles import require
from evimed.govern.audit.record import record
from evimed.knowledge.communities.build import Told, renew, tell
from evimed.knowledge.entities.folding import fold_places
from evimed.knowledge.graph import explore
from evimed.knowledge.graph.explore import Connection, Edge, Neighbourhood
from evimed.knowledge.graph.export import WRITERS, read_rows
from evimed.knowledge.graph.imports import import_graph
from evimed.knowledge.graph.read import lexicon_of, read_pending, reading_stamp
from evimed.knowledge.graph.second_reading import SecondRun, read_again, second_stamp
from evimed.knowledge.graph.tag_corrections import KINDS, Corrected, Tag, Tags, effective_tags
from evimed.knowledge.terms.load import load_terminology
from evimed.knowledge.terms.look_up import Entry, look_up
from evimed.knowledge.terms.packaged import load_packaged
from evimed.ports import ChatCard, ChatModel
from evimed.records import Scope
from evimed.store.database import Database, Transaction
from evimed.store.documents import find_document
from evimed.store.graph import (
    Entity,
    corrected_tags,
    document_tags,
    entities_of,
    graph_counts,
    graph_progress,
    put_correction,
)
from evimed.store.graph_doors import relation_of, top_entities
from evimed.store.second_readings import forget_second_readings, second_progress
from evimed.store.terminologies import (
    Concept,
    Terminology,
    list_terminologies,
    put_terminology,
    remove_terminology,
)

_MOST_DOORS = 200
_PLAIN = frozenset(f"{string.ascii_letters}{string.digits}._-")
_WHOLE = "graph:library"  # of the log: the library stands beside it, in whatever script its name is
_MOST_ASKED = 100_000  # requests of one run
_MOST_EVIDENCE = 50
_TAG_LENGTH = 200  # characters
_BY_ENDING = {".csv": "csv", ".nt": "ntriples", ".jsonld": "jsonld", ".json": "jsonld", ".graphml": "graphml"}


@dataclass(frozen=True, slots=True)
class SecondPass:
    """Which model would read, how many passages there are, how many it was asked about, letters that wait."""

    card: ChatCard
    passages: int
    asked: int
    letters: int


@dataclass(frozen=True, slots=True)
class Graph:
    """The terms of a tenant and the graphs of its libraries."""

    database: Database
    scope: Scope
    chat: Callable[[Role], ChatModel | None] = lambda role: None  # noqa: ARG005

    def build(self, *, library: str, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Read the documents that wait for it; how many were read."""
        require(self.scope, "ingest")
        return read_pending(self.database, self.scope, library, on_progress)

    def progress(self, *, library: str) -> dict[str, int]:
        """How many documents have been read, how many there are, and what the graph holds."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            read, documents = graph_progress(tx, library, reading_stamp(lexicon_of(tx)))
            return {"read": read, "documents": documents, **graph_counts(tx, library)}

    def second_pass(self, *, library: str) -> SecondPass:
        """What a second reading by the configured model would take: nothing is asked yet.

        Raises
        ------
        InputError
            ``second_model_missing``.
        """
        require(self.scope, "ingest")
        card = self._second_model().card
        with self.database.transaction(self.scope) as tx:
            passages, asked, letters = second_progress(tx, library, second_stamp(card))
        return SecondPass(card, passages, asked, letters)

    def read_again(
        self, *, library: str, most: int, on_progress: Callable[[int, int], None] | None = None
    ) -> SecondRun:
        """Let the configured model name entities in up to ``most`` passages it has not been asked about.

        Each passage is sent to the model: one request, which costs tokens. Only what stands in the passage is
        kept.

        Raises
        ------
        InputError
            ``second_model_missing``, ``limit_out_of_range``.
        EvimedError
            The model cannot be used; what it said before stays.
        """
        require(self.scope, "ingest")
        if not 1 <= most <= _MOST_ASKED:
            raise InputError("limit_out_of_range", limit=most, valid=f"1–{_MOST_ASKED}")
        model = self._second_model()
        where = _WHOLE
        with self.database.transaction(self.scope) as tx:
            record(tx, action="graph.model_asked", object=where, library=library, details={"most": most})
        run = read_again(self.database, self.scope, library, model, most=most, on_progress=on_progress)
        with self.database.transaction(self.scope) as tx:
            counts = {"asked": run.asked, "named": run.named, "kept": run.kept}
            record(tx, action="graph.model_read", object=where, library=library, details=counts)
        return run

    def forget_second_pass(self, *, library: str) -> int:
        """Forget all that models have named in a library, and read it anew; of how many passages it was."""
        require(self.scope, "ingest")
        with self.database.transaction(self.scope) as tx:
            gone = forget_second_readings(tx, library)
            record(tx, action="graph.model_forgotten", object=_WHOLE, library=library)
        read_pending(self.database, self.scope, library)
        return gone

    def _second_model(self) -> ChatModel:
        model = self.chat("extract") or self.chat("write")
        if model is None:
            raise InputError("second_model_missing")
        return model

    def communities(self, *, library: str, about: str | None = None, limit: int = 20) -> list[Told]:
        """What belongs together in the graph as this Scope sees it, each with a summary of quoted sentences.

        Made anew where the graph has changed since; ``about``: those with an entity of such a name.

        Raises
        ------
        InputError
            ``limit_out_of_range``.
        """
        require(self.scope, "read")
        if not 1 <= limit <= 1000:
            raise InputError("limit_out_of_range", limit=limit, valid="1–1000")
        with self.database.transaction(self.scope) as tx:
            renew(tx, library)
            return tell(tx, library, about=about, limit=limit)

    def neighbourhood(self, entity: str, *, library: str, hops: int = 1) -> Neighbourhood:
        """What is around an entity, every edge quoted.

        Raises
        ------
        InputError, NotFoundError
            ``hops_out_of_range``, ``entity_not_found``.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return explore.neighbourhood(tx, library, entity, hops)

    def paths(self, one: str, other: str, *, library: str, hops: int = 3, most: int = 5) -> Connection:
        """How two entities are connected, every edge quoted.

        Raises
        ------
        InputError, NotFoundError
            ``hops_out_of_range``, ``entity_not_found``, ``no_path``.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return explore.connection(tx, library, one, other, hops=hops, most=most)

    def doors(self, *, library: str, begins: str = "", limit: int = 24) -> list[Entity]:
        """Entities to enter the graph by: of which most is said, whose name begins so."""
        require(self.scope, "read")
        if not 1 <= limit <= _MOST_DOORS:
            raise InputError("limit_out_of_range", limit=limit, valid=f"1–{_MOST_DOORS}")
        with self.database.transaction(self.scope) as tx:
            return top_entities(tx, library, begins=fold_places(" ".join(begins.split())), limit=limit)

    def edge(self, relation: str, *, library: str) -> tuple[Edge, dict[str, Entity]]:
        """One edge with all its evidence (the clearest 50), and the entities at its ends.

        Raises
        ------
        NotFoundError
            ``relation_not_found``.
        """
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            found = relation_of(tx, library, relation)
            if found is None:
                raise NotFoundError("relation_not_found", id=relation, library=library)
            ends = entities_of(tx, library, [found.subject, found.object])
            return explore.edges_of(tx, library, [found], each=_MOST_EVIDENCE)[0], ends

    def export(self, form: str, *, library: str) -> Iterator[str]:
        """The graph as this Scope sees it, in pieces of text; ``form`` is one of ``export.WRITERS``."""
        require(self.scope, "read")
        if form not in WRITERS:
            raise InputError("graph_format", form=form, valid=", ".join(WRITERS))
        with self.database.transaction(self.scope) as tx:  # of its own: a reader may leave before the end
            record(tx, action="graph.exported", object=_WHOLE, library=library, reason=form)
        with self.database.transaction(self.scope) as tx:
            yield from WRITERS[form](read_rows(tx, library))

    def bring(self, path: Path, *, form: str | None = None, library: str) -> int:
        """Take in the assertions of a file, all or none; how many were not there.

        Raises
        ------
        InputError
            What is wrong with it, with its line.
        """
        require(self.scope, "ingest")
        wanted = form or _BY_ENDING.get(path.suffix.lower(), path.suffix or "–")
        if wanted not in WRITERS:
            raise InputError("graph_format", form=wanted, valid=", ".join(WRITERS))
        if not path.is_file():
            raise InputError("terms_file_missing", path=str(path))
        with self.database.transaction(self.scope) as tx:
            made = import_graph(tx, library, path, wanted)
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            record(tx, action="graph.imported", object=_WHOLE, after=digest, library=library)
        return made

    def tags(self, document_id: str, *, library: str) -> dict[str, list[str]] | None:
        """The tags of a document by their kind, corrections included; ``None`` until it has been read."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            if document_tags(tx, library, document_id) is None:
                return None
        found: dict[str, list[str]] = {kind: [] for kind in KINDS}
        for one in self.tagged(document_id, library=library):
            found[one.kind].append(one.value)
        return found

    def tagged(self, document_id: str, *, library: str) -> list[Tag]:
        """The tags of a document with where each comes from: read, corrected, learned from alike ones."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            tags = document_tags(tx, library, document_id)
            if tags is None:
                return []
            document = find_document(tx, library, document_id)
            corrected = _corrections(tx, library)
        own = corrected.get(document_id)
        return effective_tags(document.title, document.source, tags, own, list(corrected.values()))

    def correct_tag(
        self, document_id: str, kind: str, value: str, *, act: Literal["add", "remove", "reset"], library: str
    ) -> None:
        """Add a value to the tags of a document, take one away, or take such a correction back.

        Raises
        ------
        InputError
            ``tag_kind``, ``tag_value``, ``tag_unread``.
        """
        require(self.scope, "ingest")
        said = " ".join(value.replace("\x00", " ").split())
        if kind not in KINDS:
            raise InputError("tag_kind", kind=kind, valid=", ".join(KINDS))
        if not 1 <= len(said) <= _TAG_LENGTH:
            raise InputError("tag_value", length=len(said), valid=f"1–{_TAG_LENGTH}")
        with self.database.transaction(self.scope) as tx:
            if document_tags(tx, library, document_id) is None:
                raise InputError("tag_unread", id=document_id)
            before = _corrections(tx, library).get(document_id)
            form = {
                "added": _without(before.added, kind, said) if before else {},
                "removed": _without(before.removed, kind, said) if before else {},
            }
            if act != "reset":
                form["added" if act == "add" else "removed"].setdefault(kind, []).append(said)
            put_correction(tx, library, document_id, form)
            record(tx, action="tag.corrected", object=f"document:{document_id}", library=library)

    def terminologies(self) -> Sequence[Terminology]:
        """What the tenant has brought."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return list_terminologies(tx)

    def load_terms(
        self, path: Path, *, kind: str | None = None, name: str | None = None, default_type: str = "condition"
    ) -> Terminology:
        """Load a terminology, whole or not at all; one of the same name is replaced. Documents are read anew.

        Raises
        ------
        InputError
            What is wrong with it, with its line.
        """
        require(self.scope, "ingest")
        terminology, concepts = load_terminology(path, kind=kind, name=name, default_type=default_type)
        self._put_terms(terminology, concepts)
        return terminology

    def add_terms(self, package: str) -> Terminology:
        """Load a free terminology that an installed package holds; one of the same name is replaced.

        Raises
        ------
        InputError
            ``terms_package``, ``terms_extra_missing``, ``terms_package_data``.
        """
        require(self.scope, "ingest")
        terminology, concepts = load_packaged(package)
        self._put_terms(terminology, concepts)
        return terminology

    def look_up(self, name: str) -> list[Entry]:
        """What the terminologies say of a name or a code."""
        require(self.scope, "read")
        with self.database.transaction(self.scope) as tx:
            return look_up(tx, name)

    def _put_terms(self, terminology: Terminology, concepts: Sequence[Concept]) -> None:
        with self.database.transaction(self.scope) as tx:
            put_terminology(tx, terminology, concepts)
            record(tx, action="terms.loaded", object=_logged(terminology.name), after=terminology.sha256)

    def remove_terms(self, name: str) -> None:
        """Remove a terminology; documents are read anew.

        Raises
        ------
        NotFoundError
            ``terminology_not_found``.
        """
        require(self.scope, "ingest")
        with self.database.transaction(self.scope) as tx:
            if not remove_terminology(tx, name):
                known = ", ".join(one.name for one in list_terminologies(tx))
                raise NotFoundError("terminology_not_found", name=name, known=known or "–")
            record(tx, action="terms.removed", object=_logged(name))


def _logged(terminology: str) -> str:
    """A terminology as the log names it: by a hash, if its name is in another script than the log holds."""
    plain = terminology.isascii() and not set(terminology) - _PLAIN
    name = terminology if plain else hashlib.sha256(terminology.encode()).hexdigest()[:16]
    return f"terminology:{name}"


def _corrections(tx: Transaction, library: str) -> dict[str, Corrected]:
    """What people have corrected in the documents that the Scope sees."""
    return {
        id_: Corrected(id_, title, source, tags, said.get("added", {}), said.get("removed", {}))
        for id_, title, source, tags, said in corrected_tags(tx, library)
    }


def _without(held: Tags, kind: str, value: str) -> dict[str, list[str]]:
    """Corrections but those of one value."""
    return {name: [one for one in values if (name, one) != (kind, value)] for name, values in held.items()}

"""Where documents are read: by processes of this machine, or by a Ray cluster.

The same functions run on both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Final, Protocol, TypeVar

from evimed.errors import DocumentError, InputError
from evimed.ingest.worker import ParserPool
from evimed.ingest.worker_process import Job
from evimed.records import ParsedDocument
from evimed.settings import Settings

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")

ENGINES: Final = ("pool", "ray")


class Engine(Protocol[T_co]):
    """Reads documents side by side; one that cannot be read never stops the others.

    Implementations take no more jobs than they have places for, keep the limits of ``ParserLimits`` for each
    document, and give every job, and every member of an archive, exactly one outcome.
    """

    def map(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, T_co | DocumentError]]:
        """Each job with what ``finish`` made of its document, or why it could not; in no particular order."""
        ...


def open_engine(
    name: str, settings: Settings, finish: Callable[[ParsedDocument, str], T]
) -> AbstractContextManager[Engine[T]]:
    """The engine called ``name``; ``finish`` runs where the document was parsed.

    Raises
    ------
    InputError
        ``unknown_engine``; ``ray_missing``: the extra is not installed; ``ray_unreachable``: the cluster
        named by ``RAY_ADDRESS`` does not answer.
    """
    if name == "pool":
        return ParserPool(settings.limits, workers=settings.workers, finish=finish)
    if name == "ray":
        from evimed.ingest.engine_ray import RayEngine  # noqa: PLC0415  # slow to load, an extra

        return RayEngine(settings.limits, workers=settings.workers, finish=finish)
    raise InputError("unknown_engine", name=name, valid=", ".join(ENGINES))

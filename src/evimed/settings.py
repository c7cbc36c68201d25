"""Settings: typed, frozen, read once from the environment. They build nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, TypeVar, get_args
from urllib.parse import urlsplit

from evimed.errors import InputError

Profile = Literal["private", "public-cn", "demo"]

_MB = 1024 * 1024
_T = TypeVar("_T")
_Name = TypeVar("_Name", bound=str)


@dataclass(frozen=True, slots=True)
class ParserLimits:
    """What one document may ask of the machine before it is refused; a limit itself is still allowed."""

    seconds: float = 120  # wall clock, one document, parsing and what is run after it
    memory_mb: int = 2048  # of a parser process
    pages: int = 3000
    file_bytes: int = 200 * _MB
    archive_members: int = 10_000  # of an archive with all that is nested in it
    archive_bytes: int = 1024 * _MB  # unpacked, counted while reading
    archive_depth: int = 2  # a ZIP in a ZIP is 2
    archive_ratio: float = 200  # unpacked to packed size; members under a tenth of file_bytes pass


@dataclass(frozen=True, slots=True)
class EmbeddingEndpoint:
    """An OpenAI-compatible ``/v1/embeddings``, used when ``EVIMED_EMBEDDER`` is ``endpoint``."""

    url: str
    model: str
    dimensions: int
    key: str | None = field(default=None, repr=False)
    query_prefix: str = ""
    passage_prefix: str = ""


@dataclass(frozen=True, slots=True)
class OidcProvider:
    """An OpenID provider that people sign in by (``docs/access.md``)."""

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"
    scopes: str = "openid profile"


@dataclass(frozen=True, slots=True)
class ChatChoice:
    """Which chat model has a role, before what ``models.toml`` says.

    Each is the name of a configured model, ``none``, or ``PROVIDER:MODEL@URL``.
    """

    write: str | None = None
    judge: str | None = None
    extract: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can set. ``Settings.load`` reads them; tests may construct them directly."""

    home: Path
    database_url: str | None = None
    profile: Profile = "private"
    library: str = "default"
    tenant: str = "local"
    embedder: str = "auto"
    embedding_endpoint: EmbeddingEndpoint | None = None
    oidc: OidcProvider | None = None
    tell_restricted: bool = False  # whether "you may not" is told apart from "there is none"
    chat: ChatChoice = field(default_factory=ChatChoice)
    egress: tuple[str, ...] = ()  # hosts and networks that may be reached beside loopback
    workers: int = 1
    question_characters: int = 2000
    keep_originals: bool = True  # of documents with pages, so that a page can be shown as it was printed
    limits: ParserLimits = field(default_factory=ParserLimits)

    @staticmethod
    def load(home: Path | None = None, env: Mapping[str, str] | None = None) -> Settings:
        """Read the settings from the environment.

        Parameters
        ----------
        home
            What ``--home`` gave; goes before ``EVIMED_HOME``, which goes before ``~/.evimed``.
        env
            The environment, by default that of the process.

        Raises
        ------
        InputError
            ``settings_invalid``, once, naming every invalid value, what was received and what is valid.
        """
        reader = _Reader(os.environ if env is None else env)
        settings = Settings(
            home=home if home is not None else reader.path("EVIMED_HOME", "~/.evimed"),
            database_url=reader.database_url("EVIMED_DATABASE_URL"),
            profile=reader.choice("EVIMED_PROFILE", get_args(Profile), "private"),
            library=reader.name("EVIMED_LIBRARY", "default"),
            tenant=reader.name("EVIMED_TENANT", "local"),
            embedder=reader.name("EVIMED_EMBEDDER", "auto"),
            embedding_endpoint=_read_endpoint(reader),
            oidc=_read_oidc(reader),
            tell_restricted=reader.choice("EVIMED_TELL_RESTRICTED", ("no", "yes"), "no") == "yes",
            chat=ChatChoice(
                write=reader.name("EVIMED_MODEL_WRITE", "") or None,
                judge=reader.name("EVIMED_MODEL_JUDGE", "") or None,
                extract=reader.name("EVIMED_MODEL_EXTRACT", "") or None,
            ),
            egress=reader.hosts("EVIMED_EGRESS"),
            workers=reader.integer("EVIMED_WORKERS", _processors(), 1, 512),
            question_characters=reader.integer("EVIMED_QUESTION_CHARACTERS", 2000, 10, 100_000),
            keep_originals=reader.choice("EVIMED_KEEP_ORIGINALS", ("yes", "no"), "yes") == "yes",
            limits=_read_limits(reader),
        )
        if reader.problems:
            raise InputError("settings_invalid", problems="; ".join(reader.problems))
        return settings


def _read_endpoint(reader: _Reader) -> EmbeddingEndpoint | None:
    if reader.name("EVIMED_EMBEDDER", "auto") != "endpoint":
        return None
    return EmbeddingEndpoint(
        url=reader.http_url("EVIMED_EMBEDDER_URL"),
        model=reader.required("EVIMED_EMBEDDER_MODEL", "the name the endpoint knows the model by"),
        dimensions=reader.integer("EVIMED_EMBEDDER_DIMENSIONS", None, 1, 16_000),
        key=reader.verbatim("EVIMED_EMBEDDER_KEY").strip() or None,
        query_prefix=reader.verbatim("EVIMED_EMBEDDER_QUERY_PREFIX"),
        passage_prefix=reader.verbatim("EVIMED_EMBEDDER_PASSAGE_PREFIX"),
    )


def _read_oidc(reader: _Reader) -> OidcProvider | None:
    if not reader.name("EVIMED_OIDC_ISSUER", ""):
        return None
    return OidcProvider(
        issuer=reader.http_url("EVIMED_OIDC_ISSUER"),
        client_id=reader.required(
            "EVIMED_OIDC_CLIENT_ID", "the name the provider knows this installation by"
        ),
        client_secret=reader.verbatim("EVIMED_OIDC_CLIENT_SECRET").strip() or None,
        name_claim=reader.name("EVIMED_OIDC_NAME_CLAIM", "preferred_username"),
        groups_claim=reader.name("EVIMED_OIDC_GROUPS_CLAIM", "groups"),
        scopes=reader.name("EVIMED_OIDC_SCOPES", "openid profile"),
    )


def _read_limits(reader: _Reader) -> ParserLimits:
    default = ParserLimits()
    return ParserLimits(
        seconds=reader.integer("EVIMED_LIMIT_SECONDS", int(default.seconds), 1, 86_400),
        memory_mb=reader.integer("EVIMED_LIMIT_MEMORY_MB", default.memory_mb, 128, 1024 * 1024),
        pages=reader.integer("EVIMED_LIMIT_PAGES", default.pages, 1, 1_000_000),
        file_bytes=reader.integer("EVIMED_LIMIT_FILE_BYTES", default.file_bytes, 1, 1024**4),
        archive_members=reader.integer(
            "EVIMED_LIMIT_ARCHIVE_MEMBERS", default.archive_members, 1, 10_000_000
        ),
        archive_bytes=reader.integer("EVIMED_LIMIT_ARCHIVE_BYTES", default.archive_bytes, 1, 1024**4),
        archive_depth=reader.integer("EVIMED_LIMIT_ARCHIVE_DEPTH", default.archive_depth, 1, 100),
    )


def _is_host(entry: str) -> bool:
    try:
        if "/" in entry:
            return bool(ip_network(entry, strict=False))
        parts = urlsplit(f"//{entry}" if entry.count(":") < 2 or "[" in entry else f"//[{entry}]")
        return bool(parts.hostname) and "@" not in entry and "*" not in entry and parts.port != 0
    except ValueError:
        return False


def _processors() -> int:
    # The affinity mask, not the machine: in a container the two differ.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Reader:
    """Reads values one by one and keeps a list of what is wrong with them."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self.problems: list[str] = []

    def _read(self, key: str, default: _T, parse: Callable[[str], _T | None], valid: str) -> _T:
        raw = self._env.get(key, "").strip()
        if not raw:
            return default
        value = parse(raw)
        if value is None:
            self.problems.append(f"{key}={raw!r} ({valid})")
            return default
        return value

    def integer(self, key: str, default: int | None, low: int, high: int) -> int:
        """``None`` for one that must be given."""
        if default is None and not self.required(key, f"an integer, {low} … {high}"):
            return low

        def parse(raw: str) -> int | None:
            try:
                value = int(raw)
            except ValueError:
                return None
            return value if low <= value <= high else None

        return self._read(key, default or low, parse, f"an integer, {low} … {high}")

    def choice(self, key: str, valid: tuple[_Name, ...], default: _Name) -> _Name:
        def parse(raw: str) -> _Name | None:
            return next((option for option in valid if option == raw), None)

        return self._read(key, default, parse, " | ".join(valid))

    def name(self, key: str, default: str) -> str:
        def parse(raw: str) -> str | None:
            return raw if len(raw) <= 200 and raw.isprintable() else None

        return self._read(key, default, parse, "printable, at most 200 characters")

    def path(self, key: str, default: str) -> Path:
        def parse(raw: str) -> Path | None:
            try:
                return Path(raw).expanduser()
            except RuntimeError:  # "~somebody" who does not exist
                return None

        return self._read(key, Path(default).expanduser(), parse, "a directory")

    def verbatim(self, key: str) -> str:
        """As it stands: the "query: " of E5 ends in a space that its model was trained with."""
        return self._env.get(key, "")

    def required(self, key: str, valid: str) -> str:
        if not self._env.get(key, "").strip():
            self.problems.append(f"{key} ({valid}; missing)")
        return self.name(key, "")

    def hosts(self, key: str) -> tuple[str, ...]:
        """Hosts, ``host:port``, addresses and networks, apart by commas or blanks."""

        def parse(raw: str) -> tuple[str, ...] | None:
            entries = tuple(raw.replace(",", " ").split())
            return entries if all(map(_is_host, entries)) else None

        return self._read(key, (), parse, "llm.example.org, 10.0.0.5:8000, 10.20.0.0/16")

    def http_url(self, key: str) -> str:
        raw = self._env.get(key, "").strip()
        try:
            parts = urlsplit(raw)
            valid = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            valid = False
        if not valid:
            # The value is not repeated: it may carry a password.
            self.problems.append(f"{key} (http://host:port/v1)")
        return raw

    def database_url(self, key: str) -> str | None:
        raw = self._env.get(key, "").strip()
        if not raw:
            return None
        try:
            parts = urlsplit(raw)
            valid = parts.scheme in {"postgresql", "postgres"} and bool(
                parts.path or parts.query or parts.netloc
            )
        except ValueError:
            valid = False
        if not valid:
            # The value is not repeated: it may carry a password.
            self.problems.append(f"{key} (postgresql://user:password@host:5432/database)")
            return None
        return raw

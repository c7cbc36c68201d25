"""Chat models as a person configures them: ``models.toml`` and ``model-keys.toml`` in the home; variables.

A key is never part of these settings: it is read when a model is built, from the variable that ``key_env``
names or from ``model-keys.toml``, which only its owner may read.
"""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal, cast, get_args
from urllib.parse import urlsplit

from evimed.errors import HomeError, InputError, NotFoundError

Provider = Literal["openai", "anthropic", "google", "mistral", "local"]
Role = Literal["write", "judge", "extract"]
Structured = Literal["schema", "tool", "text"]
Variant = Literal["zero-shot", "few-shot", "step-by-step", "quote-first"]

PROVIDERS: tuple[Provider, ...] = get_args(Provider)
ROLES: tuple[Role, ...] = get_args(Role)
STRUCTURED: tuple[Structured, ...] = get_args(Structured)
VARIANTS: tuple[Variant, ...] = get_args(Variant)

MODELS_FILE = "models.toml"
KEYS_FILE = "model-keys.toml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_DIRECT = re.compile(r"(?P<provider>[a-z]+):(?P<model>[^@\s]+)(?:@(?P<url>\S+))?")


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """One chat model. Times in seconds, prices per million tokens in ``currency``."""

    name: str
    provider: Provider
    model: str
    url: str | None = None  # base address; None: that of the provider itself
    gguf: str | None = None  # of a local model: path of the weights
    roles: tuple[Role, ...] = ()
    key_env: str | None = None
    structured: Structured = "schema"  # how JSON is asked for
    variant: Variant = "few-shot"  # of the writing prompt
    stream: bool = True
    temperature: float = 0.0
    max_tokens: int = 2000
    passages: int = 4800  # characters of passages it is given
    context: int = 8192  # of a local model: tokens of prompt and reply
    seconds: float = 60.0  # one attempt
    retries: int = 2
    price_input: float | None = None
    price_output: float | None = None
    currency: str | None = None
    proxy: str | None = None

    @property
    def host(self) -> str:
        """Where requests go, without path, user or query."""
        if self.provider == "local":
            return "localhost"
        return urlsplit(self.url).hostname or "" if self.url else _HOSTS[self.provider]


_HOSTS: dict[Provider, str] = {
    "openai": "api.openai.com",
    "anthropic": "api.anthropic.com",
    "google": "generativelanguage.googleapis.com",
    "mistral": "api.mistral.ai",
    "local": "localhost",
}
# What a person may set, with its bounds; the rest is checked by _problems.
_RANGES: dict[str, tuple[float, float]] = {
    "temperature": (0.0, 2.0),
    "max_tokens": (16, 1_000_000),
    "passages": (200, 1_000_000),
    "context": (512, 10_000_000),
    "seconds": (1.0, 3600.0),
    "retries": (0, 10),
    "price_input": (0.0, 1e6),
    "price_output": (0.0, 1e6),
}
_CHOICES: dict[str, tuple[str, ...]] = {
    "provider": PROVIDERS,
    "structured": STRUCTURED,
    "variant": VARIANTS,
}
_INTEGERS = frozenset({"max_tokens", "passages", "context", "retries"})


def load_models(home: Path) -> dict[str, ChatSettings]:
    """The models of ``models.toml``, by name, in the file's order; none where there is no file.

    Raises
    ------
    InputError
        ``models_file_invalid``, once, naming everything that is wrong with it.
    """
    path = home / MODELS_FILE
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError("models_file_invalid", path=path, problems=str(error)) from error
    except OSError as error:
        raise HomeError("models_file_unusable", path=path, reason=error.strerror or str(error)) from error
    problems: list[str] = []
    models: dict[str, ChatSettings] = {}
    tables = raw.get("models", {})
    for name, table in cast("dict[str, Any]", tables if isinstance(tables, dict) else {}).items():
        read = _read(name, cast("dict[str, Any]", table) if isinstance(table, dict) else {}, problems)
        if read is not None:
            models[name] = read
    for role in ROLES:
        holders = [model.name for model in models.values() if role in model.roles]
        if len(holders) > 1:
            problems.append(f"roles: {role} is held by {', '.join(holders)}")
    if problems:
        raise InputError("models_file_invalid", path=path, problems="; ".join(problems))
    return models


def checked(model: ChatSettings) -> ChatSettings:
    """``model`` if it can be used as it stands.

    Raises
    ------
    InputError
        ``model_invalid``, once, with all that is wrong.
    """
    problems: list[str] = []
    _check(model, problems)
    if problems:
        raise InputError("model_invalid", name=model.name, problems="; ".join(problems))
    return model


def save_model(home: Path, model: ChatSettings) -> list[str]:
    """Write ``model`` into the file; its roles are taken from whoever held them.

    Returns
    -------
    The names of the models that lost a role.
    """
    models = load_models(home)
    lost: list[str] = []
    for other in list(models.values()):
        kept = tuple(role for role in other.roles if role not in model.roles)
        if other.name != model.name and kept != other.roles:
            models[other.name] = replace(other, roles=kept)
            lost.append(other.name)
    models[model.name] = checked(model)
    _write(home / MODELS_FILE, _toml(models.values()), 0o644)
    return lost


def remove_model(home: Path, name: str) -> None:
    """Take a model and its key out of the files.

    Raises
    ------
    NotFoundError
        ``model_unknown``.
    """
    models = load_models(home)
    if name not in models:
        raise unknown_model(name, models)
    del models[name]
    _write(home / MODELS_FILE, _toml(models.values()), 0o644)
    keys = _keys(home)
    if keys.pop(name, None) is not None:
        _write_keys(home, keys)


def save_key(home: Path, name: str, key: str) -> None:
    """Keep the key of a model in ``model-keys.toml``, which only its owner may read."""
    _write_keys(home, {**_keys(home), name: key})


def find_key(home: Path, model: ChatSettings, env: Mapping[str, str] | None = None) -> str | None:
    """The key of a model: of the variable it names, else of the key file.

    Raises
    ------
    InputError
        ``model_key_missing`` where a variable is named and empty; ``keys_file_open`` where others may read
        the key file.
    """
    if model.key_env:
        key = (os.environ if env is None else env).get(model.key_env, "").strip()
        if not key:
            raise InputError("model_key_missing", name=model.name, variable=model.key_env)
        return key
    return _keys(home).get(model.name)


def has_key(home: Path, model: ChatSettings) -> bool:
    """Whether ``find_key`` would give one, without reading it out."""
    try:
        return find_key(home, model) is not None
    except InputError:
        return False


def model_for(home: Path, role: Role, named: str | None) -> ChatSettings | None:
    """The model of a role: the one that ``named`` (a variable) says, else the one configured for it.

    ``named`` is a configured name, ``none``, ``PROVIDER:MODEL@URL`` for a model that stands in no file, or
    ``None``.
    """
    if named == "none":
        return None
    models = load_models(home)
    if named is None:
        return next((model for model in models.values() if role in model.roles), None)
    if named in models:
        return models[named]
    direct = _DIRECT.fullmatch(named)
    if direct is None or direct["provider"] not in PROVIDERS:
        raise unknown_model(named, models)
    key_env = f"EVIMED_MODEL_{role.upper()}_KEY"
    return checked(
        ChatSettings(
            name=role,
            provider=cast("Provider", direct["provider"]),
            model=direct["model"],
            url=direct["url"],
            roles=(role,),
            key_env=key_env if os.environ.get(key_env) else None,
        )
    )


def unknown_model(name: str, models: Mapping[str, ChatSettings]) -> NotFoundError:
    """No model of that name is configured."""
    return NotFoundError("model_unknown", name=name, valid=", ".join(models) or "—")


def _read(name: str, table: dict[str, Any], problems: list[str]) -> ChatSettings | None:
    known = {field.name for field in fields(ChatSettings)} - {"name"}
    before = len(problems)
    problems += [f"{name}.{key}: unknown" for key in table if key not in known]
    problems += [f"{name}.{key}: missing" for key in ("provider", "model") if key not in table]
    values = {key: value for key, value in table.items() if key in known}
    roles = values.get("roles", [])
    values["roles"] = tuple(cast("list[Any]", roles)) if isinstance(roles, list) else (roles,)
    if len(problems) > before:
        return None
    model = ChatSettings(name=name, **values)
    _check(model, problems)
    return model if len(problems) == before else None


def _check(model: ChatSettings, problems: list[str]) -> None:
    def wrong(field: str, valid: str) -> None:
        problems.append(f"{model.name}.{field} ({valid})")

    if not _NAME.fullmatch(model.name) or model.name == "none":
        wrong("name", "letters, digits, . _ -; at most 64; not none")
    for field, choices in _CHOICES.items():
        if getattr(model, field) not in choices:
            wrong(field, " | ".join(choices))
    for field, (low, high) in _RANGES.items():
        value = getattr(model, field)
        kinds = int if field in _INTEGERS else int | float
        optional = field.startswith("price")
        if value is None and optional:
            continue
        if not isinstance(value, kinds) or isinstance(value, bool) or not low <= value <= high:
            wrong(field, f"{low:g} … {high:g}")
    if not set(model.roles) <= set(ROLES):
        wrong("roles", " | ".join(ROLES))
    for field in ("model", "url", "gguf", "key_env", "currency", "proxy"):
        value = getattr(model, field)
        if value is not None and (not isinstance(value, str) or not value.strip() or not value.isprintable()):
            wrong(field, "text")
    if model.stream not in (True, False):
        wrong("stream", "true | false")
    if model.provider == "local" and not model.gguf:
        wrong("gguf", "the path of a GGUF file")
    # The address is not repeated: a careless one carries a password.
    if isinstance(model.url, str) and not _usable(model.url):
        wrong("url", "http://host:8000/v1, without user or query")


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and parts.port != 0
            and parts.username is None
            and parts.password is None
            and not parts.query
        )
    except ValueError:
        return False


def _keys(home: Path) -> dict[str, str]:
    path = home / KEYS_FILE
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise InputError("keys_file_open", path=path)
        raw = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        # The parser's own words may quote the line, and with it a key.
        raise InputError("keys_file_invalid", path=path) from None
    except OSError as error:
        raise HomeError("models_file_unusable", path=path, reason=error.strerror or str(error)) from error
    return {name: key for name, key in raw.items() if isinstance(key, str) and key}


def _write_keys(home: Path, keys: Mapping[str, str]) -> None:
    lines = ["# Keys of chat models. Only you may read this file.\n"]
    lines += [f"{json.dumps(name)} = {_quoted(key)}\n" for name, key in keys.items()]
    _write(home / KEYS_FILE, "".join(lines), 0o600)


def _toml(models: Sequence[ChatSettings] | Any) -> str:
    lines = ["# Chat models; evimed model add | list | test | remove. Keys are in model-keys.toml.\n"]
    default = ChatSettings("", "openai", "")
    for model in cast("Sequence[ChatSettings]", models):
        lines.append(f"\n[models.{json.dumps(model.name)}]\n")
        for field in fields(ChatSettings):
            value = getattr(model, field.name)
            if field.name == "name" or (
                field.name not in {"provider", "model"} and value == getattr(default, field.name)
            ):
                continue
            lines.append(f"{field.name} = {_value(value)}\n")
    return "".join(lines)


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_value(part) for part in cast('tuple[object, ...]', value))}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value) if isinstance(value, str) else repr(value)


def _quoted(text: str) -> str:
    """A TOML basic string; JSON escapes what TOML does, except the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write(path: Path, text: str, mode: int) -> None:
    """Replace a file in one step; it never exists with wider permissions than ``mode``."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with os.fdopen(
            os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8"
        ) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise HomeError("models_file_unusable", path=path, reason=error.strerror or str(error)) from error

"""``evimed model``: which chat models there are, and whether they work."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from evimed.chat_settings import (
    MODELS_FILE,
    ChatSettings,
    checked,
    has_key,
    load_models,
    remove_model,
    save_key,
    save_model,
    unknown_model,
)
from evimed.errors import EvimedError, InputError
from evimed.json_forms import error_json
from evimed.settings import Settings
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

_MOST_KEY_BYTES = 10_000


def add(invocation: Invocation, name: str, changes: Mapping[str, Any], *, key_stdin: bool) -> int:
    """Configure a model, or change what is given of one that is configured."""
    home = _settings(invocation).home
    before = load_models(home).get(utf8(name, "NAME"))
    if before is None:
        gguf = changes.get("gguf")
        base = ChatSettings(name, changes.get("provider", "openai"), "", roles=("write",))
        changes = {"model": Path(str(gguf)).name if gguf else "", **changes}
    else:
        base = before
    model = checked(replace(base, **changes))
    key = _key_from_standard_input() if key_stdin else None
    lost = save_model(home, replace(model, key_env=None) if key else model)
    if key:
        save_key(home, name, key)
    if invocation.as_json:
        terminal.show_json({"model": _form(invocation, load_models(home)[name]), "lost_a_role": lost})
        return 0
    words = [invocation.say("model.added", name=name, path=home / MODELS_FILE)]
    words += [invocation.say("model.lost_role", name=other) for other in lost]
    words.append(invocation.say("model.next", name=name, options=invocation.options(None)))
    terminal.show(Line(line) for word in words for line in wrap(word, terminal.page_width()))
    return 0


def list_models(invocation: Invocation) -> int:
    """Show what is configured; keys only as where they come from."""
    home = _settings(invocation).home
    forms = [_form(invocation, model) for model in load_models(home).values()]
    if invocation.as_json:
        terminal.show_json({"models": forms})
    elif forms:
        terminal.show(line for form in forms for line in _lines(invocation, form))
    else:
        options = invocation.options(None)
        terminal.show(
            Line(line) for line in wrap(invocation.say("model.none", options=options), terminal.page_width())
        )
    return 0


def test(invocation: Invocation, name: str) -> int:
    """Send a real request, find out how the model gives JSON, and keep that; 1 if it cannot be used."""
    from evimed import app

    home = _settings(invocation).home
    models = load_models(home)
    if name not in models:
        raise unknown_model(name, models)
    outcome = app.try_chat_model(home, models[name])
    if outcome.structured is not None and outcome.structured != models[name].structured:
        save_model(home, replace(models[name], structured=outcome.structured))
    if invocation.as_json:
        terminal.show_json(
            {
                "model": name,
                "works": outcome.fault is None,
                "structured": outcome.structured,
                "seconds": outcome.seconds,
                "input_tokens": outcome.usage.input_tokens,
                "output_tokens": outcome.usage.output_tokens,
                "error": None if outcome.fault is None else error_json(outcome.fault, invocation.language),
            }
        )
        return 0 if outcome.fault is None else 1
    width = terminal.page_width()
    if outcome.fault is not None:
        terminal.show(
            Line(line, "red") for line in wrap(outcome.fault.message(invocation.language), width, "✗ ")
        )
        terminal.show(Line(line) for line in wrap(outcome.fault.hint(invocation.language), width, "  → "))
        return 1
    words = invocation.say(
        "model.works",
        name=name,
        seconds=f"{outcome.seconds:.1f}",
        sent=_count(outcome.usage.input_tokens),
        got=_count(outcome.usage.output_tokens),
    )
    key: Literal["model.structured", "model.no_structure"] = (
        "model.structured" if outcome.structured else "model.no_structure"
    )
    structure = invocation.say(key, how=outcome.structured)
    terminal.show(Line(line) for word in (words, structure) for line in wrap(word, width))
    return 0 if outcome.structured else 1


def remove(invocation: Invocation, name: str) -> int:
    """Forget a model and its key."""
    home = _settings(invocation).home
    remove_model(home, name)
    if invocation.as_json:
        terminal.show_json({"removed": name})
    else:
        terminal.show([Line(invocation.say("model.removed", name=name))])
    return 0


def _settings(invocation: Invocation) -> Settings:
    return Settings.load(home=invocation.home, env=os.environ)


def _key_from_standard_input() -> str:
    raw = sys.stdin.buffer.read(_MOST_KEY_BYTES)
    key = raw.decode("ascii", "replace").strip()
    # Not a word of the key: what is wrong with it may be told, never what it is.
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise InputError("key_invalid")
    return key


def _form(invocation: Invocation, model: ChatSettings) -> dict[str, object]:
    home = _settings(invocation).home
    source = model.key_env or ("file" if has_key(home, model) else None)
    return {
        "name": model.name,
        "provider": model.provider,
        "model": model.model,
        "host": model.host,
        "roles": list(model.roles),
        "key": source,
        "key_found": _key_found(invocation, model),
        "structured": model.structured,
        "variant": model.variant,
        "stream": model.stream,
        "seconds": model.seconds,
    }


def _key_found(invocation: Invocation, model: ChatSettings) -> bool:
    try:
        return has_key(_settings(invocation).home, model)
    except EvimedError:
        return False


def _lines(invocation: Invocation, form: Mapping[str, Any]) -> Iterator[Line]:
    roles = ", ".join(form["roles"]) or "—"
    key = form["key"] or "—"
    if form["key"] and not form["key_found"]:
        key = invocation.say("model.key_empty", variable=key)
    words = invocation.say("model.line", **{**form, "roles": roles, "key": key})
    yield from (Line(line) for line in wrap(words, terminal.page_width(), f"{form['name']}  "))


def _count(tokens: int | None) -> str:
    return "—" if tokens is None else str(tokens)

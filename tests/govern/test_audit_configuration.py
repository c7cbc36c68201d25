"""Models and settings in the audit log: what was changed outside of it is told at the next opening."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evimed.app import open_service
from evimed.chat_settings import ChatSettings, remove_model, save_key, save_model
from evimed.govern.audit.chain import act_of
from evimed.govern.audit.configuration import note_configuration
from evimed.govern.audit.trail import AuditTrail
from evimed.records import Scope
from evimed.settings import OidcProvider, Settings
from evimed.store.database import Database

MODEL = ChatSettings("house", "openai", "qwen", url="https://llm.example.org/v1", roles=("write",))


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, embedder="none")


@pytest.fixture
def scope() -> Scope:
    return replace(Scope.local(), tenant=f"t-{secrets.token_hex(4)}")


def acts(database: Database, scope: Scope) -> list[dict[str, Any]]:
    return [act_of(entry) for entry in AuditTrail(database, scope).entries()]


def done(database: Database, scope: Scope, settings: Settings) -> list[str]:
    before = len(acts(database, scope))
    note_configuration(database, scope, settings)
    found = acts(database, scope)[before:]
    return [f"{act['action']} {act['object']}" for act in found if act["action"] != "configuration.changed"]


def test_g12_models_that_come_change_and_go_are_in_the_log(
    database: Database, scope: Scope, home: Settings
) -> None:
    assert done(database, scope, home) == []
    save_model(home.home, MODEL)
    save_key(home.home, "house", "sk-very-secret")
    assert done(database, scope, home) == ["model.added model:house"]
    assert done(database, scope, home) == []
    save_model(home.home, replace(MODEL, model="qwen-2"))
    assert done(database, scope, home) == ["model.changed model:house"]
    remove_model(home.home, "house")
    assert done(database, scope, home) == ["model.removed model:house"]
    told = json.dumps(acts(database, scope))
    for words in ("sk-very-secret", "llm.example.org"):
        assert words not in told


def test_settings_that_bind_people_are_in_the_log(database: Database, scope: Scope, home: Settings) -> None:
    public = replace(home, profile="public-cn", tell_restricted=True)
    assert done(database, scope, public) == ["setting.changed setting:profile",
                                             "setting.changed setting:tell_restricted"]  # fmt: skip
    (profile,) = [act for act in acts(database, scope) if act["object"] == "setting:profile"]
    assert profile["details"] == {"after": "public-cn", "before": "private"}
    reaching = replace(public, egress=("llm.example.org",), oidc=OidcProvider("https://id.example.org", "e"))
    assert done(database, scope, reaching) == [
        "setting.changed setting:egress",
        "setting.changed setting:oidc",
    ]
    assert done(database, scope, home) == [
        f"setting.changed setting:{name}" for name in ("egress", "oidc", "profile", "tell_restricted")
    ]


def test_opening_the_installation_tells(settings: Settings, database: Database) -> None:
    opened = replace(settings, embedder="none", tell_restricted=True)
    with open_service(opened) as service:
        found = acts(service.database, service.people.owner_scope())
    assert "setting:tell_restricted" in {act["object"] for act in found}

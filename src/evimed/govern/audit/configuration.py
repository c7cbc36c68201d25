"""The configuration in the log: models that were added, changed or removed, and settings that bind people.

Files and variables of the environment are changed outside of any transaction, by a command or by an editor.
So what is configured is compared with what the log last said of it whenever the installation is opened, and
the difference is written down before anybody works with it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from evimed.chat_settings import load_models
from evimed.errors import EvimedError
from evimed.govern.audit.chain import act_of
from evimed.govern.audit.keys import DigestKey
from evimed.govern.audit.record import record
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.audit import recent_entries
from evimed.store.database import Database, Transaction
from evimed.store.people import lock_people

_ACTION = "configuration.changed"
_MODEL = "model:"
Configuration = Mapping[str, str]


def note_configuration(database: Database, scope: Scope, settings: Settings) -> None:
    """Write down what has changed since the log last told, as acts of ``scope``.

    Names of profiles and models stand there as they are, everything else as a keyed hash.
    """
    now = _configured(settings, scope.tenant)
    with database.transaction(scope) as tx:
        if _last(tx, settings) == now:
            return
        lock_people(tx)  # processes that are started together tell it once
        former = _last(tx, settings)
        if former == now:
            return
        for name in sorted({*former, *now}):
            before, after = former.get(name), now.get(name)
            if before != after:
                _note(tx, name, before, after)
        record(tx, action=_ACTION, object="configuration:home", after=_hash(now), details=dict(now))


def _note(tx: Transaction, name: str, before: str | None, after: str | None) -> None:
    if name.startswith(_MODEL):
        done = "model.added" if before is None else "model.removed" if after is None else "model.changed"
        record(tx, action=done, object=name, before=before, after=after)
    else:
        record(
            tx, action="setting.changed", object=f"setting:{name}", details={"before": before, "after": after}
        )


def _last(tx: Transaction, settings: Settings) -> Configuration:
    """What the log says; of an installation of which it says nothing, that nothing was ever set."""
    found = recent_entries(tx, 1, _ACTION)
    if found:
        return act_of(found[-1])["details"]
    return _configured(Settings(home=settings.home), tx.tenant, models=False)


def _configured(settings: Settings, tenant: str, *, models: bool = True) -> Configuration:
    key = DigestKey(settings.home)

    def digest(value: object) -> str:
        return key.digest(tenant, repr(value)) if value else "none"

    oidc = settings.oidc
    out = {
        "profile": settings.profile,
        "tell_restricted": "yes" if settings.tell_restricted else "no",
        "egress": digest(settings.egress),
        "oidc": digest(None if oidc is None else (oidc.issuer, oidc.client_id, oidc.groups_claim)),
        **{f"chat.{role}": digest(getattr(settings.chat, role)) for role in ("write", "judge", "extract")},
    }
    try:
        known = load_models(settings.home) if models else {}
    except EvimedError:
        return out | {"models": "unreadable"}
    return out | {_MODEL + name: key.digest(tenant, repr(model)) for name, model in known.items()}


def _hash(configuration: Configuration) -> str:
    return hashlib.sha256(json.dumps(dict(configuration), sort_keys=True).encode()).hexdigest()

"""What is refused is refused in words of both languages, and stands in the audit log with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from access_people import PASSWORD, Clock

from evimed.errors import EvimedError
from evimed.govern.access.people import People
from evimed.govern.audit.chain import act_of
from evimed.govern.audit.trail import AuditTrail
from evimed.records import Scope

Refused = Callable[[People, Scope, Clock], object]


def storm(people: People, owner: Scope, clock: Clock) -> None:
    for _ in range(5):
        with pytest.raises(EvimedError):
            people.sign_in("ann", "wrong password")
    people.sign_in("ann", PASSWORD)


def expired_token(people: People, owner: Scope, clock: Clock) -> None:
    secret, _ = people.tokens.issue(owner, "ann", "laptop", days=1)
    clock.forward(days=1)
    people.scope_for(secret)


def revoked_token(people: People, owner: Scope, clock: Clock) -> None:
    secret, row = people.tokens.issue(owner, "ann", "laptop")
    people.tokens.revoke(owner, row.id)
    people.scope_for(secret)


def session_over(people: People, owner: Scope, clock: Clock) -> None:
    token = people.sign_in("ann", PASSWORD).session_token
    clock.forward(hours=13)
    people.scope_for(token)


def session_used_again(people: People, owner: Scope, clock: Clock) -> None:
    token = people.sign_in("ann", PASSWORD).session_token
    people.sign_out(token)
    people.scope_for(token)


def clock_back(people: People, owner: Scope, clock: Clock) -> None:
    token = people.sign_in("ann", PASSWORD).session_token
    clock.forward(hours=-2)
    people.scope_for(token)


def cycle(people: People, owner: Scope, clock: Clock) -> None:
    for name in ("ward", "hospital"):
        people.groups.add(owner, name)
    people.groups.put(owner, "hospital", "group:ward")
    people.groups.put(owner, "ward", "group:hospital")


def acts(people: People, owner: Scope) -> list[dict[str, Any]]:
    """What the log holds; that of earlier tests, too: nothing takes an entry away."""
    return [act_of(entry) for entry in AuditTrail(people.authority.database, owner).entries()]


CASES: list[tuple[Refused, str, str]] = [
    (storm, "session.refused", "sign_in_blocked"),
    (
        lambda people, owner, clock: people.sign_in("ann", "wrong password"),
        "session.refused",
        "sign_in_wrong",
    ),
    (lambda people, owner, clock: people.scope_for("evt_" + "A" * 43), "token.refused", "token_unknown"),
    (lambda people, owner, clock: people.scope_for("A" * 43), "session.refused", "session_unknown"),
    (expired_token, "token.refused", "token_expired"),
    (revoked_token, "token.refused", "token_revoked"),
    (session_over, "session.refused", "session_ended"),
    (session_used_again, "session.refused", "session_ended"),
    (clock_back, "session.refused", "clock_went_back"),
    (cycle, "change.refused", "group_cycle"),
    (
        lambda people, owner, clock: people.permissions.permit(owner, "default", "role:reviewer"),
        "change.refused",
        "role_held_by_nobody",
    ),
]


@pytest.mark.parametrize(
    ("act", "action", "code"), CASES, ids=lambda one: one if isinstance(one, str) else ""
)
def test_what_is_refused_is_told_and_logged(
    people: People, owner: Scope, clock: Clock, act: Refused, action: str, code: str
) -> None:
    people.accounts.add(owner, "Ann", password=PASSWORD, roles=["reader"])
    before = len(acts(people, owner))
    with pytest.raises(EvimedError) as caught:
        act(people, owner, clock)
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert caught.value.message(language)
        assert caught.value.hint(language)
    told = {(one["action"], one.get("reason")) for one in acts(people, owner)[before:]}
    assert (action, code) in told
    assert AuditTrail(people.authority.database, owner).verify().whole


def test_a_storm_does_not_fill_the_log(people: People, owner: Scope) -> None:
    before = len(acts(people, owner))
    for _ in range(300):
        with pytest.raises(EvimedError):
            people.scope_for("evt_" + "B" * 43)
    assert [one["reason"] for one in acts(people, owner)[before:]] == ["token_unknown"]

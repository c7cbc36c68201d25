"""Accounts, sign-in, tokens, groups and roles: what is refused, in which words, and that it acts at once."""

from __future__ import annotations

import logging
import threading

import pytest
from access_people import PASSWORD, Clock

from evimed.errors import EvimedError, InputError, NotFoundError, NotPermittedError, SignInError
from evimed.govern.access.people import People
from evimed.records import Scope


def refusal(error: pytest.ExceptionInfo[EvimedError]) -> str:
    told = str(error.value)  # every code has its words
    assert told
    return error.value.code


@pytest.fixture
def ann(people: People, owner: Scope) -> str:
    people.accounts.add(owner, "Ann", password=PASSWORD, roles=["reader"])
    return "ann"


def test_sign_in_gives_what_the_roles_give(people: People, ann: str) -> None:
    signed = people.sign_in("ANN", PASSWORD)
    assert signed.scope == people.scope_for(signed.session_token)
    assert signed.scope.user == "ann"
    assert signed.scope.verbs == {"read", "ask"}
    assert {"everyone", "role:reader", "role:reader@use"} <= signed.scope.subjects


def test_wrong_name_and_wrong_password_are_one_answer(people: People, ann: str) -> None:
    for name in ("ann", "nobody", "", "owner", "u" + "0" * 20):
        with pytest.raises(SignInError) as caught:
            people.sign_in(name, "wrong password")
        assert refusal(caught) == "sign_in_wrong"


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_a_storm_of_wrong_passwords_is_slowed_and_told(
    people: People, ann: str, clock: Clock, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "evimed.access")
    codes: list[str] = []
    for _ in range(12):
        with pytest.raises(SignInError) as caught:
            people.sign_in(name, "wrong password")
        codes.append(refusal(caught))
    assert codes == ["sign_in_wrong"] * 5 + ["sign_in_blocked"] * 7
    assert any("blocked" in record.message for record in caplog.records)
    assert "wrong password" not in caplog.text
    with pytest.raises(SignInError, match="blocked"):
        people.sign_in(name, PASSWORD)  # not even the right one
    clock.forward(seconds=31)
    if name == "ann":
        assert people.sign_in(name, PASSWORD)
        with pytest.raises(SignInError) as caught:
            people.sign_in(name, "wrong password")
        assert refusal(caught) == "sign_in_wrong"  # counted anew


def test_blocks_grow(people: People, ann: str, clock: Clock) -> None:
    waits: list[object] = []
    for _ in range(5):
        with pytest.raises(SignInError):
            people.sign_in("ann", "wrong password")
    for _ in range(3):
        with pytest.raises(SignInError) as caught:
            people.sign_in("ann", "x")
        waits.append(caught.value.values["seconds"])
        clock.forward(seconds=float(str(waits[-1])))
        with pytest.raises(SignInError):
            people.sign_in("ann", "wrong again")
    assert waits == [31, 61, 121]


def test_a_storm_at_once_gets_no_more_attempts(people: People, ann: str) -> None:
    codes: list[str] = []

    def attempt() -> None:
        try:
            people.sign_in("ann", "wrong password")
        except SignInError as error:
            codes.append(error.code)

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes.count("sign_in_wrong") == 5
    assert codes.count("sign_in_blocked") == 11


def test_a_session_ends(people: People, owner: Scope, ann: str, clock: Clock) -> None:
    first = people.sign_in("ann", PASSWORD)
    second = people.sign_in("ann", PASSWORD, former=first.session_token)
    assert second.session_token != first.session_token
    for token, code in ((first.session_token, "session_ended"), ("evs_made_up", "session_unknown")):
        with pytest.raises(SignInError) as caught:
            people.scope_for(token)
        assert refusal(caught) == code
    assert people.sign_out(second.session_token)
    assert not people.sign_out(second.session_token)
    third = people.sign_in("ann", PASSWORD)
    clock.forward(minutes=50)
    people.scope_for(third.session_token)  # seen: it goes on
    clock.forward(minutes=61)
    with pytest.raises(SignInError) as caught:
        people.scope_for(third.session_token)
    assert refusal(caught) == "session_ended"
    clock.forward(minutes=-60)  # a clock put back does not bring it back
    with pytest.raises(SignInError) as caught:
        people.scope_for(third.session_token)
    assert refusal(caught) == "session_ended"
    fourth = people.sign_in("ann", PASSWORD)
    people.accounts.set_password(owner, "ann", "another long password")
    with pytest.raises(SignInError):
        people.scope_for(fourth.session_token)


def test_a_clock_that_jumps_back_is_told(people: People, owner: Scope, ann: str, clock: Clock) -> None:
    signed = people.sign_in("ann", PASSWORD)
    token, _ = people.tokens.issue(owner, "ann", "laptop")
    clock.forward(hours=-2)
    for shown in (signed.session_token, token):
        with pytest.raises(SignInError) as caught:
            people.scope_for(shown)
        assert refusal(caught) == "clock_went_back"


def test_tokens_end_and_stay_ended(people: People, owner: Scope, ann: str, clock: Clock) -> None:
    secret, row = people.tokens.issue(owner, "ann", "laptop", verbs=["read", "delete"], days=2)
    scope = people.scope_for(secret)
    assert scope.verbs == {"read"}  # no more than the account may
    with people.authority.transaction() as tx:
        kept = tx.connection.execute("select hash, t::text from evimed.api_token t").fetchall()
    assert all(secret not in text and secret.encode() not in hash_ for hash_, text in kept)
    clock.forward(days=2)
    with pytest.raises(SignInError) as caught:
        people.scope_for(secret)
    assert refusal(caught) == "token_expired"
    other, row = people.tokens.issue(owner, "ann", "desk")
    people.tokens.revoke(owner, row.id)
    for _ in range(2):
        with pytest.raises(SignInError) as caught:
            people.scope_for(other)
        assert refusal(caught) == "token_revoked"
    with pytest.raises(NotFoundError):
        people.tokens.revoke(owner, row.id)
    with pytest.raises(SignInError) as caught:
        people.scope_for("evt_" + "A" * 43)
    assert refusal(caught) == "token_unknown"
    for days in (0, 367):
        with pytest.raises(InputError):
            people.tokens.issue(owner, "ann", "x", days=days)
    with pytest.raises(InputError):
        people.tokens.issue(owner, "ann", "x", verbs=["everything"])


def test_what_is_taken_acts_on_the_next_request(people: People, owner: Scope, ann: str) -> None:
    token = people.sign_in("ann", PASSWORD).session_token
    people.accounts.grant(owner, "steward", "ann")
    assert "delete" in people.scope_for(token).verbs
    people.accounts.revoke(owner, "steward", "ann")
    assert "delete" not in people.scope_for(token).verbs
    people.accounts.disable(owner, "ann")
    with pytest.raises(SignInError):
        people.scope_for(token)
    people.accounts.disable(owner, "ann", disabled=False)
    with pytest.raises(SignInError):  # the old session stays ended
        people.scope_for(token)
    people.accounts.remove(owner, "ann")
    with pytest.raises(SignInError):
        people.sign_in("ann", PASSWORD)
    with pytest.raises(InputError) as caught:
        people.accounts.add(owner, "ann")
    assert refusal(caught) == "name_taken"


def test_groups_nest_and_do_not_go_round(people: People, owner: Scope, ann: str) -> None:
    for name in ("ward", "hospital", "region"):
        people.groups.add(owner, name)
    people.groups.put(owner, "ward", "ann")
    people.groups.put(owner, "hospital", "group:ward")
    people.groups.put(owner, "region", "group:hospital")
    people.accounts.grant(owner, "author", "group:region")
    token = people.sign_in("ann", PASSWORD).session_token
    assert "ingest" in people.scope_for(token).verbs
    for into, what in (("ward", "group:region"), ("ward", "group:ward")):
        with pytest.raises(InputError) as caught:
            people.groups.put(owner, into, what)
        assert refusal(caught) == "group_cycle"
    people.groups.take(owner, "region", "group:hospital")
    assert "ingest" not in people.scope_for(token).verbs
    with pytest.raises(InputError):
        people.groups.take(owner, "region", "group:hospital")
    people.groups.remove(owner, "ward")
    assert [group.name for group in people.groups.list(owner)] == ["hospital", "region"]
    assert people.groups.list(owner)[0].members == []


def test_somebody_can_always_manage(people: People, owner: Scope, ann: str) -> None:
    people.groups.add(owner, "it")
    people.groups.put(owner, "it", "ann")
    people.accounts.grant(owner, "admin", "group:it")
    for take in (
        lambda: people.accounts.revoke(owner, "admin", "group:it"),
        lambda: people.accounts.disable(owner, "ann"),
        lambda: people.accounts.remove(owner, "ann"),
        lambda: people.groups.take(owner, "it", "ann"),
        lambda: people.groups.remove(owner, "it"),
    ):
        with pytest.raises(InputError) as caught:
            take()
        assert refusal(caught) == "last_admin"
    people.accounts.add(owner, "ben", roles=["admin"])
    people.groups.remove(owner, "it")


def test_roles_that_are_none_or_nobodys(people: People, owner: Scope, ann: str) -> None:
    with pytest.raises(InputError) as caught:
        people.accounts.grant(owner, "emperor", "ann")
    assert refusal(caught) == "role_unknown"
    with pytest.raises(InputError) as caught:
        people.permissions.permit(owner, "default", "role:reviewer")
    assert refusal(caught) == "role_held_by_nobody"
    with pytest.raises(InputError) as caught:
        people.accounts.revoke(owner, "steward", "ann")
    assert refusal(caught) == "role_not_held"


def test_who_may_not_manage_does_not(people: People, owner: Scope, ann: str) -> None:
    scope = people.sign_in("ann", PASSWORD).scope
    for act in (
        lambda: people.accounts.add(scope, "eve"),
        lambda: people.accounts.grant(scope, "admin", "ann"),
        lambda: people.tokens.issue(scope, "ann", "x"),
        lambda: people.groups.add(scope, "x"),
        lambda: people.permissions.permit(scope, "default", "everyone"),
        lambda: people.permissions.rules(scope),
        lambda: people.accounts.set_password(scope, "owner2", "another long password"),
    ):
        with pytest.raises(NotPermittedError) as caught:
            act()
        assert refusal(caught) == "verb_not_permitted"
    people.accounts.set_password(scope, "ann", "my own new password")  # one's own
    assert people.sign_in("ann", "my own new password")


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a:b", "a/b", "owner", "Everyone", "x" * 101, "a\u200bb\u0007"]
)
def test_names_that_are_none(people: People, owner: Scope, name: str) -> None:
    with pytest.raises(InputError) as caught:
        people.accounts.add(owner, name)
    assert refusal(caught) == "name_invalid"


def test_names_are_one_however_they_are_spelt(people: People, owner: Scope) -> None:
    people.accounts.add(owner, "Ｌｉ.Wei@Hospital.cn")
    for again in ("li.wei@hospital.cn", "LI.WEI@HOSPITAL.CN"):
        with pytest.raises(InputError) as caught:
            people.accounts.add(owner, again)
        assert refusal(caught) == "name_taken"
    assert people.accounts.add(owner, "张三")


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaa", "xxannxxannxx", "x" * 1025])
def test_weak_passwords(people: People, owner: Scope, password: str) -> None:
    with pytest.raises(InputError) as caught:
        people.accounts.add(owner, "ann", password=password)
    assert refusal(caught) == "password_weak"


def test_a_service_has_no_password(people: People, owner: Scope) -> None:
    with pytest.raises(InputError):
        people.accounts.add(owner, "robot", kind="service", password=PASSWORD)
    people.accounts.add(owner, "robot", kind="service", roles=["author"])
    secret, _ = people.tokens.issue(owner, "robot", "nightly", verbs=["ingest"])
    assert people.scope_for(secret).verbs == {"ingest"}
    with pytest.raises(SignInError):
        people.sign_in("robot", "")


def test_tenants_have_their_own_people(people: People, owner: Scope, ann: str) -> None:
    token = people.sign_in("ann", PASSWORD).session_token
    other = People(people.authority.database, "initech")  # of its own: audit logs outlive a test
    assert other.accounts.list(other.owner_scope()) == []
    with pytest.raises(SignInError):
        other.scope_for(token)

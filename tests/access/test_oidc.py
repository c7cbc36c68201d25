"""Sign-in by a real OpenID provider on loopback: what it vouches for comes in, what is forged does not."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit

import pytest
from access_people import Clock
from oidc_server import CLIENT, REDIRECT, SECRET, FakeProvider, new_key, running

from evimed.errors import InputError, SignInError
from evimed.govern.access import oidc_provider
from evimed.govern.access.people import People
from evimed.govern.audit.trail import AuditTrail
from evimed.records import Scope
from evimed.settings import OidcProvider
from evimed.store.database import Database


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with running(FakeProvider()) as served:
        yield served


@pytest.fixture
def people(database: Database, provider: FakeProvider, clock: Clock) -> People:
    clock.at = datetime.now(UTC)  # the provider's clock is the machine's
    own = OidcProvider(provider.issuer, CLIENT, SECRET)
    return People(database, "acme", oidc=own, clock=clock)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def browse(url: str) -> dict[str, str]:
    """What the provider sends the browser back with."""
    with pytest.raises(HTTPError) as caught:
        urllib.request.build_opener(_Stay()).open(url)
    where = caught.value.headers["Location"]
    caught.value.close()
    assert where.startswith(REDIRECT + "?")
    return {name: values[0] for name, values in parse_qs(urlsplit(where).query).items()}


def come_back(people: People) -> tuple[dict[str, str], str]:
    begun = people.oidc_begin(REDIRECT)
    return browse(begun.url), begun.state


def refused(people: People, answer: dict[str, str], state: str | None) -> str:
    with pytest.raises(SignInError) as caught:
        people.oidc_finish(answer, state)
    assert str(caught.value)
    return caught.value.code


def test_who_comes_gets_an_account_without_rights(
    people: People, owner: Scope, provider: FakeProvider
) -> None:
    begun = people.oidc_begin(REDIRECT, purpose="care")
    sent = parse_qs(urlsplit(begun.url).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["response_type"] == ["code"]
    assert {"nonce", "state", "code_challenge"} <= set(sent)
    signed = people.oidc_finish(browse(begun.url), begun.state)
    assert (signed.account.name, signed.scope.verbs, signed.scope.purpose) == ("lin", frozenset(), "care")
    assert people.scope_for(signed.session_token) == signed.scope
    again = people.oidc_finish(*come_back(people), former=signed.session_token)
    assert again.account == signed.account
    with pytest.raises(SignInError):
        people.scope_for(signed.session_token)
    assert [row.issuer for row in people.accounts.list(owner)] == [provider.issuer]


def test_groups_follow_the_provider(people: People, owner: Scope, provider: FakeProvider) -> None:
    for name in ("ward", "board", "local"):
        people.groups.add(owner, name)
    people.accounts.grant(owner, "reader", "group:ward")
    provider.user["groups"] = ["Ward", "board", "unknown to us", 7]
    signed = people.oidc_finish(*come_back(people))
    assert signed.scope.verbs == {"read", "ask"}
    people.groups.put(owner, "local", "lin")
    provider.user["groups"] = ["board"]
    assert people.oidc_finish(*come_back(people)).scope.verbs == frozenset()
    row = people.accounts.list(owner)[0]
    assert row.groups == ["board", "local"]  # what was put here stays


def test_a_name_that_is_taken_is_not_taken_over(people: People, owner: Scope) -> None:
    people.accounts.add(owner, "lin", roles=["admin"])
    assert refused(people, *come_back(people)) == "oidc_name_taken"
    people.accounts.link(owner, "lin", "s-1")
    assert "manage" in people.oidc_finish(*come_back(people)).scope.verbs
    people.accounts.add(owner, "ben", roles=["admin"])
    people.accounts.disable(owner, "lin")
    assert refused(people, *come_back(people)) == "account_disabled"


def test_answers_are_taken_once_and_from_the_browser_that_began(people: People, clock: Clock) -> None:
    answer, state = come_back(people)
    assert refused(people, answer, None) == "oidc_state_unknown"
    assert refused(people, answer, "another") == "oidc_state_unknown"
    assert refused(people, answer | {"state": "x"}, "x") == "oidc_state_unknown"
    people.oidc_finish(answer, state)
    assert refused(people, answer, state) == "oidc_state_unknown"
    late, state = come_back(people)
    clock.forward(minutes=11)
    assert refused(people, late, state) == "oidc_state_unknown"


def test_a_code_that_was_used_is_refused(people: People) -> None:
    answer, state = come_back(people)
    people.oidc_finish(answer, state)
    fresh, state = come_back(people)
    assert refused(people, fresh | {"code": answer["code"]}, state) == "oidc_code_refused"


def test_a_code_of_another_sign_in_is_refused(people: People) -> None:
    """Injected into somebody else's sign-in, it meets another verifier."""
    stolen, _ = come_back(people)
    fresh, state = come_back(people)
    assert refused(people, fresh | {"code": stolen["code"]}, state) == "oidc_code_refused"


def test_the_provider_says_no(people: People) -> None:
    _, state = come_back(people)
    assert refused(people, {"state": state, "error": "access_denied"}, state) == "oidc_refused"
    answer, state = come_back(people)
    assert refused(people, answer | {"iss": "https://evil.test"}, state) == "oidc_token_invalid"


Forge = Callable[[FakeProvider], Callable[[dict[str, Any], dict[str, Any]], str | None]]


def _claims(**changes: Any) -> Forge:
    return lambda provider: lambda header, claims: provider.sign(header, claims | changes)


def _without(name: str) -> Forge:
    return lambda provider: (
        lambda header, claims: provider.sign(
            header, {key: value for key, value in claims.items() if key != name}
        )
    )


def _unsigned(provider: FakeProvider) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return lambda header, claims: f"{part({'alg': 'none'})}.{part(claims)}."


def _symmetric(provider: FakeProvider) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    """Signed with the public key as a secret, which everybody has."""
    import hashlib  # noqa: PLC0415
    import hmac  # noqa: PLC0415

    def part(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    def forge(header: dict[str, Any], claims: dict[str, Any]) -> str:
        head = json.dumps({"alg": "HS256", "kid": provider.keys[0].kid}).encode()
        body = f"{part(head)}.{part(json.dumps(claims).encode())}"
        public = provider.keys[0].as_pem(private=False)
        return f"{body}.{part(hmac.new(public, body.encode(), hashlib.sha256).digest())}"

    return forge


def _strange_key(provider: FakeProvider) -> Callable[[dict[str, Any], dict[str, Any]], str]:
    key = new_key(str(provider.keys[0].kid))  # the same name
    return lambda header, claims: provider.sign(header, claims, key)


@pytest.mark.parametrize(
    ("forge", "code"),
    [
        (_strange_key, "oidc_token_invalid"),
        (_unsigned, "oidc_token_invalid"),
        (_symmetric, "oidc_token_invalid"),
        (_claims(nonce="another"), "oidc_token_invalid"),
        (_without("nonce"), "oidc_token_invalid"),
        (_claims(iss="https://evil.test"), "oidc_token_invalid"),
        (_claims(aud="another client"), "oidc_token_invalid"),
        (_claims(aud=[CLIENT, "another client"]), "oidc_token_invalid"),
        (_claims(aud=[CLIENT], azp="another client"), "oidc_token_invalid"),
        (_claims(at_hash="AAAAAAAAAAAAAAAAAAAAAA"), "oidc_token_invalid"),
        (_claims(sub=""), "oidc_token_invalid"),
        (_without("sub"), "oidc_token_invalid"),
        (_without("exp"), "oidc_token_invalid"),
        (_claims(exp=1_000_000), "oidc_clock"),
        (_claims(iat=99_999_999_999), "oidc_clock"),
        (lambda provider: lambda header, claims: "not a token", "oidc_token_invalid"),
        (lambda provider: lambda header, claims: "a.b.c", "oidc_token_invalid"),
    ],
)
def test_forged_tokens(people: People, owner: Scope, provider: FakeProvider, forge: Forge, code: str) -> None:
    provider.forge = forge(provider)
    assert refused(people, *come_back(people)) == code
    assert people.accounts.list(owner) == []


def test_a_forged_answer_is_in_the_log(people: People, owner: Scope, provider: FakeProvider) -> None:
    """Forged tokens, and an answer that was used before, by their reasons."""
    before = len(list(AuditTrail(people.authority.database, owner).entries()))
    answer, state = come_back(people)
    people.oidc_finish(answer, state)
    refused(people, answer, state)
    provider.forge = _unsigned(provider)
    refused(people, *come_back(people))
    entries = list(AuditTrail(people.authority.database, owner).entries())
    told = "".join(entry.act for entry in entries[before:])
    for code in ("oidc_state_unknown", "oidc_token_invalid"):
        assert f'"reason":"{code}"' in told


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_that_jumps_is_told(people: People, clock: Clock, hours: int) -> None:
    clock.forward(hours=hours)
    answer, state = come_back(people)
    assert refused(people, answer, state) == "oidc_clock"


def test_keys_rotate(people: People, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    people.oidc_finish(*come_back(people))
    provider.keys.insert(0, new_key("k2"))
    # Looked for anew at most every half minute: made-up keys must not make work.
    assert refused(people, *come_back(people)) == "oidc_token_invalid"
    monkeypatch.setattr(oidc_provider, "_KEYS_EVERY_S", 0.0)
    people.oidc_finish(*come_back(people))
    del provider.keys[1:]
    provider.forge = lambda header, claims: provider.sign(header, claims, new_key("k1"))
    assert refused(people, *come_back(people)) == "oidc_token_invalid"


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.test"},
        {"token_endpoint": "http://evil.test/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "file:///etc/passwd"},
    ],
)
def test_metadata_that_cannot_be(people: People, provider: FakeProvider, metadata: dict[str, str]) -> None:
    provider.metadata = metadata
    with pytest.raises(SignInError) as caught:
        people.oidc_begin(REDIRECT)
    assert caught.value.code == "oidc_metadata"
    assert str(caught.value)


def test_without_a_provider(database: Database, people: People) -> None:
    plain = People(database, "acme")
    assert not plain.oidc_configured
    with pytest.raises(InputError) as caught:
        plain.oidc_begin(REDIRECT)
    assert caught.value.code == "oidc_not_configured"
    with pytest.raises(InputError) as caught:
        people.oidc_begin("http://evil.test/back")
    assert caught.value.code == "oidc_redirect"
    gone = People(database, "acme", oidc=OidcProvider("http://127.0.0.1:9", CLIENT))
    with pytest.raises(SignInError) as caught:
        gone.oidc_begin(REDIRECT)
    assert caught.value.code == "oidc_unreachable"
    assert str(caught.value)

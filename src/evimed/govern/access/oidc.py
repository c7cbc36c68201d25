"""Signing in by an OpenID provider: authorization code flow with PKCE (RFC 7636), state and nonce."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, cast

from authlib.oauth2 import rfc7636
from authlib.oauth2.rfc6749 import parameters

from evimed.errors import EgressError, InputError, SignInError
from evimed.govern.access.authority import Account, Authority
from evimed.govern.access.names import check_name, fold, new_id
from evimed.govern.access.oidc_provider import Provider, is_protected
from evimed.govern.access.roles import check_purpose
from evimed.govern.access.sign_in import SignedIn, SignIn, hash_of
from evimed.govern.privacy.egress import LOOPBACK, Egress
from evimed.settings import OidcProvider
from evimed.store.database import Transaction
from evimed.store.people import (
    BegunOidc,
    find_identity,
    keep_oidc_groups,
    list_groups,
    lock_people,
    put_account,
    put_member,
    put_oidc,
    take_oidc,
)

_grant_uri = cast("Callable[..., str]", parameters.prepare_grant_uri)
_challenge = cast("Callable[[str], str]", rfc7636.create_s256_code_challenge)
BEGUN_LIFE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class OidcBegun:
    """Where to send the browser, and what a cookie of it must bring back (HttpOnly, SameSite=Lax)."""

    url: str
    state: str


class OidcSignIn:
    """Sign-in by one provider; threads may share it."""

    def __init__(
        self,
        authority: Authority,
        sign_in: SignIn,
        settings: OidcProvider | None,
        egress: Egress = LOOPBACK,
    ) -> None:
        self._authority = authority
        self._sign_in = sign_in
        self._provider = None if settings is None else Provider(settings, egress)

    @property
    def configured(self) -> bool:
        """Whether there is a provider."""
        return self._provider is not None

    def begin(self, redirect_uri: str, purpose: str = "use") -> OidcBegun:
        """Begin a sign-in; the provider sends the browser back to ``redirect_uri``.

        Raises
        ------
        InputError
            ``oidc_not_configured``, ``oidc_redirect``.
        SignInError
            The provider cannot be used.
        """
        provider = self._required()
        if not is_protected(redirect_uri):
            raise InputError("oidc_redirect", url=redirect_uri[:200])
        metadata, own = provider.metadata(), provider.settings
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        nonce = secrets.token_urlsafe(32)
        expires = self._authority.now() + BEGUN_LIFE
        with self._authority.changing("evimed") as tx:
            begun = BegunOidc(nonce, verifier, redirect_uri, check_purpose(purpose), expires)
            put_oidc(tx, hash_of(state), begun)
        url = _grant_uri(
            metadata["authorization_endpoint"],
            own.client_id,
            "code",
            redirect_uri=redirect_uri,
            scope=own.scopes,
            state=state,
            nonce=nonce,
            code_challenge=_challenge(verifier),
            code_challenge_method="S256",
        )
        return OidcBegun(url, state)

    def finish(self, answer: Mapping[str, str], state: str | None, former: str | None = None) -> SignedIn:
        """End a sign-in: ``answer`` is the query the browser came back with, ``state`` that of its cookie.

        An account is made at the first sign-in, without any role; it is in those of our groups that the
        provider names, and no longer in those it does not.

        Raises
        ------
        SignInError
            ``oidc_state_unknown``: not begun here and in this browser, or answered or expired before.
            ``oidc_refused``, ``oidc_code_refused``, ``oidc_token_invalid``, ``oidc_clock``: by the provider's
            answer. ``oidc_name_taken``, ``account_disabled``: by its account.
        """
        provider = self._required()
        try:
            claims, begun = self._answered(provider, answer, state)
            with self._authority.changing("evimed") as tx:
                lock_people(tx)
                account = self._account(tx, provider.settings, claims)
                self._join_groups(tx, account, _groups(claims, provider.settings.groups_claim))
            with self._authority.changing(account.name) as tx:
                return self._sign_in.begin(tx, account, begun.purpose, former)
        except (SignInError, EgressError) as error:
            self._authority.refused("session.refused", "oidc", error.code, object_="account:oidc")
            raise

    def _answered(
        self, provider: Provider, answer: Mapping[str, str], state: str | None
    ) -> tuple[Mapping[str, Any], BegunOidc]:
        issuer, now = provider.settings.issuer, self._authority.now()
        given = answer.get("state", "")
        if not given or not hmac.compare_digest(given.encode(), (state or "").encode()):
            raise SignInError("oidc_state_unknown", issuer=issuer)
        with self._authority.transaction() as tx:
            begun = take_oidc(tx, hash_of(given))
        if begun is None or not now < begun.expires_at <= now + 2 * BEGUN_LIFE:
            raise SignInError("oidc_state_unknown", issuer=issuer)
        if answer.get("iss", issuer) != issuer:  # RFC 9207
            raise SignInError("oidc_token_invalid", issuer=issuer, reason="iss")
        code = answer.get("code")
        if answer.get("error") or not code:
            raise SignInError("oidc_refused", issuer=issuer)
        tokens = provider.exchange(code, begun.verifier, begun.redirect)
        return provider.claims(tokens, begun.nonce, now.timestamp()), begun

    def _account(self, tx: Transaction, own: OidcProvider, claims: Mapping[str, Any]) -> Account:
        subject = str(claims["sub"])
        found = find_identity(tx, own.issuer, subject)
        if found is not None:
            if found.disabled:
                raise SignInError("account_disabled", name=found.name)
            return Account(found.id, found.name)
        wanted = str(claims.get(own.name_claim) or subject)
        try:
            name = check_name(wanted)
        except InputError as error:
            raise SignInError("oidc_name_taken", name=wanted[:100], subject=subject[:100]) from error
        id_ = new_id("u")
        now = self._authority.now()
        if not put_account(tx, id_, name, wanted[:200], "person", now, identity=(own.issuer, subject)):
            # Never that account: the provider's people choose their names.
            raise SignInError("oidc_name_taken", name=name, subject=subject[:100])
        self._authority.note(tx, "account.added", f"account:{id_}", kind="person", roles="")
        return Account(id_, name)

    def _join_groups(self, tx: Transaction, account: Account, names: Iterable[str]) -> None:
        wanted = {fold(name) for name in names}
        groups = [group.id for group in list_groups(tx) if group.name in wanted]
        member = f"user:{account.id}"
        keep_oidc_groups(tx, member, groups)
        for group in groups:
            put_member(tx, group, member, origin="oidc")

    def _required(self) -> Provider:
        if self._provider is None:
            raise InputError("oidc_not_configured")
        return self._provider


def _groups(claims: Mapping[str, Any], claim: str) -> list[str]:
    found = claims.get(claim)
    if isinstance(found, str):
        return [found]
    if not isinstance(found, list):
        return []
    return [one for one in cast("list[object]", found) if isinstance(one, str)]

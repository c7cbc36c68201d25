"""Everything about who there is and what each may: what surfaces call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evimed.errors import SignInError
from evimed.govern.access.accounts import Accounts
from evimed.govern.access.authority import Account, Authority, Clock, utc_now
from evimed.govern.access.credentials import Passwords
from evimed.govern.access.groups import Groups
from evimed.govern.access.names import find_person
from evimed.govern.access.permissions import Permissions
from evimed.govern.access.roles import check_purpose
from evimed.govern.access.sign_in import EndedError, SignedIn, SignIn
from evimed.govern.access.tokens import TOKEN_PREFIX, Tokens
from evimed.govern.privacy.egress import LOOPBACK, Egress
from evimed.records import Scope
from evimed.settings import OidcProvider
from evimed.store.database import Database
from evimed.store.people import counts, end_session

if TYPE_CHECKING:  # its libraries take a tenth of a second, for which only a sign-in by a provider shall wait
    from evimed.govern.access.oidc import OidcBegun, OidcSignIn

__all__ = ["Account", "People", "SignedIn"]


class People:
    """The people of one tenant. Threads may share one over a shared ``Database``.

    ``accounts``, ``groups``, ``tokens`` and ``permissions`` manage; their methods take the Scope of who acts
    and check its verbs. What they change acts on the next request: scopes are compiled for each.
    """

    def __init__(
        self,
        database: Database,
        tenant: str = "local",
        *,
        passwords: Passwords | None = None,
        oidc: OidcProvider | None = None,
        egress: Egress = LOOPBACK,
        clock: Clock = utc_now,
    ) -> None:
        self.authority = Authority(database, tenant, clock)
        hasher = passwords or Passwords()
        self.accounts = Accounts(self.authority, hasher, oidc)
        self.groups = Groups(self.authority)
        self.tokens = Tokens(self.authority)
        self.permissions = Permissions(self.authority)
        self._sign_in = SignIn(self.authority, hasher)
        self._provider = oidc
        self._egress = egress
        self._oidc: OidcSignIn | None = None

    def sign_in(
        self, name: str, password: str, *, purpose: str = "use", former: str | None = None
    ) -> SignedIn:
        """Sign in with a password. ``former`` is the token the browser had until now: its session ends.

        Raises
        ------
        SignInError
            ``sign_in_wrong``, ``sign_in_blocked``, ``account_disabled``.
        """
        return self._sign_in.sign_in(name, password, purpose=purpose, former=former)

    @property
    def oidc_configured(self) -> bool:
        """Whether people can sign in by an OpenID provider."""
        return self._provider is not None

    def oidc_begin(self, redirect_uri: str, purpose: str = "use") -> OidcBegun:
        """Begin a sign-in by the provider: where to send the browser, and what to put into its cookie."""
        return self._by_provider().begin(redirect_uri, purpose)

    def oidc_finish(
        self, answer: Mapping[str, str], state: str | None, former: str | None = None
    ) -> SignedIn:
        """End a sign-in by the provider: the query the browser came back with, and its cookie's state.

        Raises
        ------
        SignInError
            ``oidc_…``: the answer is forged, replayed, expired, or of another browser.
        """
        return self._by_provider().finish(answer, state, former)

    def _by_provider(self) -> OidcSignIn:
        if self._oidc is None:
            from evimed.govern.access.oidc import OidcSignIn  # noqa: PLC0415  -- see above

            self._oidc = OidcSignIn(self.authority, self._sign_in, self._provider, self._egress)
        return self._oidc

    def sign_out(self, session_token: str) -> bool:
        """End a session; False if it had ended."""
        return self._sign_in.sign_out(session_token)

    def scope_for(self, token: str) -> Scope:
        """What the holder of a session's or an API token may read and do now.

        Raises
        ------
        SignInError
            The token is unknown, has ended or was revoked, or its account is disabled.
        """
        return self.identify(token)[1]

    def identify(self, token: str) -> tuple[Account, Scope]:
        """Who holds a token, and what they may now. See ``scope_for``."""
        find = self.tokens.scope_for if token.startswith(TOKEN_PREFIX) else self._sign_in.scope_for
        try:
            with self.authority.transaction() as tx:
                return find(tx, token)
        except EndedError as ended:
            with self.authority.transaction() as tx:
                end_session(tx, ended.hash, self.authority.now())
            self.authority.refused("session.refused", "session", "session_ended", object_="session:ended")
            raise SignInError("session_ended") from None
        except SignInError as error:
            kind = "token" if token.startswith(TOKEN_PREFIX) else "session"
            about = f"{kind}:{error.values.get('token', 'unknown')}"
            who = str(error.values.get("account", kind))
            self.authority.refused(f"{kind}.refused", who, error.code, object_=about)
            raise

    def scope_as(self, by: Scope, name: str, purpose: str = "use") -> Scope:
        """What an account may, for the owner of the installation who acts as it (``--as``).

        Raises
        ------
        NotFoundError, SignInError
            There is no such account, or it is disabled.
        """
        with self.authority.changing(by.user) as tx:
            person = find_person(tx, name)
            if person.disabled:
                raise SignInError("account_disabled", name=person.name)
            scope = self.authority.compile(tx, Account(person.id, person.name), check_purpose(purpose))
            self.authority.note(tx, "session.acted_as", f"account:{person.id}")
        return scope

    def owner_scope(self) -> Scope:
        """The owner of the installation, who reads and may do everything."""
        return self.authority.owner()

    def counts(self) -> tuple[int, int, int]:
        """How many accounts there are, how many of them can be used, and how many permission rules."""
        with self.authority.transaction() as tx:
            return counts(tx)

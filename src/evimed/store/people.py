"""Accounts, groups, roles, tokens and sessions, as they are kept. Only within ``permissions.for_access``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evimed.store.database import Transaction


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as it is listed; roles and groups are those held through groups too."""

    id: str
    name: str
    shown_name: str
    kind: str
    disabled: bool
    has_password: bool
    issuer: str | None
    created_at: datetime
    roles: Sequence[str]
    groups: Sequence[str]
    blocked_until: datetime | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is held against."""

    id: str
    name: str
    shown_name: str
    kind: str
    disabled: bool
    password: str | None
    failures: int
    blocked_until: datetime | None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group and its direct members, ``user:ID`` or ``group:ID``."""

    id: str
    name: str
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token without its secret."""

    id: str
    account_id: str
    account: str
    name: str
    verbs: Sequence[str]
    purpose: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A token that was shown, and whose it is."""

    id: str
    account_id: str
    name: str
    disabled: bool
    verbs: Sequence[str]
    purpose: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundSession:
    """A session whose token was shown, and whose it is."""

    account_id: str
    name: str
    disabled: bool
    purpose: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Known:
    """What rules and roles know an account by, and the state of the rules at that time."""

    names: Sequence[str]  # user:ID, group:ID
    roles: Sequence[str]
    version: int


@dataclass(frozen=True, slots=True)
class BegunOidc:
    """What was remembered of a sign-in that began at an identity provider."""

    nonce: str
    verifier: str
    redirect: str
    purpose: str
    expires_at: datetime


def lock_people(tx: Transaction) -> None:
    """One change of accounts, groups and roles at a time, to the end of the transaction."""
    tx.run("people_lock")


def put_account(
    tx: Transaction,
    id_: str,
    name: str,
    shown: str,
    kind: str,
    at: datetime,
    *,
    password: str | None = None,
    identity: tuple[str, str] | None = None,
) -> bool:
    """A new account; False if the name, or the identity (issuer, subject), is taken."""
    issuer, subject = identity or (None, None)
    row = tx.run(
        "account_put",
        id=id_,
        name=name,
        shown=shown,
        kind=kind,
        password=password,
        issuer=issuer,
        subject=subject,
        at=at,
    ).fetchone()
    return row is not None


def list_accounts(tx: Transaction) -> list[AccountRow]:
    """All accounts, by name."""
    return [AccountRow(*row) for row in tx.run("account_list").fetchall()]


def find_account(tx: Transaction, name: str) -> Credentials | None:
    """An account by its folded name or its id."""
    row = tx.run("account_find", name=name).fetchone()
    return None if row is None else Credentials(*row)


def find_identity(tx: Transaction, issuer: str, subject: str) -> Credentials | None:
    """The account that an identity provider vouches for."""
    row = tx.run("account_of_subject", issuer=issuer, subject=subject).fetchone()
    return None if row is None else Credentials(*row)


def link_identity(tx: Transaction, id_: str, issuer: str, subject: str) -> bool:
    """Say which identity at a provider an account is; False if it is one already."""
    return tx.run("account_link", id=id_, issuer=issuer, subject=subject).rowcount > 0


def set_password(tx: Transaction, id_: str, password: str | None) -> None:
    """Another encoded password, or none."""
    tx.run("account_password", id=id_, password=password)


def set_disabled(tx: Transaction, id_: str, disabled: bool) -> None:
    """Whether an account may be used."""
    tx.run("account_disable", id=id_, disabled=disabled)


def retire_account(tx: Transaction, id_: str, at: datetime) -> None:
    """Take from an account all that opens anything. Its row stays: what it did is told by its name."""
    tx.run("member_forget", member=f"user:{id_}")
    tx.run("account_password", id=id_, password=None)
    tx.run("account_disable", id=id_, disabled=True)
    tx.run("token_revoke_all", account=id_, at=at)
    tx.run("signed_in_end_all", account=id_, at=at)


def count_attempt(tx: Transaction, id_: str, failures: int, until: datetime | None) -> bool:
    """Count an attempt as wrong before it is looked at; False if another was counted meanwhile."""
    return tx.run("account_attempt", id=id_, failures=failures, until=until).rowcount > 0


def count_right(tx: Transaction, id_: str, password: str | None) -> None:
    """The attempt was right; ``password``: the same, encoded anew."""
    tx.run("account_right", id=id_, password=password)


def counts(tx: Transaction) -> tuple[int, int, int]:
    """How many accounts there are, how many can be used, and how many rules there are."""
    row = tx.run("account_counts").fetchone() or (0, 0, 0)
    return int(row[0]), int(row[1]), int(row[2])


def known(tx: Transaction, id_: str) -> Known:
    """Groups, by nesting too, and roles of an account."""
    row = tx.run("subjects_of", id=id_).fetchone()
    return Known([], [], 0) if row is None else Known(*row)


def put_group(tx: Transaction, id_: str, name: str) -> bool:
    """A new group; False if the name is taken."""
    return tx.run("group_put", id=id_, name=name).fetchone() is not None


def list_groups(tx: Transaction) -> list[GroupRow]:
    """All groups with their direct members, by name."""
    return [GroupRow(*row) for row in tx.run("group_list").fetchall()]


def delete_group(tx: Transaction, id_: str) -> None:
    """Forget a group."""
    tx.run("group_delete", id=id_)


def put_member(tx: Transaction, group: str, member: str, origin: str = "local") -> bool:
    """Put ``user:ID`` or ``group:ID`` into a group; False if it is there."""
    return tx.run("member_put", group=group, member=member, origin=origin).rowcount > 0


def delete_member(tx: Transaction, group: str, member: str) -> bool:
    """Take ``user:ID`` or ``group:ID`` out of a group; False if it is not there."""
    return tx.run("member_delete", group=group, member=member).rowcount > 0


def keep_oidc_groups(tx: Transaction, member: str, groups: Sequence[str]) -> int:
    """Take a member out of the groups that the identity provider no longer names; out of how many."""
    return tx.run("member_renew", member=member, groups=list(groups)).rowcount


def put_role(tx: Transaction, role: str, holder: str) -> bool:
    """Give a role to ``user:ID`` or ``group:ID``; False if it holds it."""
    return tx.run("role_put", role=role, holder=holder).rowcount > 0


def delete_role(tx: Transaction, role: str, holder: str) -> bool:
    """Take a role away; False if it was not held."""
    return tx.run("role_delete", role=role, holder=holder).rowcount > 0


def role_holders(tx: Transaction, role: str) -> list[str]:
    """Accounts that can be used and hold a role, through groups too."""
    return [id_ for (id_,) in tx.run("role_holders", role=role).fetchall()]


def put_token(tx: Transaction, token: TokenRow, hash_: bytes) -> None:
    """Keep a token, of which only the hash stays."""
    tx.run(
        "token_put",
        id=token.id,
        hash=hash_,
        account=token.account_id,
        name=token.name,
        verbs=list(token.verbs),
        purpose=token.purpose,
        at=token.created_at,
        expires=token.expires_at,
    )


def list_tokens(tx: Transaction, account_id: str | None = None) -> list[TokenRow]:
    """Tokens, oldest first, of one account or of all."""
    return [TokenRow(*row) for row in tx.run("token_list", account=account_id).fetchall()]


def find_token(tx: Transaction, hash_: bytes) -> FoundToken | None:
    """The token of that hash."""
    row = tx.run("token_find", hash=hash_).fetchone()
    return None if row is None else FoundToken(*row)


def revoke_token(tx: Transaction, id_: str, at: datetime) -> bool:
    """End a token; False if it was ended before."""
    return tx.run("token_revoke", id=id_, at=at).rowcount > 0


def note_token_used(tx: Transaction, id_: str, at: datetime) -> None:
    """When a token was last used."""
    tx.run("token_used", id=id_, at=at)


def put_session(
    tx: Transaction, hash_: bytes, account_id: str, purpose: str, at: datetime, expires: datetime
) -> None:
    """A new session of somebody who signed in."""
    tx.run("signed_in_put", hash=hash_, account=account_id, purpose=purpose, at=at, expires=expires)


def find_session(tx: Transaction, hash_: bytes) -> FoundSession | None:
    """The session whose token has that hash."""
    row = tx.run("signed_in_find", hash=hash_).fetchone()
    return None if row is None else FoundSession(*row)


def note_session_seen(tx: Transaction, hash_: bytes, at: datetime) -> None:
    """When somebody was last seen."""
    tx.run("signed_in_seen", hash=hash_, at=at)


def end_session(tx: Transaction, hash_: bytes, at: datetime) -> bool:
    """End a session for good; False if it had ended."""
    return tx.run("signed_in_end", hash=hash_, at=at).rowcount > 0


def end_sessions(tx: Transaction, account_id: str, at: datetime) -> int:
    """End all sessions of an account; how many."""
    return tx.run("signed_in_end_all", account=account_id, at=at).rowcount


def clear_ended(tx: Transaction, before: datetime) -> int:
    """Forget sessions, and sign-ins begun at a provider, that expired before then; how many sessions."""
    return tx.run("signed_in_clear", before=before).rowcount


def put_oidc(tx: Transaction, state: bytes, begun: BegunOidc) -> None:
    """Remember a sign-in that begins at an identity provider."""
    tx.run(
        "oidc_begin",
        state=state,
        nonce=begun.nonce,
        verifier=begun.verifier,
        redirect=begun.redirect,
        purpose=begun.purpose,
        expires=begun.expires_at,
    )


def take_oidc(tx: Transaction, state: bytes) -> BegunOidc | None:
    """What was remembered under a state, once."""
    row = tx.run("oidc_take", state=state).fetchone()
    return None if row is None else BegunOidc(*row)

"""``evimed account``, ``evimed group``, ``evimed token``: who there is."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from evimed.errors import InputError
from evimed.surfaces.cli import terminal
from evimed.surfaces.cli.invocation import Invocation, open_people, utf8
from evimed.surfaces.cli.terminal import Line
from evimed.surfaces.cli.wrap import wrap

if TYPE_CHECKING:
    from evimed.store.people import TokenRow

_MOST_PASSWORD_BYTES = 10_000


def add_account(
    invocation: Invocation, name: str, roles: Sequence[str], *, service: bool, password_stdin: bool
) -> int:
    """Make an account; a person's password is asked for twice, or read from standard input."""
    password = None
    if password_stdin or (not service and sys.stdin.isatty()):
        password = _password(invocation, from_stdin=password_stdin)
    with open_people(invocation) as (people, by):
        id_ = people.accounts.add(
            by,
            utf8(name, "NAME"),
            kind="service" if service else "person",
            password=password,
            roles=roles,
        )
    return _done(invocation, {"id": id_, "name": name}, "account.added", name=name)


def list_accounts(invocation: Invocation) -> int:
    """Accounts with roles and groups, those through groups too."""
    with open_people(invocation) as (people, by):
        rows = people.accounts.list(by)
    if invocation.as_json:
        terminal.show_json(
            {
                "accounts": [
                    {
                        "id": row.id,
                        "name": row.name,
                        "kind": row.kind,
                        "disabled": row.disabled,
                        "password": row.has_password,
                        "issuer": row.issuer,
                        "roles": list(row.roles),
                        "groups": list(row.groups),
                    }
                    for row in rows
                ]
            }
        )
        return 0
    lines = [
        invocation.say(
            "account.line",
            name=row.name,
            kind=invocation.say(f"account.{row.kind}"),
            roles=", ".join(row.roles) or "–",
            groups=", ".join(row.groups) or "–",
            state=invocation.say("account.is_disabled" if row.disabled else "account.is_enabled"),
        )
        for row in rows
    ]
    _tell(lines or [invocation.say("account.none")])
    return 0


def set_password(invocation: Invocation, name: str, *, password_stdin: bool) -> int:
    """Set another password; the account's sessions end."""
    password = _password(invocation, from_stdin=password_stdin)
    with open_people(invocation) as (people, by):
        people.accounts.set_password(by, utf8(name, "NAME"), password)
    return _done(invocation, {"name": name}, "account.password_set", name=name)


def link_account(invocation: Invocation, name: str, subject: str) -> int:
    """Let an account sign in by the OpenID provider."""
    with open_people(invocation) as (people, by):
        people.accounts.link(by, utf8(name, "NAME"), utf8(subject, "SUBJECT"))
    return _done(invocation, {"name": name, "subject": subject}, "account.linked", name=name)


def change_role(invocation: Invocation, role: str, holder: str, *, give: bool) -> int:
    """Give a role, or take it away."""
    with open_people(invocation) as (people, by):
        change = people.accounts.grant if give else people.accounts.revoke
        change(by, role, utf8(holder, "HOLDER"))
    key = "account.granted" if give else "account.revoked"
    return _done(invocation, {"role": role, "holder": holder}, key, role=role, holder=holder)


def change_account(invocation: Invocation, action: str, name: str) -> int:
    """Disable, enable or remove an account."""
    with open_people(invocation) as (people, by):
        wanted = utf8(name, "NAME")
        if action == "remove":
            people.accounts.remove(by, wanted)
        else:
            people.accounts.disable(by, wanted, disabled=action == "disable")
    return _done(invocation, {"name": name}, f"account.done.{action}", name=name)


def change_group(invocation: Invocation, action: str, group: str, member: str = "") -> int:
    """Add or remove a group; put a member in, or take one out."""
    wanted, who = utf8(group, "GROUP"), utf8(member, "MEMBER")
    with open_people(invocation) as (people, by):
        if action == "add":
            people.groups.add(by, wanted)
        elif action == "remove":
            people.groups.remove(by, wanted)
        elif action == "put":
            people.groups.put(by, wanted, who)
        else:
            people.groups.take(by, wanted, who)
    form = {"group": group} | ({"member": member} if member else {})
    return _done(invocation, form, f"group.done.{action}", group=group, member=member)


def list_groups(invocation: Invocation) -> int:
    """Groups with their direct members, by name."""
    with open_people(invocation) as (people, by):
        groups = people.groups.list(by)
        names = {f"user:{row.id}": row.name for row in people.accounts.list(by)}
    names |= {f"group:{group.id}": f"group:{group.name}" for group in groups}
    forms = [
        {"id": group.id, "name": group.name, "members": [names[one] for one in group.members if one in names]}
        for group in groups
    ]
    if invocation.as_json:
        terminal.show_json({"groups": forms})
        return 0
    lines = [f"{form['name']}: {', '.join(form['members']) or '–'}" for form in forms]
    _tell(lines or [invocation.say("group.none")])
    return 0


def add_token(
    invocation: Invocation, name: str, label: str, verbs: Sequence[str], *, days: int, purpose: str
) -> int:
    """Issue a token and show it, this once."""
    with open_people(invocation) as (people, by):
        secret, row = people.tokens.issue(
            by, utf8(name, "NAME"), utf8(label, "LABEL"), verbs=verbs, days=days, purpose=purpose
        )
    if invocation.as_json:
        terminal.show_json({"token": secret, **_token_form(row)})
        return 0
    terminal.show([Line(secret)])
    terminal.note(
        invocation.say("token.added", id=row.id, name=row.account, expires=row.expires_at.date().isoformat())
    )
    return 0


def list_tokens(invocation: Invocation, name: str | None) -> int:
    """Tokens, of one account or of all."""
    with open_people(invocation) as (people, by):
        rows = people.tokens.list(by, None if name is None else utf8(name, "NAME"))
    if invocation.as_json:
        terminal.show_json({"tokens": [_token_form(row) for row in rows]})
        return 0
    lines = [
        invocation.say(
            "token.line",
            id=row.id,
            account=row.account,
            label=row.name,
            verbs=", ".join(row.verbs),
            expires=row.expires_at.date().isoformat(),
            state=invocation.say("token.is_revoked" if row.revoked_at else "token.is_issued"),
        )
        for row in rows
    ]
    _tell(lines or [invocation.say("token.none")])
    return 0


def revoke_token(invocation: Invocation, token: str) -> int:
    """End a token."""
    with open_people(invocation) as (people, by):
        people.tokens.revoke(by, utf8(token, "TOKEN"))
    return _done(invocation, {"id": token}, "token.revoked", id=token)


def _token_form(row: TokenRow) -> dict[str, object]:
    return {
        "id": row.id,
        "account": row.account,
        "label": row.name,
        "verbs": list(row.verbs),
        "purpose": row.purpose,
        "created_at": row.created_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "revoked_at": row.revoked_at.isoformat() if row.revoked_at else None,
        "used_at": row.used_at.isoformat() if row.used_at else None,
    }


def _password(invocation: Invocation, *, from_stdin: bool) -> str:
    """Never as an argument: those are seen by everybody on the machine."""
    if from_stdin:
        raw = sys.stdin.buffer.read(_MOST_PASSWORD_BYTES)
        try:
            return raw.decode("utf-8-sig").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise InputError("not_utf8", what="PASSWORD", position=error.start + 1) from error
    if not sys.stdin.isatty():
        raise InputError("password_missing")
    first = getpass.getpass(invocation.say("account.password"))
    if getpass.getpass(invocation.say("account.password_again")) != first:
        raise InputError("password_differs")
    return first


def _done(invocation: Invocation, form: dict[str, str], key: str, **values: object) -> int:
    if invocation.as_json:
        terminal.show_json(form)
    else:
        _tell([invocation.say(key, **values)])
    return 0


def _tell(words: Iterable[str]) -> None:
    terminal.show(Line(line) for one in words for line in wrap(one, terminal.page_width()))

"""The grammar of ``evimed account``, ``evimed group`` and ``evimed token``."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from evimed.surfaces.cli.grammar import HomeOption, JsonOption, LangOption, Task, invocation_of

account_app = typer.Typer(name="account", add_completion=False, pretty_exceptions_enable=False)
group_app = typer.Typer(name="group", add_completion=False, pretty_exceptions_enable=False)
token_app = typer.Typer(name="token", add_completion=False, pretty_exceptions_enable=False)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="cli.help.account_name")]
RoleArgument = Annotated[str, typer.Argument(metavar="ROLE", help="cli.help.account_role")]
HolderArgument = Annotated[str, typer.Argument(metavar="HOLDER", help="cli.help.account_holder")]
GroupArgument = Annotated[str, typer.Argument(metavar="GROUP", help="cli.help.group_name")]
MemberArgument = Annotated[str, typer.Argument(metavar="MEMBER", help="cli.help.group_member")]
StdinOption = Annotated[bool, typer.Option("--password-stdin", help="cli.help.account_stdin")]


@account_app.command("add", help="cli.help.account_add")
def add_account(
    ctx: typer.Context,
    name: NameArgument,
    role: Annotated[list[str] | None, typer.Option("--role", help="cli.help.account_role")] = None,
    service: Annotated[bool, typer.Option("--service", help="cli.help.account_service")] = False,
    password_stdin: StdinOption = False,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """A new account."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.add_account(
            invocation, name, role or (), service=service, password_stdin=password_stdin
        ),
    )


@account_app.command("list", help="cli.help.account_list")
def list_accounts(
    ctx: typer.Context, json: JsonOption = False, home: HomeOption = None, lang: LangOption = None
) -> Task:
    """All accounts with roles and groups."""
    from evimed.surfaces.cli import people as work

    return Task(invocation_of(ctx, home, lang, as_json=json), work.list_accounts)


@account_app.command("password", help="cli.help.account_password")
def set_password(
    ctx: typer.Context,
    name: NameArgument,
    password_stdin: StdinOption = False,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Another password."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.set_password(invocation, name, password_stdin=password_stdin),
    )


@account_app.command("link", help="cli.help.account_link")
def link(
    ctx: typer.Context,
    name: NameArgument,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="cli.help.account_subject")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Let an account sign in by the OpenID provider."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.link_account(invocation, name, subject),
    )


@account_app.command("grant", help="cli.help.account_grant")
def grant(
    ctx: typer.Context,
    role: RoleArgument,
    holder: HolderArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Give a role."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.change_role(invocation, role, holder, give=True),
    )


@account_app.command("revoke", help="cli.help.account_revoke")
def revoke(
    ctx: typer.Context,
    role: RoleArgument,
    holder: HolderArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Take a role away."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.change_role(invocation, role, holder, give=False),
    )


def _on_account(
    action: str, ctx: typer.Context, name: str, home: HomeOption, lang: LangOption, *, as_json: bool
) -> Task:
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=as_json),
        lambda invocation: work.change_account(invocation, action, name),
    )


@account_app.command("disable", help="cli.help.account_disable")
def disable(
    ctx: typer.Context,
    name: NameArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Let an account be used no longer."""
    return _on_account("disable", ctx, name, home, lang, as_json=json)


@account_app.command("enable", help="cli.help.account_enable")
def enable(
    ctx: typer.Context,
    name: NameArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Let an account be used again."""
    return _on_account("enable", ctx, name, home, lang, as_json=json)


@account_app.command("remove", help="cli.help.account_remove")
def remove_account(
    ctx: typer.Context,
    name: NameArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Take all from an account that opens anything."""
    return _on_account("remove", ctx, name, home, lang, as_json=json)


@group_app.command("add", help="cli.help.group_add")
def add_group(
    ctx: typer.Context,
    group: GroupArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """A new group."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.change_group(invocation, "add", group),
    )


@group_app.command("list", help="cli.help.group_list")
def list_groups(
    ctx: typer.Context, json: JsonOption = False, home: HomeOption = None, lang: LangOption = None
) -> Task:
    """All groups with their direct members."""
    from evimed.surfaces.cli import people as work

    return Task(invocation_of(ctx, home, lang, as_json=json), work.list_groups)


@group_app.command("remove", help="cli.help.group_remove")
def remove_group(
    ctx: typer.Context,
    group: GroupArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Forget a group; its members stay."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.change_group(invocation, "remove", group),
    )


@group_app.command("put", help="cli.help.group_put")
def put(
    ctx: typer.Context,
    group: GroupArgument,
    member: MemberArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Put an account or a group into a group."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.change_group(invocation, "put", group, member),
    )


@group_app.command("take", help="cli.help.group_take")
def take(
    ctx: typer.Context,
    group: GroupArgument,
    member: MemberArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Take an account or a group out of a group."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.change_group(invocation, "take", group, member),
    )


@token_app.command("add", help="cli.help.token_add")
def add_token(  # noqa: PLR0913, PLR0917  -- one parameter an option
    ctx: typer.Context,
    name: NameArgument,
    label: Annotated[str, typer.Argument(metavar="LABEL", help="cli.help.token_label")],
    verb: Annotated[list[str] | None, typer.Option("--verb", help="cli.help.token_verb")] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", help="cli.help.token_days")] = 90,
    purpose: Annotated[str, typer.Option("--purpose", help="cli.help.purpose")] = "use",
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """A new token, shown once."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.add_token(
            invocation, name, label, verb or ("read", "ask"), days=days, purpose=purpose
        ),
    )


@token_app.command("list", help="cli.help.token_list")
def list_tokens(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="cli.help.account_name")] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Tokens without their secrets."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.list_tokens(invocation, name)
    )


@token_app.command("revoke", help="cli.help.token_revoke")
def revoke_token(
    ctx: typer.Context,
    token: Annotated[str, typer.Argument(metavar="TOKEN", help="cli.help.token_id")],
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """End a token."""
    from evimed.surfaces.cli import people as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.revoke_token(invocation, token)
    )


PEOPLE_COMMANDS = tuple(
    f"{app.info.name} {cast(str, command.name)}"
    for app in (account_app, group_app, token_app)
    for command in app.registered_commands
    if command.callback is not None
)

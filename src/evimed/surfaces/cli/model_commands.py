"""The grammar of ``evimed model``: add, list, test, remove."""

from __future__ import annotations

from typing import Annotated, cast

import typer

from evimed.surfaces.cli.grammar import HomeOption, JsonOption, LangOption, Task, invocation_of

model_app = typer.Typer(name="model", add_completion=False, pretty_exceptions_enable=False)

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="cli.help.model_name")]

ModelOption = Annotated[str | None, typer.Option("--model", metavar="MODEL", help="cli.help.model_model")]
KeyEnvOption = Annotated[
    str | None, typer.Option("--key-env", metavar="VARIABLE", help="cli.help.model_key_env")
]
SecondsOption = Annotated[float | None, typer.Option("--seconds", metavar="N", help="cli.help.model_seconds")]
RetriesOption = Annotated[int | None, typer.Option("--retries", metavar="N", help="cli.help.model_retries")]
MaxTokensOption = Annotated[
    int | None, typer.Option("--max-tokens", metavar="N", help="cli.help.model_max_tokens")
]
PassagesOption = Annotated[
    int | None, typer.Option("--passages", metavar="N", help="cli.help.model_passages")
]
ContextOption = Annotated[int | None, typer.Option("--context", metavar="N", help="cli.help.model_context")]
TemperatureOption = Annotated[
    float | None, typer.Option("--temperature", metavar="T", help="cli.help.model_temperature")
]
PriceInputOption = Annotated[
    float | None, typer.Option("--price-input", metavar="P", help="cli.help.model_price_input")
]
PriceOutputOption = Annotated[
    float | None, typer.Option("--price-output", metavar="P", help="cli.help.model_price_output")
]


@model_app.command("add", help="cli.help.model_add")
def add(  # noqa: PLR0913, PLR0917  -- one parameter an option
    ctx: typer.Context,
    name: NameArgument,
    provider: Annotated[str | None, typer.Option("--provider", help="cli.help.model_provider")] = None,
    url: Annotated[str | None, typer.Option("--url", metavar="URL", help="cli.help.model_url")] = None,
    model: ModelOption = None,
    gguf: Annotated[str | None, typer.Option("--gguf", metavar="FILE", help="cli.help.model_gguf")] = None,
    role: Annotated[list[str] | None, typer.Option("--role", help="cli.help.model_role")] = None,
    key_env: KeyEnvOption = None,
    key_stdin: Annotated[bool, typer.Option("--key-stdin", help="cli.help.model_key_stdin")] = False,
    structured: Annotated[str | None, typer.Option("--structured", help="cli.help.model_structured")] = None,
    variant: Annotated[str | None, typer.Option("--variant", help="cli.help.model_variant")] = None,
    stream: Annotated[bool | None, typer.Option("--stream/--no-stream", help="cli.help.model_stream")] = None,
    seconds: SecondsOption = None,
    retries: RetriesOption = None,
    max_tokens: MaxTokensOption = None,
    passages: PassagesOption = None,
    context: ContextOption = None,
    temperature: TemperatureOption = None,
    price_input: PriceInputOption = None,
    price_output: PriceOutputOption = None,
    currency: Annotated[str | None, typer.Option("--currency", help="cli.help.model_currency")] = None,
    proxy: Annotated[str | None, typer.Option("--proxy", metavar="URL", help="cli.help.model_proxy")] = None,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Configure a chat model, or change one."""
    from evimed.surfaces.cli import model as work

    given: dict[str, object] = {
        "provider": provider or ("local" if gguf else None),
        "url": url, "model": model, "gguf": gguf, "roles": tuple(role) if role else None,
        "key_env": key_env, "structured": structured, "variant": variant, "stream": stream,
        "seconds": seconds, "retries": retries, "max_tokens": max_tokens,
        "passages": passages, "context": context,
        "temperature": temperature, "price_input": price_input, "price_output": price_output,
        "currency": currency, "proxy": proxy,
    }  # fmt: skip
    changes = {field: value for field, value in given.items() if value is not None}
    return Task(
        invocation_of(ctx, home, lang, as_json=json),
        lambda invocation: work.add(invocation, name, changes, key_stdin=key_stdin),
    )


@model_app.command("list", help="cli.help.model_list")
def list_models(
    ctx: typer.Context, json: JsonOption = False, home: HomeOption = None, lang: LangOption = None
) -> Task:
    """Show the chat models that are configured."""
    from evimed.surfaces.cli import model as work

    return Task(invocation_of(ctx, home, lang, as_json=json), work.list_models)


@model_app.command("test", help="cli.help.model_test")
def try_model(
    ctx: typer.Context,
    name: NameArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Send a chat model one real request."""
    from evimed.surfaces.cli import model as work

    return Task(invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.test(invocation, name))


@model_app.command("remove", help="cli.help.model_remove")
def remove(
    ctx: typer.Context,
    name: NameArgument,
    json: JsonOption = False,
    home: HomeOption = None,
    lang: LangOption = None,
) -> Task:
    """Forget a chat model and its key."""
    from evimed.surfaces.cli import model as work

    return Task(
        invocation_of(ctx, home, lang, as_json=json), lambda invocation: work.remove(invocation, name)
    )


MODEL_COMMANDS = tuple(
    cast(str, command.name) for command in model_app.registered_commands if command.callback is not None
)

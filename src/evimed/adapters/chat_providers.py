"""pydantic-ai's models as the settings describe them. Each client library is imported when it is used."""

# ruff: noqa: PLC0415

from __future__ import annotations

from typing import Any, Final

from pydantic_ai.models import Model
from pydantic_ai.profiles import ModelProfile, merge_profile

from evimed.adapters.chat_local import local_address
from evimed.adapters.chat_wire import client_for
from evimed.chat_settings import ChatSettings
from evimed.errors import InputError
from evimed.govern.privacy.egress import LOOPBACK, Egress

_ADDRESSES: Final = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "google": "https://generativelanguage.googleapis.com",
    "mistral": "https://api.mistral.ai",
}
_NO_KEY: Final = "none"  # what the client libraries are given where an endpoint wants no key


def build_model(settings: ChatSettings, key: str | None, egress: Egress = LOOPBACK) -> Model[Any]:
    """The model of ``settings``, on a client that reaches its host only.

    Raises
    ------
    InputError
        ``chat_extra_missing`` where the package of the provider is not installed.
    """
    try:
        return _build(settings, key, egress)
    except ImportError as error:
        extra = {"openai": "models", "local": "local-model"}.get(settings.provider, "models-all")
        raise InputError("chat_extra_missing", name=settings.name, extra=extra) from error


def _build(settings: ChatSettings, key: str | None, egress: Egress) -> Model[Any]:
    if settings.provider == "local":
        base, key = local_address(settings)
    else:
        base = (settings.url or _ADDRESSES[settings.provider]).rstrip("/")
    client = client_for(base, settings.name, settings.seconds, settings.proxy, egress)
    given = key or _NO_KEY
    # What a model can do is for the settings to say (`evimed model test` finds out), not a table of names.
    able = ModelProfile(
        supports_json_schema_output=True, supports_json_object_output=True, supports_tools=True
    )
    match settings.provider:
        case "openai" | "local":
            return _openai_compatible(settings, base, given, client, able)
        case "anthropic":
            from anthropic import AsyncAnthropic
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            sdk = AsyncAnthropic(api_key=given, base_url=base, http_client=client, max_retries=0)
            provider = AnthropicProvider(anthropic_client=sdk)
            profile = merge_profile(AnthropicProvider.model_profile(settings.model), able)
            return AnthropicModel(settings.model, provider=provider, profile=profile)
        case "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            google = GoogleProvider(api_key=given, base_url=base, http_client=client)
            profile = merge_profile(GoogleProvider.model_profile(settings.model), able)
            return GoogleModel(settings.model, provider=google, profile=profile)
        case "mistral":
            from pydantic_ai.models.mistral import MistralModel
            from pydantic_ai.providers.mistral import MistralProvider

            mistral = MistralProvider(api_key=given, base_url=base, http_client=client)
            profile = merge_profile(MistralProvider.model_profile(settings.model), able)
            return MistralModel(settings.model, provider=mistral, profile=profile)


def _openai_compatible(
    settings: ChatSettings, base: str, key: str, client: Any, able: ModelProfile
) -> Model[Any]:
    from openai import AsyncOpenAI
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai import OpenAIProvider
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

    # Given here, so that no variable of OpenAI's (organisation, project) travels to another host.
    sdk = AsyncOpenAI(api_key=key, base_url=base, http_client=client, max_retries=0)
    if settings.url is None and settings.provider == "openai":
        provider = OpenAIProvider(openai_client=sdk)
        profile = merge_profile(OpenAIProvider.model_profile(settings.model), able)
    else:
        sdk.organization = sdk.project = None
        provider = OpenAICompatibleProvider("openai-compatible", openai_client=sdk)
        # The older name of the limit is the one that every server knows.
        older = OpenAIModelProfile(
            openai_chat_supports_max_completion_tokens=False,
            openai_chat_supports_multiple_system_messages=False,
            openai_chat_streaming_requires_finish_reason=True,
        )
        profile = merge_profile(OpenAICompatibleProvider.model_profile(settings.model), able, older)
    return OpenAIChatModel(settings.model, provider=provider, profile=profile)

"""A GGUF file as a chat model. The slow part wants one: EVIMED_TEST_GGUF=/path/to/model.gguf."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from evimed.chat_settings import ChatSettings
from evimed.errors import InputError

pytest.importorskip("pydantic_ai", reason="the extra `models` is not installed")

from evimed.adapters.chat import PydanticChat
from evimed.adapters.chat_local import local_address
from evimed.testing.chat import check_chat_model


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 not a model"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        local_address(ChatSettings("m", "local", "m", gguf=str(path)))
    assert raised.value.code == "gguf_unusable"


@pytest.fixture(scope="module")
def local() -> ChatSettings:
    path = os.environ.get("EVIMED_TEST_GGUF", "")
    if not Path(path).is_file():
        pytest.skip("EVIMED_TEST_GGUF names no GGUF file")
    pytest.importorskip("xllamacpp", reason="the extra `local-model` is not installed")
    return ChatSettings("m", "local", "m", gguf=path, context=2048, max_tokens=60, seconds=600.0)


@pytest.mark.slow
def test_keeps_the_port(local: ChatSettings) -> None:
    check_chat_model(PydanticChat(local))


@pytest.mark.slow
def test_nobody_else_on_the_machine_can_use_it(local: ChatSettings) -> None:
    address, key = local_address(local)
    assert address.startswith("http://127.0.0.1:")
    body = json.dumps({"messages": [{"role": "user", "content": "hi"}], "max_tokens": 1}).encode()
    for headers in ({}, {"Authorization": "Bearer guess"}):
        with pytest.raises(HTTPError) as raised:
            urlopen(Request(f"{address}/chat/completions", body, headers))  # noqa: S310  -- loopback
        assert raised.value.code == 401
    request = Request(f"{address}/chat/completions", body, {"Authorization": f"Bearer {key}"})  # noqa: S310
    with urlopen(request) as answered:  # noqa: S310
        assert answered.status == 200

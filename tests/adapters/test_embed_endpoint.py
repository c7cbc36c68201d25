"""The endpoint embedder on the wire, against a stub on loopback that misbehaves as told."""

from __future__ import annotations

import socket

import embedding_stub as wire
import numpy as np
import pytest
from embedding_stub import Stub

from evimed.adapters.embed_endpoint import EndpointEmbedder, EndpointLimits, Prefixes
from evimed.catalogue import LANGUAGES
from evimed.errors import ModelError
from evimed.testing.embedders import HashEmbedder, check_embedder

NAN, INFINITY = float("nan"), float("inf")


def embedder_of(stub: Stub, **named: object) -> EndpointEmbedder:
    waits: list[float] = []
    made = EndpointEmbedder(stub.url, "bge-m3", 384, sleep=waits.append, **named)  # type: ignore[arg-type]
    made.waits = waits  # type: ignore[attr-defined]
    return made


def test_keeps_the_port(stub: Stub) -> None:
    check_embedder(embedder_of(stub, limits=EndpointLimits(batch=3, characters=2000)))


def test_same_vectors_as_the_model_behind_it(stub: Stub) -> None:
    texts = ["阿司匹林", "metformin", "warfarin"]
    vectors = embedder_of(stub, limits=EndpointLimits(batch=2)).embed_passages(texts)
    np.testing.assert_allclose(vectors, HashEmbedder().embed_passages(texts), atol=1e-6)
    assert [one["input"] for one in stub.requests] == [texts[:2], texts[2:]]
    assert {one["path"] for one in stub.requests} == {"/v1/embeddings"}
    assert {one["model"] for one in stub.requests} == {"bge-m3"}


def test_key_and_prefixes_are_sent_and_prefixes_stamped(stub: Stub) -> None:
    embedder = embedder_of(stub, key="s3cret", prefixes=Prefixes("query: ", "passage: "))
    embedder.embed_query("a")
    embedder.embed_passages(["b"])
    assert [one["input"] for one in stub.requests] == [["query: a"], ["passage: b"]]
    assert stub.headers[0]["Authorization"] == "Bearer s3cret"
    assert embedder.stamp != embedder_of(stub).stamp
    assert "s3cret" not in repr(embedder)


def test_no_key_no_header(stub: Stub) -> None:
    embedder_of(stub).embed_query("a")
    assert "Authorization" not in stub.headers[0]


def test_long_text_goes_in_pieces(stub: Stub) -> None:
    embedder_of(stub, limits=EndpointLimits(characters=4)).embed_passages(["abcdefghij", "k"])
    assert stub.requests[0]["input"] == ["abcd", "efgh", "ij", "k"]


def test_nothing_to_embed_asks_nothing(stub: Stub) -> None:
    assert embedder_of(stub).embed_passages([]).shape == (0, 384)
    assert stub.requests == []


@pytest.mark.parametrize(
    "fault",
    [wire.status(429), wire.status(500), wire.status(503), wire.hang_up, wire.cut_short],
    ids=["429", "500", "503", "hang-up", "cut-short"],
)
def test_passing_faults_are_tried_again(stub: Stub, fault: wire.Fault) -> None:
    stub.faults = [fault, fault]
    embedder = embedder_of(stub)
    np.testing.assert_allclose(embedder.embed_query("a"), HashEmbedder().embed_query("a"), atol=1e-6)
    first, second = embedder.waits  # type: ignore[attr-defined]
    assert 0.3 < first <= 0.5 < second <= 1.0


def test_retry_after_is_honoured_up_to_a_limit(stub: Stub) -> None:
    stub.faults = [wire.status(429, Retry_After="7"), wire.status(429, Retry_After="86400")]
    stub.faults += [wire.status(503, Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")]
    embedder = embedder_of(stub)
    embedder.embed_query("a")
    first, second, third = embedder.waits  # type: ignore[attr-defined]
    assert 5 <= first <= 7
    assert 20 <= second <= 30
    assert third <= 2


def test_gives_up_after_the_last_attempt(stub: Stub) -> None:
    stub.faults = [wire.status(503)] * 3
    with pytest.raises(ModelError) as raised:
        embedder_of(stub, limits=EndpointLimits(retries=2)).embed_query("a")
    assert (raised.value.code, raised.value.values["status"]) == ("endpoint_refused", 503)
    assert len(stub.requests) == 3


@pytest.mark.parametrize("code", [301, 307, 400, 401, 404, 413])
def test_refusals_and_redirects_are_final(stub: Stub, code: int) -> None:
    stub.faults = [wire.status(code, Location="http://127.0.0.1:9/")]
    with pytest.raises(ModelError) as raised:
        embedder_of(stub, key="s3cret").embed_query("a")
    assert raised.value.code == "endpoint_refused"
    assert "s3cret" not in str(raised.value)
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda items: {"data": items[1:]},
        lambda items: {"data": [*items, items[0]]},
        lambda items: {"data": [{**one, "index": 0} for one in items]},
        lambda items: wire.with_embedding(items, items[0]["embedding"][:-1]),
        lambda items: {"data": [{**one, "embedding": one["embedding"][:-1]} for one in items]},
        lambda items: wire.with_embedding(items, [NAN] * 384),
        lambda items: wire.with_embedding(items, [INFINITY] * 384),
        lambda items: wire.with_embedding(items, [0.0] * 384),
        lambda items: wire.with_embedding(items, ["x"] * 384),
        lambda items: wire.with_embedding(items, [None] * 384),
        lambda items: {"data": [{"embedding": one["embedding"]} for one in items]},
        lambda items: {"data": None},
        lambda items: [],
        lambda items: b"<html>login</html>",
        lambda items: b"\xff\xfe",
        lambda items: b"[" * 100_000,
        lambda items: b" " * 1_000_000,
    ],
)
def test_unusable_answers_are_refused(stub: Stub, change: object) -> None:
    stub.faults = [wire.answer(change)]  # type: ignore[arg-type]
    with pytest.raises(ModelError) as raised:
        embedder_of(stub).embed_passages(["a", "b"])
    assert raised.value.code == "endpoint_answer"
    assert len(stub.requests) == 1


def test_unreachable() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, not listening: connections are refused
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        limits = EndpointLimits(retries=1, first_wait_s=0)
        with pytest.raises(ModelError) as raised:
            EndpointEmbedder(url, "m", 384, limits=limits).embed_query("a")
    assert raised.value.code == "endpoint_unreachable"


def test_silence_times_out() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ModelError) as raised:
            EndpointEmbedder(url, "m", 384, limits=EndpointLimits(retries=0, timeout_s=0.05)).embed_query("a")
    assert raised.value.code == "endpoint_unreachable"


def test_gateway_key_in_the_address_is_sent_but_not_shown(stub: Stub) -> None:
    stub.faults = [wire.status(400)]
    stub.url += "/embeddings?api-key=s3cret"
    embedder = embedder_of(stub)
    with pytest.raises(ModelError) as raised:
        embedder.embed_query("a")
    assert stub.requests[0]["path"] == "/v1/embeddings?api-key=s3cret"
    assert "s3cret" not in str(raised.value) + repr(embedder)


@pytest.mark.parametrize(
    ("url", "path"),
    [("", "/v1/embeddings"), ("/", "/v1/embeddings"), ("/api/v3/", "/api/v3/embeddings")],
)
def test_base_addresses(stub: Stub, url: str, path: str) -> None:
    stub.url = stub.url.removesuffix("/v1") + url
    embedder_of(stub).embed_query("a")
    assert stub.requests[0]["path"] == path


@pytest.mark.parametrize(
    "url",
    [
        "",
        "localhost:8000",
        "ftp://h/v1",
        "http://",
        "http://h:x/v1",
        "http://u:s3cret@h/v1",
        "http://[::1/v1",
    ],
)
def test_unusable_addresses(url: str) -> None:
    with pytest.raises(ModelError) as raised:
        EndpointEmbedder(url, "m", 384)
    assert raised.value.code == "endpoint_url"
    assert "s3cret" not in str(raised.value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("embedding_weights_missing", {"path": "p"}),
        ("embedding_weights_invalid", {"path": "p", "reason": "r"}),
        ("embedding_engine_missing", {"package": "p"}),
        ("embedding_processor", {"needed": "AVX2"}),
        ("endpoint_url", {}),
        ("endpoint_unreachable", {"url": "u", "reason": "r"}),
        ("endpoint_refused", {"url": "u", "status": 400, "reason": "r"}),
        ("endpoint_answer", {"url": "u", "reason": "r"}),
    ],
)
def test_every_error_has_words(language: str, code: str, values: dict[str, object]) -> None:
    error = ModelError(code, **values)
    assert error.message(language)  # type: ignore[arg-type]
    assert error.hint(language)  # type: ignore[arg-type]

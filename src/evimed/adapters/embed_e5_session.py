"""Runs a model of :mod:`evimed.adapters.embed_e5_graph` on ONNX Runtime, one thread a run."""

from __future__ import annotations

from typing import Any, Protocol, cast

from evimed.adapters.embed_e5_weights import Floats
from evimed.errors import ModelError


class OnnxSession(Protocol):
    """What of ONNX Runtime is used."""

    def run(self, output_names: None, input_feed: dict[str, Any]) -> list[Floats]:
        """All outputs for the inputs by name."""
        ...


def open_model(model: bytes) -> OnnxSession:
    """A session over a serialised model.

    Raises
    ------
    ModelError
        ``embedding_engine_missing`` where ONNX Runtime is not installed.
    """
    try:
        import onnxruntime  # noqa: PLC0415  -- 0.1 s, only for those who embed
    except ImportError as error:
        raise ModelError("embedding_engine_missing", package="onnxruntime") from error
    runtime = cast("Any", onnxruntime)
    options = runtime.SessionOptions()
    # One thread per run: batches are spread over threads instead, and nothing spins beside PostgreSQL.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Fusions of higher levels bring back the slow SkipLayerNormalization and take longer to load.
    options.graph_optimization_level = runtime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return cast("OnnxSession", runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"]))

"""Teach the reader and write ``adapters/read_e5.npz``; needs torch, in an environment of its own.

    python scripts/fit_reader.py gather pairs.pickle   # with evimed: questions, sentences, what answers
    python scripts/fit_reader.py teach pairs.pickle    # with torch and numpy; seven minutes of one core

The questions are those of ``scripts/fit_selection.py`` (development halves only), each with its five best
sentences. The first six layers stay as they are, so that their states are made once; layers seven to ten get
corrections of rank 16 to all their matrices, and shifts of their biases; the last two are left out. The loss
is that of the question (a soft maximum over its sentences) and half that of its sentences. The fold
``UNREAD`` is kept out for ``fit_selection.py``.

References
----------
Hu et al. (2022), LoRA: Low-Rank Adaptation of Large Language Models, ICLR.
"""

from __future__ import annotations

import pickle
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
UNREAD = 0  # the fold that is kept out


def gather(out: Path) -> None:
    """The bundled tensors, and questions with their pairs as token vectors, labels and folds."""
    from evimed.adapters.embed_e5_reader import pair_tokens  # noqa: PLC0415
    from evimed.adapters.embed_e5_tokens import UnigramTokenizer  # noqa: PLC0415
    from evimed.adapters.embed_e5_weights import bundled_path, read_weights, unpack  # noqa: PLC0415
    from fit_selection import collect  # noqa: PLC0415  -- needs evimed, which the teacher does not have

    with tempfile.TemporaryDirectory() as home:
        items = collect(Path(home))
    weights = read_weights(bundled_path())
    tokenizer, words = UnigramTokenizer(weights.vocabulary), weights.words()
    hidden, inner = weights.shape.hidden, weights.shape.inner
    positions = weights.floats("emb.pos").reshape(-1, hidden) + weights.floats("emb.type")[:hidden]
    tensors: dict[str, Any] = {}
    for name in weights.tensors:
        if not name.startswith("emb.") or name.startswith("emb.ln"):
            matrix = name.endswith((".q.w", ".k.w", ".v.w", ".ao.w", ".fi.w", ".fo.w"))
            inputs = inner if name.endswith(".fo.w") else hidden
            tensors[name] = weights.matrix(name, inputs) if matrix else weights.floats(name)
    asked: list[dict[str, Any]] = []
    for item in items:
        rows = [pair_tokens(tokenizer, weights.vocabulary, item.text, one) for one in item.shown]
        x = [(unpack(words[np.array(row)]) + positions[: len(row)]).astype(np.float16) for row in rows]
        if x and item.answerable <= bool(item.gives.any()):
            gold = item.gives.astype(np.float32)
            asked.append({"x": x, "gold": gold, "yes": item.answerable, "fold": item.fold})
    out.write_bytes(pickle.dumps({"tensors": tensors, "asked": asked}))


def main() -> None:
    step, path = sys.argv[1], Path(sys.argv[2])
    if step == "gather":
        gather(path)
    else:
        from reader_network import teach  # noqa: PLC0415  -- needs torch, which the gatherer does not have

        held = pickle.loads(path.read_bytes())  # noqa: S301  -- written by the step before
        np.savez_compressed(ROOT / "src/evimed/adapters/read_e5.npz", **teach(held, UNREAD))


if __name__ == "__main__":
    main()

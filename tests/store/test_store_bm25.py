from __future__ import annotations

import math
import random

import bm25s
import numpy as np
import pytest
from store_builders import make_document, tokens

from evimed.records import Scope
from evimed.store import documents, passages, segments
from evimed.store.database import Database, Transaction
from evimed.store.weights import weigh

LIBRARY = "default"
Corpus = dict[str, list[int]]


def fill(database: Database, scope: Scope, numbers: range, *, long: bool = False) -> Corpus:
    corpus: Corpus = {}
    for number in numbers:
        rng = random.Random(number)  # noqa: S311
        lists = [tokens(rng) * (4 if long else 1) for _ in range(rng.randint(1, 4))]
        new = make_document(number, passages=lists)
        with database.transaction(scope) as tx:
            documents.put_document(tx, new)
        corpus |= {item.passage.id: terms for item, terms in zip(new.passages, lists, strict=True)}
    return corpus


def weights_of_query(tx: Transaction, terms: list[int]) -> list[float]:
    n, df = passages.document_frequencies(tx, LIBRARY, terms)
    return [math.log(1 + (n - df.get(term, 0) + 0.5) / (df.get(term, 0) + 0.5)) for term in terms]


def reference(corpus: Corpus, terms: list[int]) -> dict[str, float]:
    """Scores of bm25s over the same tokens."""
    model = bm25s.BM25(method="lucene", k1=1.2, b=0.75, dtype="float64")
    model.index([[str(term) for term in terms] for terms in corpus.values()], show_progress=False)
    known = [str(term) for term in terms if str(term) in model.vocab_dict]
    if not known:
        return {}
    scores = model.get_scores(known)
    return {key: float(score) for key, score in zip(corpus, scores, strict=True) if score > 0}


def compare(database: Database, scope: Scope, corpus: Corpus, want: int = 10) -> None:
    rng = random.Random(5)  # noqa: S311
    everything = sorted({term for terms in corpus.values() for term in terms})
    for _ in range(12):
        terms = sorted(set(rng.sample(everything, 2) + rng.sample(tokens(rng), 4) + [999_999_999]))
        expected = reference(corpus, terms)
        with database.transaction(scope) as tx:
            found = passages.lexical(tx, LIBRARY, terms, weights_of_query(tx, terms), want)
        best = sorted(expected.values(), reverse=True)[:want]
        assert [score for _, score in found] == pytest.approx(best, abs=1e-3)
        for passage_id, score in found:
            assert score == pytest.approx(expected[passage_id], abs=1e-3)


def test_scores_are_those_of_bm25s_also_after_deletes_and_drift(database: Database, scope: Scope) -> None:
    corpus = fill(database, scope, range(120))
    compare(database, scope, corpus)
    for number in range(0, 120, 3):
        with database.transaction(scope) as tx:
            documents.delete_document(tx, LIBRARY, f"doc{number:06d}")
        corpus = {key: terms for key, terms in corpus.items() if not key.startswith(f"doc{number:06d}:")}
    compare(database, scope, corpus)
    # Long documents move the average far from the one the weights were made with.
    corpus |= fill(database, scope, range(200, 230), long=True)
    compare(database, scope, corpus)
    with database.transaction(scope) as tx:
        assert passages.average_length(tx, LIBRARY) == pytest.approx(
            sum(map(len, corpus.values())) / len(corpus)
        )
        assert documents.reweigh(tx, LIBRARY) == len(corpus)  # none is in a segment
        assert documents.reweigh(tx, LIBRARY) == 0
    compare(database, scope, corpus)


def test_weighing_anew_gives_the_weights_of_python(database: Database, scope: Scope) -> None:
    corpus = fill(database, scope, range(20))
    with database.transaction(scope) as tx:
        documents.reweigh(tx, LIBRARY, drift=-1)
        average = passages.average_length(tx, LIBRARY)
        rows = tx.connection.execute(
            "select passage_id, terms, tfs, length, bm::text from evimed.passage"
        ).fetchall()
    assert len(rows) == len(corpus)
    for passage_id, terms, tfs, length, stored in rows:
        assert sorted(set(corpus[passage_id])) == terms
        expected = weigh(np.array(tfs), np.full(len(tfs), length), average)
        assert list(_parse(stored)) == [term + 1 for term in terms]
        assert list(_parse(stored).values()) == pytest.approx(expected.tolist(), rel=1e-5)


def _parse(text: str) -> dict[int, float]:
    inner = text.partition("}")[0].removeprefix("{")
    return {int(pair.partition(":")[0]): float(pair.partition(":")[2]) for pair in inner.split(",")}


def test_common_terms_are_left_out_only_where_the_best_stay_the_same(
    database: Database, scope: Scope
) -> None:
    """One term in every passage, one in few, and too many that wait to read them all."""
    rng = random.Random(3)  # noqa: S311
    corpus: Corpus = {}
    lists = [[1] * rng.randint(1, 9) + [2] * (number % 40 == 0) + tokens(rng)[:8] for number in range(6000)]
    for start in range(0, len(lists), 500):
        new = make_document(start, passages=lists[start : start + 500])
        with database.transaction(scope) as tx:
            documents.put_document(tx, new)
        corpus |= {i.passage.id: t for i, t in zip(new.passages, lists[start : start + 500], strict=True)}
    for in_segments in (False, True):
        while in_segments:
            with database.transaction(scope) as tx:
                if not segments.renew(tx, LIBRARY):
                    break
        for terms in ([1], [2], [1, 2], [1, 2, 999]):
            expected = reference(corpus, terms)
            with database.transaction(scope) as tx:
                found = passages.lexical(tx, LIBRARY, terms, weights_of_query(tx, terms), 300)
            best = sorted(expected.values(), reverse=True)[:300]
            assert [score for _, score in found] == pytest.approx(best, abs=1e-3)


def test_search_has_edges(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        assert passages.lexical(tx, "no such library", [1], [1.0], 5) == []
        assert passages.document_frequencies(tx, "no such library", [1]) == (0, {})
        assert passages.average_length(tx, "no such library") == 0.0
    with database.transaction(scope) as tx:
        documents.put_document(tx, make_document(1, passages=[[1, 2], [3]], language="zh"))
        documents.put_document(tx, make_document(2, passages=[[1, 2], [0, 999_999_999]]))
        documents.put_document(tx, make_document(3, passages=[]))  # nothing to find in it
        assert passages.lexical(tx, LIBRARY, [], [], 5) == []
        assert passages.lexical(tx, LIBRARY, [1], [1.0], 0) == []
        assert passages.lexical(tx, LIBRARY, [77], [1.0], 5) == []
        assert [i for i, _ in passages.lexical(tx, LIBRARY, [1], [1.0], 5)] == ["doc000001:0", "doc000002:0"]
        assert [i for i, _ in passages.lexical(tx, LIBRARY, [0, 999_999_999], [1.0, 2.0], 5)] == [
            "doc000002:1"
        ]


def test_vectors_are_searched_exactly_and_by_index(database: Database, scope: Scope) -> None:
    rng = np.random.default_rng(1)
    unit = rng.normal(size=(300, 32)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    for number in range(60):
        with database.transaction(scope) as tx:
            documents.put_document(
                tx, make_document(number, passages=[[1]] * 5, language="zh" if number % 2 else "en")
            )
    ids: list[str] = []
    while True:
        with database.transaction(scope) as tx:
            pending = passages.pending_vectors(tx, LIBRARY, "unit/1", 64)
            batch = [
                passages.PassageVectors(p.id, unit[len(ids) + i], unit[len(ids) + i : len(ids) + i + 1])
                for i, p in enumerate(pending)
            ]
            passages.put_vectors(tx, LIBRARY, "unit/1", batch)
        ids += [p.id for p in pending]
        if not pending:
            break
    with database.transaction(scope) as tx:
        assert passages.vector_progress(tx, LIBRARY, "unit/1") == (300, 300)
        assert passages.vector_progress(tx, LIBRARY, "other") == (0, 300)
        assert passages.pending_vectors(tx, LIBRARY, "unit/1", 5) == []
        matrices = passages.sentence_vectors(tx, LIBRARY, "unit/1", ids[:2])
        assert np.allclose(matrices[ids[1]], unit[1:2], atol=1e-3)
        assert passages.dense(tx, LIBRARY, "other", unit[0], 5) == []
    for indexed in (False, True):
        assert passages.ensure_vector_index(database, "unit/1", rows=1) if indexed else True
        for query in unit[:5]:
            expected = [ids[i] for i in np.argsort(-(unit @ query))[:10]]
            with database.transaction(scope) as tx:
                found = passages.dense(tx, LIBRARY, "unit/1", query, 10)
                chinese = passages.dense(tx, LIBRARY, "unit/1", query, 200, "zh")
            assert len(set(expected) & {key for key, _ in found}) >= 9  # half precision may swap neighbours
            assert found[0][1] == pytest.approx(1.0, abs=1e-2)
            assert len(chinese) == 150
    assert not passages.ensure_vector_index(database, "nobody", rows=1)
    with database.administration() as connection:
        connection.execute("select evimed.vector_index_name('unit/1')")
        connection.execute("drop index evimed.passage_vector_" + _md5("unit/1"))


def _md5(stamp: str) -> str:
    import hashlib  # noqa: PLC0415

    return hashlib.md5(stamp.encode()).hexdigest()[:16]  # noqa: S324


def test_two_workers_do_not_take_the_same_passages(database: Database, scope: Scope) -> None:
    with database.transaction(scope) as tx:
        documents.put_document(tx, make_document(1, passages=[[1]] * 10))
    with database.transaction(scope) as one, database.transaction(scope) as two:
        first = {p.id for p in passages.pending_vectors(one, LIBRARY, "e5", 6)}
        second = {p.id for p in passages.pending_vectors(two, LIBRARY, "e5", 6)}
    assert (len(first), len(second), first & second) == (6, 4, set())

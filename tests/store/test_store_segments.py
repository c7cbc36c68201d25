"""Segments: search is exact whatever is in one, waits for one, or has been deleted from one."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_builders import make_document, tokens
from test_store_bm25 import Corpus, reference, weights_of_query
from test_store_documents import mentions

from evimed.records import Scope
from evimed.store import documents, passages, segments
from evimed.store.database import Database, Transaction

LIBRARY = "default"
ALL = Scope("local", "local", frozenset({0, 1, 2}))
SOME = Scope("local", "local", frozenset({0, 2}))
ONE = Scope("local", "local", frozenset({1}))
TABLES = ("segment", "segment_class", "segment_document", "posting", "posting_tail", "unsegmented")


class Shadow:
    """A library, and beside it what each passage holds."""

    def __init__(self, database: Database, library: str) -> None:
        self.database, self.library = database, library
        self.tokens: dict[int, dict[str, list[int]]] = {}
        self.classes: dict[int, int] = {}
        self.count = 0

    def put(self, acl: int, length: int) -> None:
        self.count += 1
        rng = random.Random(self.count)  # noqa: S311
        lists = [tokens(rng, 60)[:length] for _ in range(rng.randint(1, 6))]
        new = make_document(self.count, passages=lists, acl=acl, library=self.library)
        with self.database.transaction(ALL) as tx:
            documents.put_document(tx, new)
        self.tokens[self.count] = {i.passage.id: t for i, t in zip(new.passages, lists, strict=True)}
        self.classes[self.count] = acl

    def delete(self, place: int, *, later: bool = False) -> None:
        if self.tokens:
            number = sorted(self.tokens)[place % len(self.tokens)]
            with self.database.transaction(ALL) as tx:
                documents.delete_document(tx, self.library, f"doc{number:06d}", later=later)
            del self.tokens[number], self.classes[number]

    def renew(self, least: int) -> None:
        with self.database.transaction(ALL) as tx:
            segments.renew(tx, self.library, least=least)

    def check(self, scope: Scope) -> None:
        corpus: Corpus = {}
        for number, passages_of in self.tokens.items():
            if self.classes[number] in scope.classes:
                corpus |= passages_of
        rng = random.Random(self.count)  # noqa: S311
        for want in (1, 7, 400):
            terms = sorted({*tokens(rng, 60)[:6], 999_999_999})
            with self.database.transaction(scope) as tx:
                found = passages.lexical(tx, self.library, terms, weights_of(tx, self.library, terms), want)
            expected = reference(corpus, terms) if any(corpus.values()) else {}
            best = sorted(expected.values(), reverse=True)[:want]
            assert [score for _, score in found] == pytest.approx(best, abs=1e-4)
            assert [expected[key] for key, _ in found] == pytest.approx(best, abs=1e-4)
            assert len({key for key, _ in found}) == len(found)


def weights_of(tx: Transaction, library: str, terms: list[int]) -> list[float]:
    if library == LIBRARY:
        return weights_of_query(tx, terms)
    return [1.0] * len(terms)


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 2), st.sampled_from([3, 12, 80])),
        st.tuples(st.just("put"), st.integers(0, 2), st.sampled_from([3, 12, 80])),
        st.tuples(st.just("delete"), st.integers(0, 50), st.integers(0, 1)),
        st.tuples(st.just("sweep"), st.just(0), st.just(0)),
        st.tuples(st.just("renew"), st.sampled_from([1, 10]), st.just(0)),
    ),
    min_size=5,
    max_size=25,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=STEPS,
    largest=st.sampled_from([5, 20, 16_000]),
    small=st.sampled_from([1, 12, 1_000]),  # whether classes share segments: none, some, all
)
def test_search_is_exact_after_any_history(
    database: Database, steps: list[tuple[str, int, int]], largest: int, small: int
) -> None:
    with database.administration() as connection:
        connection.execute("delete from evimed.tenant")
    shadow = Shadow(database, LIBRARY)
    other = Shadow(database, "other")  # the same terms next door move nothing
    other.put(0, 12)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "LARGEST", largest)
        patch.setattr(segments, "SMALL", small)
        for step, a, b in steps:
            if step == "put":
                shadow.put(a, b)
            elif step == "delete":
                shadow.delete(a, later=b == 1)
            elif step == "sweep":
                documents.sweep_deleted(database, ALL, LIBRARY)
            else:
                with database.transaction(ALL) as tx:  # counted now: has to be taken back when it is deleted
                    tx.run("term_add", library=LIBRARY)
                shadow.renew(a)
                other.renew(a)
        for scope in (ALL, SOME, ONE):
            shadow.check(scope)
        documents.sweep_deleted(database, ALL, LIBRARY)
        for scope in (ALL, SOME, ONE):
            shadow.check(scope)
    check_postings(database, shadow)


def check_postings(database: Database, shadow: Shadow) -> None:
    """What is left are the words of what is left: no slot that is gone has a weight, and counts are exact."""
    known = {term for lists in shadow.tokens.values() for words in lists.values() for term in words}
    with database.administration() as connection:
        counted = connection.execute(
            "select term from evimed.term where library = %s union select unnest(terms) from evimed.uncounted"
            " where library = %s",
            (LIBRARY, LIBRARY),
        ).fetchall()
        dead = connection.execute(
            "select count(*) from evimed.posting_tail t"
            " join evimed.segment s using (tenant_id, library, segment)"
            " cross join lateral unnest(t.slots) as e (slot) where get_bit(s.alive, e.slot) = 0"
        ).fetchone()
        weighed = connection.execute(
            "select count(*) from evimed.posting p join evimed.segment s using (tenant_id, library, segment)"
            " where bit_count(binary_quantize(p.weights::vector) & ~s.alive) > 0"
        ).fetchone()
        waiting = connection.execute("select count(*) from evimed.unswept").fetchone()
    assert {term for (term,) in counted} == known
    assert (dead, weighed, waiting) == ((0,), (0,), (0,))


def counts(database: Database) -> dict[str, int]:
    with database.administration() as connection:
        rows = {
            name: connection.execute(f"select count(*) from evimed.{name}".encode()).fetchone()  # noqa: S608
            for name in TABLES
        }
    return {name: row[0] for name, row in rows.items() if row is not None}


def put(database: Database, numbers: range, passages_each: int = 5, acl: int = 0) -> None:
    for number in numbers:
        rng = random.Random(number)  # noqa: S311
        with database.transaction(ALL) as tx:
            lists = [tokens(rng, 300) for _ in range(passages_each)]
            documents.put_document(tx, make_document(number, passages=lists, acl=acl))


def sizes(database: Database) -> list[tuple[int, int]]:
    with database.administration() as connection:
        return connection.execute(
            "select size, bit_count(alive) from evimed.segment order by 1, 2"
        ).fetchall()


def renew(database: Database, least: int = 1) -> int:
    with database.transaction(ALL) as tx:
        return segments.renew(tx, LIBRARY, least=least)


def test_what_waits_is_taken_in_once_there_is_enough(database: Database) -> None:
    put(database, range(4))
    assert renew(database, least=21) == 0
    assert counts(database)["unsegmented"] == 4
    assert renew(database, least=20) == 20
    assert renew(database) == 0
    assert sizes(database) == [(20, 20)]
    assert counts(database)["unsegmented"] == 0


def test_small_segments_are_merged_with_what_outgrows_them(database: Database) -> None:
    put(database, range(2))
    renew(database)
    put(database, range(2, 4))
    assert renew(database) == 20
    put(database, range(4, 6))
    assert renew(database) == 10  # 20 are not written again for 10
    assert sizes(database) == [(10, 10), (20, 20)]


def test_a_half_empty_segment_and_one_of_another_average_are_made_anew(database: Database) -> None:
    put(database, range(4))
    renew(database)
    for number in range(3):
        with database.transaction(ALL) as tx:
            documents.delete_document(tx, LIBRARY, f"doc{number:06d}")
    assert sizes(database) == [(20, 5)]
    assert renew(database) == 5
    assert sizes(database) == [(5, 5)]
    with database.transaction(ALL) as tx:
        documents.put_document(tx, make_document(9, passages=[[7] * 5000]))
    assert renew(database, least=10) == 5
    with database.transaction(ALL) as tx:
        row = tx.connection.execute("select average from evimed.segment").fetchone()
        assert row == pytest.approx((passages.average_length(tx, LIBRARY),))


STORED = """
    select term, sum(weight) from (
      select p.term, l2_norm(p.weights) ^ 2 as weight from evimed.posting p
      union all
      select u.term, u.weight ^ 2
      from evimed.posting_tail t, unnest(t.terms, t.weights) as u (term, weight)) all_of
    where weight > 0 group by 1
"""
DUE = """
    select t.term, sum((t.tf / (t.tf + 1.2 * (0.25 + 0.75 * p.length / s.average))) ^ 2)
    from evimed.segment s join evimed.segment_document d using (tenant_id, library, segment)
    join evimed.passage p using (tenant_id, library, document_id), unnest(p.terms, p.tfs) as t (term, tf)
    group by 1
"""


def test_a_deleted_document_is_gone_from_the_postings(database: Database) -> None:
    """Its slots are empty in every row, not only hidden; what shares its rows stays as it was."""
    put(database, range(1, 9))
    renew(database)

    def weights(query: str) -> dict[int, float]:
        with database.administration() as connection:
            connection.execute("set search_path = pg_catalog, evimed, public")
            return dict(connection.execute(query.encode()).fetchall())

    assert min(counts(database)[name] for name in ("posting", "posting_tail")) > 1
    assert weights(STORED) == pytest.approx(weights(DUE), rel=1e-5)
    for number in (3, 1, 8, 2, 4, 5, 6, 7):
        with database.transaction(ALL) as tx:
            documents.delete_document(tx, LIBRARY, f"doc{number:06d}")
        assert weights(STORED) == pytest.approx(weights(DUE), rel=1e-5)
        assert mentions(database, f"doc{number:06d}") == []
    assert weights(STORED) == {}
    renew(database)
    assert set(counts(database).values()) == {0}


def test_segments_go_with_their_library(database: Database) -> None:
    put(database, range(5))
    put(database, range(5, 10), acl=1)
    renew(database)
    put(database, range(10, 12))
    assert min(counts(database).values()) > 0
    with database.administration() as connection:
        connection.execute("delete from evimed.tenant")
    assert set(counts(database).values()) == {0}


def test_a_scope_takes_in_what_it_sees(database: Database) -> None:
    for number, acl in ((1, 0), (2, 1)):
        with database.transaction(ALL) as tx:
            documents.put_document(tx, make_document(number, passages=[[1], [2, 1]], acl=acl))
    with database.transaction(SOME) as tx:
        assert segments.renew(tx, LIBRARY, least=1) == 2
        assert segments.renew(tx, LIBRARY, least=1) == 0
    assert counts(database)["unsegmented"] == 1
    assert renew(database) == 4  # small classes share a segment
    assert counts(database)["segment_class"] == 2
    with database.transaction(SOME) as tx:
        assert {key for key, _ in passages.lexical(tx, LIBRARY, [1], [1.0], 9)} == {
            "doc000001:0",
            "doc000001:1",
        }


def test_a_class_that_grows_leaves_what_it_shares(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SMALL", 8)

    def shared() -> list[tuple[int, list[int] | None, int]]:
        with database.administration() as connection:
            return connection.execute(
                "select acl, shared, bit_count(alive) from evimed.segment order by 1, 3"
            ).fetchall()

    for number, acl in ((1, 0), (2, 1), (3, 2)):
        with database.transaction(ALL) as tx:
            documents.put_document(tx, make_document(number, passages=[[1], [2], [3, 1]], acl=acl))
    assert renew(database) == 9
    assert shared() == [(-1, [0, 1, 2], 9)]
    with database.transaction(ALL) as tx:
        documents.put_document(tx, make_document(4, passages=[[number] for number in range(6)], acl=1))
    assert renew(database) == 6
    assert shared() == [(-1, [0, 1, 2], 9), (1, None, 6)]
    for number in (1, 3):
        with database.transaction(ALL) as tx:
            documents.delete_document(tx, LIBRARY, f"doc{number:06d}")
    assert renew(database) == 3  # more than half empty: what is left is of a large class
    assert shared() == [(1, None, 3), (1, None, 6)]


def test_who_holds_a_part_sees_nothing_of_the_rest(database: Database) -> None:
    """A shared segment is no window: neither its rows nor its words, to whoever lacks one of its classes."""
    with database.transaction(ALL) as tx:
        documents.put_document(tx, make_document(1, passages=[[1, 5]], acl=1))
        documents.put_document(tx, make_document(2, passages=[[1, 6]], acl=2))
    assert renew(database) == 2
    for scope, seen in ((ONE, 0), (SOME, 0), (ALL, 1)):
        with database.transaction(scope) as tx:
            assert tx.connection.execute("select count(*) from evimed.segment").fetchone() == (seen,)
            for table in ("posting", "posting_tail"):
                row = tx.connection.execute(f"select count(*) from evimed.{table}".encode()).fetchone()  # noqa: S608
                assert row == (0,), table
    with database.transaction(ONE) as tx:
        assert passages.lexical(tx, LIBRARY, [6], [1.0], 9) == []
        assert [id_ for id_, _ in passages.lexical(tx, LIBRARY, [1, 5], [1.0, 1.0], 9)] == ["doc000001:0"]
        places = tx.connection.execute("select document_id from evimed.segment_document").fetchall()
        assert places == [("doc000001",)]
        assert segments.renew(tx, LIBRARY, least=1) == 0


def test_waiting_passages_know_what_they_were_weighed_for(database: Database) -> None:
    """Two writers that begin a library at once weigh for averages of their own."""
    with database.transaction(ALL) as tx:
        documents.put_document(tx, make_document(1, passages=[[], [5, 5, 6], [7] * 9]))
        documents.put_document(tx, make_document(2, passages=[[1, 2, 3]]))
        rows = tx.connection.execute(
            "select document_id, passages, average from evimed.unsegmented order by 1"
        ).fetchall()
    assert [row[:2] for row in rows] == [("doc000001", 3), ("doc000002", 1)]
    assert [row[2] for row in rows] == pytest.approx([4.0, 4.0], rel=1e-4)


def scans(tx: Transaction) -> dict[str, tuple[int, int]]:
    """Of each table on this connection: scans of the whole, and by an index."""
    rows = tx.connection.execute(
        "select relname, seq_scan, idx_scan from pg_stat_xact_all_tables where schemaname = 'evimed'"
    ).fetchall()
    return {name: (whole, by_index) for name, whole, by_index in rows}


def test_no_table_is_read_whole(database: Database) -> None:
    put(database, range(60), passages_each=20)
    renew(database)
    put(database, range(60, 62))
    with database.administration() as connection:
        connection.execute("vacuum analyze")
        (rare,) = connection.execute("select min(first_term) from evimed.posting_tail").fetchone() or (0,)
    with database.transaction(ALL) as tx:
        terms = sorted({1, 2, 17, 59, 211, rare})
        idf = weights_of_query(tx, terms)
        before = scans(tx)
        assert passages.lexical(tx, LIBRARY, terms, idf, 20)
        after = scans(tx)
    for name in ("passage", "posting", "posting_tail", "segment_document"):
        whole, by_index = before.get(name, (0, 0))
        assert after[name][0] == whole, name
        assert after[name][1] > by_index, name


def test_writers_deleters_and_renewals_at_once_leave_an_exact_index(database: Database) -> None:
    """No deadlock, and nothing lost or left between waiting and being in a segment."""
    put(database, range(20))

    def write(numbers: range) -> None:
        for number in numbers:
            put(database, range(number, number + 1))

    def delete(numbers: range) -> None:
        for number in numbers:
            with database.transaction(ALL) as tx:
                documents.delete_document(tx, LIBRARY, f"doc{number:06d}")

    def keep_renewing() -> None:
        for _ in range(15):
            renew(database)

    with ThreadPoolExecutor(5) as pool:
        works = [
            pool.submit(write, range(20, 40)),
            pool.submit(write, range(40, 60)),
            pool.submit(delete, range(10)),
            pool.submit(keep_renewing),
            pool.submit(keep_renewing),
        ]
        for work in works:
            work.result()
    corpus: Corpus = {}
    for number in range(10, 60):
        rng = random.Random(number)  # noqa: S311
        corpus |= {f"doc{number:06d}:{ordinal}": tokens(rng, 300) for ordinal in range(5)}
    for terms in ([1, 7919 % 300, 5], sorted({*tokens(random.Random(1), 300)})[:9]):  # noqa: S311
        with database.transaction(ALL) as tx:
            found = passages.lexical(tx, LIBRARY, terms, weights_of_query(tx, terms), 400)
        expected = reference(corpus, terms)
        assert dict(found) == pytest.approx(expected, abs=1e-4)

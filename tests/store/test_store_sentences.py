from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from evimed.records import CellRange, Locator, Scope, Sentence
from evimed.store.database import Database
from evimed.store.sentences import decode, encode

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
offsets = st.integers(0, 2**31 - 1)
spans = st.tuples(offsets, offsets)
edges = st.floats(allow_nan=False, allow_infinity=False, width=64)
sections = st.lists(texts, max_size=3).map(tuple)
locators = st.builds(
    Locator,
    chars=spans,
    page=st.none() | st.integers(1, 10_000),
    box=st.none() | st.tuples(edges, edges, edges, edges),
    section=sections,
    cell=st.none() | st.builds(CellRange, sheet=texts, range=texts),
    slide=st.none() | st.integers(1, 999),
)
sentences = st.builds(
    Sentence,
    text=texts,
    locator=locators,
    kind=st.sampled_from(["sentence", "item", "row"]),
    header=st.none() | spans,
)


@given(st.lists(sentences, max_size=4).map(tuple), sections)
def test_sentences_survive_json(value: tuple[Sentence, ...], section: tuple[str, ...]) -> None:
    assert decode(json.loads(encode(value, section)), section) == value


def test_sentences_survive_the_database(database: Database, scope: Scope) -> None:
    @given(st.lists(sentences, max_size=4).map(tuple), sections)
    def check(value: tuple[Sentence, ...], section: tuple[str, ...]) -> None:
        row = tx.connection.execute("select %s::jsonb", (encode(value, section),)).fetchone()
        assert row is not None
        assert decode(row[0], section) == value

    with database.transaction(Scope.local()) as tx:
        check()

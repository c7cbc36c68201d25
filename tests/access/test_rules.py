"""What rules come to: the reference, and everything that is cleverer than it, say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.govern.access.rules import (
    NOBODY,
    Readers,
    Rule,
    canonical,
    may_read,
    readers_of,
    subjects_for,
    within,
)

NAMES = ("user:ann", "user:bob", "group:x", "group:y", "role:reader", "everyone")
PURPOSES = ("use", "research")
PATHS = ("a", "a/b", "a/b/c", "ab", "z.zip", "z.zip!/a")
SOURCES = ("a/b/c/d.pdf", "a/b/e.pdf", "ab/f.pdf", "g.pdf", "z.zip!/a/h.txt", "z.zip!/i.txt", "a/b")
DOCUMENTS = ("d1", "d2")

subjects = st.builds(
    lambda name, purpose: name + purpose,
    st.sampled_from(NAMES),
    st.sampled_from(("", "", "@use", "@research")),
)
places = st.one_of(
    st.just(("library", "")),
    st.sampled_from(PATHS).map(lambda path: ("path", path)),
    st.sampled_from(DOCUMENTS).map(lambda id_: ("document", id_)),
)
rules = st.lists(
    st.builds(
        lambda place, effect, subject: Rule("default", place[0], place[1], effect, subject),
        places,
        st.sampled_from(("allow", "only", "deny")),
        subjects,
    ),
    max_size=8,
)
people = st.builds(subjects_for, st.sets(st.sampled_from(NAMES[:-1]), max_size=3), st.sampled_from(PURPOSES))
sources = st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3, unique=True)


@given(rules, st.sampled_from(DOCUMENTS), sources, people)
def test_the_class_admits_whom_the_reference_lets_read(made, document, given_at, person):
    expected = may_read(made, document, given_at, person)
    assert readers_of(made, document, given_at).admit(person) == expected


@given(rules, st.sampled_from(DOCUMENTS), sources, people, st.randoms())
def test_the_order_of_rules_means_nothing(made, document, given_at, person, random):
    shuffled = list(made)
    random.shuffle(shuffled)
    assert readers_of(shuffled, document, given_at) == readers_of(made, document, given_at)


@given(rules, st.sampled_from(DOCUMENTS), sources, people, subjects, places)
def test_deny_only_takes_away_and_allow_only_adds(made, document, given_at, person, subject, place):
    before = may_read(made, document, given_at, person)
    denied = may_read([*made, Rule("default", *place, "deny", subject)], document, given_at, person)
    allowed = may_read([*made, Rule("default", *place, "allow", subject)], document, given_at, person)
    assert denied <= before <= allowed


@given(rules, st.sampled_from(DOCUMENTS), sources, people, st.sampled_from(SOURCES))
def test_one_more_place_never_opens(made, document, given_at, person, more):
    before = may_read(made, document, given_at, person)
    assert may_read(made, document, [*given_at, more], person) <= before


@given(st.lists(st.sets(subjects, max_size=3), max_size=4), st.sets(subjects, max_size=3), people)
def test_the_canonical_form_admits_the_same(clauses, denied, person):
    plain = (
        denied.isdisjoint(person)
        and bool(clauses)
        and all(not clause.isdisjoint(person) for clause in clauses)
    )
    made = canonical(clauses, denied)
    assert made.admit(person) == plain
    assert canonical(made.clauses, made.denied) == made


@pytest.mark.parametrize(
    ("given_rules", "subject", "expected"),
    [
        ([], "user:ann", False),  # closed by default
        ([("library", "", "allow", "everyone")], "user:ann", True),
        ([("library", "", "allow", "everyone"), ("path", "hr", "only", "group:hr")], "user:ann", False),
        ([("library", "", "allow", "everyone"), ("path", "hr", "only", "group:hr")], "group:hr", True),
        # A wall: no rule further in opens it.
        ([("library", "", "deny", "user:ann"), ("path", "hr", "allow", "user:ann")], "user:ann", False),
        ([("path", "hr", "only", "group:hr"), ("document", "d1", "allow", "user:ann")], "user:ann", True),
        (
            [("library", "", "allow", "user:ann"), ("path", "h", "only", "group:hr")],
            "user:ann",
            True,
        ),  # not "h"
    ],
)
def test_by_example(given_rules, subject, expected):
    made = [Rule("default", *one) for one in given_rules]
    assert may_read(made, "d1", ["hr/pay.pdf"], subjects_for([subject], "use")) is expected


def test_a_purpose_binds():
    made = [Rule("default", "library", "", "allow", "user:ann@research")]
    assert may_read(made, "d", ["s"], subjects_for(["user:ann"], "research"))
    assert not may_read(made, "d", ["s"], subjects_for(["user:ann"], "care"))


def test_the_owner_reads_everything_and_nobody_else_the_unruled():
    assert NOBODY.admit({"owner"})
    assert Readers(frozenset({frozenset({"x"})}), frozenset({"owner"})).admit({"owner"})
    assert not NOBODY.admit(subjects_for(["user:ann"], "use"))


def test_a_path_is_not_a_prefix_of_letters():
    assert within("hr/pay.pdf", "hr")
    assert within("a.zip!/pay.pdf", "a.zip")
    assert not within("hrm/pay.pdf", "hr")

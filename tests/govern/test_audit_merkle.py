"""Merkle trees of RFC 6962, by the recursive definition and the known roots of Certificate Transparency."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.govern.audit import merkle
from evimed.govern.audit.canonical import canonical, is_canonical

# Test vectors of the reference implementation (certificate-transparency, merkle_tree_test.cc).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(4)) for number in range(count)]


def recursive(items: list[bytes]) -> bytes:
    if not items:
        return hashlib.sha256(b"").digest()
    if len(items) == 1:
        return items[0]
    split = 1
    while split * 2 < len(items):
        split *= 2
    return merkle.node_hash(recursive(items[:split]), recursive(items[split:]))


def test_known_roots() -> None:
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [merkle.tree_root(hashes[: n + 1]).hex() for n in range(len(LEAVES))] == ROOTS
    assert merkle.tree_root([]).hex() == hashlib.sha256(b"").hexdigest()


@given(st.integers(0, 130))
def test_the_growing_root_is_the_recursive_one(count: int) -> None:
    assert merkle.tree_root(leaves(count)) == recursive(leaves(count))


@given(st.data(), st.integers(1, 70))
def test_every_leaf_is_proven_and_no_other(data: st.DataObject, count: int) -> None:
    index = data.draw(st.integers(0, count - 1))
    all_leaves = leaves(count)
    root, proof = merkle.tree_root(all_leaves), merkle.inclusion_proof(all_leaves, index)
    assert merkle.includes(all_leaves[index], index, count, proof, root)
    assert not merkle.includes(merkle.leaf_hash(b"other"), index, count, proof, root)
    other = data.draw(st.integers(-1, count))
    assert merkle.includes(all_leaves[index], other, count, proof, root) is (other == index)
    assert not merkle.includes(all_leaves[index], index, count, [*proof, root], root)
    if proof:
        assert not merkle.includes(all_leaves[index], index, count, proof[:-1], root)


@given(st.data(), st.integers(1, 70))
def test_a_longer_log_is_proven_to_begin_with_a_shorter_one(data: st.DataObject, count: int) -> None:
    first = data.draw(st.integers(1, count))
    all_leaves = leaves(count)
    proof = merkle.consistency_proof(all_leaves, first)
    old, new = merkle.tree_root(all_leaves[:first]), merkle.tree_root(all_leaves)
    assert merkle.consistent(first, old, count, new, proof)
    changed = [*all_leaves]
    at = data.draw(st.integers(0, first - 1))
    changed[at] = merkle.leaf_hash(b"changed")
    forged = merkle.consistency_proof(changed, first)
    assert not merkle.consistent(first, old, count, merkle.tree_root(changed), forged)


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_of_what_is_not_there(index: int) -> None:
    with pytest.raises(ValueError, match="leaf"):
        merkle.inclusion_proof(leaves(3), index)
    with pytest.raises(ValueError, match="leaves"):
        merkle.consistency_proof(leaves(3), index + 1 if index > 0 else 0)


texts = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
)


@given(json_values)
def test_canonical_json_is_one_text_for_one_value(value: object) -> None:
    text = canonical(value)
    assert is_canonical(text)
    if isinstance(value, dict):
        assert canonical(dict(reversed(value.items()))) == text
    assert is_canonical(f" {text}") is False


@pytest.mark.parametrize(
    "text", ["1.5", "NaN", "-0", '{"b":1,"a":2}', '{"a":1,"a":1}', "9007199254740992", "[1 ]", "x"]
)
def test_what_is_not_canonical(text: str) -> None:
    assert not is_canonical(text)


def test_canonical_json_of_the_rfc() -> None:
    """RFC 8785, 3.2.3: sorted by UTF-16, where an emoji stands before U+FB33."""
    given = {"€": "Euro", "\r": "CR", "\ufb33": "Dalet", "1": "One", "😀": "Smile", "\x80": "C", "ö": "o"}
    assert list(json.loads(canonical(given)).values()) == [
        "CR", "One", "C", "o", "Euro", "Smile", "Dalet",
    ]  # fmt: skip
    assert canonical('€$\x0f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {1: 2}, b"x", "\ud800", object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(value)

"""Every change to a log is found: edits, deletions, insertions, another order, cutting off, a fork."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evimed.govern.audit.chain import GENESIS, entry_hash, entry_line, entry_of_line
from evimed.govern.audit.merkle import tree_root
from evimed.govern.audit.verify import Root, verify_entries
from evimed.store.audit import AuditEntry, AuditHead


def log(count: int, salt: str = "") -> list[AuditEntry]:
    """A log as the database makes it."""
    made: list[AuditEntry] = []
    for number in range(1, count + 1):
        act = f'{{"action":"test.done","object":"thing:{salt}{number}"}}'
        prev = made[-1].hash if made else GENESIS
        entry = AuditEntry("local", number, f"2026-11-22T00:00:{number % 60:02}.000000Z", act, prev, "")
        made.append(replace(entry, hash=entry_hash(entry)))
    return made


def head_of(entries: list[AuditEntry]) -> AuditHead:
    return AuditHead(entries[-1].seq, entries[-1].hash)


def root_of(entries: list[AuditEntry]) -> Root:
    return Root(len(entries), tree_root([bytes.fromhex(entry.hash) for entry in entries]).hex())


logs = st.integers(2, 40).map(log)


@given(logs)
def test_an_untouched_log_is_whole(entries: list[AuditEntry]) -> None:
    anchors = [root_of(entries[:size]) for size in {1, len(entries) // 2, len(entries)}]
    verified = verify_entries(entries, head=lambda: head_of(entries), anchors=anchors)
    assert verified.whole
    assert (verified.entries, verified.root) == (len(entries), root_of(entries).root)


@given(st.data(), logs)
def test_an_edited_field_is_found(data: st.DataObject, entries: list[AuditEntry]) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    old = entries[at]
    field = data.draw(st.sampled_from(["tenant", "seq", "time", "act", "prev", "hash"]))
    value = getattr(old, field)
    if isinstance(value, int):
        new = data.draw(st.integers(-5, 60).filter(lambda number: number != value))
    else:
        place = data.draw(st.integers(0, len(value) - 1))
        letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda one: one != value[place]))
        new = value[:place] + letter + value[place + 1 :]
    changed = [*entries[:at], replace(old, **{field: new}), *entries[at + 1 :]]
    assert not verify_entries(changed, tenant="local", head=lambda: head_of(entries)).whole


@given(st.data(), logs)
def test_a_deletion_is_found(data: st.DataObject, entries: list[AuditEntry]) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    left = entries[:at] + entries[at + 1 :]
    found = verify_entries(left, head=lambda: head_of(entries)).findings
    assert {finding.kind for finding in found} & {"missing", "truncated"}


@given(st.data(), logs)
def test_another_order_is_found(data: st.DataObject, entries: list[AuditEntry]) -> None:
    shuffled = data.draw(st.permutations(entries).filter(lambda one: one != entries))
    assert not verify_entries(shuffled).whole
    renumbered = [replace(entry, seq=number) for number, entry in enumerate(shuffled, 1)]
    assert not verify_entries(renumbered).whole


@given(st.data(), logs)
def test_a_doubled_or_foreign_entry_is_found(data: st.DataObject, entries: list[AuditEntry]) -> None:
    at = data.draw(st.integers(0, len(entries)))
    extra = data.draw(st.sampled_from([*entries, *log(3, "other")]))
    assert not verify_entries([*entries[:at], extra, *entries[at:]], head=lambda: head_of(entries)).whole


@given(st.data(), logs)
def test_a_log_cut_off_with_its_head_is_found_by_an_anchor(
    data: st.DataObject, entries: list[AuditEntry]
) -> None:
    keep = data.draw(st.integers(0, len(entries) - 1))
    left = entries[:keep]
    end = head_of(left) if left else None
    assert verify_entries(left, head=lambda: end).whole, "alone it looks whole"
    found = verify_entries(left, head=lambda: end, anchors=[root_of(entries)]).findings
    assert [finding.kind for finding in found] == ["truncated"]


@given(st.data(), logs)
def test_a_log_written_anew_is_found_by_an_anchor(data: st.DataObject, entries: list[AuditEntry]) -> None:
    """A fork: the same beginning, then another history with links and hashes of its own."""
    at = data.draw(st.integers(0, len(entries) - 1))
    forked = entries[:at]
    for old in entries[at:]:
        prev = forked[-1].hash if forked else GENESIS
        act = old.act.replace("thing:", "thing:x") if old is entries[at] else old.act
        entry = replace(old, act=act, prev=prev)
        forked.append(replace(entry, hash=entry_hash(entry)))
    assert verify_entries(forked, head=lambda: head_of(forked)).whole, "alone it looks whole"
    found = verify_entries(forked, head=lambda: head_of(forked), anchors=[root_of(entries)]).findings
    assert [finding.kind for finding in found] == ["forked"]


@given(logs)
def test_an_end_that_is_not_the_databases_is_found(entries: list[AuditEntry]) -> None:
    early = head_of(entries[:-1])
    other = AuditHead(len(entries), "ab" * 32)
    for end in (early, other):
        found = verify_entries(entries, head=lambda end=end: end).findings
        assert [finding.kind for finding in found] == ["beyond"]


def test_json_that_is_not_canonical_is_found() -> None:
    """The same value in another text has another hash, even if that was taken over the other text."""
    entry = AuditEntry("local", 1, "2026-11-22T00:00:00.000000Z", '{"action": "test.done"}', GENESIS, "")
    entry = replace(entry, hash=entry_hash(entry))
    assert [finding.kind for finding in verify_entries([entry]).findings] == ["edited"]


@given(st.data(), logs)
def test_an_export_with_one_letter_changed_is_found(data: st.DataObject, entries: list[AuditEntry]) -> None:
    lines = [entry_line(entry) for entry in entries]
    assert [entry_of_line(line) for line in lines] == entries
    at = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(0, len(lines[at]) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda one: one != lines[at][place]))
    lines[at] = lines[at][:place] + letter + lines[at][place + 1 :]
    try:
        read = [entry_of_line(line) for line in lines]
    except ValueError:
        return
    assert not verify_entries(read, tenant="local").whole

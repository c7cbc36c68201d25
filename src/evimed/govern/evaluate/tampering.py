"""Tampering with audit logs, at random, and whether verification finds it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from evimed.govern.audit.chain import GENESIS, entry_hash
from evimed.govern.audit.merkle import tree_root
from evimed.govern.audit.verify import Root, verify_entries
from evimed.store.audit import AuditEntry, AuditHead

Log = list[AuditEntry]
Tampering = Callable[[random.Random, Log], tuple[Log, bool]]
_LETTERS = '0123456789abcdefxyzABCZ:.-,{}[]"\\ é剂\u200b'


@dataclass(frozen=True, slots=True)
class TamperingCount:
    """How many of one kind were tried and found."""

    kind: str
    tried: int
    found: int


def made_log(rng: random.Random) -> Log:
    """A log as the database makes it, of 3 to 60 entries."""
    made: Log = []
    for number in range(1, rng.randint(3, 60) + 1):
        thing = f"{rng.getrandbits(40):x}"
        act = f'{{"action":"test.done","actor":"a{rng.randrange(9)}","object":"thing:{thing}"}}'
        time = f"2026-11-22T00:00:{number % 60:02}.000000Z"
        made.append(_linked(made, AuditEntry("t", number, time, act, "", "")))
    return made


def _linked(before: Log, entry: AuditEntry) -> AuditEntry:
    linked = replace(entry, prev=before[-1].hash if before else GENESIS)
    return replace(linked, hash=entry_hash(linked))


def _edit(rng: random.Random, log: Log) -> tuple[Log, bool]:
    """One letter of one field of one entry; with its own hash made to fit, half of the time."""
    at = rng.randrange(len(log))
    field = rng.choice(("tenant", "seq", "time", "act", "prev", "hash"))
    old = log[at]
    if field == "seq":
        new = replace(old, seq=old.seq + rng.choice((-2, -1, 1, 2, 10**6)))
    else:
        value: str = getattr(old, field)
        place = rng.randrange(len(value))
        letter = rng.choice([one for one in _LETTERS if one != value[place]])
        new = replace(old, **{field: value[:place] + letter + value[place + 1 :]})
    if field != "hash" and rng.random() < 0.5:
        new = replace(new, hash=entry_hash(new))
    return [*log[:at], new, *log[at + 1 :]], True


def _delete(rng: random.Random, log: Log) -> tuple[Log, bool]:
    """Some entries less, in the middle or anywhere."""
    gone = set(rng.sample(range(len(log)), rng.randint(1, len(log) - 1)))
    return [entry for at, entry in enumerate(log) if at not in gone], True


def _reorder(rng: random.Random, log: Log) -> tuple[Log, bool]:
    """Two entries exchanged, renumbered half of the time."""
    first, second = rng.sample(range(len(log)), 2)
    made = list(log)
    made[first], made[second] = made[second], made[first]
    if rng.random() < 0.5:
        made = [replace(entry, seq=number) for number, entry in enumerate(made, 1)]
    return made, True


def _insert(rng: random.Random, log: Log) -> tuple[Log, bool]:
    """An entry more, linked to its predecessor, the later ones renumbered half of the time."""
    at = rng.randrange(len(log) + 1)
    new = _linked(log[:at], replace(rng.choice(log), seq=at + 1))
    later = [replace(entry, seq=entry.seq + 1) if rng.random() < 0.5 else entry for entry in log[at:]]
    return [*log[:at], new, *later], True


def _truncate(rng: random.Random, log: Log) -> tuple[Log, bool]:
    """Cut off, the end that the database knows moved as well: only an anchor tells."""
    return log[: rng.randrange(len(log))], False


def _fork(rng: random.Random, log: Log) -> tuple[Log, bool]:
    """Another history from some entry on, every hash and link made to fit: only an anchor tells."""
    at = rng.randrange(len(log))
    made = log[:at]
    for number, old in enumerate(log[at:]):
        act = old.act.replace("thing:", "thing:f") if number == 0 else old.act
        made = [*made, _linked(made, replace(old, act=act))]
    extra = rng.randrange(4)
    for number in range(extra):
        made = [*made, _linked(made, replace(log[0], seq=len(log) + number + 1))]
    return made, False


_KINDS: tuple[tuple[str, Tampering], ...] = (
    ("edit", _edit),
    ("delete", _delete),
    ("reorder", _reorder),
    ("insert", _insert),
    ("truncate", _truncate),
    ("fork", _fork),
)


def try_tampering(each: int, seed: int) -> Iterator[TamperingCount]:
    """Tamper ``each`` times in every way, with an anchor at the whole log; an untouched log must be whole."""
    for kind, tamper in _KINDS:
        found = 0
        for number in range(each):
            rng = random.Random(f"{seed}:{kind}:{number}")  # noqa: S311
            log = made_log(rng)
            changed, head_stays = tamper(rng, log)
            told = changed if not head_stays else log
            end = AuditHead(told[-1].seq, told[-1].hash) if told else None
            anchor = Root(len(log), tree_root([bytes.fromhex(entry.hash) for entry in log]).hex())
            found += not verify_entries(changed, tenant="t", head=lambda end=end: end, anchors=[anchor]).whole
        yield TamperingCount(kind, each, found)
    clean = 0
    for number in range(each):
        log = made_log(random.Random(f"{seed}:clean:{number}"))  # noqa: S311
        clean += verify_entries(log, head=lambda log=log: AuditHead(log[-1].seq, log[-1].hash)).whole
    yield TamperingCount("untouched", each, clean)

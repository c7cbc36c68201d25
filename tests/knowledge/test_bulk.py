"""The writer: everything in order, nothing lost, faults told, an interrupt obeyed."""

from __future__ import annotations

import threading
import time

import pytest

from evimed.errors import StoreUnavailableError
from evimed.knowledge import bulk
from evimed.knowledge.bulk import Writer


def put_all(writer: Writer[int], count: int) -> None:
    with writer:
        for number in range(count):
            writer.put(number)


def interrupted(writer: Writer[int], begun: threading.Event) -> None:
    with writer:
        for number in range(5):
            writer.put(number)
        begun.wait(5)
        raise KeyboardInterrupt


def test_all_is_written_in_order_by_one_thread():
    written: list[int] = []
    threads: set[int] = set()

    def write(item: int) -> None:
        threads.add(threading.get_ident())
        written.append(item)

    with Writer(write, waiting=4) as writer:
        for number in range(500):
            writer.put(number)
    assert written == list(range(500))
    assert threads.isdisjoint({threading.get_ident()})
    assert len(threads) == 1


def test_a_full_queue_makes_the_reader_wait():
    gate = threading.Event()
    handed: list[int] = []

    def read() -> None:
        with Writer(lambda item: gate.wait(), waiting=2) as writer:  # type: ignore[arg-type, return-value]
            for number in range(10):
                writer.put(number)
                handed.append(number)

    reader = threading.Thread(target=read)
    reader.start()
    time.sleep(0.3)
    assert len(handed) <= 3  # two wait, one is in hand
    gate.set()
    reader.join(10)
    assert len(handed) == 10


@pytest.mark.parametrize("at", [0, 5, 9])
def test_a_fault_reaches_the_reader_and_nothing_later_is_written(at: int):
    written: list[int] = []

    def write(item: int) -> None:
        if item == at:
            raise RuntimeError("disk")
        written.append(item)

    with pytest.raises(RuntimeError, match="disk"):
        put_all(Writer(write, waiting=2), 10)
    assert written == list(range(at))


def test_an_interrupt_drops_what_waits_and_finishes_what_is_in_hand():
    begun, gate = threading.Event(), threading.Event()
    written: list[int] = []

    def write(item: int) -> None:
        begun.set()
        gate.wait(5)
        written.append(item)

    threading.Timer(0.2, gate.set).start()
    with pytest.raises(KeyboardInterrupt):
        interrupted(Writer(write, waiting=8), begun)
    assert written == [0]


def test_items_are_settled_together_soon_and_before_the_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bulk, "TOGETHER", 4)
    monkeypatch.setattr(bulk, "SOON", 0.05)
    written: list[int] = []
    settled: list[int] = []
    waited = threading.Event()

    def settle() -> None:
        settled.append(len(written))
        waited.set()

    with Writer(written.append, settle) as writer:
        writer.put(0)
        assert waited.wait(5)  # alone, yet not for long
        monkeypatch.setattr(bulk, "SOON", 60.0)
        for number in range(10):
            writer.put(number)
    assert settled == [1, 5, 9, 11]


def test_what_was_written_before_an_interrupt_is_settled():
    begun, gate, settled = threading.Event(), threading.Event(), list[str]()

    def write(item: int) -> None:
        begun.set()
        gate.wait(5)

    threading.Timer(0.2, gate.set).start()
    with pytest.raises(KeyboardInterrupt):
        interrupted(Writer(write, lambda: settled.append("all"), waiting=8), begun)
    assert settled == ["all"]


def test_a_queue_that_stays_full_is_told():
    gate = threading.Event()
    with pytest.raises(StoreUnavailableError) as stalled:
        put_all(Writer(lambda item: bool(gate.wait(30)), waiting=2, patience=0.2), 9)  # type: ignore[arg-type, return-value]
    gate.set()
    assert stalled.value.code == "intake_stalled"
    assert stalled.value.retryable

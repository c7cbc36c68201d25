"""The writer: everything in order, nothing lost, faults told, an interrupt obeyed."""

from __future__ import annotations

import threading
import time

import pytest

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

from __future__ import annotations

import threading
import time

from evimed.store.turns import Turns


def test_whoever_waits_longest_is_next():
    turns = Turns(1)
    order: list[int] = []
    assert turns.take(1)

    def work(number: int) -> None:
        assert turns.take(10)
        order.append(number)
        turns.give()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
        time.sleep(0.02)
    turns.give()
    for thread in threads:
        thread.join(10)
    assert order == list(range(6))


def test_who_waits_in_vain_leaves_no_trace():
    turns = Turns(1)
    assert turns.take(1)
    assert not turns.take(0.01)
    turns.give()
    assert turns.take(0.01)
    assert not turns.take(0.01)

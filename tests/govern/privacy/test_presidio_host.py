"""Presidio tells what our recognisers find, where it is installed; else the extra is named."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

from evimed.errors import InputError
from evimed.govern.privacy.find import find
from evimed.govern.privacy.presidio_host import ENTITIES, presidio_recognizer

TEXT = "患者姓名：王建国，电话13812345678，身份证11010119900307109X"


@pytest.mark.skipif(find_spec("presidio_analyzer") is None, reason="the extra [privacy] is not installed")
def test_presidio_tells_what_ours_finds() -> None:
    told = presidio_recognizer().analyze(TEXT, [])
    assert [(one.entity_type, one.start, one.end) for one in told] == [
        (ENTITIES[one.kind], one.start, one.end) for one in find(TEXT)
    ]
    assert [one.entity_type for one in presidio_recognizer().analyze(TEXT, ["PERSON"])] == ["PERSON"]


@pytest.mark.skipif(find_spec("presidio_analyzer") is not None, reason="the extra [privacy] is installed")
def test_without_presidio_the_extra_is_named() -> None:
    with pytest.raises(InputError) as caught:
        presidio_recognizer()
    assert "evimed[privacy]" in caught.value.hint("en")

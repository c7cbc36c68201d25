"""Pseudonyms: the standard's own vectors, the way there and back, and the same for every writing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evimed.errors import HomeError
from evimed.govern.privacy.ff1 import FF1
from evimed.govern.privacy.find import KINDS, find
from evimed.govern.privacy.keys import tenant_key
from evimed.govern.privacy.masking import mask_text, mask_value
from evimed.govern.privacy.pseudonyms import Pseudonyms, normal

OURS, OTHERS = Pseudonyms(b"1" * 32), Pseudonyms(b"2" * 32)
SIGNS = "0123456789abcdefghijklmnopqrstuvwxyz"
KEY = "2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94"


@pytest.mark.parametrize(  # NIST, "Block Cipher Modes: FF1 samples" 1 to 9
    ("size", "radix", "tweak", "plain", "sealed"),
    [
        (16, 10, "", "0123456789", "2433477484"),
        (16, 10, "39383736353433323130", "0123456789", "6124200773"),
        (16, 36, "3737373770717273373737", "0123456789abcdefghi", "a9tv40mll9kdu509eum"),
        (32, 10, "", "0123456789", "6657667009"),
        (32, 10, "39383736353433323130", "0123456789", "1001623463"),
        (32, 36, "3737373770717273373737", "0123456789abcdefghi", "xs8a0azh2avyalyzuwd"),
    ],
)
def test_ff1_gives_the_published_samples(size: int, radix: int, tweak: str, plain: str, sealed: str) -> None:
    cipher = FF1(bytes.fromhex(KEY)[:size], radix)
    made = cipher.encrypt([SIGNS.index(sign) for sign in plain], bytes.fromhex(tweak))
    assert "".join(SIGNS[numeral] for numeral in made) == sealed
    assert "".join(SIGNS[n] for n in cipher.decrypt(made, bytes.fromhex(tweak))) == plain


def test_ff1_refuses_a_domain_that_could_be_tried_out() -> None:
    with pytest.raises(ValueError, match="too few"):
        FF1(bytes(32), 10).encrypt([1, 2, 3, 4, 5])


@given(st.sampled_from([kind for kind in KINDS if kind != "age_over_89"]), st.text(min_size=1, max_size=40))
def test_every_identifier_comes_back_from_its_pseudonym(kind, value: str) -> None:
    value = value.replace("\x00", "").encode("utf-8", "ignore").decode()
    plain = normal(kind, value)
    if plain:
        assert OURS.reveal(OURS.token(kind, value)) == (kind, plain)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("phone", "+86 138-1234-5678", "13812345678"),
        ("phone", "１３８１２３４５６７８", "13812345678"),
        ("id_card", "11010119900307109x", "110101 19900307 109X"),
        ("name", "刘  洋", "刘洋"),
        ("birth_date", "1962年3月4日", "1962-03-04"),
        ("birth_date", "19620304", "1962/3/4"),
    ],
)
def test_one_identifier_has_one_pseudonym_however_it_is_written(kind, one: str, other: str) -> None:
    assert OURS.token(kind, one) == OURS.token(kind, other)


def test_digits_stay_as_many_and_the_year_of_birth_stays_unless_it_tells_a_great_age() -> None:
    assert len(OURS.token("phone", "13812345678")) == len("‹TEL-D13812345678-ABCD›")
    assert "-1962-" in OURS.token("birth_date", "1962-03-04")
    assert "1931" not in OURS.token("birth_date", "1931-03-04")


def test_another_tenant_has_other_pseudonyms_and_cannot_reverse_ours() -> None:
    token = OURS.token("name", "王建国")
    assert token != OTHERS.token("name", "王建国")
    assert OTHERS.reveal(token) is None
    assert OURS.reveal(token[:-2] + "A›") is None or token.endswith("A›")


NOTE = "患者姓名：王建国，住院号0012345，电话13812345678，住浙江省杭州市西湖区文化街8号，96岁。"


def test_masking_is_complete_consistent_and_done_once() -> None:
    masked = mask_text(NOTE, OURS).text
    for secret in ("王建国", "0012345", "13812345678", "文化街8号", "96岁"):
        assert secret not in masked
    assert mask_text(masked, OURS).text == masked
    assert find(masked) == []


def test_brackets_around_a_number_hide_it_from_nobody() -> None:
    assert (
        "13812345678" not in mask_text("电话 ‹TEL-D13812345678-AAAA› 13812345678", OURS).text.split("›")[-1]
    )
    assert "‹TEL-13812345678-AAAA›" not in mask_text("电话：‹TEL-13812345678-AAAA›", OURS).text


def test_g36_masking_leaves_no_seeded_identifier_in_logs_and_exports() -> None:
    line = {"event": "asked", "words": [NOTE], "n": 3, "ok": True}
    masked = mask_value(line, OURS)
    assert masked["n"] == 3
    assert masked["ok"] is True
    assert "王建国" not in str(masked)
    assert "13812345678" not in str(masked)


def test_the_key_lies_outside_the_database_for_its_owner_only(tmp_path: Path) -> None:
    key = tenant_key(tmp_path, "a", {})
    path = tmp_path / "keys" / "privacy.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert tenant_key(tmp_path, "a", {}) == key != tenant_key(tmp_path, "b", {})
    assert tenant_key(tmp_path, "a", {"EVIMED_PRIVACY_KEY": "ab" * 32}) != key


def test_a_key_that_is_none_is_refused_without_being_shown(tmp_path: Path) -> None:
    with pytest.raises(HomeError) as caught:
        tenant_key(tmp_path, "a", {"EVIMED_PRIVACY_KEY": "secret"})
    assert "secret" not in str(caught.value)

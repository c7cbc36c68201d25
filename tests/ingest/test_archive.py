"""Archives: what is inside comes out, and nothing else happens."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from dataclasses import replace

import pytest
from ingest_files import TEXT, docx_bytes, eml_bytes, zip_bytes

from evimed.errors import DocumentError, DocumentLimitError
from evimed.ingest import archive
from evimed.ingest.parse import parse
from evimed.ingest.worker import Job, ParserPool
from evimed.settings import ParserLimits

LIMITS = ParserLimits()
SMALL = replace(LIMITS, file_bytes=2_000_000, archive_bytes=5_000_000, archive_members=20)


def walked(data: bytes, limits: ParserLimits = LIMITS) -> dict[str, str]:
    """Source → "text" or the code of the refusal."""
    return {
        source: "text" if isinstance(found, bytes) else found.code
        for source, found in archive.walk(data, "a.zip", limits)
    }


def with_info(*members: tuple[zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for info, content in members:
            target.writestr(info, content)
    return out.getvalue()


def test_members_nested_archives_and_junk() -> None:
    data = zip_bytes(
        {
            "文/一.txt": TEXT.encode(),
            "b.zip": zip_bytes({"c.txt": b"inner"}),
            "d.docx": docx_bytes(),
            "__MACOSX/._x": b"junk",
            ".DS_Store": b"junk",
            "x/~$d.docx": b"junk",
            "Thumbs.db": b"junk",
        }
    )
    assert walked(data) == {
        "a.zip!/文/一.txt": "text",
        "a.zip!/b.zip!/c.txt": "text",
        "a.zip!/d.docx": "text",
    }


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/passwd", "C:/x.txt", "C:x.txt", "a\\..\\x.txt", "..\\x.txt"]
)
def test_unsafe_names_are_refused_and_the_others_go_on(name: str) -> None:
    found = walked(zip_bytes({name: b"bad", "good.txt": b"good"}))
    assert found == {f"a.zip!/{name}": "unsafe_archive", "a.zip!/good.txt": "text"}


def test_symbolic_links_are_refused() -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert walked(with_info((link, b"/etc/passwd"))) == {"a.zip!/link.txt": "unsafe_archive"}


def test_duplicate_names_are_told_apart() -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        data = with_info((zipfile.ZipInfo("a.txt"), b"one"), (zipfile.ZipInfo("a.txt"), b"two"))
    assert dict(archive.walk(data, "z", LIMITS)) == {
        "z!/a.txt": b"one",
        "z!/a (2).txt": b"two",
    }


def test_names_written_by_chinese_windows() -> None:
    data = zip_bytes({"AAAA.txt": b"text"})
    renamed = data.replace(b"AAAA.txt", "药品".encode("gb18030") + b".txt")
    assert walked(renamed) == {"a.zip!/药品.txt": "text"}


def test_encrypted_members_are_refused() -> None:
    data = bytearray(zip_bytes({"a.txt": b"secret", "b.txt": b"open"}))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(signature)
        flags = struct.unpack_from("<H", data, start + offset)[0]
        struct.pack_into("<H", data, start + offset, flags | 1)
    assert walked(bytes(data)) == {"a.zip!/a.txt": "encrypted", "a.zip!/b.txt": "text"}


def test_bomb_in_one_member() -> None:
    assert walked(zip_bytes({"zeros.txt": b"0" * 30_000_000, "ok.txt": b"ok"})) == {
        "a.zip!/zeros.txt": "archive_too_large",
        "a.zip!/ok.txt": "text",
    }


def test_bomb_whose_directory_lies() -> None:
    data = bytearray(zip_bytes({"zeros.txt": b"0" * 30_000_000}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 10)
    assert walked(bytes(data))["a.zip!/zeros.txt"] in {"damaged", "archive_too_large"}


def test_bomb_by_sum_and_by_number() -> None:
    many = zip_bytes({f"{number}.txt": b"0" * 1_900_000 for number in range(4)})
    assert walked(many, replace(SMALL, archive_ratio=1e9)) == {"a.zip": "archive_too_large"}
    assert walked(zip_bytes({f"{number}.txt": b"x" for number in range(21)}), SMALL) == {
        "a.zip": "archive_too_many"
    }


def test_nested_bomb() -> None:
    data = zip_bytes({"zeros.txt": b"0" * 1_000_000})
    for _ in range(5):
        data = zip_bytes({f"{number}.zip": data for number in range(4)})
    found = walked(data)
    assert set(found.values()) == {"archive_too_deep"}
    assert len(found) == 16


def test_empty_and_damaged_archives() -> None:
    assert walked(zip_bytes({})) == {"a.zip": "empty_archive"}
    assert walked(zip_bytes({".hidden": b"x"})) == {"a.zip": "empty_archive"}
    with pytest.raises(DocumentError) as caught:
        parse(zip_bytes({"a.txt": b"x" * 1000})[:60], "a.zip")
    assert caught.value.code == "damaged"


def test_office_file_that_is_a_bomb() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_bytes())) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["word/media/zeros.bin"] = b"0" * 50_000_000
    with pytest.raises(DocumentLimitError) as caught:
        parse(zip_bytes(parts), "a.docx", replace(LIMITS, file_bytes=100_000_000))
    assert caught.value.code == "archive_too_large"


def test_pool_takes_archives_member_by_member(tmp_path) -> None:
    path = tmp_path / "mixed.zip"
    inner = zip_bytes({"深.txt": TEXT.encode(), "deeper.zip": zip_bytes({"x.txt": b"x"})})
    path.write_bytes(
        zip_bytes({"a.txt": TEXT.encode(), "../b.txt": b"x", "m.eml": eml_bytes(), "in.zip": inner})
    )
    with ParserPool(workers=2) as pool:
        found = {
            job.source: getattr(outcome, "code", "text")
            for job, outcome in pool.map([Job("mixed.zip", path)])
        }
    assert found == {
        "mixed.zip!/a.txt": "text",
        "mixed.zip!/../b.txt": "unsafe_archive",
        "mixed.zip!/m.eml": "text",
        "mixed.zip!/m.eml!/附件.txt": "text",
        "mixed.zip!/in.zip!/深.txt": "text",
        "mixed.zip!/in.zip!/deeper.zip": "archive_too_deep",
    }


def test_pool_counts_nested_archives_together() -> None:
    inner = zip_bytes({f"{number}.txt": b"x" for number in range(15)})
    data = zip_bytes({"a.zip": inner, "b.zip": inner})
    with ParserPool(SMALL, workers=1) as pool:
        codes = [
            outcome.code
            for _, outcome in pool.map([Job("z.zip", data=data)])
            if isinstance(outcome, DocumentError)
        ]
    assert codes == ["archive_too_many"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["", "..", ".", "/"])
def test_a_member_without_a_name_of_its_own_is_refused_alone(name: str) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    found = walked(with_info((zipfile.ZipInfo("good.txt"), TEXT.encode()), (info, b"x"), (info, b"y")))
    assert found.pop("a.zip!/good.txt") == "text"
    assert set(found.values()) <= {"unsafe_archive"}


def test_thousands_of_members_of_one_name_are_told_apart() -> None:
    count = 10_000
    with pytest.warns(UserWarning, match="Duplicate"):
        data = with_info(*((zipfile.ZipInfo("b/same.tar.txt"), b"") for _ in range(count)))
    names = [entry.name for entry in archive.entries(data, LIMITS)]
    assert len(set(names)) == count
    assert names[:2] + names[-1:] == ["b/same.tar.txt", "b/same.tar (2).txt", f"b/same.tar ({count}).txt"]

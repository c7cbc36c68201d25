"""``evimed privacy`` on files: told by kind and place, never by text."""

from __future__ import annotations

from pathlib import Path


def test_scan_tells_kinds_and_places_and_never_the_text(evimed_command, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("患者姓名：王建国；电话：13812345678。\n", encoding="utf-8")
    (tmp_path / "label.txt").write_text("口服，一次100 mg，一日3次。\n", encoding="utf-8")
    ran = evimed_command("privacy", "scan", str(tmp_path), "--json")
    assert ran.code == 1
    label, note = ran.json["files"]
    assert (label["level"], label["findings"]) == ("none", [])
    assert note["level"] == "high"
    assert note["counts"] == {"name": 1, "phone": 1}
    assert [one["chars"] for one in note["findings"]] == [[5, 8], [12, 23]]
    assert "王建国" not in ran.out
    assert "13812345678" not in ran.out


def test_scan_of_files_without_any_is_code_0(evimed_command, tmp_path: Path) -> None:
    (tmp_path / "label.txt").write_text("口服，一次100 mg，一日3次。\n", encoding="utf-8")
    ran = evimed_command("privacy", "scan", str(tmp_path / "label.txt"))
    assert ran.code == 0
    assert "risk none" in " ".join(ran.out.split())


def test_scan_tells_which_file_it_could_not_read(evimed_command, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4 broken")
    ran = evimed_command("privacy", "scan", str(tmp_path / "bad.pdf"))
    assert ran.code == 1
    assert "bad.pdf" in ran.out


def test_report_tells_what_a_document_holds(evimed_command) -> None:
    ran = evimed_command("privacy", "report", "doc-1", "--json")
    assert ran.code == 0
    assert ran.json["level"] == "none"

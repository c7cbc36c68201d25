"""What only a process shows: encodings, closed pipes, signals, what start-up loads."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

RUN = [sys.executable, str(Path(__file__).with_name("run_with_fake.py"))]


def evimed(
    *arguments: str | bytes, stdin: bytes = b"", **environment: str
) -> subprocess.CompletedProcess[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [*RUN, *arguments], input=stdin, env=kept | environment, capture_output=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "environment",
    [
        {"LANG": "C"},
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"},
        {"PYTHONUTF8": "0", "LANG": "C"},
    ],
)
def test_chinese_is_utf8_under_any_locale(environment):
    ran = evimed("show", "answer-1", **environment)
    assert ran.returncode == 0
    assert "来源不一致" in ran.stdout.decode("utf-8")
    ran = evimed("search", "x", "--lang", "zh", "--limit", "0", **environment)
    assert "命令行无法理解" in ran.stderr.decode("utf-8")


def test_question_from_standard_input():
    ran = evimed("ask", "-", "--json", stdin="\ufeff肾功能不全患者的剂量？\n".encode())
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["question"] == "肾功能不全患者的剂量？"


def test_what_is_not_utf8_is_refused():
    for ran in (
        evimed("ask", "剂量".encode("gb18030"), "--json", LANG="C"),
        evimed("ask", "-", "--json", stdin="剂量".encode("gb18030")),
        evimed("ingest", b"caf\xe9.txt", "--json", LANG="C"),
        evimed("search", "x", "--library", b"\xff", "--json", LANG="C"),
    ):
        assert ran.returncode == 2
        assert json.loads(ran.stdout.decode("utf-8"))["error"]["code"] == "not_utf8"
        assert ran.stderr == b""


def test_a_closed_pipe_is_silent():
    command = " ".join([*RUN, "show", "doc-1", "|", "head", "-c", "0"])
    ran = subprocess.run(["bash", "-c", command], capture_output=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [*RUN, "show", "doc-1"], stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_work_says_so_without_a_traceback(how):
    with subprocess.Popen(
        [*RUN, "ingest", "x", "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "working\n"
        process.send_signal(how)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert json.loads(out)["error"]["code"] == "interrupted"
    assert err == ""


def test_output_that_cannot_be_written_is_told():
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*RUN, "show", "doc-1"], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False
        )
    assert ran.returncode == 3
    assert b"Traceback" not in ran.stderr


def test_help_loads_only_the_command_line():
    """What makes `--help` quick, told without a clock: nothing of the engine is imported."""
    script = (
        "import sys\n"
        "from evimed.surfaces import cli\n"
        "sys.argv = ['evimed', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'onnxruntime', 'psycopg', 'rjieba', 'lxml', 'pypdfium2', 'evimed.app'}\n"
        "print('loaded:', *sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "ingest" in ran.stdout
    assert ran.stderr.split() == ["loaded:"]

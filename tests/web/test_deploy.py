"""The files for operators keep to their formats and name options that exist. They are not run here."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from pathlib import Path

from evimed.surfaces.cli.program import Task, parameters, parse

DEPLOY = Path(__file__).parents[2] / "deploy"
INSTRUCTIONS = {
    "FROM", "WORKDIR", "COPY", "RUN", "USER", "ENV", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD",
}  # fmt: skip


def test_the_service_starts_what_there_is() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(DEPLOY / "evimed.service", encoding="utf-8")
    assert unit.sections() == ["Unit", "Service", "Install"]
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/bin/evimed")
    assert isinstance(parse(arguments, "en"), Task)
    assert unit["Service"]["User"] == "evimed"
    assert unit["Service"]["Environment"] == f"EVIMED_HOME=/var/lib/{unit['Service']['StateDirectory']}"


def test_the_container_is_not_root_and_starts_what_there_is() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    steps = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    assert {name for name, _ in steps} <= INSTRUCTIONS
    command = json.loads(next(rest for name, rest in steps if name == "CMD"))
    assert isinstance(parse(command[1:], "en"), Task)
    users = [number for number, (name, rest) in enumerate(steps) if name == "USER" and rest == "evimed"]
    assert users
    assert all(name != "USER" or rest == "evimed" for name, rest in steps[users[0] :])
    for path in re.findall(r"^COPY (?!--from)(.*) \S+$", "\n".join(lines), re.MULTILINE):
        assert all((DEPLOY.parent / one).exists() for one in path.split())


def test_the_composition_opens_loopback_alone() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    assert "\t" not in text
    assert re.findall(r'"([\d.]+):8765:8765"', text) == ["127.0.0.1"]
    assert all(len(line) - len(line.lstrip(" ")) in range(0, 12, 2) for line in text.splitlines() if line)
    assert "--https" in parameters()["serve"]

"""The pages say what the program does: both READMEs alike, every command, option and setting documented."""

from __future__ import annotations

import re
import shlex
import tomllib

import pytest
from sources import ROOT, modules

from evimed.surfaces.cli.program import Task, parameters, parse

READMES = ("README.md", "README.zh-CN.md")
CLI_PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def commands(page: str) -> list[str]:
    """Lines of the fenced shell blocks."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


def test_both_readmes_give_the_same_commands():
    assert commands("README.md") == commands("README.zh-CN.md") != []


@pytest.mark.parametrize("command", sorted(set(commands("README.md"))))
def test_commands_of_the_readme_exist(command):
    program, *arguments = shlex.split(command, comments=True)
    if program == "make":
        targets = re.findall(r"^([a-z-]+):.* ## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
        assert set(arguments) <= set(targets)
    else:
        assert program == ".venv/bin/evimed"
        assert isinstance(parse(arguments, "en"), Task)


@pytest.mark.parametrize(
    "page", [*READMES, "CHANGELOG.md", *sorted(f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert [link for link in links if "://" not in link and not ((ROOT / page).parent / link).exists()] == []


def test_every_command_and_option_is_documented():
    for command, names in parameters().items():
        assert f"`evimed {command}" in CLI_PAGE
        missing = [name for name in names if name.startswith("--") and name not in CLI_PAGE]
        assert missing in ([], ["--version"], ["--wait"]), command


def test_every_setting_is_documented_and_no_other():
    in_code = {
        name for path in modules() for name in re.findall(r"\"(EVIMED_[A-Z_]+)\"", path.read_text("utf-8"))
    }
    assert set(re.findall(r"^\| `(EVIMED_[A-Z_]+)`", CLI_PAGE, re.MULTILINE)) == in_code


def test_the_readme_measures_what_is_built():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"## {project['version']}" in changes

"""Several people at one installation, told apart on the command line."""

from __future__ import annotations

from pathlib import Path

from shell import Shell

PASSWORD = b"correct horse battery\n"


def test_people_and_what_each_may(shell: Shell, folder: Path) -> None:
    for name, text in (
        ("open/leaflet.txt", "Zorvatin leaflet\n\nThe dose of zorvatin in adults is 20 mg once daily.\n"),
        ("closed/minutes.txt", "Minutes\n\nThe dose of zorvatin in adults will be raised to 77 mg.\n"),
    ):
        path = folder / name
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    assert "No accounts" in shell("account", "list").out.decode()
    assert shell.reads("ingest", ".")["totals"]["done"] == 2
    weak = shell("account", "add", "ann", "--password-stdin", "--json", stdin=b"short\n")
    assert weak.code == 2
    assert weak.json["error"]["code"] == "password_weak"
    made = shell("account", "add", "ann", "--role", "reader", "--password-stdin", stdin=PASSWORD)
    assert made.code == 0
    shell.reads("account", "add", "robot", "--service", "--role", "author")
    shell.reads("group", "add", "board")
    shell.reads("permit", "add", "everyone")
    shell.reads("permit", "add", "group:board", "--effect", "only", "--path", "closed")

    def texts(*arguments: str, **environment: str) -> str:
        return str(shell.reads("search", "zorvatin dose", *arguments, **environment))

    assert "77 mg" in texts()
    assert "77 mg" not in texts("--as", "ann")
    assert "20 mg" in texts("--as", "ann")
    why = shell.reads("permit", "explain", "ann", "closed/minutes.txt", expect=1)
    assert why["permitted"] is False
    assert why["deciding"][0]["subject"] == "group:board"
    shell.reads("group", "put", "board", "ann")
    assert "77 mg" in texts("--as", "ann")
    assert shell("permit", "explain", "ann", "closed/minutes.txt").code == 0

    refused = shell("ingest", "open", "--as", "ann", "--json")
    assert refused.code == 1
    assert refused.json["error"]["code"] == "verb_not_permitted"
    token = shell.reads(
        "token", "add", "robot", "nightly", "--verb", "ingest", "--verb", "read", "--days", "7"
    )
    secret = token["token"]
    assert secret not in shell("token", "list", "--json").out.decode()
    assert "77 mg" not in texts(EVIMED_TOKEN=secret)
    both = shell("search", "x", "--as", "ann", "--json", EVIMED_TOKEN=secret)
    assert (both.code, both.json["error"]["code"]) == (2, "token_and_as")
    manages = shell("account", "list", "--json", EVIMED_TOKEN=secret)
    assert manages.json["error"]["code"] == "verb_not_permitted"
    shell.reads("token", "revoke", token["id"])
    ended = shell("search", "x", "--json", EVIMED_TOKEN=secret)
    assert (ended.code, ended.json["error"]["code"]) == (1, "token_revoked")
    rules = shell.reads("permit", "list")["rules"]
    shell.reads("permit", "remove", str(next(rule["id"] for rule in rules if rule["effect"] == "only")))
    shell.reads("account", "disable", "ann")
    assert shell("search", "x", "--as", "ann").code == 1
    trail = shell("audit", "export").out.decode()
    for action in ("account.added", "rule.made", "token.refused", "session.acted_as", "account.disabled"):
        assert action in trail
    assert "correct horse" not in trail
    assert shell("audit", "verify").code == 0

"""A library with one label, and models that write what a test wants: for the tests of asking."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from evimed.errors import EvimedError, ModelError
from evimed.govern.session import Models, Session
from evimed.ports import ChatModel, ChatRequest
from evimed.records import Answer, Scope
from evimed.settings import Settings
from evimed.store.database import Database

LABEL = """# 替诺沙班片说明书

## 用法用量

替诺沙班的成人推荐剂量为 40 mg，每日一次。

## 禁忌

重度肾功能不全患者不得使用替诺沙班。

## 贮藏

替诺沙班应在 25 ℃ 以下密闭保存。
"""
QUESTION = "替诺沙班的成人推荐剂量是多少？"
TRUE = "替诺沙班的成人推荐剂量为 40 mg，每日一次。"
FALSE = "替诺沙班的成人推荐剂量为 60 mg，每日两次。"
DOWN = ModelError("chat_unreachable", name="m", reason="connection refused")
NOBODY = Scope(tenant="local", user="other", classes=frozenset({9}), verbs=Scope.local().verbs)


def keys(request: ChatRequest) -> dict[str, str]:
    """Text of each passage by its key, as a model finds them."""
    blocks = [part.split("]]\n", 1) for part in request.user.split("\n[[")[1:] if not part.startswith("/")]
    return {block[0]: block[1] for block in blocks if len(block) == 2}


def says(*texts: str, quote: str = TRUE) -> Callable[[ChatRequest], str]:
    """A model that writes these statements, each resting on ``quote``."""

    def line(request: ChatRequest) -> str:
        key = next(key for key, text in keys(request).items() if quote in text)
        evidence = [{"key": key, "quote": quote}]
        return json.dumps(
            {"statements": [{"text": t, "evidence": evidence} for t in texts]}, ensure_ascii=False
        )

    return line


class Desk:
    """A library with one label, asked with a model of the test's choice."""

    def __init__(self, database: Database, settings: Settings, folder: Path) -> None:
        self._database, self._settings = database, replace(settings, workers=1)
        (folder / "label.md").write_text(LABEL, "utf-8")
        self.session().ingest([str(folder)], library="default")

    def session(
        self,
        model: ChatModel | EvimedError | None = None,
        judge: ChatModel | None = None,
        scope: Scope | None = None,
        extract: ChatModel | None = None,
    ) -> Session:
        def chat(role: str) -> ChatModel | None:
            if role == "write" and isinstance(model, EvimedError):
                raise model
            return {"write": model, "judge": judge, "extract": extract}.get(role)  # type: ignore[return-value]

        return Session(self._database, scope or Scope.local(), self._settings, Models(chat=chat))

    def ask(self, model: ChatModel | EvimedError | None, question: str = QUESTION, **named: str) -> Answer:
        return self.session(model).ask(question, library="default", **named)

    def everything_stored(self, but: str = "-") -> str:
        """All rows of all tables ``but`` those whose name has this, as one text."""
        with self._database.administration() as connection:
            tables = connection.execute(
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'evimed'"
            ).fetchall()
            names = [name for (name,) in tables if but not in name]
            rows = [connection.execute(f"select t::text from {name} t").fetchall() for name in names]  # noqa: S608
        return str(rows)

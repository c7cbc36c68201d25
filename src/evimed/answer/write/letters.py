"""The letters of one answer: every request to a model and its reply, kept in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from evimed.answer.write.prompts import Template
from evimed.answer.write.record import Exchange, Purpose
from evimed.errors import EvimedError
from evimed.ports import ChatModel, ChatRequest


class Letters:
    """Asks models and keeps what was asked and answered."""

    def __init__(self) -> None:
        self.kept: list[Exchange] = []

    def ask(
        self,
        model: ChatModel,
        purpose: Purpose,
        template: Template,
        values: Mapping[str, str],
        schema: Mapping[str, object],
    ) -> str:
        """The reply to one request, which is kept whatever comes of it.

        Raises
        ------
        EvimedError
            The model cannot be used.
        """
        system, user = template.render(values)
        asked = Exchange(purpose, template.id, template.sha256, system, user)
        try:
            reply = model.reply(ChatRequest(system, user, schema))
        except EvimedError as fault:
            self.kept.append(replace(asked, error=fault.code))
            raise
        self.kept.append(replace(asked, reply=reply.text, finish=reply.finish, usage=reply.usage))
        return reply.text

    def spoil(self, code: str) -> None:
        """The last reply was of no use."""
        self.kept[-1] = replace(self.kept[-1], error=code)

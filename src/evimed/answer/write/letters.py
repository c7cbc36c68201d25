"""The letters of one answer: every request to a model and its reply, kept in order."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import replace
from threading import Event

from evimed.answer.write.following import StoppedError, follow, outcome_of
from evimed.answer.write.prompts import Template
from evimed.answer.write.record import Exchange, Purpose
from evimed.errors import EvimedError
from evimed.ports import ChatModel, ChatReply, ChatRequest


class Letters:
    """Asks models and keeps what was asked and answered."""

    def __init__(self, stop: Event | None = None) -> None:
        self.kept: list[Exchange] = []
        self.stop = stop or Event()  # set from outside: no reply is wanted any more

    def ask(
        self,
        model: ChatModel,
        purpose: Purpose,
        template: Template,
        values: Mapping[str, str],
        schema: Mapping[str, object],
    ) -> str:
        """The reply to one request, which is kept whatever comes of it; raises as ``stream`` does."""
        return outcome_of(self.stream(model, purpose, template, values, schema))

    def stream(
        self,
        model: ChatModel,
        purpose: Purpose,
        template: Template,
        values: Mapping[str, str],
        schema: Mapping[str, object],
    ) -> Generator[str, None, str]:
        """The text so far whenever more has come, at the end all of it; kept whatever comes of it.

        Raises
        ------
        EvimedError
            The model cannot be used.
        StoppedError
            Nobody wants the reply any more.
        """
        system, user = template.render(values)
        asked = Exchange(purpose, template.id, template.sha256, system, user)
        text = ""
        try:
            following = follow(model, ChatRequest(system, user, schema), self.stop)
            while True:
                try:
                    text = next(following)
                except StopIteration as end:
                    reply: ChatReply = end.value
                    break
                yield text
        except EvimedError as fault:
            self.kept.append(replace(asked, error=fault.code))
            raise
        except StoppedError:
            self.kept.append(replace(asked, reply=text, error="stopped"))
            raise
        self.kept.append(replace(asked, reply=reply.text, finish=reply.finish, usage=reply.usage))
        return reply.text

    def spoil(self, code: str) -> None:
        """The last reply was of no use."""
        self.kept[-1] = replace(self.kept[-1], error=code)

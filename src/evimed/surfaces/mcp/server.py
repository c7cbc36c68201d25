"""Tools over a session, from ``search`` to ``causality``. By stdin and stdout, or HTTP at /mcp.

An assistant gets what its caller may read and nothing else: each call finds out anew who calls.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from evimed import __version__
from evimed.errors import EvimedError
from evimed.govern.appraisal import Form, Wanted
from evimed.json_forms import answer_json, conflict_report_json, hit_json
from evimed.knowledge.communities.build import communities_json
from evimed.knowledge.graph.forms import connection_json, neighbourhood_json
from evimed.records import Answer, AnswerFinished, Spent
from evimed.surfaces.citations import find_citation, source_around
from evimed.surfaces.told import answer_told

if TYPE_CHECKING:
    from evimed.catalogue import Language
    from evimed.govern.session import Session

INSTRUCTIONS = """\
Evimed answers from the user's own biomedical documents. Every statement it returns is verified and cited.
Quote statements as they are, with their citation numbers and the label; do not add what they do not say.
A verdict of insufficient, refused or escalated is an answer: tell it, with its reason."""
Calls = Callable[[Context[Any, Any]], "Session"]
Library = Annotated[str | None, Field(description="Name of the library; none: the default one")]

_MOST_STUDIES = 50  # what an assistant reads at once
_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ASKS = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)


def make_server(
    session_of: Calls,
    default_library: str,
    language: Language = "en",
    on_answer: Callable[[Answer, float, Spent | None], None] | None = None,
) -> MCPServer:
    """The MCP server.

    Parameters
    ----------
    session_of
        The session of whoever makes a call; raises ``EvimedError`` if nobody may.
    default_library
        The library where a call names none.
    language
        Of the words of errors.
    on_answer
        Told of each answer: what it took in seconds and of language models.
    """
    server = MCPServer(
        "evimed", title="Evimed 循证", version=__version__, instructions=INSTRUCTIONS, log_level="ERROR"
    )
    tools = _Tools(session_of, default_library, language, on_answer)
    server.tool(annotations=_ASKS)(tools.ask)
    for tool in (
        tools.search,
        tools.open_citation,
        tools.conflicts,
        tools.graph,
        tools.grade,
        tools.causality,
    ):
        server.tool(annotations=_READS)(tool)
    return server


class _Tools:
    """The tools; their docstrings and fields are what an assistant reads."""

    def __init__(
        self,
        session_of: Calls,
        library: str,
        language: Language,
        on_answer: Callable[[Answer, float, Spent | None], None] | None,
    ) -> None:
        self._session_of = session_of
        self._library = library
        self._language: Language = language
        self._on_answer = on_answer

    def search(
        self,
        context: Context[Any, Any],
        query: Annotated[str, Field(description="Words to look for, Chinese or English")],
        library: Library = None,
        limit: Annotated[int, Field(ge=1, le=50, description="How many passages")] = 8,
    ) -> dict[str, Any]:
        """Find passages in the documents, ranked, each with its place."""
        with self._session(context) as session:
            hits = session.search(query, library=library or self._library, limit=limit)
            return {"results": [hit_json(hit, rank) for rank, hit in enumerate(hits, 1)]}

    def ask(
        self,
        context: Context[Any, Any],
        question: Annotated[str, Field(description="One question, Chinese or English")],
        library: Library = None,
        after: Annotated[str | None, Field(description="Id of the answer that this question follows")] = None,
    ) -> dict[str, Any]:
        """Answer a question in verified statements with citations, or say that the evidence is not enough."""
        with self._session(context) as session:
            began = time.perf_counter()
            events = session.ask_stream(question, library=library or self._library, after=after)
            last = next(one for one in events if isinstance(one, AnswerFinished))
            if self._on_answer is not None:
                self._on_answer(last.answer, time.perf_counter() - began, last.spent)
            record = answer_json(last.answer)
            return {"text": answer_told(record).text, "answer": record}

    def open_citation(
        self,
        context: Context[Any, Any],
        answer: Annotated[str, Field(description="Id of an answer")],
        citation: Annotated[str, Field(description="Id of one of its citations, such as c1")],
    ) -> dict[str, Any]:
        """Show what a citation quotes with the text around it in the document."""
        with self._session(context) as session:
            record = session.answer(answer)
            return source_around(session, record, find_citation(record, citation))

    def conflicts(
        self,
        context: Context[Any, Any],
        topic: Annotated[str | None, Field(description="Only those on this topic")] = None,
        library: Library = None,
    ) -> dict[str, Any]:
        """List recommendations of the documents that disagree, both sides with their places."""
        with self._session(context) as session:
            found = session.conflicts(library=library or self._library, language=self._language, topic=topic)
            return {"conflicts": [conflict_report_json(one) for one in found]}

    def graph(
        self,
        context: Context[Any, Any],
        entity: Annotated[
            str | None,
            Field(description="A drug, condition, formula …, by its name or id; none: all communities"),
        ] = None,
        to: Annotated[str | None, Field(description="Another entity: how the two are connected")] = None,
        hops: Annotated[int, Field(ge=1, le=4, description="How many steps at most")] = 1,
        communities: Annotated[
            bool, Field(description="Tell what belongs together with the entity, instead of its edges")
        ] = False,
        library: Library = None,
    ) -> dict[str, Any]:
        """Show what the documents say of an entity, how two are connected, or what belongs together."""
        with self._session(context) as session:
            graph, where = session.graph(), library or self._library
            if communities or entity is None:
                return communities_json(graph.communities(library=where, about=entity))
            if to is not None:
                return connection_json(graph.paths(entity, to, library=where, hops=max(hops, 3)))
            return neighbourhood_json(graph.neighbourhood(entity, library=where, hops=hops))

    def grade(
        self,
        context: Context[Any, Any],
        document: Annotated[
            str | None, Field(description="Id of a study; none: the newest 50, side by side")
        ] = None,
        about: Annotated[str, Field(description="Of all studies those that hold these words")] = "",
        library: Library = None,
    ) -> dict[str, Any]:
        """Show what a study is worth: design, size, effects, Oxford levels, what may move GRADE, who decided.

        Suggestions are not decisions: tell the certainty only if a person has decided it.
        """
        with self._session(context) as session:
            where = library or self._library
            if document is None:
                return session.appraisal().studies(Wanted(about, limit=_MOST_STUDIES), library=where)
            found = session.document(document, library=where)
            return session.appraisal().grade(found, library=where)

    def causality(
        self,
        context: Context[Any, Any],
        form: Annotated[
            Form, Field(description="naranjo, who-umc, hill (a checklist) or claims (what is claimed)")
        ],
        document: Annotated[str, Field(description="Id of a case report or study")],
        library: Library = None,
    ) -> dict[str, Any]:
        """Fill a form of causality from the words of a document, with what persons have set."""
        with self._session(context) as session:
            where = library or self._library
            found = session.document(document, library=where)
            return session.appraisal().causality(form, found, library=where)

    @contextmanager
    def _session(self, context: Context[Any, Any]) -> Generator[Session]:
        """The caller's session; what goes wrong in it is told to the assistant with its remedy."""
        try:
            yield self._session_of(context)
        except EvimedError as error:
            language = self._language
            told = f"{error.code}: {error.message(language)} {error.hint(language)}"
            raise ToolError(told) from error

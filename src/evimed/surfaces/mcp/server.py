"""Tools over a session: search, ask, open_citation, conflicts. By standard input and output, or HTTP at /mcp.

An assistant gets what its caller may read and nothing else: each call finds out anew who calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

from evimed import __version__
from evimed.errors import EvimedError
from evimed.json_forms import answer_json, conflict_report_json, hit_json
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

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_ASKS = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)


def make_server(session_of: Calls, default_library: str, language: Language = "en") -> MCPServer:
    """The MCP server.

    Parameters
    ----------
    session_of
        The session of whoever makes a call; raises ``EvimedError`` if nobody may.
    default_library
        The library where a call names none.
    language
        Of the words of errors.
    """
    server = MCPServer(
        "evimed", title="Evimed 循证", version=__version__, instructions=INSTRUCTIONS, log_level="ERROR"
    )

    def guarded(work: Callable[[Session], dict[str, Any]], context: Context[Any, Any]) -> dict[str, Any]:
        try:
            return work(session_of(context))
        except EvimedError as error:
            told = f"{error.code}: {error.message(language)} {error.hint(language)}"
            raise ToolError(told) from error

    @server.tool(annotations=_READS)
    def search(  # pyright: ignore[reportUnusedFunction]
        context: Context[Any, Any],
        query: Annotated[str, Field(description="Words to look for, Chinese or English")],
        library: Library = None,
        limit: Annotated[int, Field(ge=1, le=50, description="How many passages")] = 8,
    ) -> dict[str, Any]:
        """Find passages in the documents, ranked, each with its place."""

        def work(session: Session) -> dict[str, Any]:
            hits = session.search(query, library=library or default_library, limit=limit)
            return {"results": [hit_json(hit, rank) for rank, hit in enumerate(hits, 1)]}

        return guarded(work, context)

    @server.tool(annotations=_ASKS)
    def ask(  # pyright: ignore[reportUnusedFunction]
        context: Context[Any, Any],
        question: Annotated[str, Field(description="One question, Chinese or English")],
        library: Library = None,
        after: Annotated[str | None, Field(description="Id of the answer that this question follows")] = None,
    ) -> dict[str, Any]:
        """Answer a question in verified statements with citations, or say that the evidence is not enough."""

        def work(session: Session) -> dict[str, Any]:
            record = answer_json(session.ask(question, library=library or default_library, after=after))
            return {"text": answer_told(record).text, "answer": record}

        return guarded(work, context)

    @server.tool(annotations=_READS)
    def open_citation(  # pyright: ignore[reportUnusedFunction]
        context: Context[Any, Any],
        answer: Annotated[str, Field(description="Id of an answer")],
        citation: Annotated[str, Field(description="Id of one of its citations, such as c1")],
    ) -> dict[str, Any]:
        """Show what a citation quotes with the text around it in the document."""

        def work(session: Session) -> dict[str, Any]:
            record = session.answer(answer)
            return source_around(session, record, find_citation(record, citation))

        return guarded(work, context)

    @server.tool(annotations=_READS)
    def conflicts(  # pyright: ignore[reportUnusedFunction]
        context: Context[Any, Any],
        topic: Annotated[str | None, Field(description="Only those on this topic")] = None,
        library: Library = None,
    ) -> dict[str, Any]:
        """List recommendations of the documents that disagree, both sides with their places."""

        def work(session: Session) -> dict[str, Any]:
            found = session.conflicts(library=library or default_library, language=language, topic=topic)
            return {"conflicts": [conflict_report_json(one) for one in found]}

        return guarded(work, context)

    return server

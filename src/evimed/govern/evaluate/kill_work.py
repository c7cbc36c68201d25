"""The process that is killed: takes documents in, or deletes them, again and again, until it is.

``main`` takes HOME, VERB and FOLDER from the command line and prints ``ready`` when the work begins.
"""

from __future__ import annotations

import sys
from pathlib import Path

from evimed.govern.evaluate.kills import LIBRARY, settings_of
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.store.database import Database


def main() -> None:
    """Do what the arguments say."""
    home, verb, folder = sys.argv[1:4]
    settings = settings_of(Path(home))
    with Database.open(settings) as database:
        session = Session(database, Scope.local(), settings, Models())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        if verb == "ingest":
            session.ingest([folder], library=LIBRARY)
        else:
            for document in session.documents(library=LIBRARY):
                session.delete(document.id, library=LIBRARY)
        sys.stdout.write("finished\n")
        sys.stdout.flush()

"""Folders: where documents lie. What a document was given at stays its source; its place may be another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evimed.store.database import Transaction


def list_folders(tx: Transaction, library: str) -> list[str]:
    """The folders that people made."""
    return [path for (path,) in tx.run("folder_list", library=library).fetchall()]


def folder_counts(tx: Transaction, library: str) -> dict[str, int]:
    """How many documents lie in each folder itself; ``""`` is the top."""
    return dict(tx.run("folder_counts", library=library).fetchall())


def put_folder(tx: Transaction, library: str, path: str, acl: int) -> bool:
    """Make a folder; whether it was not there."""
    return tx.run("folder_put", library=library, path=path, acl=acl).rowcount > 0


def drop_folders(tx: Transaction, library: str, path: str) -> list[str]:
    """Remove the folders that people made at ``path`` and below; which they were."""
    return [one for (one,) in tx.run("folder_drop", library=library, path=path).fetchall()]


def sources_of(tx: Transaction, library: str, ids: Sequence[str]) -> list[str]:
    """The sources at which documents were given first or are given now."""
    return [one for (one,) in tx.run("filing_sources", library=library, ids=list(ids)).fetchall()]


def sources_below(tx: Transaction, library: str, folder: str) -> dict[str, str]:
    """The sources that lie in a folder or below it, each with the folder it lies in."""
    return dict(tx.run("filing_below", library=library, folder=folder).fetchall())


def placed_sources(tx: Transaction, library: str, sources: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The folder and the place of each source."""
    rows = tx.run("filing_of", library=library, sources=list(sources)).fetchall()
    return {source: (folder, place) for source, folder, place in rows}


def put_filing(tx: Transaction, library: str, folders: Mapping[str, str]) -> None:
    """File sources in folders."""
    tx.run("filing_put", library=library, sources=list(folders), folders=list(folders.values()))

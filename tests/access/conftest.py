"""People of one tenant, with a clock that a test sets and passwords that hash fast."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from access_people import Clock
from argon2 import PasswordHasher

from evimed.govern.access.credentials import Passwords
from evimed.govern.access.people import People
from evimed.govern.session import Models, Session
from evimed.records import Scope
from evimed.settings import Settings
from evimed.store.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    return People(
        database,
        "acme",
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        clock=clock,
    )


@pytest.fixture
def owner(people: People) -> Scope:
    return people.owner_scope()


@pytest.fixture
def session(database: Database, settings: Settings) -> Callable[[Scope], Session]:
    return lambda scope: Session(database, scope, settings, Models())

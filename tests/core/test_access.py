"""Who may do what: roles down, permissions across. What is not listed is denied."""

from dataclasses import dataclass

import pytest

from openredress.core.access import (
    SYSTEM,
    Actor,
    Allowed,
    Denied,
    Permission,
    Post,
    may,
    roles_on,
)
from openredress.core.procedure import Role

HERE, REGISTRAR, BESIDE, ELSEWHERE = 1, 2, 3, 4


@dataclass(frozen=True)
class _Case:
    root: str = "2026-000001-4"
    office: int = HERE
    registrar: int = REGISTRAR
    co_handlers: tuple[int, ...] = (BESIDE,)
    blocked: frozenset[int] = frozenset()
    blocked_offices: frozenset[int] = frozenset()


CASE = _Case()


def _staff(office: int, role: Role, *covers: int) -> Actor:
    return Actor(Role.OFFICER, staff=1, posts=(Post(office, role, frozenset(covers)),))


P = Permission
SEES = {P.VIEW, P.VIEW_OFFICE_NOTES, P.WRITE_NOTE}
ANSWERS = {*SEES, P.OPEN_IDENTITY}
TABLE = [
    # actor, in which capacities, what they may
    ("petitioner of it", Actor.petitioner(CASE.root), {Role.PETITIONER}, {P.VIEW}),
    ("another petitioner", Actor.petitioner("2026-000002-8"), set(), set()),
    ("a petitioner of nothing", Actor(Role.PETITIONER), set(), set()),
    ("the system", SYSTEM, {Role.SYSTEM}, SEES),
    ("clerk here", _staff(HERE, Role.CLERK), {Role.CLERK}, ANSWERS),
    ("clerk who registered", _staff(REGISTRAR, Role.CLERK), {Role.CLERK}, ANSWERS),
    ("clerk beside", _staff(BESIDE, Role.CLERK), set(), set()),
    ("clerk elsewhere", _staff(ELSEWHERE, Role.CLERK), set(), set()),
    ("officer here", _staff(HERE, Role.OFFICER), {Role.OFFICER}, ANSWERS),
    ("officer who registered", _staff(REGISTRAR, Role.OFFICER), set(), SEES),
    ("officer beside", _staff(BESIDE, Role.OFFICER), set(), SEES),
    ("officer elsewhere", _staff(ELSEWHERE, Role.OFFICER), set(), set()),
    ("head here", _staff(HERE, Role.HEAD), {Role.HEAD}, ANSWERS),
    ("head who registered", _staff(REGISTRAR, Role.HEAD), set(), SEES),
    ("head beside", _staff(BESIDE, Role.HEAD), set(), SEES),
    ("head elsewhere", _staff(ELSEWHERE, Role.HEAD), set(), set()),
    ("supervisor above", _staff(ELSEWHERE, Role.SUPERVISOR, HERE), {Role.SUPERVISOR}, SEES),
    ("supervisor of others", _staff(ELSEWHERE, Role.SUPERVISOR, BESIDE), set(), set()),
    ("supervisor here", _staff(HERE, Role.SUPERVISOR), set(), set()),
    ("operator here", _staff(HERE, Role.OPERATOR), set(), set()),
    ("operator elsewhere", _staff(ELSEWHERE, Role.OPERATOR), set(), set()),
    ("staff without a post", Actor(Role.OFFICER, staff=1), set(), set()),
]


@pytest.mark.parametrize(("who", "actor", "roles", "allowed"), TABLE, ids=[row[0] for row in TABLE])
@pytest.mark.parametrize("permission", list(Permission))
def test_who_may(who, actor, roles, allowed, permission):
    assert roles_on(actor, CASE) == roles
    answer = may(actor, permission, CASE)
    if permission in allowed:
        assert answer == Allowed(frozenset(roles))
    else:
        assert isinstance(answer, Denied)


def test_whoever_may_not_know_of_it_is_told_it_is_not_there():
    stranger, petitioner = _staff(ELSEWHERE, Role.HEAD), Actor.petitioner(CASE.root)
    assert may(stranger, Permission.OPEN_IDENTITY, CASE) == Denied("not-here")
    assert may(petitioner, Permission.VIEW_OFFICE_NOTES, CASE) == Denied("not-yours")


def test_a_permission_without_a_rule_falls_to_nobody():
    assert may(SYSTEM, "no-such-permission", CASE) == Denied("not-yours")  # type: ignore[arg-type]


def test_several_posts_add_up():
    posts = (Post(HERE, Role.CLERK), Post(HERE, Role.HEAD), Post(ELSEWHERE, Role.OFFICER))
    actor = Actor(Role.OFFICER, staff=1, posts=posts)
    assert roles_on(actor, CASE) == {Role.CLERK, Role.HEAD}


def test_a_case_that_moves_away_takes_the_access_with_it():
    moved = _Case(office=ELSEWHERE, registrar=ELSEWHERE, co_handlers=())
    assert may(_staff(HERE, Role.HEAD), Permission.VIEW, moved) == Denied("not-here")

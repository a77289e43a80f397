"""Who may do what: roles down, permissions across. What is not listed is denied."""

from dataclasses import dataclass
from datetime import UTC, datetime

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
from openredress.core.facts import Helper, Proxy
from openredress.core.procedure import Role

START = datetime(2026, 1, 28, 4, tzinfo=UTC)
ACTS = Proxy(2, ("write", "further"), None, None, False, START)
HELPS = Helper(1, 1, ("write", "agree"), None, None, START, accepted_at=START)
HERE, REGISTRAR, BESIDE, ELSEWHERE, RUNG = 1, 2, 3, 4, 5


@dataclass(frozen=True)
class _Case:
    root: str = "2026-000001-4"
    office: int = HERE
    registrar: int = REGISTRAR
    co_handlers: tuple[int, ...] = (BESIDE,)
    blocked: frozenset[int] = frozenset()
    blocked_offices: frozenset[int] = frozenset()
    is_forgotten: bool = False
    is_reprisal: bool = False
    exclusion_office: int | None = None
    mediators: tuple[int, ...] = (RUNG,)
    proxy: Proxy | None = ACTS
    helper: Helper | None = HELPS
    answering: frozenset[int] = frozenset({HERE, BESIDE})
    decided_by: tuple[int, ...] = ()


CASE = _Case()


def _staff(office: int, role: Role, *covers: int) -> Actor:
    return Actor(Role.OFFICER, staff=1, posts=(Post(office, role, frozenset(covers)),))


P = Permission
READS = {P.VIEW, P.VIEW_OFFICE_NOTES, P.WRITE_NOTE}
SEES = {*READS, P.STEP_ASIDE, P.TAKE_STATEMENT, P.SIT_AT_HEARING}
ANSWERS = {*SEES, P.OPEN_IDENTITY, P.ANSWER_ERASURE, P.ADD_OFFICE_FILE, P.OPEN_ORIGINAL,
           P.PRINT_LETTER}  # fmt: skip
TAKES_PART = {*SEES, P.ANSWER_SUPERVISION, P.LINK, P.SPEAK_AT_HEARING}
#: An office that takes part brings papers of its own.
BESIDE_IT = {*TAKES_PART, P.ADD_OFFICE_FILE}
HANDLES = {*ANSWERS, P.HOLD, P.PUT_ON_AGENDA, P.ANSWER_SUPERVISION, P.LINK, P.OFFER_SETTLEMENT,
           P.SPEAK_AT_HEARING}  # fmt: skip
SUPERVISES = {P.HOLD, P.SUPERVISE, P.PUT_ON_AGENDA, P.KEEP_MINUTES, P.LINK, P.JUDGE_REMEDY,
              P.HOLD_HEARING}  # fmt: skip
#: A report of reprisal is heard by nobody but whoever reads it.
HEARING = {P.SIT_AT_HEARING, P.HOLD_HEARING, P.SPEAK_AT_HEARING}
#: Whom the petitioner fears may sit at the office that answers: it is not asked about that.
KEEPS_OUT = {P.EXCLUDE, P.ANSWER_EXCLUSION}
AGREES = {P.ANSWER_IDENTITY_REQUEST, P.ANSWER_REPLACEMENT}
KEEPS = {P.CHANGE_DETAILS, P.ADD_FILE, P.BOOK_RECEPTION, P.ASK_MEDIATION}
RENEWS = {P.REPLACE_RECEIPT, P.COUNT_SIGNATURES}
PETITIONS = {P.VIEW, P.ASK_EXCLUSION, P.REFUSE_REPLACEMENT, P.ASK_ERASURE, P.RECEIVE_ANSWER,
             P.CONFIRM_STATEMENT, P.ANSWER_REMEDY, P.ASK_HEARING, P.NAME_PROXY, *KEEPS}  # fmt: skip
TABLE = [
    # actor, in which capacities, what they may
    (
        "petitioner of it",
        Actor.petitioner(CASE.root),
        {Role.PETITIONER},
        PETITIONS,
    ),
    ("another petitioner", Actor.petitioner("2026-000002-8"), set(), set()),
    ("a petitioner of nothing", Actor(Role.PETITIONER), set(), set()),
    ("the system", SYSTEM, {Role.SYSTEM}, READS),
    ("clerk here", _staff(HERE, Role.CLERK), {Role.CLERK}, ANSWERS | KEEPS | RENEWS),
    (
        "clerk who registered",
        _staff(REGISTRAR, Role.CLERK),
        {Role.CLERK},
        ANSWERS | KEEPS | RENEWS | KEEPS_OUT,
    ),
    ("clerk beside", _staff(BESIDE, Role.CLERK), set(), set()),
    ("clerk elsewhere", _staff(ELSEWHERE, Role.CLERK), set(), set()),
    ("officer here", _staff(HERE, Role.OFFICER), {Role.OFFICER}, HANDLES),
    ("officer who registered", _staff(REGISTRAR, Role.OFFICER), set(), TAKES_PART),
    ("officer beside", _staff(BESIDE, Role.OFFICER), set(), BESIDE_IT),
    ("officer elsewhere", _staff(ELSEWHERE, Role.OFFICER), set(), set()),
    # Whoever mediates sees the mediation, and nothing else of the case.
    ("officer who mediates", _staff(RUNG, Role.OFFICER), set(), {P.MEDIATE}),
    ("head who mediates", _staff(RUNG, Role.HEAD), set(), {P.MEDIATE}),
    ("clerk where it is mediated", _staff(RUNG, Role.CLERK), set(), set()),
    # Whoever acts for a petitioner may what they were let, and nothing else of it.
    (
        "who acts for the petitioner",
        Actor.for_petitioner(CASE.root, 2, START),
        {Role.PROXY},
        {P.VIEW, P.ADD_FILE, P.BOOK_RECEPTION, P.ASK_HEARING},
    ),
    ("who did before", Actor.for_petitioner(CASE.root, 1, START), set(), set()),
    ("who acts for another", Actor.for_petitioner("2026-000002-8", 2, START), set(), set()),
    # A helper of the list, likewise, as long as they stand too near in no capacity.
    (
        "who helps the petitioner",
        _staff(ELSEWHERE, Role.HELPER).helping(CASE.root, START),
        {Role.HELPER},
        {P.VIEW, P.ADD_FILE, P.BOOK_RECEPTION, P.ANSWER_REMEDY},
    ),
    ("who helps, at the desk", _staff(ELSEWHERE, Role.HELPER), set(), set()),
    ("helps another", _staff(ELSEWHERE, Role.HELPER).helping("2026-000002-8", START), set(), set()),
    ("on no list", _staff(ELSEWHERE, Role.OFFICER).helping(CASE.root, START), set(), set()),
    (
        "on the list of who answers",
        _staff(HERE, Role.HELPER).helping(CASE.root, START),
        set(),
        set(),
    ),
    ("the other side", Actor(Role.OTHER_SIDE, case=CASE.root), set(), set()),
    (
        "head here",
        _staff(HERE, Role.HEAD),
        {Role.HEAD},
        {*HANDLES, *AGREES, P.EXCLUDE, P.KEEP_MINUTES, P.JUDGE_REMEDY, P.HOLD_HEARING},
    ),
    (
        "head who registered",
        _staff(REGISTRAR, Role.HEAD),
        set(),
        TAKES_PART | AGREES | {P.KEEP_MINUTES},
    ),
    ("head beside", _staff(BESIDE, Role.HEAD), set(), BESIDE_IT | {P.KEEP_MINUTES}),
    ("head elsewhere", _staff(ELSEWHERE, Role.HEAD), set(), set()),
    (
        "supervisor above",
        _staff(ELSEWHERE, Role.SUPERVISOR, HERE),
        {Role.SUPERVISOR},
        SEES | AGREES | KEEPS_OUT | SUPERVISES,
    ),
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


@pytest.mark.parametrize(("who", "actor", "roles", "allowed"), TABLE, ids=[row[0] for row in TABLE])
def test_of_a_case_that_was_forgotten_what_is_left_is_read_and_no_more(who, actor, roles, allowed):
    gone = _Case(is_forgotten=True)
    may_do = {p for p in Permission if isinstance(may(actor, p, gone), Allowed)}
    assert may_do == allowed & {P.VIEW, P.VIEW_OFFICE_NOTES}


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


EVERYBODY = [row for row in TABLE if row[1].staff is not None]


@pytest.mark.parametrize(("who", "actor", "roles", "allowed"), EVERYBODY, ids=lambda value: "")
@pytest.mark.parametrize("permission", list(Permission))
def test_to_whoever_is_shut_out_the_case_is_not_there(who, actor, roles, allowed, permission):
    person = _Case(blocked=frozenset({1}))
    office = _Case(blocked_offices=frozenset(post.office for post in actor.posts) or frozenset({9}))
    for case in (person, office):
        if case is person or actor.posts:
            assert roles_on(actor, case) == frozenset()
            assert may(actor, permission, case) == Denied("not-here")


def test_one_post_at_an_office_that_is_shut_out_shuts_out_the_person():
    posts = (Post(HERE, Role.OFFICER), Post(ELSEWHERE, Role.OPERATOR))
    actor = Actor(Role.OFFICER, staff=1, posts=posts)
    assert roles_on(actor, CASE) == {Role.OFFICER}
    assert may(actor, P.VIEW, _Case(blocked_offices=frozenset({ELSEWHERE}))) == Denied("not-here")


def test_nobody_shuts_out_the_petitioner():
    petitioner = Actor.petitioner(CASE.root)
    case = _Case(blocked=frozenset({1, 2}), blocked_offices=frozenset({HERE, REGISTRAR}))
    assert may(petitioner, P.VIEW, case) == Allowed(frozenset({Role.PETITIONER}))


# Reports of reprisal --------------------------------------------------------------------------

REPORT = _Case(registrar=HERE, co_handlers=(), is_reprisal=True)
PROTECTS = {*HANDLES, P.PROTECT} - {P.LINK}


@pytest.mark.parametrize(
    ("actor", "allowed"),
    [
        (Actor.petitioner(REPORT.root), PETITIONS),
        (_staff(HERE, Role.OFFICER), PROTECTS),
        (
            _staff(HERE, Role.HEAD),
            {*PROTECTS, P.EXCLUDE, *AGREES, P.KEEP_MINUTES, P.JUDGE_REMEDY},
        ),
        (
            _staff(HERE, Role.SUPERVISOR),
            {*PROTECTS, *KEEPS_OUT, *AGREES, *SUPERVISES}
            - {P.ANSWER_SUPERVISION, P.LINK, P.OFFER_SETTLEMENT},
        ),
        (
            _staff(ELSEWHERE, Role.SUPERVISOR, HERE),
            {*SEES, *KEEPS_OUT, *AGREES, *SUPERVISES} - {P.LINK},
        ),
        # Not whoever takes other cases in, takes part in them, or works beside.
        (_staff(HERE, Role.CLERK), set()),
        (_staff(BESIDE, Role.HEAD), set()),
        (_staff(ELSEWHERE, Role.OFFICER), set()),
        (_staff(HERE, Role.OPERATOR), set()),
    ],
)
def test_who_may_what_with_a_report(actor, allowed):
    assert {
        p for p in Permission if isinstance(may(actor, p, REPORT), Allowed)
    } == allowed - HEARING


def test_an_office_that_was_asked_above_answers_who_is_kept_out_and_no_more():
    asked = _Case(exclusion_office=ELSEWHERE)
    for role in (Role.CLERK, Role.OFFICER, Role.HEAD):
        allowed = {
            p for p in Permission if isinstance(may(_staff(ELSEWHERE, role), p, asked), Allowed)
        }
        apart = {P.ANSWER_SUPERVISION, P.KEEP_MINUTES, P.LINK, P.SPEAK_AT_HEARING}
        assert allowed - apart == SEES | KEEPS_OUT, role
    report = _Case(registrar=HERE, co_handlers=(), is_reprisal=True, exclusion_office=ELSEWHERE)
    assert isinstance(may(_staff(ELSEWHERE, Role.CLERK), P.VIEW, report), Denied)
    assert isinstance(may(_staff(ELSEWHERE, Role.OFFICER), P.VIEW, report), Allowed)

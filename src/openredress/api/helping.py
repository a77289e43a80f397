"""The helpers whom offices offer, and choosing one with the receipt of the case. A helper acts on
pages, where it says whose words it is, and has no way in here.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from openredress.cases import actions
from openredress.offices.help_list import all_listed

from . import schemas
from .cases import Receipt
from .taking import ANSWERS, SENT, done

router = Router(tags=["cases"], by_alias=True)


@router.get("/helpers", response=list[schemas.HelperListed], summary="Everybody who offers to help")
def helpers(request: HttpRequest) -> list[dict[str, Any]]:
    """Those on a public list, by office. Which of them can help with a case depends on it."""
    return [
        {"helper": row.pk, "name": row.goes_by, "office": row.post.office.code,
         "office_name": row.post.office.name, "languages": row.languages,
         "good_at": row.good_at, "meets": row.meets}
        for row in all_listed()
    ]  # fmt: skip


@router.post(
    "/case/helper",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Ask a helper of the list",
)
def ask_helper(request: HttpRequest, given: schemas.HelperGiven) -> dict[str, Any]:
    """They are asked, and see nothing of the case before they agree. The answer stands in `helper`
    of the case.
    """
    wish = actions.Wish(given.helper, tuple(given.scope), given.until)
    return done(request, lambda file: actions.ask_helper(
        file.case.number, file.actor, wish, timezone.now()
    ))  # fmt: skip


@router.post(
    "/case/helper/scope",
    auth=Receipt(),
    response={200: schemas.CaseTold, **SENT},
    summary="Change what the helper may do",
)
def change_helper(request: HttpRequest, given: schemas.HelperBoundsGiven) -> dict[str, Any]:
    """Other bounds or another last day, from now on."""
    return done(request, lambda file: actions.change_helper(
        file.case.number, file.actor, tuple(given.scope), given.until, timezone.now()
    ))  # fmt: skip


@router.delete(
    "/case/helper",
    auth=Receipt(),
    response={200: schemas.CaseTold, **ANSWERS},
    summary="Take back that a helper helps",
)
def end_helper(request: HttpRequest) -> dict[str, Any]:
    """They see nothing of the case from now on."""
    return done(request, lambda file: actions.take_helper_back(
        file.case.number, file.actor, timezone.now()
    ))  # fmt: skip

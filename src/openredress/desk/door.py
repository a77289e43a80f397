"""Who comes to the desk: signed in, with a post. Everything else here begins with a `Desk`."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from openredress.cases.access import File, NotHere, case_for
from openredress.core.access import Actor, Permission
from openredress.core.procedure import Role
from openredress.duty.queries import Line
from openredress.offices.institution import held
from openredress.offices.tree import actor_of, ground_of
from openredress.reception.queries import AtTheDoor
from openredress.wall import seen_by


@dataclass(frozen=True)
class Desk:
    """One request of somebody with a post, at one moment; `helps` says whether they also stand on
    a list of helpers.
    """

    request: HttpRequest
    actor: Actor
    now: datetime
    helps: bool = False

    @cached_property
    def door(self) -> AtTheDoor:
        """Who waits at the door, for the head of the page; asked when it is shown, and once."""
        return AtTheDoor.of(self.actor, self.now)

    @property
    def line(self) -> Line:
        """Who is on duty, for the head of the page."""
        return self.door.line

    def open(self, number: str, permission: Permission = Permission.VIEW) -> File:
        """The case of this number. Raises `Http404`, whether it exists elsewhere or nowhere."""
        try:
            return case_for(self.actor, number, self.now, permission)
        except NotHere:
            raise Http404 from None

    def show(self, template: str, page: object, status: int = 200) -> HttpResponse:
        context = {"page": page, "nav": "desk", "has_errors": status >= 400}
        return render(self.request, template, context, status=status)


View = Callable[..., HttpResponse]


def _zone_of(actor: Actor) -> str:
    """That of the first post. Pages about a case or another office name the zone of that."""
    return ground_of(min(post.office for post in actor.posts)).time_zone


def at_the_desk(view: View) -> View:
    """A page for signed-in staff who hold a post; it is never kept by a browser or a proxy. To
    stand on a list of helpers is no work at an office: who does nothing else finds none of them.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, actor: Actor, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor.posts:
            return render(request, "desk/no_post.html", {"nav": "desk"}, status=403)
        helps = actor.has_role(Role.HELPER)
        works = tuple(post for post in actor.posts if post.role is not Role.HELPER)
        if not works:
            if request.method == "GET" and request.path == reverse("desk:queue"):
                return redirect("desk:helping")
            raise Http404
        desk = Desk(request, replace(actor, posts=works), timezone.now(), helps)
        request.duty = desk.line  # type: ignore[attr-defined]  # the head of the page shows it
        request.at_the_door = desk.door  # type: ignore[attr-defined]  # so is this
        with seen_by(desk.actor), timezone.override(_zone_of(desk.actor)):
            return view(desk, *args, **kwargs)

    return _signed_in(wrapped)


def at_the_helpers_desk(view: View) -> View:
    """A page for those who stand on a list of helpers. Nobody else finds it."""

    @wraps(view)
    def wrapped(request: HttpRequest, actor: Actor, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor.has_role(Role.HELPER):
            raise Http404
        desk = Desk(request, actor, timezone.now(), helps=True)
        with seen_by(actor), timezone.override(_zone_of(actor)):
            return view(desk, *args, **kwargs)

    return _signed_in(wrapped)


def _signed_in(view: View) -> View:
    @never_cache
    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reads = request.method in ("GET", "HEAD")
        # What is read may rest on the moment at which the reader was known; an action asks anew.
        state = getattr(request.user, "institution_state", None)
        with held(state) if reads and state is not None else nullcontext():
            actor = actor_of(request.user)  # type: ignore[arg-type]  # our own model of staff
            return view(request, actor, *args, **kwargs)

    return wrapped

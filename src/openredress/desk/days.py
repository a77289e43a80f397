"""Whose days of rest and opening hours somebody at the desk sets."""

from django.http import Http404

from openredress.core.procedure import Role
from openredress.offices.day_preview import Local, local
from openredress.offices.models import Office
from openredress.offices.tree import below, ground_of
from openredress.ops import home
from openredress.procedures import library

from .door import Desk


def offices_of(desk: Desk) -> tuple[Office, ...]:
    """Heads set the days of their offices, operators those of theirs and of all below."""
    mine = {post.office for post in desk.actor.posts if post.role in (Role.HEAD, Role.OPERATOR)}
    for post in desk.actor.posts:
        if post.role is Role.OPERATOR:
            mine |= below(post.office)
    return tuple(Office.objects.filter(pk__in=mine).order_by("pk"))


def place_of(desk: Desk, code: str) -> tuple[Office, Local]:
    """An office whose days and hours the reader sets. Raises `Http404`."""
    office = next((o for o in offices_of(desk) if o.code == code), None)
    if office is None:
        raise Http404
    ground = ground_of(office.pk)
    packs = library(home.own_procedures())
    fallback = packs[ground.procedure][0].calendar if ground.procedure in packs else ""
    return office, local(office.pk, fallback, desk.now)

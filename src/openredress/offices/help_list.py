"""The helpers whom the offices of an institution offer."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from openredress.core.procedure import Role
from openredress.wall import as_owner

from .institution import institution
from .models import Helper, Office, Post, Staff
from .tree import with_posts


def all_listed() -> QuerySet[Helper]:
    """Everybody who stands on a public list now."""
    return (
        Helper.objects.filter(is_listed=True, post__role=Role.HELPER, post__staff__is_active=True)
        .select_related("post__office")
        .prefetch_related(Prefetch("post__staff", with_posts()))
        .order_by("post__office", "goes_by", "pk")
    )


def listed(near: int) -> QuerySet[Helper]:
    """Those of the institution of the office `near`."""
    offices = institution().offices
    top = offices.upwards(near)[-1]
    return all_listed().filter(
        post__office__in=[each for each in offices.offices if offices.upwards(each)[-1] == top]
    )


def line_of(staff: int) -> Helper | None:
    """The line of somebody on a list, be it that the public reads it or not."""
    rows = Helper.objects.filter(post__staff=staff, post__staff__is_active=True)
    rows = rows.select_related("post__office")
    return rows.prefetch_related(Prefetch("post__staff", with_posts())).order_by("pk").first()


def called(staff: Iterable[int]) -> dict[int, str]:
    """What these helpers go by; who is on no list any more may have no name here."""
    wanted = set(staff)
    if not wanted:
        return {}
    rows = Helper.objects.filter(post__staff__in=wanted).order_by("pk")
    return dict(rows.values_list("post__staff", "goes_by"))


# What the head of an office keeps -----------------------------------------------------------


def put_on(staff: Staff, office: Office, goes_by: str) -> int:
    """Somebody stands on the list of the office from now on. Answers their place on it."""
    with as_owner(), transaction.atomic():
        post, _ = Post.objects.get_or_create(staff=staff, office=office, role=Role.HELPER.value)
        Helper.objects.create(post=post, goes_by=goes_by)
    return int(post.pk)


def write_line(row: Helper) -> None:
    with as_owner():
        row.save()


def take_off(row: Helper) -> None:
    """They help nobody any more: whoever is on no list sees no case."""
    with as_owner(), transaction.atomic():
        row.post.delete()

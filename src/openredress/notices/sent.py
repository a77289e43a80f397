"""What was sent to those beside the petitioner, for themselves: they have shown by a code who they
are. No other request reads it.
"""

from openredress.wall import as_owner

from .models import Notice


def to_member(member: int, most: int) -> list[Notice]:
    with as_owner():
        return list(Notice.objects.filter(member=member).order_by("-pk")[:most])


def to_side(side: int, most: int) -> list[Notice]:
    with as_owner():
        return list(Notice.objects.filter(side=side).order_by("-pk")[:most])

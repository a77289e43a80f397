"""Helpers whom an office of the cast offers, for tests."""

from typing import Any

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.offices.models import Helper, Post, Staff

from .cast import PASSWORD, Cast, Drive


def helper_at(cast: Cast, office: str = "town", name: str = "helper-he", **more: Any) -> Helper:
    """Somebody on the list of an office, with an account for nothing else."""
    staff = Staff.objects.filter(username=name).first()
    staff = staff or Staff.objects.create_user(name, PASSWORD, name=f"{name} in the files")
    post = Post.objects.create(staff=staff, office=cast.offices[office], role="helper")
    given = {"goes_by": "Auntie He", "languages": ["cmn", "csl"], "meets_en": "Fridays, hall"}
    return Helper.objects.create(post=post, **{**given, **more})


def asked(drive: Drive, helper: Helper, *scope: str, until: Any = None) -> Case:
    wish = actions.Wish(helper.pk, scope, until)
    done = actions.ask_helper(drive.case.number, drive.petitioner, wish, drive.now)
    assert isinstance(done, Case), done
    return done


def agreed(drive: Drive, helper: Helper, *scope: str, until: Any = None) -> Case:
    """Asked, and said yes."""
    asked(drive, helper, *scope, until=until)
    name = helper.post.staff.username
    done = actions.accept_help(drive.case.number, drive.cast.actor(name), drive.now)
    assert isinstance(done, Case), done
    return done

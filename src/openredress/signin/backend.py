"""Who is signed in, read with everything that a page of the desk needs to know of them."""

from functools import cache

from allauth.account.auth_backends import AuthenticationBackend

from openredress.offices.models import Staff
from openredress.offices.tree import with_posts
from openredress.wall.asked import ANY_KEY, Asked


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Passwords are checked as the library does it; see `openredress.signin.passwords`."""

    def get_user(self, user_id: int) -> Staff | None:
        staff = next(iter(_with_posts()(value=int(user_id))), None)
        return staff if staff is not None and self.user_can_authenticate(staff) else None


@cache
def _with_posts() -> Asked[Staff]:
    return Asked(with_posts().filter(pk=ANY_KEY))

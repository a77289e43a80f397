"""Who is signed in, read with everything that a page of the desk needs to know of them."""

from allauth.account.auth_backends import AuthenticationBackend

from openredress.offices.models import Staff
from openredress.offices.tree import with_posts


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Passwords are checked as the library does it; see `openredress.signin.passwords`."""

    def get_user(self, user_id: int) -> Staff | None:
        staff = with_posts().filter(pk=user_id).first()
        return staff if staff is not None and self.user_can_authenticate(staff) else None

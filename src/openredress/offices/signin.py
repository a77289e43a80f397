"""How staff sign in: an operator makes the account, nobody signs up, nothing goes by e-mail."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class StaffAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Sends nothing: an office's mailbox is not a way into the office's cases."""

"""What every page is told about the institution that runs it."""

from django.conf import settings
from django.http import HttpRequest


def institution(request: HttpRequest) -> dict[str, str]:
    """Name and contact for header and footer, as the operator set them."""
    return {
        "institution_name": settings.INSTITUTION,
        "institution_contact": settings.CONTACT,
    }

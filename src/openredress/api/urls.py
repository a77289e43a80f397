"""The addresses of the API. There is no page of documentation: it would fetch from elsewhere."""

from typing import Any

from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from . import (
    acting,
    cases,
    duty,
    errors,
    files,
    group,
    hearings,
    helping,
    law,
    mediation,
    reports,
    taking,
)
from .language import spoken
from .limiting import limited


class Readable(JSONRenderer):
    """Chinese stays readable instead of becoming escapes."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="OpenRedress",
    version="1",
    description=(
        "File a grievance, follow it with the code of its receipt, and count time limits. "
        "Every answer and every error is in the language of the header Accept-Language or of "
        "the parameter `language` (en, zh-hans). No cookie is set or read. RateLimit and "
        "RateLimit-Policy say on every answer how much is left; then it is 429 with Retry-After."
    ),
    docs_url=None,
    renderer=Readable(),
    urls_namespace="api",
)
api.add_router("", cases.router)
api.add_router("", files.router)
api.add_router("", reports.router)
api.add_router("", law.router)
api.add_router("", taking.router)
api.add_router("", acting.router)
api.add_router("", helping.router)
api.add_router("", group.router)
api.add_router("", mediation.router)
api.add_router("", hearings.router)
api.add_router("", duty.router)
for kind, handler in errors.HANDLERS.items():
    api.add_exception_handler(kind, handler)


def _spoken(patterns: list[Any]) -> list[URLPattern]:
    for pattern in patterns:
        pattern.callback = spoken(limited(pattern.callback))
    return patterns


app_name = "api"
unknown = spoken(limited(errors.for_not_found))
urlpatterns = [*_spoken(api.urls[0]), re_path("", unknown, name="api-unknown")]

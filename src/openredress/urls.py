from django.urls import include, path
from django.views.i18n import set_language

from openredress.follow.proof import inclusion
from openredress.ops.health import healthz
from openredress.ops.health import pages as healthz_pages

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("healthz/pages", healthz_pages, name="healthz-pages"),
    path("language/", set_language, name="set_language"),
    path("case/", include("openredress.follow.urls")),
    path("group/", include("openredress.follow.group.urls")),
    path("mediation/", include("openredress.follow.mediation.urls")),
    path("proof/", include("openredress.proof.urls")),
    path("proof/inclusion/<case:number>", inclusion, name="proof-inclusion"),
    path("staff/", include("openredress.signin.urls")),
    path("desk/rounds/", include("openredress.field.urls")),
    path("desk/", include("openredress.desk.urls")),
    path("reception/", include("openredress.reception.urls")),
    path("rounds/", include("openredress.rounds.urls")),
    path("field/", include("openredress.field.phone_urls")),
    path("duty/", include("openredress.duty.urls")),
    path("api/v1/", include("openredress.api.urls")),
    path("", include("openredress.figures.urls")),
    path("", include("openredress.procedures.urls")),
    path("", include("openredress.intake.urls")),
    path("", include("openredress.intake.help_list_urls")),
    path("", include("openredress.web.urls")),
]

"""The page for a telephone: a shell that is kept on the device and works without a network.

The shell holds nothing of anybody. What fills it is a kit, kept in the browser's own store, and
what is written goes there sealed. This is the one page that needs JavaScript, since a telephone has
no other way to seal anything; without it, it says what else there is.
"""

import json
from typing import Any

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openredress.core.field import BIGGEST_FILE
from openredress.desk.door import Desk, at_the_desk
from openredress.intake import choices
from openredress.intake.telling import NEEDED, PREFIX
from openredress.notices import channels
from openredress.offices.models import Matter, Office, Place
from openredress.rounds import queries
from openredress.rounds.kit import signed
from openredress.rounds.wording import why_text
from openredress.web.headers import CONTENT_SECURITY_POLICY

from .forms import UploadForm
from .merging import merge_text
from .taking import AddOnRound, Confirmed, TakeDownOnRound
from .views import going_out, own_offices, site

#: As everywhere, and one worker of our own, which keeps the shell.
POLICY = CONTENT_SECURITY_POLICY.replace("worker-src 'none'", "worker-src 'self'")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
STATIC = ("web/openredress.css", "web/icon.svg", "field/phone.js", "field/sealing.js",
          "field/store.js", "field/checks.js", "field/files.js")  # fmt: skip
#: Changed when what the worker keeps has to be read anew; the names of files change by themselves.
EDITION = "2"


@require_safe
@at_the_desk
@going_out
def here(desk: Desk) -> HttpResponse:
    """The page in the language of the reader."""
    return _shown(desk, translation.get_language() or LANGUAGES[0])


@require_safe
@at_the_desk
@going_out
def shell(desk: Desk, language: str) -> HttpResponse:
    """The page in one language, whatever the browser asks for: it is kept on the device so."""
    if language not in LANGUAGES:
        raise Http404
    return _shown(desk, language)


def _shown(desk: Desk, language: str) -> HttpResponse:
    """The same for everybody: trees come with the kit."""
    empty: dict[type, list[Any]] = {Place: [], Matter: [], Office: []}
    with translation.override(language), choices.taken_along(empty):
        form = TakeDownOnRound(auto_id="take_%s", initial={"language": language})
        add, confirmed = AddOnRound(auto_id="add_%s"), Confirmed(auto_id="back_%s")
        context = {
            "form": form, "add": add, "confirmed": confirmed, "sheet": _sheet(),
            "said": _said(form, add, confirmed, language), "languages": LANGUAGES,
            "others": [(code, name) for code, name in settings.LANGUAGES if code != language],
        }  # fmt: skip
        response = render(desk.request, "field/phone/shell.html", context)
    response["Content-Security-Policy"] = POLICY
    response["Content-Language"] = language
    return response


def _said(form: TakeDownOnRound, add: AddOnRound, confirmed: Confirmed, language: str) -> str:
    """What the script says, in the language of the page, and where it asks."""
    ways = {f"{PREFIX}{way}": [channels.NEEDS[way], str(NEEDED[way])] for way in channels.offered()}
    return json.dumps({
        "language": language,
        "site": reverse("field:here"),
        "worker": reverse("field:worker"),
        "none": _("Not known"),
        "found": _("Found by the system"),
        "yes": _("Yes"),
        "again": _("Give a new code"),
        "on": _("Go on with it"),
        "drop": _("Keep nothing of it"),
        "out": _("Leave it out"),
        "biggest": min(BIGGEST_FILE, settings.FILE_MAX_BYTES // 2),
        "unfinished": _("One was begun. Go on with it, or say that nothing of it is to be kept."),
        "kept": _("Kept on this telephone, locked, at {time}."),
        "big": _("This file is too big for a round: ask the person to add it on their page."),
        "part": _("Part {number}"),
        "required": {"text": _required(form, "text")},
        "email": str(form.fields["email"].error_messages["invalid"]),
        "ways": ways,
        "agreed": _("Ask whether the person it is for agrees, and tick this."),
        "confirmed": _required(confirmed, "confirmed"),
        "added": _required(add, "text"),
        "code": _("This is no receipt code: check its 20 digits, four at a time."),
        "error": _("Error:"),
        "offline": _("There is no network now. Everything stays here; try again later."),
        "signin": _("Sign in first, then come back to this page and try again."),
        "sent": _("Everything has arrived."),
        "arrived": _("has arrived."),
        "held": _("has arrived, and waits for somebody at the office to look at it."),
        "refused": _("Some of it could not be taken in now. It stays here; try again later."),
        "unable": _("It could not be kept on this device. Write it down on paper."),
    })  # fmt: skip


def _required(form: Form, name: str) -> str:
    return str(form.fields[name].error_messages["required"])


def _sheet() -> dict[str, Any]:
    """A receipt with places that the script fills in."""
    names = ("number", "code", "at", "where", "office", "page", "law")
    places = {name: format_html('<span data-fill="{}"></span>', name) for name in names}
    return {**places, "is_blank": True}


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the shell; its scope is `/field/` and nothing else."""
    pages = [reverse("field:here"), *(reverse("field:shell", args=[c]) for c in LANGUAGES)]
    files = [*pages, *map(static, STATIC), reverse("field:manifest")]
    context = {
        "files": json.dumps(files),
        "edition": json.dumps(EDITION),
        "pages": json.dumps(pages),
    }
    response = render(request, "field/phone/worker.js", context, "text/javascript; charset=utf-8")
    response["Content-Security-Policy"] = POLICY
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    content = {
        "name": f"{settings.INSTITUTION} – {_('Rounds')}",
        "short_name": _("Rounds"),
        "start_url": reverse("field:shell", args=[translation.get_language() or "en"]),
        "scope": reverse("field:here"),
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0f4c5c",
        "icons": [{"src": static("web/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(content, content_type="application/manifest+json")


@require_safe
@at_the_desk
@going_out
def kits(desk: Desk) -> HttpResponse:
    """The kits that the reader has out, whole, and what proves that a later form is ours."""
    rows = queries.kits_held_by(desk.actor.staff or 0, desk.now)
    found = [
        signed(row, site(desk.request)) for row in rows if row.round.office_id in own_offices(desk)
    ]
    return JsonResponse({"kits": found, "token": get_token(desk.request)})


@require_POST
@at_the_desk
@going_out
def take_in(desk: Desk) -> HttpResponse:
    """Records of one draft or of many, one on each line, as the file of a laptop."""
    form = UploadForm(desk.request.POST, desk.request.FILES)
    if not form.is_valid():
        return JsonResponse({"came": []}, status=422)
    done = merge_text(desk.actor, form.text(), desk.now)
    came = [
        {"draft": c.record.draft, "kind": c.record.kind.value, "outcome": c.outcome.value,
         "number": c.number, "why": why_text(c.why) if c.why else ""}
        for c in done.came
    ]  # fmt: skip
    return JsonResponse({"came": came})

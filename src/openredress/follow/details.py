"""The petitioner changes what is kept about who they are. What is on file is not shown."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from openredress.cases import actions
from openredress.cases.models import Case
from openredress.cases.wording import refusal_text
from openredress.incoming import addresses
from openredress.parties.forms import DetailsForm

from .entrance import Visit, with_case


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def details(request: HttpRequest, visit: Visit) -> HttpResponse:
    file, number = visit.file, visit.file.case.number
    # An ended session is opened again by POST at this address, with nothing of this form in it.
    entered = request.POST if DetailsForm.base_fields.keys() & request.POST.keys() else None
    form = DetailsForm(entered, on_behalf=file.facts.on_behalf)
    if form.is_valid():
        given, remove = form.changes()
        done = actions.change_details(number, file.actor, given, remove, timezone.now())
        if isinstance(done, Case):
            messages.success(request, _("Kept. Nobody is shown it without saying why."))
            return redirect("petitioner:case", number)
        form.add_error(done.field if done.field in form.fields else None, refusal_text(done))
    context = {
        "number": number, "form": form, "nav": "follow", "reply_to": addresses.reply_to(file.case)
    }  # fmt: skip
    return render(request, "follow/details.html", context)


@require_POST
@with_case
def reply_address(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Another reply address in the place of one that somebody else has come to know."""
    addresses.renew(visit.file.case, timezone.now())
    messages.success(request, _("The earlier address takes no e-mail any more."))
    return redirect("petitioner:details", visit.file.case.number)

"""Every address of the product, and what each of its people gets there.

One table for looking (GET) and one for sending an empty form (POST). An address without a row in
both fails, and so does a row without an address.
"""

from copy import deepcopy
from datetime import time, timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from tests.cast import DECISION, accepted, file
from tests.field import records

from openredress.cases import actions
from openredress.cases.models import Case, JournalEntry
from openredress.coordination import actions as coordination
from openredress.coordination.models import Item, Meeting
from openredress.core.duty import Hours
from openredress.core.events import Promise
from openredress.core.hours import Span
from openredress.core.receipt import grouped
from openredress.duty import actions as duty_actions
from openredress.duty.actions.roster import Watch
from openredress.duty.models import Absence, Alert, Shift, Swap
from openredress.field.merging import merge
from openredress.procedures import library
from openredress.reception import actions as reception
from openredress.reception.actions.booking import Wish
from openredress.reception.models import Arrival, Booking, HeadDay
from openredress.rounds import actions as rounds
from openredress.rounds.models import Held, Kit
from openredress.web import limits

# The columns. The case that is looked at is answered for by the roads bureau, was registered by
# the county petition office, and lies below the city.
PEOPLE = (
    "nobody",  # not signed in, no receipt
    "petitioner",  # with the receipt of the case
    "stranger",  # a petitioner with the receipt of another case
    "clerk",  # of the office that registered it
    "officer",  # of the office that answers
    "elsewhere",  # an officer of another office of the same county
    "head",  # of the office that answers
    "supervisor",  # of the city above
    "operator",
    "foreigner",  # an officer of another institution
)

GET = """
healthz                                  503
healthz/pages                            200
hearings/                                200
hearings/<int:key>/                      404
overdue/                                 200
overdue.csv                              200
breaches.csv                             200
remedies.csv                             200
issues/                                  200
proof/                                   200
proof/keys.json                          200
proof/latest                             404
proof/checkpoints/                       200
proof/checkpoints/<int:number>           404
proof/consistency/<int:old>/<int:new>    404
proof/inclusion/<case:number>            403 404 404 403 403 403 403 403 403 403
language/                                302
case/open/                               200
case/close/                              405
case/                                    403 200 200 403 403 403 403 403 403 403
case/proof/                              403 200 200 403 403 403 403 403 403 403
case/download/                           403 200 200 403 403 403 403 403 403 403
case/about/                              405
case/<case:number>/                      403 200 404 403 403 403 403 403 403 403
case/<case:number>/answer/               403 302 404 403 403 403 403 403 403 403
case/<case:number>/notices/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/details/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/proxy/                403 200 404 403 403 403 403 403 403 403
case/<case:number>/proxy/end/            405
case/<case:number>/helper/               403 200 404 403 403 403 403 403 403 403
case/<case:number>/helper/end/           405
case/<case:number>/reply-address/        405
case/<case:number>/exclusion/            403 200 404 403 403 403 403 403 403 403
case/<case:number>/replacement-refusal/  405
case/<case:number>/erasure/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/erasure/taken-back/   405
case/<case:number>/mediation/            403 404 404 403 403 403 403 403 403 403
case/<case:number>/mediation/<slug:act>/ 403 404 404 403 403 403 403 403 403 403
mediation/                               403
mediation/letter/                        302
mediation/receipt/                       302
mediation/replacement-refusal/           405
mediation/notices/                       403
mediation/<slug:act>/                    403
case/<case:number>/group/                403 302 404 403 403 403 403 403 403 403
case/<case:number>/joining/              405
group/                                   403 200 403 403 403 403 403 403 403 403
group/join/                              200
group/join/say/                          302
group/receipt/                           302
group/invitation/                        405
group/invitation/print/                  403 200 403 403 403 403 403 403 403 403
group/say/                               403 200 403 403 403 403 403 403 403 403
group/replacement-refusal/               405
group/notices/                           403 302 403 403 403 403 403 403 403 403
group/standing/                          403 200 403 403 403 403 403 403 403 403
group/standing/down/                     405
group/mandates/<int:number>/             403 404 403 403 403 403 403 403 403 403
group/mandates/<int:number>/taken-back/  405
group/letter/                            403 404 403 403 403 403 403 403 403 403
group/report/                            403 404 403 403 403 403 403 403 403 403
group/dissent/                           403 200 403 403 403 403 403 403 403 403
group/settlements/<case:case>/<int:number>/ 403 404 403 403 403 403 403 403 403 403
group/remedies/<case:case>/<int:remedy>/confirmation/ 405
group/remedies/<case:case>/<int:remedy>/objection/ 403 200 403 403 403 403 403 403 403 403
group/remedies/<case:case>/<int:remedy>/evidence/<slug:uid>/ 403 404 403 403 403 403 403 403 403 403
group/steps/<slug:step>/                 403 404 403 403 403 403 403 403 403 403
group/leaving/                           403 200 403 403 403 403 403 403 403 403
group/alone/                             403 404 403 403 403 403 403 403 403 403
group/download/                          403 200 403 403 403 403 403 403 403 403
case/<case:number>/longer/               403 200 404 403 403 403 403 403 403 403
case/<case:number>/decision/             403 200 404 403 403 403 403 403 403 403
case/<case:number>/proof/                403 200 404 403 403 403 403 403 403 403
case/<case:number>/proof/with-text/      403 200 404 403 403 403 403 403 403 403
case/<case:number>/proof/sheet/          403 200 404 403 403 403 403 403 403 403
case/<case:number>/days/<slug:limit>/    403 200 404 403 403 403 403 403 403 403
case/<case:number>/files/                403 200 404 403 403 403 403 403 403 403
case/<case:number>/files/uploads/        405
case/<case:number>/files/uploads/<slug:uid>/ 405
case/<case:number>/files/<slug:uid>/     403 404 404 403 403 403 403 403 403 403
case/<case:number>/files/<slug:uid>/thumbnail/ 403 404 404 403 403 403 403 403 403 403
case/<case:number>/files/<slug:uid>/original/ 403 404 404 403 403 403 403 403 403 403
case/<case:number>/<slug:step>/          403 200 404 403 403 403 403 403 403 403
staff/sign-in/                           200 200 200 302 302 302 302 302 302 302
staff/sign-in/passkey/                   302
staff/sign-in/directory/                 404
staff/sign-in/directory/back/            404
staff/sign-in/admission/<str:given>/     200
staff/sign-out/                          302 302 302 200 200 200 200 200 200 200
staff/inactive/                          200
staff/reauthenticate/                    302 302 302 200 200 200 200 200 200 200
staff/password/                          302 302 302 200 200 200 200 200 200 200
staff/sessions/ending/                   405
staff/sessions/<slug:session>/ending/    405
staff/sessions/<slug:session>/label/     405
staff/resets/                            302 302 302 404 404 404 200 200 404 404
staff/second-factor/                     302 302 302 200 200 200 200 200 200 200
staff/second-factor/needed/              302
staff/second-factor/authenticate/        302
staff/second-factor/reauthenticate/      302
staff/second-factor/activate/            302
staff/second-factor/deactivate/          302 302 302 404 404 404 404 404 404 404
staff/passkeys/add/                      302
staff/passkeys/reauthenticate/           302
staff/passkeys/<int:pk>/name/            302
staff/passkeys/<int:pk>/removal/         302
staff/recovery-codes/                    302 302 302 404 404 404 404 404 404 404
staff/recovery-codes/new/                302
staff/recovery-codes/download/           302 302 302 404 404 404 404 404 404 404
desk/                                    302 302 302 200 200 200 200 200 200 200
desk/find/                               302 302 302 302 302 404 302 302 404 404
desk/search/                             302 302 302 200 200 200 200 200 200 200
desk/extensions/                         302 302 302 200 200 200 200 200 200 200
desk/names/                               302 302 302 200 200 200 200 200 200 200
desk/remedies/                           302 302 302 200 200 200 200 200 200 200
desk/remedies/kept/                      302 302 302 404 404 404 200 200 404 404
desk/remedies/kept/<slug:what>/          302 302 302 404 404 404 200 200 404 404
desk/remedies/kept.csv                   302 302 302 404 404 404 200 200 404 404
desk/overdue/                            302 302 302 200 200 200 200 200 200 200
desk/registered/                         302 302 302 200 200 200 200 200 200 200
desk/closed/                             302 302 302 200 200 200 200 200 200 200
desk/operation/                          302 302 302 403 403 403 403 403 200 403
desk/operation/retry/                    405
desk/calendars/                          302 302 302 403 403 403 302 403 302 403
desk/calendars/<slug:code>/              302 302 302 404 404 404 200 404 200 404
desk/calendars/<slug:code>/change/       405
desk/calendars/<slug:code>/removal/      405
desk/calendars/<slug:code>/hours/        302 302 302 404 404 404 200 404 200 404
desk/unattended/                         302 302 302 200 200 200 200 200 200 200
desk/keeping/                            302 302 302 200 200 200 200 200 200 200
desk/mail/                               302 302 302 200 200 200 200 200 200 200
desk/mail/<slug:uid>/                    302 302 302 404 404 404 404 404 404 404
desk/mail/<slug:uid>/taking/             405
desk/mail/<slug:uid>/discarding/         405
desk/exclusions/                         302 302 302 200 200 200 200 200 200 200
desk/reports/                            302 302 302 200 200 200 200 200 200 200
desk/helping/                            302 302 302 404 404 404 404 404 404 404
desk/helping/address/                    405
desk/helping/<str:number>/acceptance/    405
desk/helping/<str:number>/refusal/       405
desk/helping/<str:number>/end/           405
desk/helpers/                            302 302 302 404 404 404 200 404 404 404
desk/helpers/<int:post>/                 302 302 302 404 404 404 404 404 404 404
desk/helpers/<int:post>/removal/         405
desk/mediations/                         302 302 302 200 200 200 200 200 200 200
desk/mediations/<str:number>/            302 302 302 404 404 404 404 404 404 404
desk/mediations/<str:number>/letter/     405
desk/mediations/<str:number>/<slug:act>/ 405
desk/meetings/                           302 302 302 200 200 200 200 200 200 200
desk/meetings/call/                      302 302 302 404 404 404 200 200 404 404
desk/meetings/series/                    302 302 302 404 404 404 200 200 404 404
desk/meetings/series/<int:series>/end/   405
desk/meetings/<int:meeting>/             302 302 302 404 200 200 200 200 404 404
desk/meetings/<int:meeting>/items/       302 302 302 404 200 200 200 200 404 404
desk/meetings/<int:meeting>/cancellation/ 302 302 302 404 404 404 404 200 404 404
desk/meetings/items/<int:item>/minutes/  302 302 302 404 404 404 404 200 404 404
desk/meetings/items/<int:item>/removal/  302 302 302 404 404 404 404 200 404 404
desk/meetings/items/<int:item>/correction/ 302 302 302 404 404 404 404 404 404 404
desk/supervision/                        302 302 302 200 200 200 200 200 200 200
desk/breaches/                           302 302 302 404 404 404 200 200 404 404
desk/breaches.csv                        302 302 302 404 404 404 200 200 404 404
desk/head/                               302 302 302 404 404 404 200 200 404 404
desk/head/digest/                        405
desk/head/<slug:what>/                   302 302 302 404 404 404 200 200 404 404
desk/alerts/                             302 302 302 200 200 200 200 200 200 200
desk/alerts/<int:alert>/acknowledgement/ 405
desk/unserved/                           302 302 302 200 200 200 200 200 200 200
desk/letters/                            302 302 302 200 200 200 200 200 200 200
desk/letters/print/                      405
desk/letters/posted/                     405
desk/letters/returned/                   405
desk/texts/                              302 302 302 403 403 403 403 403 200 403
desk/texts/<slug:which>/<slug:language>/ 302 302 302 403 403 403 403 403 200 403
desk/duty/                               302 302 302 200 200 200 200 200 200 200
desk/duty/key/                           405
desk/duty/key/removal/                   405
desk/duty/offices/<slug:office>/         302 302 302 404 200 404 200 200 404 404
desk/duty/offices/<slug:office>/hours/   302 302 302 404 404 404 200 200 404 404
desk/duty/offices/<slug:office>/shifts/  302 302 302 404 404 404 200 200 404 404
desk/duty/offices/<slug:office>/absences/ 302 302 302 404 200 404 200 200 404 404
desk/duty/absences/<int:absence>/end/    405
desk/duty/shifts/<int:shift>/            302 302 302 404 404 404 200 200 404 404
desk/duty/shifts/<int:shift>/removal/    405
desk/duty/shifts/<int:shift>/swap/       302 302 302 404 200 404 404 404 404 404
desk/duty/swaps/<int:swap>/answer/       405
duty/<str:key>.ics                       404
desk/cases/<str:number>/                 302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/note/            405
desk/cases/<str:number>/identity/        405
desk/cases/<str:number>/identity-request/ 405
desk/cases/<str:number>/identity-request/<int:asked>/ 405
desk/cases/<str:number>/details/          302 302 302 200 404 404 404 404 404 404
desk/cases/<str:number>/replacement/     405
desk/cases/<str:number>/decision/        302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/alike/           302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/cause/           302 302 302 404 200 404 200 200 404 404
desk/cases/<str:number>/cause/links/     405
desk/cases/<str:number>/cause/unlinking/ 405
desk/cases/<str:number>/cause/others-told/ 405
desk/cases/<str:number>/cause/issue/     405
desk/cases/<str:number>/cause/issue-change/ 405
desk/cases/<str:number>/cause/answer/    405
desk/hearings/                           302 302 302 200 200 200 200 200 200 200
desk/cases/<str:number>/cause/joining-offered/ 405
desk/cases/<str:number>/cause/issue-public/ 405
desk/cases/<str:number>/cause/issue-withdrawn/ 405
desk/issues/                             302 302 302 200 200 200 200 200 200 200
desk/cases/<str:number>/keeping/         302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/hold/            405
desk/cases/<str:number>/hold-lifted/     405
desk/cases/<str:number>/erasure-granted/ 405
desk/cases/<str:number>/erasure-refused/ 405
desk/cases/<str:number>/service/         302 302 302 302 302 404 302 302 404 404
desk/cases/<str:number>/recusal/         405
desk/cases/<str:number>/exclusion/       302 302 302 200 404 404 200 200 404 404
desk/cases/<str:number>/exclusion-refused/ 405
desk/cases/<str:number>/readmission/     405
desk/cases/<str:number>/files/           302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/files/uploads/   405
desk/cases/<str:number>/files/uploads/<slug:uid>/ 405
desk/cases/<str:number>/files/<slug:uid>/ 302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/files/<slug:uid>/thumbnail/ 302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/files/<slug:uid>/original/ 405
desk/cases/<str:number>/supervision/     302 302 302 404 404 404 404 200 404 404
desk/cases/<str:number>/supervision/urging/ 405
desk/cases/<str:number>/supervision/report/ 405
desk/cases/<str:number>/supervision/taking-over/ 405
desk/cases/<str:number>/supervision/assignment/ 405
desk/cases/<str:number>/demands/<int:demand>/answer/ 405
desk/cases/<str:number>/breaches/<int:breach>/explanation/ 405
desk/cases/<str:number>/mediation/       302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/group/           302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/group/opening/   302 302 302 302 404 404 404 404 404 404
desk/cases/<str:number>/group/settlement/ 405
desk/cases/<str:number>/remedies/        302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/remedies/<int:remedy>/settlement/ 405
desk/cases/<str:number>/remedies/<int:remedy>/day/ 405
desk/cases/<str:number>/group/signatures/ 405
desk/cases/<str:number>/group/receipts/  405
desk/cases/<str:number>/original/        302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/protection/      302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/protection/move/ 405
desk/cases/<str:number>/protection/exclusion/ 405
desk/cases/<str:number>/<slug:step>/     302 302 302 200 200 404 200 200 404 404
api/v1/openapi.json                      200
api/v1/cases                             405
api/v1/case                              401 200 404 401 401 401 401 401 401 401
api/v1/case/replacement-refusal          405
api/v1/case/download                     401 200 200 401 401 401 401 401 401 401
api/v1/case/download.pdf                 401 200 200 401 401 401 401 401 401 401
api/v1/case/erasure                      405
api/v1/notices                           200
api/v1/case/answer                       405
api/v1/case/remedies/<remedy>/confirmation 405
api/v1/case/remedies/<remedy>/objection  405
api/v1/case/notices                      405
api/v1/case/proxy                        405
api/v1/case/proxy/scope                  405
api/v1/helpers                           200
api/v1/case/helper                       405
api/v1/case/helper/scope                 405
api/v1/group                             401 200 401 401 401 401 401 401 401 401
api/v1/group/members                     405
api/v1/group/say                         405
api/v1/group/dissent                     405
api/v1/group/standing                    405
api/v1/group/letter                      405
api/v1/group/report                      405
api/v1/group/notices                     405
api/v1/group/mandates/<number>           405
api/v1/group/settlements/<case>/<number> 405
api/v1/group/steps/<step>                405
api/v1/group/replacement-refusal         405
api/v1/mediation                         401 404 404 401 401 401 401 401 401 401
api/v1/mediation/receipt                 405
api/v1/mediation/consent                 405
api/v1/mediation/words                   405
api/v1/mediation/agreements/<agreement>  405
api/v1/mediation/notices                 405
api/v1/mediation/replacement-refusal     405
api/v1/case/hearing                      405
api/v1/case/hearing/documents            405
api/v1/case/hearing/companion            405
api/v1/case/hearing/objections           405
api/v1/case/hearing/minutes/annotations  405
api/v1/case/hearing/closed               405
api/v1/case/hearing/minutes/confirmation 405
api/v1/case/longer                       405
api/v1/case/files                        401 200 404 401 401 401 401 401 401 401
api/v1/case/files/<uid>                  401 404 404 401 401 401 401 401 401 401
api/v1/reports                           405
api/v1/reports/readers                   405
api/v1/procedures                        200
api/v1/procedures/<pack>                 200
api/v1/due                               200
api/v1/duty                              401
api/v1/matters                           200
api/v1/places                            200
api/v1/offices                           200
api/v1/                                  404
how-long/                                200
procedures/                              200
procedures/<slug:pack>/                  200
rights/                                  200
rights/<slug:pack>/                      200
file/                                    200
file/check/                              302
file/receipt/                            302
file/receipt/proof/                      302
file/draft/deletion/                     200
file/files/                              200
file/files/uploads/                      405
file/files/uploads/<slug:uid>/           405
file/files/<slug:uid>/                   404
file/<slug:slug>/                        200
protection/                              200
protection/what-happened/                302
protection/who-reads/                    302
protection/check/                        302
protection/receipt/                      302
protection/receipt/proof/                302
protection/draft/deletion/               302
desk/take-down/                          302 302 302 200 403 403 403 403 403 403
desk/take-down/uploads/                  405
desk/take-down/uploads/<slug:uid>/       405
desk/take-down/files/<slug:uid>/         302 302 302 404 403 403 403 403 403 403
desk/take-down/read-back/                302 302 302 302 403 403 403 403 403 403
desk/take-down/receipt/                  302 302 302 302 403 403 403 403 403 403
receipt/lost/                            200
helpers/                                 200
helpers/<slug:code>/                     200
receipt/code/                            200
receipt/collection/                      302
receipt/new/                             302
desk/new-receipt/                        302 302 302 200 403 403 403 403 403 403
desk/new-receipt/confirmation/           302 302 302 302 403 403 403 403 403 403
desk/new-receipt/receipt/                302 302 302 302 403 403 403 403 403 403
desk/take-down/report/                   302 302 302 200 403 403 403 403 403 403
desk/take-down/report/read-back/         302 302 302 302 403 403 403 403 403 403
desk/take-down/report/receipt/           302 302 302 302 403 403 403 403 403 403
/                                        200
rounds/                                  200
rounds/calendar.ics                      200
desk/rounds/                             302 302 302 200 200 200 200 404 404 200
desk/rounds/plan/                        302 302 302 200 200 200 200 404 404 200
desk/rounds/<int:round>/                 302 302 302 404 200 404 200 404 404 404
desk/rounds/<int:round>/move/            302 302 302 404 200 404 200 404 404 404
desk/rounds/<int:round>/cancellation/    302 302 302 404 200 404 200 404 404 404
desk/rounds/<int:round>/kit/             302 302 302 404 200 404 200 404 404 404
desk/rounds/kits/<slug:kit>/file/        302 302 302 404 200 404 404 404 404 404
desk/rounds/kits/<slug:kit>/revocation/  302 302 302 404 200 404 200 404 404 404
desk/rounds/paper/                       302 302 302 200 200 200 200 404 404 200
field/                                   302 302 302 200 200 200 200 404 404 200
field/worker.js                          200
field/manifest.webmanifest               200
field/kits/                              302 302 302 200 200 200 200 404 404 200
field/records/                           405
field/<slug:language>/                   302 302 302 200 200 200 200 404 404 200
desk/rounds/upload/                      302 302 302 200 200 200 200 404 404 200
desk/rounds/held/                        302 302 302 200 200 200 200 404 404 200
desk/rounds/held/<str:held>/             302 302 302 404 200 404 200 404 404 404
desk/rounds/held/<str:held>/settling/    405
reception/                               200
reception/booking/                       200
reception/offices/<slug:code>/           200
reception/offices/<slug:code>/screen/    200
reception/offices/<slug:code>/booking/   200
case/<case:number>/hearing/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/hearing/<slug:act>/   405
case/<case:number>/visits/               403 200 404 403 403 403 403 403 403 403
case/<case:number>/visits/<slug:code>/   403 200 404 403 403 403 403 403 403 403
case/<case:number>/visit-given-up/       405
case/<case:number>/statements/<int:about>/confirmation/ 405
case/<case:number>/statements/<int:about>/annotation/ 403 200 404 403 403 403 403 403 403 403
case/<case:number>/remedies/<int:remedy>/confirmation/ 405
case/<case:number>/remedies/<int:remedy>/objection/ 403 200 404 403 403 403 403 403 403 403
desk/reception/                          302 302 302 200 200 200 200 200 200 200
desk/reception/days/<int:day>/calling-off/ 302 302 302 404 404 404 200 200 404 404
desk/reception/bookings/<int:booking>/cancellation/ 302 302 302 404 200 404 200 404 404 404
desk/reception/groups/<int:arrival>/     302 302 302 404 200 404 200 200 404 404
desk/reception/groups/<int:arrival>/coming/ 405
desk/reception/groups/<int:arrival>/met/ 405
desk/reception/groups/<int:arrival>/checks/ 405
desk/reception/groups/<int:arrival>/answer/ 405
desk/reception/offices/<slug:code>/numbers/ 405
desk/reception/offices/<slug:code>/numbers/next/ 405
desk/reception/offices/<slug:code>/hours/ 302 302 302 404 404 404 200 200 404 404
desk/reception/offices/<slug:code>/days/ 302 302 302 404 404 404 200 200 404 404
desk/reception/offices/<slug:code>/groups/ 302 302 302 404 200 404 200 404 404 404
desk/cases/<str:number>/hearing/         302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/hearing/<slug:act>/ 405
desk/cases/<str:number>/statement/       302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/statements/<int:about>/ 302 302 302 200 200 404 200 200 404 404
desk/cases/<str:number>/statements/<int:about>/signature/ 405
"""

POST = """
healthz                                  503
healthz/pages                            200
hearings/                                405
hearings/<int:key>/                      405
overdue/                                 405
overdue.csv                              405
breaches.csv                             405
remedies.csv                             405
issues/                                  405
proof/                                   200
proof/keys.json                          405
proof/latest                             405
proof/checkpoints/                       405
proof/checkpoints/<int:number>           405
proof/consistency/<int:old>/<int:new>    405
proof/inclusion/<case:number>            403 404 404 403 403 403 403 403 403 403
language/                                302
case/open/                               200
case/close/                              302
case/                                    403 302 302 403 403 403 403 403 403 403
case/proof/                              403 200 200 403 403 403 403 403 403 403
case/download/                           403 200 200 403 403 403 403 403 403 403
case/about/                              302
case/<case:number>/                      403 302 404 403 403 403 403 403 403 403
case/<case:number>/answer/               403 302 404 403 403 403 403 403 403 403
case/<case:number>/notices/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/details/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/proxy/                403 200 404 403 403 403 403 403 403 403
case/<case:number>/proxy/end/            403 302 404 403 403 403 403 403 403 403
case/<case:number>/helper/               403 200 404 403 403 403 403 403 403 403
case/<case:number>/helper/end/           403 302 404 403 403 403 403 403 403 403
case/<case:number>/reply-address/        403 302 404 403 403 403 403 403 403 403
case/<case:number>/exclusion/            403 200 404 403 403 403 403 403 403 403
case/<case:number>/replacement-refusal/  403 302 404 403 403 403 403 403 403 403
case/<case:number>/erasure/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/erasure/taken-back/   403 302 404 403 403 403 403 403 403 403
case/<case:number>/mediation/            403 404 404 403 403 403 403 403 403 403
case/<case:number>/mediation/<slug:act>/ 403 404 404 403 403 403 403 403 403 403
mediation/                               403
mediation/letter/                        302
mediation/receipt/                       302
mediation/replacement-refusal/           403
mediation/notices/                       403
mediation/<slug:act>/                    403
case/<case:number>/group/                403 302 404 403 403 403 403 403 403 403
case/<case:number>/joining/              403 302 404 403 403 403 403 403 403 403
group/                                   403 302 403 403 403 403 403 403 403 403
group/join/                              200
group/join/say/                          302
group/receipt/                           302
group/invitation/                        403 302 403 403 403 403 403 403 403 403
group/invitation/print/                  403 200 403 403 403 403 403 403 403 403
group/say/                               403 200 403 403 403 403 403 403 403 403
group/replacement-refusal/               403 302 403 403 403 403 403 403 403 403
group/notices/                           403 302 403 403 403 403 403 403 403 403
group/standing/                          403 200 403 403 403 403 403 403 403 403
group/standing/down/                     403 302 403 403 403 403 403 403 403 403
group/mandates/<int:number>/             403 404 403 403 403 403 403 403 403 403
group/mandates/<int:number>/taken-back/  403 302 403 403 403 403 403 403 403 403
group/letter/                            403 404 403 403 403 403 403 403 403 403
group/report/                            403 404 403 403 403 403 403 403 403 403
group/dissent/                           403 200 403 403 403 403 403 403 403 403
group/settlements/<case:case>/<int:number>/ 403 404 403 403 403 403 403 403 403 403
group/remedies/<case:case>/<int:remedy>/confirmation/ 403 302 403 403 403 403 403 403 403 403
group/remedies/<case:case>/<int:remedy>/objection/ 403 200 403 403 403 403 403 403 403 403
group/remedies/<case:case>/<int:remedy>/evidence/<slug:uid>/ 405
group/steps/<slug:step>/                 403 404 403 403 403 403 403 403 403 403
group/leaving/                           403 200 403 403 403 403 403 403 403 403
group/alone/                             403 404 403 403 403 403 403 403 403 403
group/download/                          403 200 403 403 403 403 403 403 403 403
case/<case:number>/longer/               403 200 404 403 403 403 403 403 403 403
case/<case:number>/decision/             403 200 404 403 403 403 403 403 403 403
case/<case:number>/proof/                403 200 404 403 403 403 403 403 403 403
case/<case:number>/proof/with-text/      403 200 404 403 403 403 403 403 403 403
case/<case:number>/proof/sheet/          403 200 404 403 403 403 403 403 403 403
case/<case:number>/days/<slug:limit>/    403 200 404 403 403 403 403 403 403 403
case/<case:number>/files/                403 200 404 403 403 403 403 403 403 403
case/<case:number>/files/uploads/        403 412 404 403 403 403 403 403 403 403
case/<case:number>/files/uploads/<slug:uid>/ 403 412 404 403 403 403 403 403 403 403
case/<case:number>/files/<slug:uid>/     403 404 404 403 403 403 403 403 403 403
case/<case:number>/files/<slug:uid>/thumbnail/ 403 404 404 403 403 403 403 403 403 403
case/<case:number>/files/<slug:uid>/original/ 403 404 404 403 403 403 403 403 403 403
case/<case:number>/<slug:step>/          403 200 404 403 403 403 403 403 403 403
staff/sign-in/                           200 200 200 302 302 302 302 302 302 302
staff/sign-in/passkey/                   302
staff/sign-in/directory/                 404
staff/sign-in/directory/back/            404
staff/sign-in/admission/<str:given>/     403
staff/sign-out/                          302
staff/inactive/                          405
staff/reauthenticate/                    302 302 302 200 200 200 200 200 200 200
staff/password/                          302 302 302 200 200 200 200 200 200 200
staff/sessions/ending/                   302
staff/sessions/<slug:session>/ending/    302 302 302 404 404 404 404 404 404 404
staff/sessions/<slug:session>/label/     302 302 302 404 404 404 404 404 404 404
staff/resets/                            302 302 302 404 404 404 200 200 404 404
staff/second-factor/                     302 302 302 200 200 200 200 200 200 200
staff/second-factor/needed/              302
staff/second-factor/authenticate/        302
staff/second-factor/reauthenticate/      302
staff/second-factor/activate/            302
staff/second-factor/deactivate/          302 302 302 404 404 404 404 404 404 404
staff/passkeys/add/                      302
staff/passkeys/reauthenticate/           302
staff/passkeys/<int:pk>/name/            302
staff/passkeys/<int:pk>/removal/         302
staff/recovery-codes/                    302 302 302 405 405 405 405 405 405 405
staff/recovery-codes/new/                302
staff/recovery-codes/download/           302 302 302 404 404 404 404 404 404 404
desk/                                    405
desk/find/                               405
desk/search/                             405
desk/extensions/                         405
desk/names/                               405
desk/remedies/                           405
desk/remedies/kept/                      405
desk/remedies/kept/<slug:what>/          405
desk/remedies/kept.csv                   405
desk/overdue/                            405
desk/registered/                         405
desk/closed/                             405
desk/operation/                          405
desk/operation/retry/                    302 302 302 403 403 403 403 403 302 403
desk/calendars/                          405
desk/calendars/<slug:code>/              302 302 302 404 404 404 422 404 422 404
desk/calendars/<slug:code>/change/       302 302 302 404 404 404 422 404 422 404
desk/calendars/<slug:code>/removal/      302 302 302 404 404 404 422 404 422 404
desk/calendars/<slug:code>/hours/        302 302 302 404 404 404 422 404 422 404
desk/unattended/                         405
desk/keeping/                            405
desk/mail/                               405
desk/mail/<slug:uid>/                    405
desk/mail/<slug:uid>/taking/             302 302 302 404 404 404 404 404 404 404
desk/mail/<slug:uid>/discarding/         302 302 302 404 404 404 404 404 404 404
desk/exclusions/                         405
desk/reports/                            405
desk/helping/                            405
desk/helping/address/                    302 302 302 404 404 404 404 404 404 404
desk/helping/<str:number>/acceptance/    302 302 302 404 404 404 404 404 404 404
desk/helping/<str:number>/refusal/       302 302 302 404 404 404 404 404 404 404
desk/helping/<str:number>/end/           302 302 302 404 404 404 404 404 404 404
desk/helpers/                            302 302 302 404 404 404 422 404 404 404
desk/helpers/<int:post>/                 302 302 302 404 404 404 404 404 404 404
desk/helpers/<int:post>/removal/         302 302 302 404 404 404 404 404 404 404
desk/mediations/                         405
desk/mediations/<str:number>/            405
desk/mediations/<str:number>/letter/     302 302 302 404 404 404 404 404 404 404
desk/mediations/<str:number>/<slug:act>/ 302 302 302 404 404 404 404 404 404 404
desk/meetings/                           405
desk/meetings/call/                      302 302 302 404 404 404 422 422 404 404
desk/meetings/series/                    302 302 302 404 404 404 422 422 404 404
desk/meetings/series/<int:series>/end/   302 302 302 404 404 404 404 404 404 404
desk/meetings/<int:meeting>/             405
desk/meetings/<int:meeting>/items/       302 302 302 404 422 422 422 422 404 404
desk/meetings/<int:meeting>/cancellation/ 302 302 302 404 404 404 404 422 404 404
desk/meetings/items/<int:item>/minutes/  302 302 302 404 404 404 404 422 404 404
desk/meetings/items/<int:item>/removal/  302 302 302 404 404 404 404 422 404 404
desk/meetings/items/<int:item>/correction/ 302 302 302 404 404 404 404 404 404 404
desk/supervision/                        405
desk/breaches/                           405
desk/breaches.csv                        405
desk/head/                               405
desk/head/digest/                        302 302 302 404 404 404 302 404 404 404
desk/head/<slug:what>/                   405
desk/alerts/                             405
desk/alerts/<int:alert>/acknowledgement/ 302 302 302 404 302 404 404 404 404 404
desk/unserved/                           405
desk/letters/                            405
desk/letters/print/                      302
desk/letters/posted/                     302
desk/letters/returned/                   302
desk/texts/                              405
desk/texts/<slug:which>/<slug:language>/ 302 302 302 403 403 403 403 403 422 403
desk/duty/                               405
desk/duty/key/                           302 302 302 200 200 200 200 200 200 200
desk/duty/key/removal/                   302
desk/duty/offices/<slug:office>/         405
desk/duty/offices/<slug:office>/hours/   302 302 302 404 404 404 422 422 404 404
desk/duty/offices/<slug:office>/shifts/  302 302 302 404 404 404 422 422 404 404
desk/duty/offices/<slug:office>/absences/ 302 302 302 404 422 404 422 422 404 404
desk/duty/absences/<int:absence>/end/    302 302 302 302 302 302 302 302 302 302
desk/duty/shifts/<int:shift>/            302 302 302 404 404 404 422 422 404 404
desk/duty/shifts/<int:shift>/removal/    302 302 302 404 302 404 302 302 404 404
desk/duty/shifts/<int:shift>/swap/       302 302 302 404 422 404 404 404 404 404
desk/duty/swaps/<int:swap>/answer/       302 302 302 404 404 404 404 404 404 404
duty/<str:key>.ics                       405
desk/cases/<str:number>/                 405
desk/cases/<str:number>/note/            302 302 302 422 422 404 422 422 404 404
desk/cases/<str:number>/identity/        302 302 302 422 422 404 422 404 404 404
desk/cases/<str:number>/identity-request/ 302 302 302 422 422 404 422 404 404 404
desk/cases/<str:number>/identity-request/<int:asked>/ 302 302 302 404 404 404 422 422 404 404
desk/cases/<str:number>/details/          302 302 302 422 404 404 404 404 404 404
desk/cases/<str:number>/replacement/     302 302 302 404 404 404 422 422 404 404
desk/cases/<str:number>/decision/        405
desk/cases/<str:number>/alike/           405
desk/cases/<str:number>/cause/           405
desk/cases/<str:number>/cause/links/     302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/cause/unlinking/ 302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/cause/others-told/ 302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/cause/issue/     302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/cause/issue-change/ 302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/cause/answer/    302 302 302 404 422 404 422 422 404 404
desk/hearings/                           405
desk/cases/<str:number>/cause/joining-offered/ 302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/cause/issue-public/ 302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/cause/issue-withdrawn/ 302 302 302 404 422 404 422 422 404 404
desk/issues/                             405
desk/cases/<str:number>/keeping/         405
desk/cases/<str:number>/hold/            302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/hold-lifted/     302 302 302 404 422 404 422 422 404 404
desk/cases/<str:number>/erasure-granted/ 302 302 302 422 422 404 422 404 404 404
desk/cases/<str:number>/erasure-refused/ 302 302 302 422 422 404 422 404 404 404
desk/cases/<str:number>/service/         302 302 302 302 302 404 302 302 404 404
desk/cases/<str:number>/recusal/         302 302 302 422 422 404 422 422 404 404
desk/cases/<str:number>/exclusion/       302 302 302 422 404 404 422 422 404 404
desk/cases/<str:number>/exclusion-refused/ 302 302 302 422 404 404 404 422 404 404
desk/cases/<str:number>/readmission/     302 302 302 422 404 404 404 422 404 404
desk/cases/<str:number>/files/           302 302 302 422 422 404 422 404 404 404
desk/cases/<str:number>/files/uploads/   302 302 302 412 412 404 412 404 404 404
desk/cases/<str:number>/files/uploads/<slug:uid>/ 302 302 302 412 412 404 412 404 404 404
desk/cases/<str:number>/files/<slug:uid>/ 405
desk/cases/<str:number>/files/<slug:uid>/thumbnail/ 405
desk/cases/<str:number>/files/<slug:uid>/original/ 302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/supervision/     405
desk/cases/<str:number>/supervision/urging/ 302 302 302 404 404 404 404 422 404 404
desk/cases/<str:number>/supervision/report/ 302 302 302 404 404 404 404 422 404 404
desk/cases/<str:number>/supervision/taking-over/ 302 302 302 404 404 404 404 422 404 404
desk/cases/<str:number>/supervision/assignment/ 302 302 302 404 404 404 404 422 404 404
desk/cases/<str:number>/demands/<int:demand>/answer/ 302 302 302 404 422 404 422 404 404 404
desk/cases/<str:number>/breaches/<int:breach>/explanation/ 302 302 302 404 422 404 422 404 404 404
desk/cases/<str:number>/mediation/       302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/group/           405 405 405 405 405 405 405 405 405 405
desk/cases/<str:number>/group/opening/   302 302 302 302 404 404 404 404 404 404
desk/cases/<str:number>/group/settlement/ 302 302 302 422 422 404 422 422 404 404
desk/cases/<str:number>/remedies/        405
desk/cases/<str:number>/remedies/<int:remedy>/settlement/ 302 302 302 404 404 404 422 422 404 404
desk/cases/<str:number>/remedies/<int:remedy>/day/ 302 302 302 404 404 404 422 422 404 404
desk/cases/<str:number>/group/signatures/ 302 302 302 422 422 404 422 422 404 404
desk/cases/<str:number>/group/receipts/  302 302 302 422 422 404 422 422 404 404
desk/cases/<str:number>/original/        405
desk/cases/<str:number>/protection/      405
desk/cases/<str:number>/protection/move/ 302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/protection/exclusion/ 302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/<slug:step>/     302 302 302 422 422 404 422 422 404 404
api/v1/openapi.json                      200
api/v1/cases                             400
api/v1/case                              405
api/v1/case/replacement-refusal          401 422 422 401 401 401 401 401 401 401
api/v1/case/download                     405
api/v1/case/download.pdf                 405
api/v1/case/erasure                      401 400 400 401 401 401 401 401 401 401
api/v1/notices                           405
api/v1/case/answer                       401 422 422 401 401 401 401 401 401 401
api/v1/case/remedies/<remedy>/confirmation 401 422 422 401 401 401 401 401 401 401
api/v1/case/remedies/<remedy>/objection  401 400 400 401 401 401 401 401 401 401
api/v1/case/notices                      401 400 400 401 401 401 401 401 401 401
api/v1/case/proxy                        401 400 400 401 401 401 401 401 401 401
api/v1/case/proxy/scope                  401 400 400 401 401 401 401 401 401 401
api/v1/helpers                           405
api/v1/case/helper                       401 400 400 401 401 401 401 401 401 401
api/v1/case/helper/scope                 401 400 400 401 401 401 401 401 401 401
api/v1/group                             405
api/v1/group/members                     400
api/v1/group/say                         401 400 401 401 401 401 401 401 401 401
api/v1/group/dissent                     401 400 401 401 401 401 401 401 401 401
api/v1/group/standing                    401 400 401 401 401 401 401 401 401 401
api/v1/group/letter                      401 400 401 401 401 401 401 401 401 401
api/v1/group/report                      401 400 401 401 401 401 401 401 401 401
api/v1/group/notices                     401 400 401 401 401 401 401 401 401 401
api/v1/group/mandates/<number>           401 400 401 401 401 401 401 401 401 401
api/v1/group/settlements/<case>/<number> 401 400 401 401 401 401 401 401 401 401
api/v1/group/steps/<step>                401 400 401 401 401 401 401 401 401 401
api/v1/group/replacement-refusal         401 422 401 401 401 401 401 401 401 401
api/v1/mediation                         405
api/v1/mediation/receipt                 400
api/v1/mediation/consent                 401 400 400 401 401 401 401 401 401 401
api/v1/mediation/words                   401 400 400 401 401 401 401 401 401 401
api/v1/mediation/agreements/<agreement>  401 400 400 401 401 401 401 401 401 401
api/v1/mediation/notices                 401 400 400 401 401 401 401 401 401 401
api/v1/mediation/replacement-refusal     401 422 422 401 401 401 401 401 401 401
api/v1/case/hearing                      401 400 400 401 401 401 401 401 401 401
api/v1/case/hearing/documents            401 400 400 401 401 401 401 401 401 401
api/v1/case/hearing/companion            401 400 400 401 401 401 401 401 401 401
api/v1/case/hearing/objections           401 400 400 401 401 401 401 401 401 401
api/v1/case/hearing/minutes/annotations  401 400 400 401 401 401 401 401 401 401
api/v1/case/hearing/closed               401 422 422 401 401 401 401 401 401 401
api/v1/case/hearing/minutes/confirmation 401 422 422 401 401 401 401 401 401 401
api/v1/case/longer                       401 400 400 401 401 401 401 401 401 401
api/v1/case/files                        401 422 422 401 401 401 401 401 401 401
api/v1/case/files/<uid>                  405
api/v1/reports                           400
api/v1/reports/readers                   400
api/v1/procedures                        405
api/v1/procedures/<pack>                 405
api/v1/due                               405
api/v1/duty                              405
api/v1/matters                           405
api/v1/places                            405
api/v1/offices                           405
api/v1/                                  404
how-long/                                405
procedures/                              405
procedures/<slug:pack>/                  405
rights/                                  405
rights/<slug:pack>/                      405
file/                                    302
file/check/                              302
file/receipt/                            302
file/receipt/proof/                      405
file/draft/deletion/                     302
file/files/                              302
file/files/uploads/                      412
file/files/uploads/<slug:uid>/           412
file/files/<slug:uid>/                   405
file/<slug:slug>/                        200
protection/                              302
protection/what-happened/                302
protection/who-reads/                    302
protection/check/                        302
protection/receipt/                      302
protection/receipt/proof/                405
protection/draft/deletion/               302
desk/take-down/                          302 302 302 200 403 403 403 403 403 403
desk/take-down/uploads/                  302 302 302 412 403 403 403 403 403 403
desk/take-down/uploads/<slug:uid>/       302 302 302 412 403 403 403 403 403 403
desk/take-down/files/<slug:uid>/         405
desk/take-down/read-back/                302 302 302 302 403 403 403 403 403 403
desk/take-down/receipt/                  302 302 302 302 403 403 403 403 403 403
receipt/lost/                            200
helpers/                                 405
helpers/<slug:code>/                     405
receipt/code/                            200
receipt/collection/                      302
receipt/new/                             302
desk/new-receipt/                        302 302 302 422 403 403 403 403 403 403
desk/new-receipt/confirmation/           302 302 302 302 403 403 403 403 403 403
desk/new-receipt/receipt/                302 302 302 302 403 403 403 403 403 403
desk/take-down/report/                   302 302 302 200 403 403 403 403 403 403
desk/take-down/report/read-back/         302 302 302 302 403 403 403 403 403 403
desk/take-down/report/receipt/           302 302 302 302 403 403 403 403 403 403
/                                        200
rounds/                                  405
rounds/calendar.ics                      405
desk/rounds/                             405
desk/rounds/plan/                        302 302 302 422 422 422 422 404 404 422
desk/rounds/<int:round>/                 405
desk/rounds/<int:round>/move/            302 302 302 404 422 404 422 404 404 404
desk/rounds/<int:round>/cancellation/    302 302 302 404 422 404 422 404 404 404
desk/rounds/<int:round>/kit/             302 302 302 404 302 404 302 404 404 404
desk/rounds/kits/<slug:kit>/file/        405
desk/rounds/kits/<slug:kit>/revocation/  302 302 302 404 422 404 422 404 404 404
desk/rounds/paper/                       405
field/                                   405
field/worker.js                          405
field/manifest.webmanifest               405
field/kits/                              405
field/records/                           302 302 302 422 422 422 422 404 404 422
field/<slug:language>/                   405
desk/rounds/upload/                      302 302 302 422 422 422 422 404 404 422
desk/rounds/held/                        405
desk/rounds/held/<str:held>/             302 302 302 404 422 404 422 404 404 404
desk/rounds/held/<str:held>/settling/    302 302 302 404 422 404 422 404 404 404
reception/                               405
reception/booking/                       200
reception/offices/<slug:code>/           405
reception/offices/<slug:code>/screen/    405
reception/offices/<slug:code>/booking/   200
case/<case:number>/hearing/              403 200 404 403 403 403 403 403 403 403
case/<case:number>/hearing/<slug:act>/   403 404 404 403 403 403 403 403 403 403
case/<case:number>/visits/               403 200 404 403 403 403 403 403 403 403
case/<case:number>/visits/<slug:code>/   403 200 404 403 403 403 403 403 403 403
case/<case:number>/visit-given-up/       403 302 404 403 403 403 403 403 403 403
case/<case:number>/statements/<int:about>/confirmation/ 403 302 404 403 403 403 403 403 403 403
case/<case:number>/statements/<int:about>/annotation/ 403 200 404 403 403 403 403 403 403 403
case/<case:number>/remedies/<int:remedy>/confirmation/ 403 302 404 403 403 403 403 403 403 403
case/<case:number>/remedies/<int:remedy>/objection/ 403 200 404 403 403 403 403 403 403 403
desk/reception/                          405
desk/reception/days/<int:day>/calling-off/ 302 302 302 404 404 404 422 422 404 404
desk/reception/bookings/<int:booking>/cancellation/ 302 302 302 404 422 404 422 404 404 404
desk/reception/groups/<int:arrival>/     405
desk/reception/groups/<int:arrival>/coming/ 302 302 302 404 302 404 302 302 404 404
desk/reception/groups/<int:arrival>/met/ 302 302 302 404 422 404 422 422 404 404
desk/reception/groups/<int:arrival>/checks/ 302 302 302 404 302 404 302 302 404 404
desk/reception/groups/<int:arrival>/answer/ 302 302 302 404 422 404 422 422 404 404
desk/reception/offices/<slug:code>/numbers/ 302 302 302 404 200 404 200 404 404 404
desk/reception/offices/<slug:code>/numbers/next/ 302 302 302 404 302 404 302 404 404 404
desk/reception/offices/<slug:code>/hours/ 302 302 302 404 404 404 422 422 404 404
desk/reception/offices/<slug:code>/days/ 302 302 302 404 404 404 422 422 404 404
desk/reception/offices/<slug:code>/groups/ 302 302 302 404 422 404 422 404 404 404
desk/cases/<str:number>/hearing/         405
desk/cases/<str:number>/hearing/<slug:act>/ 302 302 302 404 404 404 404 404 404 404
desk/cases/<str:number>/statement/       302 302 302 422 422 404 422 422 404 404
desk/cases/<str:number>/statements/<int:about>/ 405
desk/cases/<str:number>/statements/<int:about>/signature/ 302 302 302 302 302 404 302 302 404 404
"""

#: What stands for the parts of an address in angle brackets.
PARTS = {
    "mediation/<slug:act>": "mediation/consent",
    "mediations/<str:number>/<slug:act>": "mediations/{number}/consent",
    "<case:number>/mediation/<slug:act>": "{number}/mediation/consent",
    "<case:number>": "{number}",
    "<str:number>": "{number}",
    "<case:case>": "{number}",
    "case/<case:number>/<slug:step>": "case/{number}/not-fixed",
    "<slug:step>": "decide",
    "<slug:what>": "late",
    "<int:demand>": "1",
    "<int:remedy>": "1",
    "<remedy>": "1",
    "<int:meeting>": "{meeting}",
    "<int:item>": "{item}",
    "<int:arrival>": "{arrival}",
    "<int:day>": "{day}",
    "<int:round>": "{round}",
    "field/<slug:language>": "field/en",
    "<slug:kit>": "{kit}",
    "<str:held>": "{held}",
    "<int:booking>": "{booking}",
    "<int:about>": "{about}",
    "<int:breach>": "1",
    "<slug:limit>": "decide",
    "<slug:act>": "{act}",
    "<int:key>": "1",
    "<slug:pack>": "cn-2022",
    "<slug:code>": "roads",
    "<pack>": "cn-2022",
    "<slug:which>/<slug:language>": "email/en",
    "<slug:slug>": "what-happened",
    "<slug:uid>": "0123456789abcdef0123456789abcdef",
    "<uid>": "0123456789abcdef0123456789abcdef",
    "<int:asked>": "1",
    "<int:pk>": "1",
    "<slug:session>": "0",
    "<str:given>": "x",
    "<int:alert>": "{alert}",
    "<int:shift>": "{shift}",
    "<int:absence>": "{absence}",
    "<int:swap>": "{swap}",
    "<int:series>": "1",
    "<slug:office>": "roads",
    "<str:key>": "wrong-key",
    "<int:number>": "1",
    "<int:post>": "1",
    "<int:old>": "1",
    "<int:new>": "2",
}
#: Where an address needs more than itself.
QUERIES = {
    "api/v1/case": "?number={number}",
    "api/v1/case/files": "?number={number}",
    "api/v1/case/files/<uid>": "?number={number}",
    "api/v1/due": "?procedure=cn-2022&limit=accept&from=2026-01-28",
    "desk/find/": "?number={number}",
}


def routes(patterns=None, before=""):
    """Every address that the resolver knows, as it is written in the code."""
    for found in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(found, URLResolver):
            yield from routes(found.url_patterns, before + str(found.pattern))
        elif isinstance(found, URLPattern):
            yield before + str(found.pattern)


def read(table: str) -> dict[str, tuple[int, ...]]:
    """The rows by address; one status alone stands for everybody."""
    rows = {}
    for line in table.strip().splitlines():
        route, *said = line.split()
        statuses = tuple(map(int, said))
        rows["" if route == "/" else route] = statuses * (len(PEOPLE) if len(said) == 1 else 1)
    return rows


TABLES = {"GET": read(GET), "POST": read(POST)}


def duty_keys() -> dict[str, int]:
    """What stands on the roster of the roads bureau: see `town`."""
    found = {"alert": Alert, "shift": Shift, "absence": Absence, "swap": Swap, "meeting": Meeting,
             "item": Item, "arrival": Arrival, "day": HeadDay,
             "booking": Booking}  # fmt: skip
    keys = {name: model.objects.values_list("pk", flat=True).first() or 1
            for name, model in found.items()}  # fmt: skip
    said = JournalEntry.objects.filter(tag="statement-taken").values_list("seq", flat=True)
    kit = Kit.objects.values_list("round", "uid", "held__uid").first() or (1, "x", "x")
    return {
        **keys,
        "about": said.first() or 1,
        **dict(zip(("round", "kit", "held"), kit, strict=True)),
    }


def path_of(route: str, number: str) -> str:
    """An address to go to; the longest part that fits is filled in first."""
    path = route
    for part in sorted(PARTS, key=len, reverse=True):
        path = path.replace(part, PARTS[part])
    # What a petitioner does about a hearing, and what an office does.
    act = "request" if route.startswith("case/") else "order"
    return "/" + (path + QUERIES.get(route, "")).format(number=number, act=act, **duty_keys())


@pytest.fixture
def town(cast):
    """What everybody carries to the addresses, by who they are; and the number of the case."""
    cache.clear()
    here, other = shared(cast), file(cast)
    on_the_roster(cast, here)
    before_a_meeting(cast)
    receiving(cast, here)
    going_out(cast)
    carried = {"nobody": Client(), "petitioner": holder(here.code), "stranger": holder(other.code)}
    staff = {"clerk": "clerk", "officer": "roads-officer", "elsewhere": "housing-officer",
             "head": "roads-head", "supervisor": "city-supervisor", "operator": "operator",
             "foreigner": "uk-officer"}  # fmt: skip
    for who, name in staff.items():
        carried[who] = Client()
        carried[who].force_login(cast.staff(name))
    for client in carried.values():
        client.post(reverse("intake:start"))  # Everybody has begun to file something.
        client.raise_request_exception = False
    return carried, here.case.number


def shared(cast):
    """A case that others can join, decided and served, with a remedy that was done."""
    drive = accepted(cast)
    actions.open_group(drive.case.number, drive.petitioner, "Mend the road.", drive.now)
    promise = Promise(cast.offices["roads"].pk, drive.now.date() + timedelta(days=30), "repair")
    drive.must(
        "roads-officer", "decide", **DECISION, remedies=(promise,), remedy_texts=("Mend it.",)
    )
    drive.must("roads-officer", "serve", how="post")
    return drive.must("roads-officer", "complete-remedy", number=1, note="Mended.")


def on_the_roster(cast, here) -> None:
    """The officer of the roads bureau is on duty, and an alert has reached them."""
    now, office = timezone.now(), cast.offices["roads"].pk
    head, officer = cast.actor("roads-head"), cast.staff("roads-officer").pk
    hours = (Hours.ALWAYS, "0000-1", "1")
    duty_actions.set_hours(head, office, *hours, now)
    spans = [Span(now + timedelta(hours=h), now + timedelta(hours=h + 24)) for h in (-1, 23)]
    duty_actions.make_shifts(head, office, spans[::-1], Watch(officer), now)
    duty_actions.away(head, office, head.staff, spans[1], None, now)
    here.must("petitioner", "message", text="How long?")
    duty_actions.raise_and_climb(now)


def receiving(cast, here) -> None:
    """The roads bureau receives people: a head's day, a booking, a group, and a statement."""
    now, head = timezone.now(), cast.actor("roads-head")
    roads, officer = cast.offices["roads"].pk, cast.actor("roads-officer")
    room = reception.keep_room(head, roads, "Room 3", 30, 1, ["interpreter"])
    on = (now + timedelta(days=2)).date()
    day = reception.announce(head, room, "Li, head", on, time(9), time(10), 30)
    wish = Wish(on, f"0900-{day.pk}")
    booked = reception.book(room, wish, now, here.petitioner, here.case.number)
    assert isinstance(booked, reception.Booked), booked
    assert isinstance(reception.arrive(officer, roads, 60, "The road.", now), Arrival)
    said = {"text": "The bridge, too.", "language": "en", "received_by": "Chen"}
    done = actions.take_statement(here.case.number, officer, roads, said, now)
    assert isinstance(done, Case), done


def going_out(cast) -> None:
    """The roads bureau plans a round and takes a kit out; something of it waits."""
    now, officer = timezone.now(), cast.actor("roads-officer")
    planned = records.a_round(cast, "roads-officer", "roads", now)
    kit = rounds.take_kit(officer, planned.pk, now)
    merge(officer, [records.filing(kit, 0, now, text="")], now)
    assert Held.objects.count() == 1


def before_a_meeting(cast) -> None:
    """A case of the roads bureau goes to a meeting that the city has called, and that begins."""
    now, drive = timezone.now(), accepted(cast, now=timezone.now() - timedelta(days=9))
    above, called_at = cast.actor("city-supervisor"), now - timedelta(days=4)
    there = [cast.offices["roads"].pk, cast.offices["housing"].pk]
    closes = (now + timedelta(days=2)).date()
    meeting = coordination.call(
        above, cast.offices["city"].pk, there, now + timedelta(days=5), closes, "", called_at
    )
    assert isinstance(meeting, Meeting), meeting
    numbers, officer = [drive.case.number], cast.actor("roads-officer")
    item = coordination.put_on(officer, meeting.pk, numbers, [], "Whose is it?", called_at)
    assert isinstance(item, Item), item


def holder(code: str) -> Client:
    """The browser of somebody who opened a case, and their receipt for the API."""
    client = Client(headers={"authorization": f"Receipt {grouped(code)}"})
    assert client.post(reverse("petitioner:open"), {"code": code}).status_code == 302
    return client


@pytest.mark.parametrize("method", TABLES)
def test_every_address_has_its_row(method):
    assert set(TABLES[method]) == set(routes())


@pytest.mark.parametrize("method", TABLES)
def test_every_address_answers_everybody_as_the_table_says(town, method):
    carried, number = town
    told, wrong = TABLES[method], []
    for route, expected in told.items():
        limits.forget_all()  # What is asked here is who may, and not how often.
        found = tuple(ask(carried[who], method, path_of(route, number)) for who in PEOPLE)
        if found != expected:
            wrong.append((route, found, expected))
    assert wrong == []


def ask(client: Client, method: str, path: str) -> int:
    """The status of one request, which leaves nothing behind."""
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.get(path) if method == "GET" else client.post(path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code


def test_nothing_of_the_offices_is_open_without_signing_in(town):
    carried, number = town
    public = ("staff/sign-in/", "staff/inactive/")
    inside = [r for r in routes() if r.startswith(("desk/", "staff/")) and not r.startswith(public)]
    for route in inside:
        for who in ("nobody", "petitioner"):
            answer = carried[who].get(path_of(route, number))
            if answer.status_code != 405:
                assert answer.status_code == 302, route
                assert answer["Location"].split("?")[0] in ("/staff/sign-in/", "/"), route


@pytest.mark.parametrize("who", ["petitioner", "clerk", "officer", "head", "supervisor"])
def test_no_step_of_the_procedure_breaks_a_page(town, who):
    """Whoever asks for whichever step, at whichever stage: an answer, and never an error."""
    carried, number = town
    pages = "case" if who == "petitioner" else "desk/cases"
    for step in library()["cn-2022"][0].steps:
        path = f"/{pages}/{number}/{step}/"
        assert ask(carried[who], "GET", path) in (200, 404), path
        assert ask(carried[who], "POST", path) in (200, 302, 403, 404, 409, 422), path

"""The addresses of members of a group. None of them carries a code.

The number of a case is read as in the addresses of petitioners, whichever are read first.
"""

from django.urls import path

from .. import urls
from . import joining, remedies, views

assert urls.app_name  # There it is said how the number of a case is read.
app_name = "group"
urlpatterns = [
    path("", views.page, name="page"),
    path("join/", joining.join, name="join"),
    path("join/say/", joining.say, name="joining"),
    path("receipt/", joining.receipt, name="receipt"),
    path("invitation/", views.invitation, name="invitation"),
    path("invitation/print/", views.invitation_sheet, name="invitation-sheet"),
    path("say/", views.say, name="say"),
    path("replacement-refusal/", views.refuse_replacement, name="replacement-refusal"),
    path("notices/", views.notices, name="notices"),
    path("standing/", views.standing, name="standing"),
    path("standing/down/", views.stand_down, name="standing-down"),
    path("mandates/<int:number>/", views.mandate, name="mandate"),
    path("mandates/<int:number>/taken-back/", views.take_back, name="taken-back"),
    path("letter/", views.letter, name="letter"),
    path("report/", views.report, name="report"),
    path("dissent/", views.dissent, name="dissent"),
    path("settlements/<case:case>/<int:number>/", views.settlement, name="settlement"),
    path(
        "remedies/<case:case>/<int:remedy>/confirmation/",
        remedies.confirm,
        name="remedy-confirmation",
    ),
    path(
        "remedies/<case:case>/<int:remedy>/objection/",
        remedies.object_to,
        name="remedy-objection",
    ),
    path(
        "remedies/<case:case>/<int:remedy>/evidence/<slug:uid>/",
        remedies.evidence,
        name="remedy-evidence",
    ),
    path("steps/<slug:step>/", views.step, name="step"),
    path("leaving/", views.leave, name="leaving"),
    path("alone/", views.alone, name="alone"),
    path("download/", views.download, name="download"),
]

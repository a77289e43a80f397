"""The addresses of members of a group. None of them carries a code.

The number of a case is read as in the addresses of petitioners, whichever are read first.
"""

from django.urls import path

from . import group_joining, group_views, urls

assert urls.app_name  # There it is said how the number of a case is read.
app_name = "group"
urlpatterns = [
    path("", group_views.page, name="page"),
    path("join/", group_joining.join, name="join"),
    path("join/say/", group_joining.say, name="joining"),
    path("receipt/", group_joining.receipt, name="receipt"),
    path("invitation/", group_views.invitation, name="invitation"),
    path("invitation/print/", group_views.invitation_sheet, name="invitation-sheet"),
    path("say/", group_views.say, name="say"),
    path("standing/", group_views.standing, name="standing"),
    path("standing/down/", group_views.stand_down, name="standing-down"),
    path("mandates/<int:number>/", group_views.mandate, name="mandate"),
    path("mandates/<int:number>/taken-back/", group_views.take_back, name="taken-back"),
    path("letter/", group_views.letter, name="letter"),
    path("report/", group_views.report, name="report"),
    path("dissent/", group_views.dissent, name="dissent"),
    path("settlements/<case:case>/<int:number>/", group_views.settlement, name="settlement"),
    path("steps/<slug:step>/", group_views.step, name="step"),
    path("leaving/", group_views.leave, name="leaving"),
    path("alone/", group_views.alone, name="alone"),
    path("download/", group_views.download, name="download"),
]

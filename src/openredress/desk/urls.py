from django.urls import path

from . import calendar, files, identities, keeping, lists, operation, protection, recusal, views

app_name = "desk"

urlpatterns = [
    path("", lists.queue, name="queue"),
    path("find/", lists.find, name="find"),
    path("extensions/", lists.extensions, name="extensions"),
    path("names/", lists.names, name="names"),
    path("remedies/", lists.remedies, name="remedies"),
    path("overdue/", lists.overdue, name="overdue"),
    path("registered/", lists.registered, name="registered"),
    path("closed/", lists.closed, name="closed"),
    path("operation/", operation.operation, name="operation"),
    path("operation/retry/", operation.retry, name="operation-retry"),
    path("calendars/", calendar.calendars, name="calendars"),
    path("calendars/<slug:code>/", calendar.calendar, name="calendar"),
    path("calendars/<slug:code>/change/", calendar.change, name="calendar-change"),
    path("calendars/<slug:code>/removal/", calendar.removal, name="calendar-removal"),
    path("exclusions/", lists.exclusions, name="exclusions"),
    path("reports/", lists.reports, name="reports"),
    path("unattended/", lists.unattended, name="unattended"),
    path("keeping/", keeping.overview, name="keeping-list"),
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/note/", views.note, name="note"),
    path("cases/<str:number>/identity/", identities.look, name="identity"),
    path("cases/<str:number>/identity-request/", identities.ask, name="identity-request"),
    path(
        "cases/<str:number>/identity-request/<int:asked>/",
        identities.answer,
        name="identity-answer",
    ),
    path(
        "cases/<str:number>/replacement/", identities.answer_replacement, name="replacement-answer"
    ),
    path("cases/<str:number>/details/", identities.details, name="details"),
    path("cases/<str:number>/decision/", views.decision, name="decision"),
    path("cases/<str:number>/keeping/", keeping.page, name="keeping"),
    path("cases/<str:number>/hold/", keeping.hold, name="hold"),
    path("cases/<str:number>/hold-lifted/", keeping.lift, name="hold-lifted"),
    path("cases/<str:number>/erasure-granted/", keeping.grant, name="erasure-granted"),
    path("cases/<str:number>/erasure-refused/", keeping.refuse, name="erasure-refused"),
    path("cases/<str:number>/recusal/", recusal.step_aside, name="recusal"),
    path("cases/<str:number>/exclusion/", recusal.exclusion, name="exclusion"),
    path("cases/<str:number>/exclusion-refused/", recusal.refuse, name="exclusion-refused"),
    path("cases/<str:number>/readmission/", recusal.readmit, name="readmission"),
    path("cases/<str:number>/files/", files.files, name="files"),
    path("cases/<str:number>/files/uploads/", files.uploads, name="uploads"),
    path("cases/<str:number>/files/uploads/<slug:uid>/", files.uploads, name="upload"),
    path("cases/<str:number>/files/<slug:uid>/", files.file, name="file"),
    path("cases/<str:number>/files/<slug:uid>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("cases/<str:number>/files/<slug:uid>/original/", files.original, name="original"),
    path("cases/<str:number>/original/", protection.original, name="original"),
    path("cases/<str:number>/protection/", protection.protection, name="protection"),
    path("cases/<str:number>/protection/move/", protection.move, name="protection-move"),
    path(
        "cases/<str:number>/protection/exclusion/",
        protection.exclude,
        name="protection-exclusion",
    ),
    path("cases/<str:number>/<slug:step>/", views.step, name="step"),
]

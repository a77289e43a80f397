"""The petitioner's addresses. None of them carries the code of a receipt."""

from django.urls import path, register_converter

from . import (
    acting,
    details,
    download,
    erasing,
    files,
    hearing,
    helping,
    proof,
    remedies,
    told,
    views,
    visiting,
)
from .group import joining, opening
from .mediation import views as mediation


class CaseNumber:
    regex = r"[0-9]{4}-[0-9]{6,}-[0-9]"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CaseNumber, "case")

app_name = "petitioner"
urlpatterns = [
    path("open/", views.open_case, name="open"),
    path("close/", views.close_case, name="close"),
    path("", views.case, name="case"),
    path("proof/", proof.page, name="proof"),
    path("download/", download.page, name="download"),
    path("about/", views.about, name="about"),
    path("<case:number>/", views.case, name="case"),
    path("<case:number>/decision/", views.decision, name="decision"),
    path("<case:number>/answer/", told.answer, name="answer"),
    path("<case:number>/notices/", told.notices, name="notices"),
    path("<case:number>/details/", details.details, name="details"),
    path("<case:number>/reply-address/", details.reply_address, name="reply-address"),
    path("<case:number>/proxy/", acting.proxy, name="proxy"),
    path("<case:number>/proxy/end/", acting.end, name="proxy-end"),
    path("<case:number>/helper/", helping.helper, name="helper"),
    path("<case:number>/helper/end/", helping.end, name="helper-end"),
    path("<case:number>/days/<slug:limit>/", views.days, name="days"),
    path("<case:number>/proof/", proof.download, name="proof-file"),
    path(
        "<case:number>/proof/with-text/",
        proof.download,
        {"with_content": True},
        name="proof-with-text",
    ),
    path("<case:number>/proof/sheet/", proof.sheet, name="proof-sheet"),
    path("<case:number>/exclusion/", views.exclusion, name="exclusion"),
    path(
        "<case:number>/replacement-refusal/", views.refuse_replacement, name="replacement-refusal"
    ),
    path("<case:number>/erasure/", erasing.erasure, name="erasure"),
    path("<case:number>/erasure/taken-back/", erasing.take_back, name="erasure-taken-back"),
    path("<case:number>/hearing/", hearing.hearing, name="hearing"),
    path("<case:number>/hearing/<slug:act>/", hearing.act, name="hearing-act"),
    path("<case:number>/group/", opening.group, name="group"),
    path("<case:number>/mediation/", mediation.of_petitioner, name="mediation"),
    path("<case:number>/mediation/<slug:act>/", mediation.act_of_petitioner, name="mediation-act"),
    path("<case:number>/joining/", joining.from_case, name="joining"),
    path("<case:number>/longer/", erasing.longer, name="longer"),
    path("<case:number>/files/", files.files, name="files"),
    path("<case:number>/files/uploads/", files.uploads, name="uploads"),
    path("<case:number>/files/uploads/<slug:uid>/", files.uploads, name="upload"),
    path("<case:number>/files/<slug:uid>/", files.file, name="file"),
    path("<case:number>/files/<slug:uid>/thumbnail/", files.thumbnail, name="thumbnail"),
    path("<case:number>/files/<slug:uid>/original/", files.original, name="original"),
    path("<case:number>/visits/", visiting.visits, name="visits"),
    path("<case:number>/visits/<slug:code>/", visiting.book, name="visit-booking"),
    path("<case:number>/visit-given-up/", visiting.give_up, name="visit-given-up"),
    path(
        "<case:number>/statements/<int:about>/confirmation/",
        visiting.confirm,
        name="statement-confirmation",
    ),
    path(
        "<case:number>/statements/<int:about>/annotation/",
        visiting.annotate,
        name="statement-annotation",
    ),
    path(
        "<case:number>/remedies/<int:remedy>/confirmation/",
        remedies.confirm,
        name="remedy-confirmation",
    ),
    path(
        "<case:number>/remedies/<int:remedy>/objection/",
        remedies.object_to,
        name="remedy-objection",
    ),
    path("<case:number>/<slug:step>/", views.step, name="step"),
]

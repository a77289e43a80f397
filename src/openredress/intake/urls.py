from django.urls import path

from . import attaching, counter, lost, replacement, report_counter, reports, views

app_name = "intake"

urlpatterns = [
    path("file/", views.start, name="start"),
    path("file/check/", views.check, name="check"),
    path("file/receipt/", views.receipt, name="receipt"),
    path("file/receipt/proof/", views.proof, name="proof"),
    path("file/draft/deletion/", views.discard, name="discard"),
    path("file/files/", attaching.files, name="files"),
    path("file/files/uploads/", attaching.uploads, name="uploads"),
    path("file/files/uploads/<slug:uid>/", attaching.uploads, name="upload"),
    path("file/files/<slug:uid>/", attaching.thumbnail, name="thumbnail"),
    path("file/<slug:slug>/", views.question, name="question"),
    path("protection/", reports.start, name="report"),
    path("protection/what-happened/", reports.tell, name="report-tell"),
    path("protection/who-reads/", reports.readers, name="report-readers"),
    path("protection/check/", reports.check, name="report-check"),
    path("protection/receipt/", reports.receipt, name="report-receipt"),
    path("protection/receipt/proof/", reports.proof, name="report-proof"),
    path("protection/draft/deletion/", reports.discard, name="report-discard"),
    path("desk/take-down/report/", report_counter.take_down, name="counter-report"),
    path("desk/take-down/report/read-back/", report_counter.read_back, name="report-read-back"),
    path("desk/take-down/report/receipt/", report_counter.receipt, name="counter-report-receipt"),
    path("desk/take-down/", counter.take_down, name="counter"),
    path("desk/take-down/uploads/", counter.uploads, name="counter-uploads"),
    path("desk/take-down/uploads/<slug:uid>/", counter.uploads, name="counter-upload"),
    path("desk/take-down/files/<slug:uid>/", counter.thumbnail, name="counter-thumbnail"),
    path("desk/take-down/read-back/", counter.read_back, name="read-back"),
    path("desk/take-down/receipt/", counter.receipt, name="counter-receipt"),
    path("receipt/lost/", lost.ask, name="lost"),
    path("receipt/code/", lost.code, name="lost-code"),
    path("receipt/collection/", lost.collect, name="lost-collect"),
    path("receipt/new/", lost.receipt, name="new-receipt"),
    path("desk/new-receipt/", replacement.ask, name="replace"),
    path("desk/new-receipt/confirmation/", replacement.confirm, name="replace-confirm"),
    path("desk/new-receipt/receipt/", replacement.receipt, name="replaced"),
]

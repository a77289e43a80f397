from django.urls import path

from . import counter, views

app_name = "intake"

urlpatterns = [
    path("file/", views.start, name="start"),
    path("file/check/", views.check, name="check"),
    path("file/receipt/", views.receipt, name="receipt"),
    path("file/receipt/proof/", views.proof, name="proof"),
    path("file/draft/deletion/", views.discard, name="discard"),
    path("file/<slug:slug>/", views.question, name="question"),
    path("desk/take-down/", counter.take_down, name="counter"),
    path("desk/take-down/read-back/", counter.read_back, name="read-back"),
    path("desk/take-down/receipt/", counter.receipt, name="counter-receipt"),
]

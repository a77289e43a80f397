"""The addresses of the other side of a dispute. None of them carries a code or a number."""

from django.urls import path

from . import views

app_name = "other"
urlpatterns = [
    path("", views.of_other, name="page"),
    path("letter/", views.letter, name="letter"),
    path("receipt/", views.receipt, name="receipt"),
    path("replacement-refusal/", views.refuse_replacement, name="replacement-refusal"),
    path("notices/", views.notices, name="notices"),
    path("<slug:act>/", views.act_of_other, name="act"),
]

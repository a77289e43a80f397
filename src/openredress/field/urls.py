"""Rounds at the desk."""

from django.urls import path

from . import bringing, views

app_name = "rounds-desk"

urlpatterns = [
    path("", views.overview, name="list"),
    path("plan/", views.plan, name="plan"),
    path("<int:key>/", views.one, name="round"),
    path("<int:key>/move/", views.move, name="move"),
    path("<int:key>/cancellation/", views.cancellation, name="cancellation"),
    path("<int:key>/kit/", views.take, name="kit"),
    path("kits/<slug:uid>/file/", views.kit_file, name="kit-file"),
    path("kits/<slug:uid>/revocation/", views.revocation, name="revocation"),
    path("upload/", bringing.upload, name="upload"),
    path("held/", bringing.held_list, name="held-list"),
    path("held/<str:uid>/", bringing.held, name="held"),
    path("held/<str:uid>/settling/", bringing.settling, name="settling"),
]

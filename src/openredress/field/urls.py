"""Rounds at the desk."""

from django.urls import path

from . import bringing, views

app_name = "rounds-desk"

urlpatterns = [
    path("", views.overview, name="list"),
    path("plan/", views.plan, name="plan"),
    path("<int:round>/", views.one, name="round"),
    path("<int:round>/move/", views.move, name="move"),
    path("<int:round>/cancellation/", views.cancellation, name="cancellation"),
    path("<int:round>/kit/", views.take, name="kit"),
    path("kits/<slug:kit>/file/", views.kit_file, name="kit-file"),
    path("kits/<slug:kit>/revocation/", views.revocation, name="revocation"),
    path("paper/", views.paper, name="paper"),
    path("upload/", bringing.upload, name="upload"),
    path("held/", bringing.held_list, name="held-list"),
    path("held/<str:held>/", bringing.held_one, name="held"),
    path("held/<str:held>/settling/", bringing.settling, name="settling"),
]

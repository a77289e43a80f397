"""Addresses that everybody may open. None of them carries a code."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.overview, name="reception"),
    path("booking/", views.my_booking, name="my-booking"),
    path("offices/<slug:code>/", views.office, name="reception-office"),
    path("offices/<slug:code>/screen/", views.screen, name="reception-screen"),
    path("offices/<slug:code>/booking/", views.book, name="reception-booking"),
]

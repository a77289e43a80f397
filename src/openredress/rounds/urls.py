"""Addresses that everybody may open."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("calendar.ics", views.calendar, name="rounds-calendar"),
]

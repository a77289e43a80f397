"""The list of helpers has addresses of its own, for every page to lead to."""

from django.urls import path

from . import help_list

urlpatterns = [
    path("helpers/", help_list.helpers, name="helpers"),
    path("helpers/<slug:code>/", help_list.helpers, name="helpers-office"),
]

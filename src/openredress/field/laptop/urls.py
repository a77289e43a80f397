"""The pages on the laptop."""

from django.urls import path
from django.views.i18n import set_language

from . import views

urlpatterns = [
    path("", views.overview, name="overview"),
    path("language/", set_language, name="set_language"),
    path("take-down/", views.take_down, name="take-down"),
    path("receipt/", views.receipt, name="receipt"),
    path("again/", views.again, name="again"),
    path("handed/", views.handed, name="handed"),
    path("add/", views.add, name="add"),
    path("begun/", views.begun, name="begun"),
    path("drop/", views.drop, name="drop"),
    path("export/<int:part>/", views.export, name="export"),
]

"""The front page, and the living style page while developing."""

from django.conf import settings
from django.urls import path

from openredress.web import views

urlpatterns = [path("", views.home, name="home")]

if settings.DEBUG:
    urlpatterns.append(path("style/", views.style, name="style"))

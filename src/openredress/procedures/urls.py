from django.urls import path

from . import views

urlpatterns = [
    path("how-long/", views.calculator, name="calculator"),
    path("procedures/", views.procedures, name="procedures"),
    path("procedures/<slug:pack>/", views.procedure, name="procedure"),
]

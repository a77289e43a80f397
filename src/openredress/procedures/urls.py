from django.urls import path

from . import rights, views

urlpatterns = [
    path("how-long/", views.calculator, name="calculator"),
    path("rights/", rights.choose, name="rights-all"),
    path("rights/<slug:pack>/", rights.rights, name="rights"),
    path("procedures/", views.procedures, name="procedures"),
    path("procedures/<slug:pack>/", views.procedure, name="procedure"),
]

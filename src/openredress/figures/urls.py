from django.urls import path

from . import hearings, views

urlpatterns = [
    path("issues/", views.issues, name="public-issues"),
    path("overdue/", views.overdue, name="overdue"),
    path("breaches.csv", views.breaches_table, name="breaches-table"),
    path("remedies.csv", views.remedies_table, name="remedies-table"),
    path("overdue.csv", views.overdue_table, name="overdue-table"),
    path("hearings/", hearings.hearings, name="public-hearings"),
    path("hearings/<int:key>/", hearings.finding, name="public-finding"),
]

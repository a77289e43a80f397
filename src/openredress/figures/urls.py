from django.urls import path

from . import views

urlpatterns = [
    path("overdue/", views.overdue, name="overdue"),
    path("overdue.csv", views.overdue_table, name="overdue-table"),
]

from django.urls import path

from .calendar_feed import calendar

urlpatterns = [path("<str:key>.ics", calendar, name="duty-calendar")]

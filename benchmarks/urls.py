from django.http import HttpRequest, HttpResponse
from django.urls import path

from openredress.urls import urlpatterns as ours


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello), *ours]

from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.bare import bare
from openredress.urls import urlpatterns as ours
from openredress.web import limits


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello), path("bare/", bare), *ours]

# One address asks for all the clients here.
for limit in limits._all:
    limit.tries = 10**9

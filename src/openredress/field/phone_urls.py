"""The page for a telephone. Everything of it lies below one address, the scope of its worker."""

from django.urls import path

from . import phone

app_name = "field"

urlpatterns = [
    path("", phone.here, name="here"),
    path("worker.js", phone.worker, name="worker"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("kits/", phone.kits, name="kits"),
    path("records/", phone.take_in, name="records"),
    path("<slug:language>/", phone.shell, name="shell"),
]

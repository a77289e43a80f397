"""What anybody may look at, without a name space: pages of other apps link to `proof`."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.check, name="proof"),
    path("keys.json", views.public_keys, name="proof-keys"),
    path("latest", views.latest, name="proof-latest"),
    path("checkpoints/", views.checkpoints, name="proof-checkpoints"),
    path("checkpoints/<int:number>", views.checkpoint, name="proof-checkpoint"),
    path("consistency/<int:old>/<int:new>", views.consistency, name="proof-consistency"),
]

"""The models that were trained here, so that an earlier one can be taken up again."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RoutingModel(models.Model):
    """One trained model. `measured` is `training.Measured` as a mapping, `body` the model itself.

    It holds terms that stood in at least two texts, and says nothing of any one case.
    """

    made_at = models.DateTimeField()
    measured = models.JSONField()
    body = models.BinaryField()
    is_current = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("model for suggestions")
        constraints = [
            models.UniqueConstraint(
                "is_current", condition=Q(is_current=True), name="one_current_model"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} ({self.made_at:%Y-%m-%d})"

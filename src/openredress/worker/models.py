"""When each duty of the worker was last begun and last done. It says nothing of any case."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """The last run of one duty. `failing_since` and `fault` are of a run that failed and was not
    followed by one that succeeded; `amount` is what the last one that succeeded did.
    """

    duty = models.CharField(max_length=40, primary_key=True)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)
    amount = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("run of the worker")

    def __str__(self) -> str:
        return self.duty

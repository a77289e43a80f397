"""What somebody has entered and not yet filed, readable with their own browser only."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Draft(models.Model):
    """A filing under way. The row is found by the hash of a token and read with that token;
    the token lies in the browser alone, so a stolen database shows no draft. See `drafts`.
    """

    token_hash = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("draft")

    def __str__(self) -> str:
        return str(_("Draft"))

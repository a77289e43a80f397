"""Who filed, kept apart from the case; and the receipt that opens it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Petitioner(models.Model):
    """Name and contact of who filed, all optional. One row for a chain of linked cases."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="petitioner")
    name = models.CharField(_("name"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("postal address"), max_length=400, blank=True)
    helper_name = models.CharField(_("name of who files for them"), max_length=200, blank=True)
    helper_relation = models.CharField(_("relation to them"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("petitioner")

    def __str__(self) -> str:
        return str(_("Petitioner"))

    @property
    def is_anonymous(self) -> bool:
        """True when nobody could be reached or named by what is kept here."""
        return not any((self.name, self.phone, self.email, self.address))


class Receipt(models.Model):
    """What opens a case. Only a keyed hash of the code is kept; the key is not in the database."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="receipt")
    code_hash = models.BinaryField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("receipt")

    def __str__(self) -> str:
        return str(_("Receipt"))

"""Files of cases, and files on their way to one. What they hold lies sealed in the store."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from openredress.parties.models import UnderMasterKey


class Attachment(UnderMasterKey):
    """A file of a case. The journal says what it is; here lies the key that opens it.

    The same file may belong to several levels of a chain, each with its own row.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="files", db_index=False)
    number = models.PositiveIntegerField()
    uid = models.CharField(max_length=32, db_index=True)
    scan = models.CharField(max_length=10)

    class Meta:
        verbose_name = _("file")
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="file_number")]
        indexes = [
            models.Index(fields=["key_id", "id"], name="files_by_key"),
            models.Index("id", name="waits_for_scan", condition=Q(scan="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.case} – {self.number}"

    @property
    def key_context(self) -> bytes:
        return file_key_context(self.uid, self.case.number)


def file_key_context(uid: str, number: str) -> bytes:
    return f"openredress key of file {uid} in case {number}".encode()


class Upload(models.Model):
    """A file that comes in parts, or that waits to be handed in with a case.

    `holder` is the hash of a token, as with drafts, and `sealed` opens with that token only. What
    has come by then is `offset` of `length` bytes, in parts whose names `parts` lists.
    """

    uid = models.CharField(max_length=32, unique=True)
    holder = models.BinaryField(max_length=32, db_index=True)
    sealed = models.BinaryField()
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    parts = models.TextField(default="", blank=True)
    is_ready = models.BooleanField(default=False)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("file on its way")

    def __str__(self) -> str:
        return str(_("File on its way"))

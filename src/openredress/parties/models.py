"""Who filed, sealed and kept apart from the case; and the receipt that opens it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnderMasterKey(models.Model):
    """Something whose data key lies beside it, wrapped under a master key that lies elsewhere.

    Every table of this kind is moved to another key by `rotation`.
    """

    data_key = models.BinaryField(max_length=200)
    key_id = models.CharField(max_length=64)

    class Meta:
        abstract = True

    @property
    def key_context(self) -> bytes:
        """What the data key is bound to: it opens nothing when it is moved elsewhere."""
        raise NotImplementedError


class Petitioner(UnderMasterKey):
    """Who a chain of linked cases is from, sealed under a data key of its own.

    The row of a petitioner who gave nothing looks like any other: `sealed` is as long, and holds
    an empty answer. Only `identities` seals and opens; `version` counts the changes from 1.
    """

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="petitioner")
    sealed = models.BinaryField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("petitioner")
        indexes = [models.Index(fields=["key_id", "id"], name="sealed_by_key")]

    def __str__(self) -> str:
        return str(_("Petitioner"))

    @property
    def key_context(self) -> bytes:
        return identity_key_context(self.case.number)


def identity_key_context(number: str) -> bytes:
    return f"openredress identity key of case {number}".encode()


class EarlierDetails(models.Model):
    """What was on file before it was changed, sealed as it was."""

    petitioner = models.ForeignKey(
        Petitioner, models.CASCADE, related_name="earlier", db_index=False
    )
    version = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("earlier details")
        constraints = [
            models.UniqueConstraint(fields=["petitioner", "version"], name="details_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.petitioner} #{self.version}"


class Receipt(models.Model):
    """What opens a case. Only a keyed hash of the code is kept; the key is not in the database.

    `number` counts the receipts that the case has had, from 1.
    """

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="receipt")
    number = models.PositiveIntegerField(default=1)
    code_hash = models.BinaryField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("receipt")

    def __str__(self) -> str:
        return str(_("Receipt"))


class ReplacedReceipt(models.Model):
    """A receipt that was replaced, so that whoever still holds it is told so."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    code_hash = models.BinaryField(max_length=32, unique=True)
    replaced_at = models.DateTimeField()

    class Meta:
        verbose_name = _("replaced receipt")

    def __str__(self) -> str:
        return str(_("Replaced receipt"))


class LostReceipt(models.Model):
    """Somebody asks for a new receipt. It waits here for the worker, the same whether there is
    such a case or not; `proof` is a keyed hash of the e-mail address that they typed.
    """

    case_number = models.CharField(max_length=20)
    proof = models.BinaryField(max_length=32)
    asked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("request for a lost receipt")
        constraints = [
            models.UniqueConstraint(fields=["case_number", "proof"], name="asked_once_at_a_time")
        ]

    def __str__(self) -> str:
        return str(_("Request for a lost receipt"))


class ReplacementCode(models.Model):
    """A code that was sent to the address on file: to the petitioner, to a `member` of a group, or
    to the other `side` of a mediation. It is entered twice: to ask, which is when `asked_at` is
    set, and to collect the new receipt once it is ready.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    member = models.ForeignKey(
        "parties.Member", models.CASCADE, null=True, blank=True, related_name="+"
    )
    side = models.ForeignKey(
        "parties.OtherSide", models.CASCADE, null=True, blank=True, related_name="+"
    )
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("replacement code")

    def __str__(self) -> str:
        return str(_("Replacement code"))


class Member(UnderMasterKey):
    """Somebody who takes part in a case that another filed, or the petitioner as the first of them.

    `token` is what the journal names them by; `sealed` holds what they are called, what they say,
    and the secret from which all their tokens are made. Whoever leaves leaves no row. The
    petitioner has no code here: the receipt of the case opens it.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", db_index=False)
    token = models.BinaryField(max_length=16)
    code_hash = models.BinaryField(max_length=32, unique=True, null=True)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("member")
        constraints = [models.UniqueConstraint(fields=["case", "token"], name="member_once")]
        indexes = [models.Index(fields=["key_id", "id"], name="members_by_key")]

    def __str__(self) -> str:
        return str(_("Member"))

    @property
    def key_context(self) -> bytes:
        return f"openredress member key of case {self.case.number}".encode()


class Invitation(models.Model):
    """By which code others join a case: the one of the `number` that the journal names."""

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=1)
    code_hash = models.BinaryField(max_length=32, unique=True)

    class Meta:
        verbose_name = _("invitation")

    def __str__(self) -> str:
        return str(_("Invitation"))


class GroupWord(UnderMasterKey):
    """What a representative told the members: sealed, for them alone. `number` counts from 1."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("word to the members")
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="word_once")]
        indexes = [models.Index(fields=["key_id", "id"], name="words_by_key")]

    def __str__(self) -> str:
        return str(_("Word to the members"))

    @property
    def key_context(self) -> bytes:
        return f"openredress word of case {self.case.number}".encode()


class Proxy(UnderMasterKey):
    """Whom a petitioner lets act for them: the one of the `number` that the journal names. `sealed`
    holds what the petitioner calls them. Nobody is found by it, and it goes when they act no more.
    """

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    code_hash = models.BinaryField(max_length=32, unique=True)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("proxy")
        indexes = [models.Index(fields=["key_id", "id"], name="proxies_by_key")]

    def __str__(self) -> str:
        return str(_("Proxy"))

    @property
    def key_context(self) -> bytes:
        return f"openredress proxy key of case {self.case.number}".encode()


class EndedProxy(models.Model):
    """The code of a proxy who acts no more, so that whoever still holds it is told so."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    code_hash = models.BinaryField(max_length=32, unique=True)
    ended_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ended proxy")
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="ended_once")]

    def __str__(self) -> str:
        return str(_("Ended proxy"))


class OtherSide(UnderMasterKey):
    """The other side of a dispute that is mediated, sealed: who it is, and what it may know of who
    asks. `letter_hash` is of the code of the last letter until it was opened, `code_hash` of the
    receipt that was given for it.
    """

    case = models.OneToOneField("cases.Case", models.CASCADE, related_name="+")
    letter = models.PositiveSmallIntegerField(default=0)
    letter_hash = models.BinaryField(max_length=32, unique=True, null=True)
    code_hash = models.BinaryField(max_length=32, unique=True, null=True)
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("other side")
        indexes = [models.Index(fields=["key_id", "id"], name="other_sides_by_key")]

    def __str__(self) -> str:
        return str(_("Other side"))

    @property
    def key_context(self) -> bytes:
        return f"openredress other side key of case {self.case.number}".encode()


class WordAlone(UnderMasterKey):
    """What a side and the mediator said without the other: sealed. `number` counts from 1."""

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        verbose_name = _("word said alone")
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="word_alone_once")]
        indexes = [models.Index(fields=["key_id", "id"], name="words_alone_by_key")]

    def __str__(self) -> str:
        return str(_("Word said alone"))

    @property
    def key_context(self) -> bytes:
        return f"openredress word alone key of case {self.case.number}".encode()

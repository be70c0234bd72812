"""The nouns of the room."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.cipher import Sealed
from headgoose.people.models import Person
from headgoose.records.models import Act


class FieldKind(models.TextChoices):
    """What is kept of people beyond name and posts."""

    IDENTITY = "identity", _("identity number")
    PHONE = "phone", _("telephone")
    ACCOUNT = "account", _("bank account")


class Purpose(models.TextChoices):
    """Why somebody looks at a value or takes away what is held; the words beside it say which payment, which order."""

    PAYMENT = "payment", _("to pay wages or an allowance")
    APPOINTMENT = "appointment", _("to check a person before an appointment")
    CONTACT = "contact", _("to reach the person")
    CORRECTION = "correction", _("to put the records right")
    INSPECTION = "inspection", _("for an inspection or audit")
    REQUEST = "request", _("the person asked for it")
    OWN = "own", _("their own")


class PersonalField(models.Model):
    """One encrypted value of a person. `fingerprint` finds the same identity number twice, and tells nothing else."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="personal_fields")
    kind = models.CharField(max_length=10, choices=FieldKind.choices)
    ciphertext = models.BinaryField()
    key_name = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        """One value of a kind; found by key (rotation) and by fingerprint."""

        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="personal_field_once"),
            models.CheckConstraint(
                condition=Q(kind="identity") & ~Q(fingerprint="") | ~Q(kind="identity") & Q(fingerprint=""),
                name="personal_field_fingerprint",
            ),
        ]
        indexes = [
            models.Index(fields=["key_name"], name="personal_field_by_key"),
            models.Index(fields=["fingerprint"], condition=~Q(fingerprint=""), name="personal_field_by_print"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}"

    @property
    def bound_to(self) -> str:
        """What the ciphertext is bound to: in any other row it does not open."""
        return f"headgoose.personal/{self.person_id}/{self.kind}"

    @property
    def sealed(self) -> Sealed:
        """The ciphertext with what is needed to open it."""
        return Sealed(bytes(self.ciphertext), self.key_name, self.algorithm)


class Reveal(models.Model):
    """That somebody was shown values of a person; the act says which, and for what purpose."""

    act = models.OneToOneField(Act, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Read by person (who has seen my data) and by user and time (too many in an hour)."""

        indexes = [
            models.Index(fields=["person", "id"], name="reveal_by_person"),
            models.Index(fields=["user_id", "at"], name="reveal_by_user"),
        ]

    def __str__(self) -> str:
        return f"reveal {self.pk}"


class RetentionPeriod(models.Model):
    """For how many days something is kept, from a date on; the newest that has begun counts."""

    name = models.CharField(max_length=40)
    start_on = models.DateField()
    days = models.PositiveIntegerField()
    counted_from_zh = models.CharField(max_length=80)
    counted_from_en = models.CharField(max_length=120)
    source_zh = models.CharField(max_length=200)
    source_en = models.CharField(max_length=300)

    class Meta:
        """One a name and date."""

        ordering = ["name", "start_on"]
        constraints = [models.UniqueConstraint(fields=["name", "start_on"], name="retention_period_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.days}"

    @property
    def source(self) -> str:
        """What asks for the period, in the reader's language."""
        return self.source_zh if (get_language() or "zh").startswith("zh") else self.source_en

    @property
    def counted_from(self) -> str:
        """From when the days run, in the reader's language."""
        return self.counted_from_zh if (get_language() or "zh").startswith("zh") else self.counted_from_en

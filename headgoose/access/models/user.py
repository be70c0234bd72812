"""An account of a person, and the passwords it had."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from headgoose.people.models import Person


class Cast(models.TextChoices):
    """The parts of the demo and of the tests."""

    PROVINCE_OFFICER = "province_officer", _("province officer")
    PREFECTURE_OFFICER = "prefecture_officer", _("prefecture officer")
    COUNTY_OFFICER = "county_officer", _("county officer")
    COUNTY_SECOND = "county_second", _("second county officer, who approves")
    TOWNSHIP_OFFICER = "township_officer", _("township officer")
    TOWNSHIP_ACCOUNTANT = "township_accountant", _("township accountant")
    VILLAGE_ACCOUNTANT = "village_accountant", _("village accountant")
    VILLAGE_SECRETARY = "secretary", _("village secretary")
    FIRST_SECRETARY = "first_secretary", _("first secretary")
    GRID_WORKER = "grid_worker", _("grid worker")
    RESIDENT = "resident", _("resident")
    BUYER = "buyer", _("buyer")
    AUDITOR = "auditor", _("auditor")
    SYSTEM_ADMIN = "system_admin", _("system administrator")
    SECURITY_ADMIN = "security_admin", _("security administrator")
    AUDIT_ADMIN = "audit_admin", _("audit administrator")
    STRANGER = "stranger", _("stranger")


class UserManager(BaseUserManager["User"]):
    """Finds accounts, each with its person: who acts is always named. Making them is an action."""

    def get_queryset(self) -> "models.QuerySet[User]":
        """Accounts with their persons."""
        return super().get_queryset().select_related("person")


class User(AbstractBaseUser):
    """An account. It carries no right of its own: those come from the person's tenures.

    `must_change_password` holds while somebody else knows the password.
    """

    username = models.CharField(max_length=60, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="user")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    cast = models.CharField(max_length=24, choices=Cast.choices, blank=True)

    USERNAME_FIELD = "username"
    objects = UserManager()

    def __str__(self) -> str:
        return self.username


class PasswordPast(models.Model):
    """A password that an account has or had, as its slow hash, so that it is not taken again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="passwords")
    password = models.CharField(max_length=128)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"password {self.pk}"

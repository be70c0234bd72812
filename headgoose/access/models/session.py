"""Where somebody is signed in: one row a browser, which the account's owner sees and can end."""

from hashlib import sha256
from typing import ClassVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from headgoose.access.models.user import User

# What a session holds beside Django's own.
FACTOR, ADDRESS, BROWSER, WHY_OVER, ENTERING = "factor", "address", "browser", "why_over", "entering"


class Factor(models.TextChoices):
    """What proved who signs in."""

    PASSWORD = "password", _("password")
    CODE = "code", _("password and code")
    RECOVERY = "recovery", _("password and recovery code")
    PASSKEY = "passkey", _("passkey")
    DEMO = "demo", _("one click in the demo")


# What proves by two things: something known or of the body, and something in hand.
TWO_FACTORS = frozenset({Factor.CODE, Factor.RECOVERY, Factor.PASSKEY})


class Over(models.TextChoices):
    """Why a session is over, for the page that says so."""

    IDLE = "idle", _("You were signed out because nothing happened for %(minutes)s minutes.")
    LONG = "long", _("You were signed out: a sign-in lasts %(hours)s hours at most.")
    ENDED = "ended", _("This sign-in was ended from elsewhere.")
    FACTOR = "factor", _("Your post asks for a second factor. Sign in again to set it up.")


class Session(AbstractBaseSession):
    """A session; without a user, of somebody at the door. The columns repeat what the content says, to be listed."""

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    address = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=60, blank=True)
    factor = models.CharField(max_length=10, blank=True)
    ended = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["Session"]] = models.Manager()  # type: ignore[assignment]

    class Meta:
        """Listed by user."""

    @property
    def mark(self) -> str:
        """Names the session on pages: its key opens it, so that is never shown."""
        return sha256(self.session_key.encode()).hexdigest()[:24]

    @property
    def factor_label(self) -> str:
        """What proved who signed in, in words."""
        return str(Factor(self.factor).label) if self.factor in Factor.values else ""

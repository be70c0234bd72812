"""django-helpdesk: tickets from its public form, one by one, on SQLite with the product's settings."""

import sys
import time
from typing import Any

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from django.conf import settings  # noqa: E402

database, count = sys.argv[1], int(sys.argv[2])
settings.configure(
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sites",
        "django.contrib.humanize",
        "rest_framework",
        "helpdesk",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": database,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA cache_size=-16384; PRAGMA temp_store=MEMORY",
            },
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    ROOT_URLCONF=__name__,
    SITE_ID=1,
    USE_TZ=True,
    SECRET_KEY="bench",
    HELPDESK_TEAMS_MODE_ENABLED=False,
    HELPDESK_ENABLE_ATTACHMENTS=False,
)

import django  # noqa: E402

django.setup()
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.urls import include, path  # noqa: E402

urlpatterns = [path("", include(("helpdesk.urls", "helpdesk")))]

call_command("migrate", verbosity=0)
from helpdesk.forms import PublicTicketForm  # noqa: E402
from helpdesk.models import Queue, Ticket  # noqa: E402

queue = Queue.objects.create(title="Village", slug="village", allow_public_submission=True)


def ask(number: int) -> None:
    """One ticket, with all that its form does."""
    said: dict[str, Any] = {
        "queue": queue.pk,
        "title": "The lamp is dark",
        "body": f"The second lamp on the road into the village has been dark for {number} nights",
        "submitter_email": "somebody@example.org",
        "priority": 3,
    }
    form = PublicTicketForm(data=said)
    form.fields["queue"].choices = [(queue.pk, queue.title)]
    if not form.is_valid():
        raise SystemExit(str(form.errors))
    with transaction.atomic():
        form.save(user=None)


for number in range(50):
    ask(number)
cpu, wall = time.process_time(), time.perf_counter()
for number in range(count):
    ask(number)
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
if Ticket.objects.count() != count + 50:
    raise SystemExit("tickets are missing")
import json  # noqa: E402

print(json.dumps({"count": count, "wall_s": wall, "cpu_s": cpu}))

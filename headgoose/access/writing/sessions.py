"""Sessions in the database: the row brings its account along, and knows since when and from where it is used.

Named by SESSION_ENGINE. A session is no business record: it is written outside actions, and each passage through the
door is an act of its own.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import DatabaseError, IntegrityError, OperationalError

from headgoose.access.models import ADDRESS, BROWSER, FACTOR, Session
from headgoose.kernel.clock import now
from headgoose.kernel.prepared import Prepared
from headgoose.kernel.writing import writing

BY_KEY = Prepared(lambda key: Session.objects.select_related("user__person").filter(session_key=key), key=str)
SAVED = ["session_data", "expire_date", "user", "started_at", "seen_at", "address", "browser", "factor"]


class SessionStore(DatabaseStore):
    """Django's store, with our row. It hands out sessions that are over: the middleware says why and ends them."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our table."""
        return Session

    def load(self) -> dict[str, Any]:
        """The content of the session; one query, with account and person."""
        found = BY_KEY.first(key=self.session_key)
        self.row = found
        if found is None:
            self._session_key = None
            return {}
        content: dict[str, Any] = self.decode(found.session_data)
        return content

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row as it is to be saved; whoever signs in begins anew."""
        user_id = int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None
        known = self.row if self.row is not None and self.row.user_id == user_id else None
        at = now()
        started_at = known.started_at if known else at
        longest = settings.SESSION_LONGEST_S if user_id else settings.SESSION_IDLE_S
        return Session(
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=started_at + timedelta(seconds=longest),
            user_id=user_id,
            started_at=started_at,
            seen_at=known.seen_at if known else at,
            address=data.get(ADDRESS, ""),
            browser=data.get(BROWSER, ""),
            factor=data.get(FACTOR, ""),
        )

    def save(self, must_create: bool = False) -> None:
        """Write the row in its turn. That somebody ended it meanwhile stays: `ended` is not among what is saved."""
        if self.session_key is None:
            self.create()
            return
        content = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = self.create_model_instance(content)
        with writing():
            try:
                row.save(force_insert=must_create, update_fields=None if must_create else SAVED)
            except IntegrityError:
                if must_create:
                    raise CreateError from None
                raise
            except DatabaseError as error:
                if must_create or isinstance(error, OperationalError):
                    raise
                raise UpdateError from None
        self.row = row

    def note_seen(self, at: datetime) -> None:
        """Write down that the session is in use. Reading must go on where nothing can be written."""
        with suppress(OperationalError), writing():
            Session.objects.filter(session_key=self.session_key).update(seen_at=at)

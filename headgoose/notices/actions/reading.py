"""What somebody has read of their own notices."""

from datetime import datetime

from headgoose.kernel.writing import writing
from headgoose.notices.models import Notice
from headgoose.notices.queries import own_notice


def mark_read(*, at: datetime, person_id: int | None, notice_id: int) -> Notice:
    """Note that its person has read a notice. Raises Refused (NOT_FOUND) when it is somebody else's."""
    notice = own_notice(person_id, notice_id)
    if notice.read_at is None:
        with writing():
            Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    return notice


def mark_all_read(*, at: datetime, person_id: int | None, up_to: int) -> int:
    """Note that somebody has read all their notices up to one: what came after the page was drawn is still new."""
    if person_id is None:
        return 0
    with writing():
        return Notice.objects.filter(person_id=person_id, read_at__isnull=True, pk__lte=up_to).update(read_at=at)

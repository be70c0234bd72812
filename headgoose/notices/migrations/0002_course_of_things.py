"""What must never be of notices, channels and deliveries, refused by the database itself."""

from django.db import migrations

from headgoose.kernel.guards import refuse


class Migration(migrations.Migration):
    """A notice says what it said; a channel stays its owner's; what is settled stays so; what waits is not lost."""

    dependencies = [("notices", "0001_inbox_and_outbox")]
    operations = [
        refuse(
            "notices_notice",
            "notice_stays_said",
            "UPDATE",
            "NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind OR NEW.key <> OLD.key "
            "OR NEW.params <> OLD.params OR NEW.made_at <> OLD.made_at OR OLD.read_at IS NOT NULL",
            "notice: says what it said, and is read once",
        ),
        refuse(
            "notices_channel",
            "notice_channel_stays_put",
            "UPDATE",
            "NEW.person_id <> OLD.person_id OR NEW.service <> OLD.service OR OLD.ended_at IS NOT NULL",
            "channel: stays with its person, and ended it stays ended",
        ),
        refuse(
            "notices_delivery",
            "delivery_stays_settled",
            "UPDATE",
            "OLD.state <> 'waiting' OR NEW.channel_id <> OLD.channel_id "
            "OR coalesce(NEW.notice_id, 0) <> coalesce(OLD.notice_id, 0)",
            "delivery: what is settled stays settled",
        ),
        refuse(
            "notices_delivery", "delivery_not_lost", "DELETE", "OLD.state = 'waiting'", "delivery: what waits is kept"
        ),
    ]

"""What must never be of posts and tenures, refused by the database itself."""

from django.db import migrations

from headgoose.kernel.guards import no_overlap, refuse

OF_THE_POST = (
    "NOT EXISTS (SELECT 1 FROM people_post AS p WHERE p.id = NEW.post_id AND p.type_id = NEW.type_id "
    "AND p.place_id = NEW.place_id AND p.start_on <= NEW.start_on "
    "AND p.end_on >= NEW.end_on)"
)
POST_STILL_USED = (
    "EXISTS (SELECT 1 FROM people_tenure AS t WHERE t.post_id = NEW.id AND (t.start_on < NEW.start_on OR "
    "t.start_on >= NEW.end_on OR t.end_on > NEW.end_on))"
)


class Migration(migrations.Migration):
    """Guards of posts and tenures."""

    dependencies = [("people", "0001_first_flight"), ("places", "0002_tree_guards")]
    operations = [
        no_overlap("people_tenure", "tenure_one_a_seat", {"post_id": "{row}post_id"}, "tenure: the seat is taken"),
        no_overlap(
            "people_tenure",
            "tenure_one_of_a_kind",
            {"person_id": "{row}person_id", "place_id": "{row}place_id", "type_id": "{row}type_id"},
            "tenure: the person holds a like seat here",
        ),
        refuse("people_tenure", "tenure_of_its_post", "INSERT OR UPDATE", OF_THE_POST, "tenure: not of its post"),
        refuse("people_tenure", "tenure_no_delete", "DELETE", "1=1", "tenure: never deleted"),
        refuse("people_post", "post_still_used", "UPDATE", POST_STILL_USED, "post: tenures lie outside its life"),
        refuse(
            "people_post",
            "post_stays_put",
            "UPDATE",
            "NEW.type_id <> OLD.type_id OR NEW.place_id <> OLD.place_id",
            "post: its type and place never change",
        ),
        refuse("people_post", "post_no_delete", "DELETE", "1=1", "post: abolished, not deleted"),
        refuse("people_person", "person_no_delete", "DELETE", "1=1", "person: never deleted here"),
    ]

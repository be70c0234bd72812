"""What must never be of elections, refused by the database itself."""

from django.db import migrations

from headgoose.kernel.guards import append_only, no_replace, no_truncate, refuse

MOVES = [
    ("planned", "planned"),
    ("planned", "listed"),
    ("planned", "postponed"),
    ("planned", "void"),
    ("listed", "held"),
    ("listed", "postponed"),
    ("listed", "void"),
    ("held", "held"),
    ("held", "confirmed"),
    ("held", "void"),
    ("postponed", "planned"),
    ("postponed", "void"),
    ("confirmed", "held"),
]
NO_SUCH_MOVE = "NOT (" + (
    " OR ".join(f"(OLD.state = '{source}' AND NEW.state = '{target}')" for source, target in MOVES) + ")"
)
BEGINS_ELSEWHERE = "NEW.state <> 'planned' AND NOT (NEW.afterwards AND NEW.state IN ('confirmed', 'void', 'postponed'))"
FIXED = ["term_id", "place_id", "body", "number", "cause", "follows_id", "called_on", "afterwards"]
FACTS_CHANGED = " OR ".join(f"NEW.{fact} IS DISTINCT FROM OLD.{fact}" for fact in FIXED)
FOLLOWS_NOTHING = """
NEW.follows_id IS NOT NULL AND NOT EXISTS (
SELECT 1 FROM elections_election AS f WHERE f.id = NEW.follows_id AND f.place_id = NEW.place_id
AND f.term_id = NEW.term_id AND f.body = NEW.body AND f.number < NEW.number AND (
(NEW.cause = 'void' AND f.state = 'void')
OR (NEW.cause = 'vacancy' AND (f.state = 'confirmed' OR (f.state = 'void' AND f.cause = 'vacancy')))))
""".strip()
MINE = "FROM elections_contest AS c LEFT JOIN people_tenure AS t ON t.id = c.tenure_id WHERE c.election_id = NEW.id"
SEATS_NOBODY = (
    f"NEW.state = 'confirmed' AND (NOT EXISTS (SELECT 1 {MINE}) "
    f"OR EXISTS (SELECT 1 {MINE} AND (t.id IS NULL OR t.start_on <> NEW.starts_on)))"
)
TAKEN_BACK = (
    "OLD.state = 'confirmed' AND (OLD.afterwards OR NEW.order_id IS NOT NULL OR NEW.starts_on IS NOT NULL "
    "OR NEW.confirmed_at IS NOT NULL)"
)
NOT_TO_BE_SEATED = """
NOT EXISTS (SELECT 1 FROM elections_election AS e JOIN people_post AS p ON p.id = NEW.post_id
WHERE e.id = NEW.election_id AND p.place_id = e.place_id AND (
e.state = 'planned' OR (e.state = 'confirmed' AND e.afterwards AND NEW.tenure_id IS NOT NULL)))
""".strip()
NOT_TO_BE_CHANGED = """
NEW.election_id <> OLD.election_id OR NEW.post_id <> OLD.post_id OR NOT EXISTS (
SELECT 1 FROM elections_election AS e WHERE e.id = OLD.election_id AND e.state IN ('planned', 'listed', 'held'))
""".strip()
ANOTHER_TENURE = """
NOT EXISTS (SELECT 1 FROM people_tenure AS t WHERE t.id = NEW.tenure_id
AND t.post_id = NEW.post_id AND t.person_id = NEW.person_id AND t.how = 'elected')
""".strip()
ELECTION, CONTEST = "elections_election", "elections_contest"
SAME_ELECTION = (
    "other.place_id = NEW.place_id AND other.term_id = NEW.term_id AND other.body = NEW.body "
    "AND other.number = NEW.number"
)
TABLES = ["term", "termlimit", "calendar", "election", "contest", "change"]


class Migration(migrations.Migration):
    """Guards of elections, their seats and their changes."""

    dependencies = [("elections", "0001_two_committees"), ("people", "0005_second_flight_guards")]
    operations = [
        refuse(ELECTION, "election_no_delete", "DELETE", "1=1", "election: void, not deleted"),
        refuse(ELECTION, "election_begins", "INSERT", BEGINS_ELSEWHERE, "election: begins planned"),
        refuse(ELECTION, "election_moves", "UPDATE", NO_SUCH_MOVE, "election: no such move"),
        refuse(ELECTION, "election_fixed", "UPDATE", FACTS_CHANGED, "election: what it is about is fixed"),
        refuse(ELECTION, "election_follows", "INSERT", FOLLOWS_NOTHING, "election: follows no such election"),
        refuse(ELECTION, "election_seats", "UPDATE", SEATS_NOBODY, "election: confirmed without its tenures"),
        refuse(ELECTION, "election_taken_back", "UPDATE", TAKEN_BACK, "election: not taken back whole"),
        no_replace(ELECTION, SAME_ELECTION, edited=False),
        refuse(CONTEST, "contest_no_delete", "DELETE", "1=1", "contest: never deleted"),
        refuse(CONTEST, "contest_added", "INSERT", NOT_TO_BE_SEATED, "contest: not of an election that is prepared"),
        refuse(CONTEST, "contest_changed", "UPDATE", NOT_TO_BE_CHANGED, "contest: the election is over"),
        refuse(
            CONTEST,
            "contest_tenure",
            "INSERT OR UPDATE",
            ANOTHER_TENURE,
            "contest: not the tenure of who was elected",
            only="NEW.tenure_id IS NOT NULL",
        ),
        no_replace(
            CONTEST,
            "other.election_id = NEW.election_id AND other.post_id = NEW.post_id",
            "other.tenure_id = NEW.tenure_id",
            edited=False,
        ),
        *append_only("elections_change"),
        no_replace("elections_change", edited=False),
        refuse("elections_calendar", "calendar_no_delete", "DELETE", "1=1", "calendar: changed, not deleted"),
        refuse("elections_term", "election_term_no_delete", "DELETE", "1=1", "term: never deleted"),
        no_truncate(*(f"elections_{name}" for name in TABLES)),
    ]

"""How the pairs of a run are laid. Only the room's actions call this."""

from django.db import connection

from headgoose.dispatch.models import Edge, Run
from headgoose.dispatch.pool_edges import EDGE_COLUMNS, edge_rows, ground_of, reaches_of
from headgoose.kernel.bulk import insert_rows


def write_edges(run: Run, on_record: bool = False) -> None:
    """Work out anew where everybody in the pool may go. Refused when somebody can go nowhere.

    Args:
        on_record: the tenures that came of the run are there already, and stand against nobody.
    """
    ground = ground_of(run)
    reaches = reaches_of(run, ground, on_record)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM dispatch_edge WHERE run_id = %s", [run.pk])
    insert_rows(Edge, EDGE_COLUMNS, edge_rows(run, ground, reaches))

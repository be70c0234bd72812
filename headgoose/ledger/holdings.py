"""What this room holds about a person, as plain values: all of it, or what lies inside some areas."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from headgoose.kernel.area import Area
from headgoose.ledger.models import Book, Voucher
from headgoose.people.queries import is_inside
from headgoose.places.queries import last_spans_of


def vouchers_held(person_id: int, areas: Sequence[Area] | None = None) -> list[dict[str, Any]]:
    """How many vouchers of each book and year the person made, and how many they reviewed."""
    made, reviewed = Q(maker_id=person_id), Q(reviewer_id=person_id)
    rows = (
        Voucher.objects.filter(made | reviewed)
        .values("book_id", "year")
        .annotate(made=Count("pk", filter=made), reviewed=Count("pk", filter=reviewed))
        .order_by("book_id", "year")
    )
    books = Book.objects.in_bulk({row["book_id"] for row in rows})
    spans = last_spans_of(book.place_id for book in books.values())
    return [
        {
            "book": books[row["book_id"]].name,
            "year": row["year"],
            "vouchers_made": row["made"],
            "vouchers_reviewed": row["reviewed"],
        }
        for row in rows
        if areas is None or is_inside(spans[books[row["book_id"]].place_id].key, areas)
    ]

"""The figures over the tree itself."""

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.area import Level
from headgoose.kernel.figures import Direction, Figure, figures

figures.declare(
    Figure(
        code="G3",
        version="grids/1",
        name=_("Rural grids"),
        unit=_("grids"),
        definition=_("Grids of villages that exist on the date."),
        direction=Direction.NONE,
        level=Level.GRID,
        share=False,
        reads=frozenset({"places"}),
        query=(
            "SELECT area.place_id, area.key, 1 AS numerator, 0 AS denominator, area.place_id AS record_id, "
            "NULL AS part FROM area"
        ),
        record="places.place",
        order=50,
    )
)

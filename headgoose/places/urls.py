"""Addresses of places."""

from django.urls import path, register_converter

from headgoose.places.views import changes, chronicle, grids, imports, place


class ImportNumber:
    """The number of an import, within what a database can hold."""

    regex = "[0-9]{1,15}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The digits."""
        return str(value)


register_converter(ImportNumber, "import_number")

urlpatterns = [
    path("places/", place.places, name="places"),
    path("places/import/", imports.tree_imports, name="tree-imports"),
    path("places/import/<import_number:import_id>/", imports.tree_import, name="tree-import"),
    path("places/import/<import_number:import_id>/apply/", imports.tree_import_apply, name="tree-import-apply"),
    path("places/import/<import_number:import_id>/discard/", imports.tree_import_discard, name="tree-import-discard"),
    path("map-changes/", chronicle.map_changes, name="map-changes"),
    path("map-changes.csv", chronicle.map_changes_csv, name="map-changes-csv"),
    path("map-changes.xlsx", chronicle.map_changes_xlsx, name="map-changes-xlsx"),
    path("map-changes/file/", changes.map_change_file, name="map-change-file"),
    path("map-changes/apply/", changes.map_change_apply, name="map-change-apply"),
    path("place/<str:code>/change/", changes.place_change, name="place-change"),
    path("place/<str:code>.json", place.place_json, name="place-json"),
    path("place/<str:code>/", place.place, name="place"),
    path("place/<str:code>/grids/make/", grids.grids_make, name="grids-make"),
    path("place/<str:code>/grids/redraw/", grids.grids_redraw, name="grids-redraw"),
    path("place/<str:code>/rename/", grids.grid_rename, name="grid-rename"),
    path("place/<str:code>/close/", grids.grid_close, name="grid-close"),
]

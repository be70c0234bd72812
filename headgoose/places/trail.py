"""What this room's acts are called in the trail."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.area import Area
from headgoose.kernel.trail_words import FieldWords, Named, SubjectKind, name_fields, name_subject, name_verbs
from headgoose.look.wording import day_text
from headgoose.places.models import PlaceEvent
from headgoose.places.queries import last_spans_of
from headgoose.places.wording import place_url

VERBS = {
    "places.make_grids": _("Grids were made"),
    "places.make_grids_many": _("Grids were made in many villages"),
    "places.redraw_grids": _("Grids were redrawn"),
    "places.rename_grid": _("A grid was renamed"),
    "places.close_grid": _("A grid was closed"),
    "places.preview_tree_import": _("An import of the tree was looked over"),
    "places.apply_tree_import": _("The tree of places was imported"),
    "places.discard_tree_import": _("An import of the tree was discarded"),
    "places.clear_idle_contents": _("Files of old imports were cleared"),
    "places.import_outlines": _("Outlines for the map were brought in"),
    "places.set_mark": _("A place was marked"),
    "places.end_mark": _("A mark was taken from a place"),
    "places.rename_place": _("A place was renamed"),
    "places.recode_place": _("A place got another code"),
    "places.move_place": _("A place was moved under another"),
    "places.merge_places": _("Places were merged"),
    "places.split_place": _("A place was split"),
    "places.close_place": _("A place was closed"),
}
FIELDS = {
    "place": FieldWords(_("Place"), noun="places.place"),
    "place_id": FieldWords(_("Place"), noun="places.place"),
    "name": FieldWords(_("Name")),
    "code": FieldWords(_("Code")),
    "kind": FieldWords(_("Kind")),
    "source": FieldWords(_("Source")),
    "file": FieldWords(_("File")),
    "villages": FieldWords(_("Villages")),
    "grids": FieldWords(_("Grids")),
    "on": FieldWords(_("Date")),
    "effective_on": FieldWords(_("Takes effect on")),
    "places": FieldWords(_("Places")),
    "shares_ppm": FieldWords(_("Shares, in millionths")),
    "imports": FieldWords(_("Imports of the tree"), noun="places.tree_import"),
    "previewed_before": FieldWords(_("Looked over before")),
    "new": FieldWords(_("New")),
    "renamed": FieldWords(_("Renamed")),
    "kind_changed": FieldWords(_("Changed in kind")),
    "moved": FieldWords(_("Moved")),
    "gone": FieldWords(_("Gone")),
    "unchanged": FieldWords(_("Unchanged")),
    "problems": FieldWords(_("Problems")),
    "notices": FieldWords(_("Notices")),
    "outlines": FieldWords(_("Outlines")),
    "made": FieldWords(_("Made")),
    "closed": FieldWords(_("Closed")),
}


def declare() -> None:
    """Tell the trail."""
    name_verbs(VERBS)
    name_fields(FIELDS)
    name_subject(SubjectKind("places.place", _("Place"), name_places, areas_of_places))
    name_subject(SubjectKind("places.place_event", _("Change of the map"), name_events))
    name_subject(SubjectKind("places.tree", _("Tree of places"), lambda ids, actor, on: {}))
    name_subject(SubjectKind("places.tree_import", _("Import of the tree"), name_imports))


def name_places(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Places as they are called last: the tree is no secret."""
    found = last_spans_of(ids).items()
    return {
        pk: Named(span.said, place_url(span, on if span.start_on <= on < span.end_on else span.start_on))
        for pk, span in found
    }


def name_events(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Changes of the map by what they were and their day: the tree is no secret."""
    events = PlaceEvent.objects.filter(pk__in=ids)
    return {event.pk: Named(f"{event.get_kind_display()} · {day_text(event.effective_on)}") for event in events}


def name_imports(ids: Sequence[int], actor: Actor, on: date) -> Mapping[int, Named]:
    """Imports by their number."""
    return {pk: Named(str(_("Import %(number)s") % {"number": pk}), reverse("tree-import", args=[pk])) for pk in ids}


def areas_of_places(ids: Sequence[int]) -> Mapping[int, Area]:
    """The areas that places are, on the newest map."""
    return {pk: span.area for pk, span in last_spans_of(ids).items()}

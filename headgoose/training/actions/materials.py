"""Documents for those in a class."""

from datetime import datetime
from pathlib import PurePath

from django.utils.translation import gettext_lazy as _

from headgoose.kernel.actor import Actor
from headgoose.kernel.refusal import Because, Refused
from headgoose.kernel.rights import Right
from headgoose.kernel.writing import action
from headgoose.places.names import plain_text
from headgoose.records.actions import keep_attachment
from headgoose.records.attachments import ENDINGS, read_document
from headgoose.training.models import Material
from headgoose.training.queries import area_of_place
from headgoose.training.writing import hold_class, note

MATERIALS_MAX = 30
NAME_MAX = 110


@action
def add_material(*, by: Actor, at: datetime, class_id: int, name: str, content: bytes) -> Material:
    """Put a picture or a PDF under a class."""
    found = hold_class(class_id)
    by.require(Right.TRAIN, area_of_place(found.place_id))
    if found.state == "cancelled":
        raise Refused(_("The class is cancelled."), Because.CONFLICT)
    document = read_document(content)
    there = found.materials.filter(removed_at=None)
    if there.count() >= MATERIALS_MAX:
        raise Refused(_("A class has at most 30 documents."), Because.TOO_LARGE, "file")
    if there.filter(attachment__sha256=document.sha256).exists():
        raise Refused(_("This document is there already."), Because.CONFLICT, "file")
    material = Material.objects.create(
        training_class=found,
        attachment=keep_attachment(document, at),
        name=_name(name, ENDINGS[document.media]),
        added_at=at,
        added_by_id=by.person_id,
    )
    note(by, at, "add_material", found, after={"file": material.name, "sha256": document.sha256})
    return material


@action
def remove_material(*, by: Actor, at: datetime, class_id: int, material_id: int) -> Material:
    """Take a document away; it is kept, and shown no longer."""
    found = hold_class(class_id)
    by.require(Right.TRAIN, area_of_place(found.place_id))
    material = found.materials.filter(pk=material_id, removed_at=None).first()
    if material is None:
        raise Refused(_("There is no such document in the class."), Because.NOT_FOUND)
    material.removed_at = at
    material.save(update_fields=["removed_at"])
    note(by, at, "remove_material", found, before={"file": material.name})
    return material


def _name(said: str, ending: str) -> str:
    """A file's name without its folders, with the ending that its content asks for."""
    stem = plain_text(PurePath(said.replace("\0", "").replace("\\", "/")).stem)
    stem = "".join(letter for letter in stem if letter.isprintable())[:NAME_MAX]
    return f"{stem or 'document'}.{ending}"

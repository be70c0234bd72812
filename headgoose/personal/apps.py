"""The room `personal` as a Django app."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

DAY_S = 24 * 3600


class PersonalConfig(AppConfig):
    """See the room's docstring."""

    name = "headgoose.personal"
    label = "personal"

    def ready(self) -> None:
        """Hang into the page of a person, the desk, the file of all that is held, and the clearing of what is old."""
        from headgoose.kernel import registries
        from headgoose.kernel.encrypted import EncryptedTable, encrypted_tables
        from headgoose.personal import holdings, panels
        from headgoose.personal.actions.clearing import clear_kind
        from headgoose.personal.models import FieldKind, PersonalField
        from headgoose.personal.purging import purge_daily
        from headgoose.personal.queries import count_outlived

        encrypted_tables.add(EncryptedTable(PersonalField, order=10))
        registries.person_panels.add(registries.PersonPanel("personal", panels.person_panel, order=10))
        registries.holdings.add(
            registries.Holding(
                _("values held"),
                holdings.fields_held,
                order=20,
                covers=("personal.PersonalField",),
                find_within=lambda person_id, _areas: holdings.fields_held(person_id),
            )
        )
        registries.holdings.add(
            registries.Holding(_("who was shown values"), holdings.reveals_held, order=21, covers=("personal.Reveal",))
        )
        labels = {
            FieldKind.ACCOUNT: _("bank accounts of those who left"),
            FieldKind.PHONE: _("telephones of those who left"),
            FieldKind.IDENTITY: _("identity numbers of those who left"),
        }
        for order, (kind, label) in enumerate(labels.items(), start=10):
            name, find, clear = f"personal_{kind.value}", partial(count_outlived, kind), partial(clear_kind, kind)
            registries.retentions.add(registries.Retention(name, label, find, clear, order=order))
        registries.chores.add(registries.Chore(gettext_noop("purge"), DAY_S, purge_daily, order=80))

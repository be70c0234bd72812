"""Turns each django.po into the django.mo that the product reads."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent.parent / "headgoose" / "locale"

for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
    polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))

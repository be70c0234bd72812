"""Django's own command line, for makers of migrations; users take `headgoose`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
execute_from_command_line(sys.argv)

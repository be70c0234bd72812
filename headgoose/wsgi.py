"""The application as the web server sees it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
application = get_wsgi_application()

if settings.CHORES:
    from headgoose.kernel.chores import start_chores

    start_chores()

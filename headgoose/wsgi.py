"""The application as the web server sees it."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from headgoose.kernel.lane import Lane

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "headgoose.settings")
application = Lane(get_wsgi_application(), settings.ONE_BY_ONE)

if settings.CHORES:
    from headgoose.kernel.chores import start_chores

    start_chores()

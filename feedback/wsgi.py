"""The WSGI entry point, for granian."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import reverse
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback.settings")
application = get_wsgi_application()
# Imports whatever stands behind an address: it takes a second, for which all who come
# first to a new process would wait together.
reverse("home")
# What is asked for most is answered in front of Django where it can be.
for front in reversed(settings.WSGI_FRONTS):
    application = import_string(front)(application)

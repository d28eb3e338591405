"""All settings, from the environment. ``.env.example`` explains each.

Without ``DEBUG`` this is production: it refuses to start half configured.
"""

from feedback import logs
from feedback.settings.accounts import *
from feedback.settings.api import *
from feedback.settings.applications import *
from feedback.settings.database import *
from feedback.settings.ground import *
from feedback.settings.log import *
from feedback.settings.mail import *
from feedback.settings.queue import *
from feedback.settings.sms import *
from feedback.settings.web import *

LOGGING = logs.configuration(env("LOG_LEVEL", default="INFO"))

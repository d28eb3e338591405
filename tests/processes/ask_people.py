"""Ask some people: ``python -m tests.processes.ask_people COUNT`` on a fresh database.

Prints, as JSON, the way to each one's page and the names of its three inputs.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "feedback.settings")
django.setup()

from benchmarks import rows  # noqa: E402 - after django.setup()
from feedback import clock, tenancy  # noqa: E402
from feedback.links import make_token  # noqa: E402
from surveys.models import Invitation, Question  # noqa: E402
from surveys.services.asking import ask_due  # noqa: E402

if __name__ == "__main__":
    business = rows.business("penrose")
    rows.plan(business, int(sys.argv[1]))
    while ask_due(now=clock.now(), limit=1000):
        pass
    with tenancy.enter(business.pk):
        asked = Invitation.objects.filter(status=Invitation.Status.ASKED)
        pks = list(asked.values_list("pk", flat=True))
        fields = [f"q-{pk}" for (pk,) in Question.objects.values_list("pk")]
    paths = [f"/s/{make_token('survey', business.pk, pk)}/" for pk in pks]
    print(json.dumps({"paths": paths, "fields": fields}))  # noqa: T201 - what it is for

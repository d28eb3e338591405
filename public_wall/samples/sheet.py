"""How to get into the sample businesses: ids, logins and links."""

from typing import Any

from django.urls import reverse

from feedback import tenancy
from feedback.accounts.models import Business
from feedback.links import absolute, make_token
from public_wall.samples.opening import PASSWORD
from public_wall.samples.seeding import Sample
from surveys.models import Invitation

# Whose links are handed out: one who has not answered, one who was told of a change.
NOT_ANSWERED, TOLD = "Imogen Lyle", "Priya Nair"
Sheet = dict[str, Any]


def sheet(samples: list[Sample]) -> Sheet:
    """Return ``businesses``, ``logins`` and ``links`` as plain values for JSON."""
    return {
        "businesses": [
            {"id": str(s.business.pk), "slug": s.business.slug, "name": s.business.name}
            for s in samples
        ],
        "logins": [login for sample in samples for login in _logins(sample)],
        "links": _links(*(sample.business for sample in samples)),
    }


def as_text(written: Sheet) -> str:
    """Return the same for a person."""
    lines = [f"{b['name']}: {b['id']}" for b in written["businesses"]]
    lines += [
        f"{login['role']} of {login['business']}: {login['email']}"
        f"  password: {login['password']}"
        for login in written["logins"]
    ]
    lines += [f"{name}: {url}" for name, url in written["links"].items()]
    return "\n".join(lines)


def _logins(sample: Sample) -> list[dict[str, str]]:
    return [
        {
            "email": person.email,
            "password": PASSWORD,
            "role": str(person.role),
            "business": sample.business.name,
        }
        for person in sample.story.firm.team
    ]


def _links(firm: Business, neighbour: Business) -> dict[str, str]:
    asked, told = _invitation(firm, NOT_ANSWERED), _invitation(firm, TOLD)
    leaves = make_token("leave", firm.pk, asked.customer_id)
    paths = {
        "login": reverse("account_login"),
        "inbox": reverse("surveys:reply-list"),
        "wall": reverse("public_wall_public:wall", args=[firm.slug]),
        "neighbour_wall": reverse("public_wall_public:wall", args=[neighbour.slug]),
        "survey": reverse("surveys_public:survey", args=[_token(asked)]),
        "my_feedback": reverse("surveys_public:mine", args=[_token(told)]),
        "stop_asking": reverse("surveys_public:leave", args=[leaves]),
    }
    return {name: absolute(path) for name, path in paths.items()}


def _invitation(business: Business, name: str) -> Invitation:
    with tenancy.enter(business.pk):
        return Invitation.objects.filter(customer__name=name).earliest("id")


def _token(invitation: Invitation) -> str:
    return make_token("survey", invitation.business_id, invitation.pk)

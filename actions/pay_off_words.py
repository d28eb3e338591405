"""What a comparison comes to, in words: counts first, then how sure that is."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models import PayOff

Verdict = PayOff.Verdict
TONES = {
    Verdict.BETTER: "good",
    Verdict.WORSE: "bad",
    Verdict.SAME: "mid",
    Verdict.EARLY: "",
}
MEANINGS: dict[str, Promise] = {
    Verdict.BETTER: gettext_lazy("Fewer bring it up than before."),
    Verdict.WORSE: gettext_lazy("More bring it up than before."),
    Verdict.SAME: gettext_lazy(
        "As many bring it up as before, give or take ten of a hundred."
    ),
    Verdict.EARLY: gettext_lazy("Too few replies yet to say more than the counts."),
}


def counts(pay_off: PayOff) -> str:
    """Return how many bring it up since, and how many did before."""
    values = {
        "n": pay_off.since_n,
        "hits": pay_off.since_hits,
        "before_hits": pay_off.before_hits,
        "before": pay_off.before_n,
        "called": pay_off.called,
    }
    if not pay_off.since_n:
        text = _(
            "No reply yet that could tell. Before, it was %(before_hits)s of"
            " %(before)s."
        )
    elif pay_off.about == PayOff.About.THEME:
        text = _(
            "Of %(n)s replies since, %(hits)s mention “%(called)s”. Before, it was"
            " %(before_hits)s of %(before)s."
        )
    else:
        text = _(
            "Of %(n)s answers since to “%(called)s”, %(hits)s were bad ones. Before, it"
            " was %(before_hits)s of %(before)s."
        )
    return text % values


def span(pay_off: PayOff) -> str:
    """Return what that can mean for a hundred people; empty while there are too few."""
    if pay_off.low is None or pay_off.high is None:
        return ""
    low, high = pay_off.low, pay_off.high
    if high <= 0:
        text = _("Of a hundred, that is at least %(least)s fewer and at most %(most)s.")
        return text % {"least": -high, "most": -low}
    if low >= 0:
        text = _("Of a hundred, that is at least %(least)s more and at most %(most)s.")
        return text % {"least": low, "most": high}
    text = _("Of a hundred, that is anything from %(fewer)s fewer to %(more)s more.")
    return text % {"fewer": -low, "more": high}


def meaning(pay_off: PayOff) -> str | Promise:
    """Return what the verdict says; of one without an end, that a year is over."""
    if pay_off.verdict == Verdict.EARLY and pay_off.ended_at:
        return _("It is no longer looked at, and it could not be told.")
    return MEANINGS[pay_off.verdict]

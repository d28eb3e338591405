"""What the worker does for this part: ring, look what is due, say that we looked."""

from celery import shared_task

from feedback import clock
from feedback.mail import services as mail
from surveys.services import draft_words
from surveys.services.alerting import hear_silence
from surveys.services.asking import ask_due
from surveys.services.digests import send_digests
from surveys.services.drafting_replies import purge_drafts
from surveys.services.holding import keep_in_step, open_due_holds
from surveys.services.importing import bell, import_due
from surveys.services.tallying import tally_due
from surveys.services.theming import read_themes
from surveys.services.undelivered import hear_undelivered
from surveys.services.unheard import hear_replies
from surveys.services.voices import send_voices

IMPORT_SECONDS = 8.0


@shared_task(name="surveys.ask_due")
def ask_due_task() -> int:
    """Ask and remind whoever is due; safe to run twice and at once."""
    mails = ask_due(now=clock.now())
    mail.note_pulse("ask")
    return mails


@shared_task(name="surveys.hear_undelivered")
def hear_undelivered_task() -> int:
    """Hear which mails that asked did not arrive; safe to run twice and at once."""
    changed = hear_undelivered(now=clock.now())
    mail.note_pulse("undelivered")
    return changed


@shared_task(name="surveys.purge_drafts")
def purge_drafts_task() -> int:
    """Forget what was typed behind links that have closed, and what the team typed and
    left; safe to run twice.
    """
    now = clock.now()
    return purge_drafts(now=now) + draft_words.purge_drafts(now=now)


@shared_task(name="surveys.import_due")
def import_due_task() -> None:
    """Carry on the lists that come in, for a few seconds: others want the worker too.
    What is left is rung for again. Safe to run twice and at once.
    """
    if import_due(seconds=IMPORT_SECONDS):
        bell.ring()


@shared_task(name="surveys.send_digests")
def send_digests_task() -> int:
    """Post what people wanted to hear in one mail; safe to run twice and at once."""
    return send_digests(now=clock.now())


@shared_task(name="surveys.send_voices")
def send_voices_task() -> int:
    """Post the weekly voices; safe to run twice and at once."""
    return send_voices(now=clock.now())


@shared_task(name="surveys.hear_silence")
def hear_silence_task() -> int:
    """Notice surveys that have gone quiet; safe to run twice and at once."""
    return hear_silence(now=clock.now())


@shared_task(name="surveys.read_themes")
def read_themes_task() -> int:
    """Read what new replies are about; safe to run twice and at once."""
    return read_themes(now=clock.now())


@shared_task(name="surveys.open_holds")
def open_holds_task() -> int:
    """Open a hold for whoever asked for a person; safe to run twice and at once."""
    return open_due_holds(now=clock.now())


@shared_task(name="surveys.mind_holds")
def mind_holds_task() -> int:
    """Keep holds and customers in step; safe to run twice and at once."""
    return keep_in_step(now=clock.now())


@shared_task(name="surveys.tally_due")
def tally_due_task() -> int:
    """Count the days on which something changed; safe to run twice and at once."""
    return tally_due(now=clock.now())


@shared_task(name="surveys.hear_replies")
def hear_replies_task() -> int:
    """Let the team hear of what came in; safe to run twice and at once."""
    return hear_replies(now=clock.now())

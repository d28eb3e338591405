"""Opening and closing doors through which anybody can answer."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from feedback import clock
from feedback.accounts.models import Business
from feedback.errors import Conflict
from feedback.history import services as history
from feedback.history.services import Actor
from surveys.models import OpenChannel, Survey
from surveys.services.writing import current_version, freeze


@dataclass(frozen=True, slots=True)
class ChannelDetails:
    """What the team decides about a channel. ``origins`` are "https://host"."""

    name: str
    survey: Survey
    work_kind: str
    handler: str = ""
    origins: tuple[str, ...] = ()


class NameTaken(Conflict):
    """Another channel has the name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("There is a way in called “%(name)s”.") % {"name": name})


@transaction.atomic
def open_channel(
    business: Business, kind: str, details: ChannelDetails, *, by: Actor
) -> OpenChannel:
    """Store a new door of ``kind``, open from now on. The words that it shows are
    frozen: a page that was drawn must find its questions when it comes back.

    Raises `NameTaken`.
    """
    freeze(current_version(details.survey), now=clock.now())
    channel = OpenChannel(
        business=business, kind=kind, created_by=by.membership, **_columns(details)
    )
    _save(channel)
    history.record("opened", channel, by=by, kind=(None, kind))
    return channel


@transaction.atomic
def edit_channel(
    channel: OpenChannel, details: ChannelDetails, *, by: Actor
) -> OpenChannel:
    """Change everything but what kind of door it is. Raises `NameTaken`."""
    columns = _columns(details)
    changed = [name for name, new in columns.items() if getattr(channel, name) != new]
    for name, value in columns.items():
        setattr(channel, name, value)
    _save(channel, fields=list(columns))
    history.record("edited", channel, by=by, fields=(None, changed))
    return channel


def close_channel(channel: OpenChannel, *, by: Actor) -> bool:
    """Take nothing in through this door from now on; False if it is closed already."""
    return _move(channel, is_open=False, verb="closed", by=by)


def reopen_channel(channel: OpenChannel, *, by: Actor) -> bool:
    """Take answers in again, under the same address; False if it is open."""
    return _move(channel, is_open=True, verb="reopened", by=by)


@transaction.atomic
def _move(channel: OpenChannel, *, is_open: bool, verb: str, by: Actor) -> bool:
    rows = OpenChannel.objects.filter(pk=channel.pk, is_open=not is_open)
    closed_at = None if is_open else clock.now()
    if not rows.update(is_open=is_open, closed_at=closed_at):
        return False
    channel.is_open, channel.closed_at = is_open, closed_at
    history.record(verb, channel, by=by, is_open=(not is_open, is_open))
    return True


@transaction.atomic
def set_texting(survey: Survey, *, asks: bool, by: Actor) -> None:
    """Let ``survey`` ask by text message whoever has no e-mail address, or not (what
    is planned already stays as it is).
    """
    rows = Survey.objects.filter(pk=survey.pk, asks_by_sms=not asks)
    if rows.update(asks_by_sms=asks):
        survey.asks_by_sms = asks
        history.record("edited", survey, by=by, asks_by_sms=(not asks, asks))


def _columns(details: ChannelDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "survey": details.survey,
        "work_kind": details.work_kind,
        "handler": details.handler,
        "origins": list(details.origins),
    }


def _save(channel: OpenChannel, *, fields: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            channel.save(force_insert=fields is None, update_fields=fields)
    except IntegrityError as error:
        raise NameTaken(channel.name) from error

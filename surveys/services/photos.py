"""Photos of a reply: stored beside it, as many as there may be."""

from collections.abc import Iterable

from feedback.pictures import Picture
from surveys.models import MOST_PHOTOS, Reply, ReplyPhoto
from surveys.submission import Submission


def store_photos(reply: Reply, submission: Submission) -> None:
    """Store the new photos of ``submission`` beside ``reply``, which has none."""
    _add(reply, submission.pictures, range(1, MOST_PHOTOS + 1))


def change_photos(reply: Reply, submission: Submission) -> None:
    """Take away the photos of ``reply`` that ``submission`` leaves out, for good, and
    store its new ones where there is room.
    """
    if not reply.version.asks_photos:
        return
    reply.photos.exclude(digest__in=submission.added.photos).delete()
    there = dict(reply.photos.values_list("digest", "position"))
    free = [n for n in range(1, MOST_PHOTOS + 1) if n not in there.values()]
    new = [one for one in submission.pictures if one.digest not in there]
    _add(reply, new, free)


def _add(reply: Reply, pictures: Iterable[Picture], places: Iterable[int]) -> None:
    different = {picture.digest: picture for picture in pictures}
    rows = [
        ReplyPhoto(
            business_id=reply.business_id,
            reply=reply,
            position=position,
            name=f"photo-{position}.jpg",
            content_type=picture.content_type,
            size=len(picture.body),
            digest=picture.digest,
            body=picture.body,
            width=picture.width,
            height=picture.height,
        )
        for position, picture in zip(places, different.values(), strict=False)
    ]
    if rows:
        ReplyPhoto.objects.bulk_create(rows)

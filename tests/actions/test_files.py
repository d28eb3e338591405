import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from actions.file_kinds import LARGEST, LONGEST_NAME
from actions.models import Action, ActionFile
from actions.selectors import work
from actions.services import add_file, remove_file, restore_file
from actions.services.files import MOST_FILES, forget_removed
from feedback import tenancy
from feedback.customers.models import Customer
from feedback.errors import Refused, TooLarge
from surveys.services.erasing import erase
from tests import builders
from tests.actions.builders import action, text_file
from tests.conftest import NOON, World

PDF = b"%PDF-1.7\n%%EOF"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def zipped(*names: str) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return written.getvalue()


def jpeg() -> bytes:
    written = io.BytesIO()
    picture = Image.new("RGB", (40, 20), (9, 90, 9))
    exif = Image.Exif()
    exif[0x010E] = "taken at 51.5 north"
    picture.save(written, "JPEG", exif=exif)
    return written.getvalue()


def add(world: World, made: Action, name: str, body: bytes) -> ActionFile:
    file = io.BytesIO(body)
    return add_file(made, name=name, file=file, size=len(body), by=world.by)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("plan.pdf", PDF),
        ("PLAN.PDF", PDF),
        ("note.txt", "Grüße\n".encode()),
        ("list.csv", b"a,b\n=1+1,2\n"),
        ("letter.docx", zipped("[Content_Types].xml", "word/document.xml")),
        ("sheet.xlsx", zipped("[Content_Types].xml", "xl/workbook.xml")),
        ("letter.odt", zipped("mimetype", "content.xml")),
    ],
)
def test_documents_are_kept_as_they_are(inside: World, name: str, body: bytes) -> None:
    stored = add(inside, action(inside), name, body)
    assert (bytes(stored.body), stored.name) == (body, name)


def test_a_photo_is_drawn_again_without_where_it_was_taken(inside: World) -> None:
    stored = add(inside, action(inside), "IMG_1.JPG", jpeg())
    assert b"51.5 north" not in bytes(stored.body)
    assert (stored.content_type, stored.name) == ("image/jpeg", "IMG_1.jpg")
    assert not Image.open(io.BytesIO(bytes(stored.body))).getexif()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.html", HTML),
        ("drawing.svg", SVG),
        ("drawing.png", SVG),
        ("photo.jpg", HTML),
        ("photo.jpg", jpeg()[:60]),
        ("plan.pdf", HTML),
        ("note.txt", b"\x00\x01\x02"),
        ("note.txt", b"\xff\xfe\xfd"),
        ("macro.docm", zipped("word/document.xml")),
        ("letter.docx", zipped("word/document.xml", "word/vbaProject.bin")),
        ("letter.docx", zipped("xl/workbook.xml")),
        ("letter.docx", b"PK\x03\x04 cut off"),
        ("tool.exe", b"MZ"),
        ("archive.zip", zipped("a.txt")),
        ("noending", b"words"),
        ("", b"words"),
        ("..", b"words"),
        ("empty.pdf", b""),
    ],
)
def test_whatever_else_it_is_is_refused(inside: World, name: str, body: bytes) -> None:
    with pytest.raises(Refused):
        add(inside, action(inside), name, body)
    assert not ActionFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_unread(inside: World) -> None:
    with pytest.raises(TooLarge):
        add_file(
            action(inside),
            name="a.pdf",
            file=io.BytesIO(PDF),
            size=LARGEST + 1,
            by=inside.by,
        )


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.txt",
        "C:\\temp\\plan.txt",
        'a"b\r\nX-Evil: 1.txt',
        "plan\u202etxt.txt",
        "x" * 400 + ".txt",
    ],
)
def test_names_lose_paths_and_line_breaks(inside: World, name: str) -> None:
    stored = add(inside, action(inside), name, b"words")
    assert not set("/\\\r\n\u202e") & set(stored.name)
    assert len(stored.name) <= LONGEST_NAME
    assert stored.name.endswith(".txt")


def test_the_same_file_twice_is_one(inside: World) -> None:
    made = action(inside)
    assert text_file(made, by=inside.by) == text_file(made, by=inside.by)


def test_there_are_never_more_than_twenty(inside: World) -> None:
    made = action(inside)
    for number in range(MOST_FILES):
        text_file(made, by=inside.by, name=f"{number}.txt")
    with pytest.raises(Refused):
        text_file(made, by=inside.by)


def test_a_file_is_taken_away_put_back_and_forgotten_a_day_later(
    inside: World,
) -> None:
    made = action(inside)
    stored = text_file(made, by=inside.by)
    assert remove_file(stored, by=inside.by, now=NOON)
    assert not work.files([made])
    assert restore_file(stored, by=inside.by)
    assert list(work.files([made])) == [stored]
    remove_file(stored, by=inside.by, now=NOON)
    assert forget_removed(now=NOON + timedelta(hours=23)) == 0
    assert forget_removed(now=NOON + timedelta(hours=25)) == 1
    assert not restore_file(stored, by=inside.by)


def test_a_file_about_one_customer_goes_when_they_are_erased(inside: World) -> None:
    reply = builders.reply()
    alone = text_file(action(inside, reply), by=inside.by)
    both = action(inside, reply, builders.reply(), what="Another")
    shared = text_file(both, by=inside.by)
    erase(Customer.objects.get(pk=reply.customer_id), by=inside.by, now=NOON)
    assert not ActionFile.objects.filter(pk=alone.pk).exists()
    assert ActionFile.objects.filter(pk=shared.pk).exists()


def test_a_file_is_handed_out_to_be_saved_and_runs_nowhere(world: World) -> None:
    with tenancy.enter(world.business.id):
        made = action(world)
        stored = text_file(made, by=world.by, name="Grüße aus Köln.txt")
    url = reverse("actions:action-file", args=[made.pk, stored.pk])
    answer = world.client("reader").get(url)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_limits_are_said_before_and_a_refusal_beside_the_field(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made = action(world)
    page = client.get(reverse("actions:action-detail", args=[made.pk])).content.decode()
    assert "10" in page
    assert "megabytes" in page
    url = reverse("actions:action-files", args=[made.pk])
    bad = SimpleUploadedFile("page.html", HTML)
    refused = client.post(url, {"file": bad})
    assert (refused.status_code, b"We take photos" in refused.content) == (422, True)
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"file": "words"}).status_code == 422
    good = SimpleUploadedFile("plan.pdf", PDF)
    assert "plan.pdf" in client.post(url, {"file": good}, follow=True).content.decode()


def test_what_was_taken_away_cannot_be_had(world: World) -> None:
    client = world.client("member")
    with tenancy.enter(world.business.id):
        made = action(world)
        stored = text_file(made, by=world.by)
    url = reverse("actions:action-file", args=[made.pk, stored.pk])
    removal = reverse("actions:action-file-removal", args=[made.pk, stored.pk])
    assert client.get(url).status_code == 200
    client.post(removal)
    assert client.get(url).status_code == 404
    client.post(f"{removal}?undo=1")
    assert client.get(url).status_code == 200

"""The pages of a list that comes in as a file."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from feedback import clock, tenancy
from feedback.customers.models import Customer, Import, Interaction
from surveys.services.importing.report import escaped
from tests import builders
from tests.conftest import NOON, World
from tests.queries import assert_same_queries
from tests.surveys.importing.lists import LINES, text_of, work

State = Import.State
UPLOAD = reverse("surveys:customer-upload")
LIST = reverse("surveys:customer-import-list")
MATCHED = {
    "has_headings": "on",
    **{
        f"column_{at}": field
        for at, field in enumerate(
            ("name", "email", "what", "when", "who", "reference", "value")
        )
    },
}


def upload(world: World, content: bytes, name: str = "list.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return world.client("member").post(UPLOAD, {"file": file}, follow=True)


def the_import(world: World) -> Import:
    with tenancy.enter(world.business.pk):
        return Import.objects.latest("id")


def page(of: Import, name: str = "detail") -> str:
    return reverse(f"surveys:customer-import-{name}", kwargs={"pk": of.pk})


def send(world: World, name: str, **said: str) -> HttpResponse:
    of = the_import(world)
    return world.client("member").post(page(of, name), said, follow=True)


def words(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def test_a_file_goes_step_by_step(world: World) -> None:
    with tenancy.enter(world.business.pk):
        builders.survey()
    shown = upload(world, text_of(*LINES, "Bad,bad,Visit,2026-11-17,,,"))
    assert "Match the columns" in words(shown)
    assert "selected>Email<" in words(shown).replace(" >", ">")
    checked = words(send(world, "columns", **MATCHED))
    assert "3 people." in checked
    assert "1 row cannot be taken" in checked
    assert "1 has no email address." in checked
    assert "“bad” is not an email address." in checked
    assert "Take 3 rows in" in checked
    assert "Rows are coming in" in words(send(world, "start"))
    work()
    done = words(world.client("reader").get(page(the_import(world))))
    assert "3 rows are in." in done
    assert "2 will be asked." in done
    assert "1 not: no email address." in done
    assert "Undo" in done
    assert "taken out again" in words(send(world, "undo"))
    work()
    with tenancy.enter(world.business.pk):
        assert not Customer.objects.exists()
    assert "3 rows were taken out again." in words(
        world.client().get(page(the_import(world)))
    )


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"", "empty"),
        (b"PK\x03\x04zip", "damaged"),
        (b"MZ\x90\x00program", "program"),
        (b"<!doctype html><p>", "web page"),
        (b"x," * 10_000, "columns"),
    ],
)
def test_a_wrong_file_gets_a_human_answer(
    world: World, content: bytes, because: str
) -> None:
    response = upload(world, content)
    assert response.status_code == 422
    assert because in words(response)
    with tenancy.enter(world.business.pk):
        assert not Import.objects.exists()


def test_a_request_that_is_too_large_is_refused_before_it_is_stored(
    world: World,
) -> None:
    with override_settings(UPLOAD_MAX_SIZE=1000):
        assert upload(world, text_of(*LINES * 40)).status_code == 413


def test_no_file_is_a_mistake(world: World) -> None:
    assert world.client("member").post(UPLOAD, {}).status_code == 422


def test_a_file_that_breaks_off_says_so(world: World) -> None:
    upload(world, text_of(*LINES * 9, '"never closed' + ",x\n" * 70_000))
    send(world, "columns", **MATCHED)
    work()
    shown = words(world.client().get(page(the_import(world))))
    assert "is never closed" in shown
    assert "Could not be read" in shown


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"column_1": "name"}, "Two columns cannot both be"),
        ({"column_0": "", "column_1": ""}, "names or addresses"),
        ({"column_2": ""}, "choose a column for it above"),
        ({"column_3": "nonsense"}, "nonsense"),
    ],
)
def test_a_wrong_matching_is_explained(
    world: World, said: dict[str, str], because: str
) -> None:
    upload(world, text_of(*LINES))
    response = send(world, "columns", **{**MATCHED, **said})
    assert response.status_code == 422
    assert because in words(response)
    assert the_import(world).state == State.UPLOADED


def test_an_ambiguous_date_has_to_be_chosen_first(world: World) -> None:
    upload(world, text_of("Ann,ann@a.example,Visit,03/04/2026,,,"))
    checked = words(send(world, "columns", **MATCHED))
    assert "1 date could be read two ways: choose." in checked
    assert "Take 1 row in" not in checked
    assert send(world, "dates", order="sideways").status_code == 422
    assert "Take 1 row in" in words(send(world, "dates", order="day"))


def test_a_list_without_headings_is_matched_by_hand(world: World) -> None:
    upload(world, text_of(*LINES[1:], headings=LINES[0]))
    checked = words(send(world, "columns", **{**MATCHED, "has_headings": ""}))
    assert "3 people." in checked


def test_the_progress_comes_in_part_with_its_state(world: World) -> None:
    upload(world, text_of(*LINES))
    send(world, "columns", **MATCHED)
    send(world, "start")
    part = world.client().get(page(the_import(world)), {"part": "progress"})
    assert part["X-Import-State"] == State.RUNNING
    assert "0 of 3 rows" in words(part)
    assert "<html" not in words(part)
    whole = words(world.client().get(page(the_import(world))))
    assert '<noscript><meta http-equiv="refresh"' in whole


def test_a_list_can_be_stopped_and_started_only_once(world: World) -> None:
    upload(world, text_of(*LINES))
    send(world, "columns", **MATCHED)
    send(world, "start")
    assert send(world, "start").status_code == 409
    send(world, "stop")
    work()
    assert the_import(world).state == State.CANCELLED
    assert send(world, "stop").status_code == 409


def test_undo_is_refused_when_its_time_is_over(world: World) -> None:
    upload(world, text_of(*LINES))
    send(world, "columns", **MATCHED)
    send(world, "start")
    work()
    with clock.set_to(NOON + timedelta(minutes=11)):
        shown = words(world.client().get(page(the_import(world))))
        assert "Until " not in shown
        assert send(world, "undo").status_code == 409
    with tenancy.enter(world.business.pk):
        assert Interaction.objects.count() == 3


def test_a_stranger_finds_nothing(world: World) -> None:
    upload(world, text_of(*LINES))
    of = the_import(world)
    for name in ("detail", "columns", "report"):
        assert world.client("stranger").get(page(of, name)).status_code == 404
    for name in ("start", "stop", "undo", "dates", "columns"):
        assert world.client("stranger").post(page(of, name)).status_code == 404


def test_the_list_needs_the_same_queries_however_long(world: World) -> None:
    def grow() -> None:
        with tenancy.enter(world.business.pk):
            Import.objects.create(
                business=world.business, kind="csv", file_name="more.csv"
            )

    assert_same_queries(world.client(), LIST, grow)


def test_the_list_has_pages(world: World) -> None:
    assert "No list yet" in words(world.client().get(LIST))
    with tenancy.enter(world.business.pk):
        for number in range(30):
            with clock.set_to(NOON + timedelta(seconds=number)):
                Import.objects.create(
                    business=world.business,
                    kind="csv",
                    file_name=f"file {number:02}.csv",
                )
    first = world.client().get(LIST)
    assert "file 29.csv" in words(first)
    assert "file 02.csv" not in words(first)
    last = first.context["last"]
    second = words(world.client().get(LIST, {"before": last.pk}))
    assert "file 02.csv" in second
    assert world.client().get(LIST, {"before": "nonsense"}).status_code == 200


# --- Files -------------------------------------------------------------------------


def test_the_report_says_what_became_of_each_row(world: World) -> None:
    upload(world, text_of(*LINES, LINES[0], "=1+1,=cmd,Visit,2026-11-17,,,"))
    send(world, "columns", **MATCHED)
    send(world, "start")
    work()
    answer = world.client().get(page(the_import(world), "report"))
    content = b"".join(answer.streaming_content).decode()
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert content.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))
    assert rows[1:] == [
        ["5", "Was there already", ""],
        ["6", "Not taken", "“=cmd” is not an email address."],
    ]


@pytest.mark.parametrize(
    "cell",
    [
        *("=1", "+cmd", "-cmd", "@SUM", "\t=1", "\r=1", "\x00=1", " =1", '"=1', "'=1"),
        *("\u3000=1", "\uff1d1", "\uff0bx", "\uff20x", "\n=1", "\ufeff=1"),
    ],
)
def test_no_cell_of_a_report_is_a_formula(cell: str) -> None:
    assert escaped(cell).startswith("'")


@pytest.mark.parametrize("cell", ["Ann", "-5", "+44", "1.5", "", "a=b", "“=x” is not"])
def test_plain_cells_stay_as_they_are(cell: str) -> None:
    assert escaped(cell) == cell


def test_the_sample_file_reads_back(world: World) -> None:
    with tenancy.enter(world.business.pk):
        builders.interaction(kind="Chimney sweep")
    answer = world.client().get(reverse("surveys:customer-import-sample"))
    content = b"".join(answer.streaming_content)
    assert b"Chimney sweep" in content
    assert "Match the columns" in words(upload(world, content))
    of = the_import(world)
    assert set(of.columns) >= {"name", "email", "what", "when", "who", "phone"}


def test_a_long_paste_goes_the_way_of_a_file(world: World) -> None:
    text = "".join(f"N,{n}@a.example,Visit,17 Nov\n" for n in range(5_100))
    pasted = world.client("member").post(
        reverse("surveys:customer-paste"), {"text": text}, follow=True
    )
    assert "Match the columns" in words(pasted)
    assert the_import(world).kind == Import.Kind.PASTE


def test_headings_are_known_in_other_languages(world: World) -> None:
    upload(
        world,
        text_of(
            *LINES,
            headings="Kunde;E-Mail".replace(";", ",")
            + ",Leistung,Datum,Mitarbeiter,Rechnungsnummer,Betrag",
        ),
    )
    assert set(the_import(world).columns) == {
        *("name", "email", "what", "when", "who", "reference", "value")
    }

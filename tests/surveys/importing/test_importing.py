"""A list from its file to customers, work and decisions."""

import zlib
from datetime import timedelta

import pytest
from django.db import connection

from feedback import clock, tenancy
from feedback.customers.models import (
    Customer,
    Import,
    ImportChunk,
    ImportPart,
    Interaction,
)
from feedback.customers.services import suppress
from feedback.errors import Conflict
from feedback.history.services import CUSTOMER
from surveys.import_words import checked_in_words
from surveys.models import Invitation
from surveys.services import importing
from surveys.services.importing import checking, receiving, running, storing
from tests import builders
from tests.conftest import NOON, World
from tests.surveys.importing.lists import (
    LINES,
    checked,
    imported,
    received,
    text_of,
    work,
)

State = Import.State
MANY = [
    f"P{n},p{n}@a.example,Visit,2026-11-{n % 17 + 1:02},Dan,R{n}," for n in range(40)
]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "CHUNK", 10)


def counts() -> tuple[int, int, int]:
    return (
        Customer.objects.count(),
        Interaction.objects.count(),
        Invitation.objects.count(),
    )


def test_each_row_becomes_a_customer_and_work(inside: World) -> None:
    builders.survey()
    of = imported(inside, text_of(*LINES))
    assert (of.state, of.problem) == (State.DONE, "")
    assert Customer.objects.filter(came_with=of.pk).count() == 3
    assert Interaction.objects.filter(came_with=of.pk, source="csv").count() == 3
    assert Invitation.objects.filter(status="planned").count() == 2
    assert (of.counts["added"], of.counts["asked"]) == (3, 2)


def test_nothing_is_stored_before_it_is_started(inside: World) -> None:
    of = checked(inside, text_of(*LINES))
    assert of.state == State.CHECKED
    work()
    assert counts() == (0, 0, 0)


def test_the_check_counts_what_stands_out(inside: World) -> None:
    suppress(inside.business, email="ann@a.example", reason="opted_out", by=CUSTOMER)
    tom = builders.customer(email="tom@a.example")
    builders.invitation(builders.interaction(tom))
    of = checked(inside, text_of(*LINES, "Bad,no address,Visit,2026-11-17,Dan,,"))
    found = {name: of.counts[name] for name in ("good", "bad", "people")}
    assert found == {"good": 3, "bad": 1, "people": 3}
    assert of.counts["no_address"] == of.counts["opted_out"] == 1
    assert of.counts["asked_lately"] == 1


@pytest.mark.usefixtures("small_chunks")
def test_a_long_list_is_counted_in_rows(inside: World) -> None:
    of = checked(inside, text_of(*MANY))
    assert "people" not in of.counts
    assert checked_in_words(of) == "40 rows."


def test_the_same_file_twice_changes_nothing(inside: World) -> None:
    builders.survey()
    imported(inside, text_of(*LINES))
    before = counts()
    again = imported(inside, text_of(*reversed(LINES)))
    assert counts() == before
    assert (again.counts["added"], again.counts["there"]) == (0, 3)


def test_a_row_twice_in_one_file_is_taken_once(inside: World) -> None:
    of = imported(inside, text_of(LINES[0], LINES[0].replace("ann@", "ANN@")))
    assert counts()[:2] == (1, 1)
    assert of.counts["there"] == 1
    assert ImportChunk.objects.get(of=of).outcomes == [[3, "there", ""]]


def test_whoever_asked_not_to_be_asked_is_not(inside: World) -> None:
    builders.survey()
    suppress(inside.business, email="ann@a.example", reason="opted_out", by=CUSTOMER)
    imported(inside, text_of(*LINES))
    rows = Invitation.objects.filter(customer__email_key="ann@a.example")
    assert [row.reason for row in rows] == ["opted_out"]


@pytest.mark.usefixtures("small_chunks")
def test_two_visits_of_one_person_far_apart_ask_about_the_last(inside: World) -> None:
    builders.survey()
    first = "P0,p0@a.example,Quote,2026-11-10,Dan,Q1,"
    last = "P0,p0@a.example,Repair,2026-11-17,Dan,Q2,"
    imported(inside, text_of(first, *MANY[1:], last))
    planned = Invitation.objects.get(
        customer__email_key="p0@a.example", status="planned"
    )
    assert planned.interaction.kind == "Repair"


def test_nobody_is_asked_before_the_undo_is_over(inside: World) -> None:
    builders.survey(delay_hours=0)
    of = imported(inside, text_of(*LINES))
    assert of.undo_until is not None
    assert of.undo_until >= NOON + timedelta(minutes=10)
    assert all(row.due_at >= of.undo_until for row in Invitation.objects.all())


def test_the_file_is_forgotten_when_it_is_in(inside: World) -> None:
    of = imported(inside, text_of(*LINES))
    assert not ImportPart.objects.exists()
    assert all(not bytes(chunk.content) for chunk in of.chunks.all())
    assert of.first_lines == []


def test_a_file_that_nobody_starts_is_forgotten_after_a_day(inside: World) -> None:
    of = checked(inside, text_of(*LINES))
    with clock.set_to(NOON + timedelta(days=1, hours=1)):
        work()
    of.refresh_from_db()
    assert (of.state, ImportPart.objects.count()) == (State.FAILED, 0)
    assert "within a day" in of.problem


def test_headings_are_remembered(inside: World) -> None:
    content = text_of("ann@a.example,Visit,2026-11-17", headings="Email,Job,Bar")
    of = received(inside, content)
    importing.choose_columns(of, {"email": 0, "what": 1, "when": 2}, by=inside.by)
    assert received(inside, content).columns == {"email": 0, "what": 1, "when": 2}


def test_columns_can_be_kept_as_they_are(inside: World) -> None:
    line = 'Ann,ann@a.example,Visit,2026-11-17,Falmouth \\ "south"'
    content = text_of(line, headings="Name,Email,Job,Date,Branch")
    imported(inside, content, attributes=[4])
    assert Interaction.objects.get().attributes == {"Branch": 'Falmouth \\ "south"'}


def test_what_no_column_says_holds_for_every_row(inside: World) -> None:
    content = text_of("Ann,ann@a.example", headings="Name,Email")
    imported(inside, content, all={"what": "Visit", "when": "2026-11-17"})
    found = Interaction.objects.get()
    assert (found.kind, found.happened_at.day) == ("Visit", 17)


# --- Dates -------------------------------------------------------------------------


def test_a_date_that_reads_two_ways_is_a_question(inside: World) -> None:
    of = checked(inside, text_of("Ann,ann@a.example,Visit,03/04/2026,Dan,,"))
    assert importing.dates_are_open(of)
    importing.choose_date_order(of, Import.DateOrder.MONTH_FIRST, by=inside.by)
    importing.check_now(of)
    assert not importing.dates_are_open(of)
    importing.start(of, by=inside.by)
    work()
    assert Interaction.objects.get().happened_at.strftime("%m-%d") == "03-04"


def test_other_dates_of_the_list_answer_the_question(inside: World) -> None:
    lines = (
        "Ann,ann@a.example,Visit,03/04/2026,,,",
        LINES[1].replace("2026-11-16", "16/11/2026"),
    )
    assert not importing.dates_are_open(checked(inside, text_of(*lines)))


def test_dates_against_the_habit_of_the_country_are_a_question(inside: World) -> None:
    of = checked(
        inside,
        text_of(
            "Ann,ann@a.example,Visit,04/03/2026,,,",
            "Tom,tom@a.example,Visit,11/16/2026,,,",
        ),
    )
    assert importing.dates_are_open(of)
    assert of.counts["bad"] == 1


# --- Crashes, two workers, stopping ------------------------------------------------


class _Killed(BaseException):
    """As if the process were gone."""


def killed_after(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, calls: int
) -> None:
    """Let the process end at the call of ``name`` after ``calls`` good ones."""
    whole = getattr(module, name)
    left = [calls]

    def counted(*args: object, **kwargs: object) -> object:
        left[0] -= 1
        if left[0] < 0:
            raise _Killed
        return whole(*args, **kwargs)

    monkeypatch.setattr(module, name, counted)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("good", [0, 1, 3])
@pytest.mark.parametrize(
    ("module", "name"),
    [
        (storing, "store_chunk"),
        (running.planning, "plan_some"),
        (running, "_store_next"),
    ],
)
def test_a_crash_between_chunks_neither_loses_nor_doubles(
    inside: World,
    monkeypatch: pytest.MonkeyPatch,
    good: int,
    module: object,
    name: str,
) -> None:
    builders.survey()
    monkeypatch.setattr(running.planning, "PEOPLE_AT_ONCE", 7)
    of = checked(inside, text_of(*MANY))
    importing.start(of, by=inside.by)
    with monkeypatch.context() as patch:
        killed_after(patch, module, name, good)
        with pytest.raises(_Killed):
            work()
    with clock.set_to(NOON + timedelta(minutes=3)):
        work()
    of.refresh_from_db()
    assert of.state == State.DONE
    assert counts() == (40, 40, 40)
    assert of.counts["added"] == 40
    assert of.counts["asked"] == Invitation.objects.filter(status="planned").count()


@pytest.mark.usefixtures("small_chunks")
def test_a_crash_in_the_middle_of_a_chunk_leaves_nothing_of_it(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = checked(inside, text_of(*MANY))
    importing.start(of, by=inside.by)
    whole = ImportChunk.save

    def killed(self: ImportChunk, **kwargs: object) -> None:
        if self.number == 1:
            raise _Killed
        whole(self, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(ImportChunk, "save", killed)
        with pytest.raises(_Killed):
            work()
    assert counts()[:2] == (10, 10)
    with clock.set_to(NOON + timedelta(minutes=3)):
        work()
    assert counts()[:2] == (40, 40)


@pytest.mark.usefixtures("small_chunks")
def test_reading_goes_on_where_it_ended(inside: World) -> None:
    of = received(inside, text_of(*MANY))
    importing.choose_columns(of, of.columns, by=inside.by)
    for _ in range(5):
        lease = running.claim(now=clock.now())
        assert lease is not None
        running.carry_on(lease, ends=0)
    of.refresh_from_db()
    assert (of.state, of.lines_read, of.counts["good"]) == (State.CHECKED, 40, 40)
    assert [chunk.rows for chunk in of.chunks.order_by("number")] == [10] * 4


@pytest.mark.usefixtures("small_chunks")
def test_a_lease_keeps_others_away_until_it_ends(inside: World) -> None:
    of = checked(inside, text_of(*MANY))
    importing.start(of, by=inside.by)
    mine = running.claim(now=clock.now())
    assert mine is not None
    assert running.claim(now=clock.now()) is None
    theirs = running.claim(now=clock.now() + running.LEASE)
    assert theirs is not None
    # Whoever lost it stores nothing more.
    running.carry_on(mine, ends=0)
    assert counts()[:2] == (0, 0)
    running.carry_on(theirs, ends=0)
    assert counts()[:2] == (10, 10)


@pytest.mark.usefixtures("small_chunks")
def test_stopping_keeps_what_is_in_and_says_so(inside: World) -> None:
    builders.survey()
    of = checked(inside, text_of(*MANY))
    importing.start(of, by=inside.by)
    lease = running.claim(now=clock.now())
    assert lease is not None
    running.carry_on(lease, ends=0)
    importing.stop(of, by=inside.by)
    work()
    of.refresh_from_db()
    assert (of.state, of.counts["added"]) == (State.CANCELLED, 10)
    assert counts() == (10, 10, 10)


def test_a_list_that_has_not_begun_is_forgotten(inside: World) -> None:
    of = checked(inside, text_of(*LINES))
    importing.stop(of, by=inside.by)
    assert (of.state, ImportPart.objects.count()) == (State.CANCELLED, 0)
    with pytest.raises(Conflict):
        importing.start(of, by=inside.by)


def test_a_list_that_breaks_us_is_given_up_and_not_the_others(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = checked(inside, text_of(*LINES))
    importing.start(of, by=inside.by)
    other = checked(inside, text_of(*MANY))
    importing.start(other, by=inside.by)
    whole = storing.store_chunk

    def breaks(found: Import) -> bool:
        if found.pk == of.pk:
            raise ValueError
        return whole(found)

    monkeypatch.setattr(storing, "store_chunk", breaks)
    work()
    of.refresh_from_db()
    other.refresh_from_db()
    assert (of.state, other.state) == (State.CANCELLED, State.DONE)
    assert "noted" in of.problem
    assert counts()[:2] == (40, 40)


def test_businesses_take_turns(world: World) -> None:
    for business in (world.business, world.business, world.other_business):
        with tenancy.enter(business.pk):
            Import.objects.create(
                business=business,
                state=State.RUNNING,
                kind=Import.Kind.CSV,
                file_name="list.csv",
                started_at=NOON,
                lease_until=NOON if business == world.business else None,
            )
    served = [running.claim(now=NOON) for _ in range(4)]
    assert [lease.business_id for lease in served if lease] == [
        world.other_business.pk,
        world.business.pk,
        world.business.pk,
    ]


# --- Undo --------------------------------------------------------------------------


def test_undo_takes_everything_out_again(inside: World) -> None:
    builders.survey()
    known = builders.customer(email="tom@a.example", name="Tom")
    of = imported(inside, text_of(*LINES))
    importing.undo(of, by=inside.by, now=clock.now())
    assert not Invitation.objects.filter(status="planned").exists()
    work()
    of.refresh_from_db()
    assert of.state == State.UNDONE
    assert list(Customer.objects.all()) == [known]
    assert counts() == (1, 0, 0)
    assert (of.counts["undone"], of.counts["undone_people"]) == (3, 2)


def test_undo_ends_after_ten_minutes(inside: World) -> None:
    of = imported(inside, text_of(*LINES))
    with pytest.raises(Conflict, match="over"):
        importing.undo(of, by=inside.by, now=NOON + timedelta(minutes=11))
    assert counts()[:2] == (3, 3)


def test_undo_leaves_what_was_asked_by_hand(inside: World) -> None:
    builders.survey()
    of = imported(inside, text_of(*LINES))
    asked = Invitation.objects.filter(status="planned").first()
    assert asked is not None
    version = asked.survey.versions.get()
    Invitation.objects.filter(pk=asked.pk).update(
        status="asked", asked_at=NOON, version=version
    )
    importing.undo(of, by=inside.by, now=clock.now())
    work()
    assert counts() == (1, 1, 1)


def test_what_was_undone_can_come_again(inside: World) -> None:
    of = imported(inside, text_of(*LINES))
    importing.undo(of, by=inside.by, now=clock.now())
    work()
    imported(inside, text_of(*LINES))
    assert counts()[:2] == (3, 3)


@pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite stores bytes as they are"
)
@pytest.mark.parametrize("model", [ImportPart, ImportChunk])
def test_what_is_packed_already_is_not_packed_again(
    inside: World, model: type[ImportPart | ImportChunk]
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attstorage FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attname = 'content'",
            [model._meta.db_table],
        )
        ((storage,),) = cursor.fetchall()
    assert storage in ("e", b"e")


def test_a_file_of_many_pieces_comes_back_as_it_was(
    inside: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "PART_BYTES", 100)
    of = received(inside, text_of(*MANY))
    parts = ImportPart.objects.filter(of=of).order_by("number")
    assert [part.number for part in parts] == list(range(len(parts)))
    assert len(parts) > 2 * receiving._PARTS_AT_ONCE
    kept = b"".join(zlib.decompress(part.content) for part in parts)
    assert kept == text_of(*MANY)

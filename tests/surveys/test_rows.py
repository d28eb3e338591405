"""Lists as people paste and upload them: each nasty one has a stated outcome."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.accounts.models import Business
from feedback.errors import Refused
from surveys.rows import MOST_ROWS, NewRow, Reading, Unreadable, read

TODAY = date(2026, 11, 18)  # a Wednesday
FIRM = Business(name="Penrose Heating", zone="Europe/London", country="GB")
AMERICAN = Business(name="Acme", zone="America/New_York", country="US")
LINE = "Margaret Ellis,margaret@example.com,Boiler service,17 Nov 2026,Dan"
NOTHING = Reading((), (), FIRM.zone)
HEADED = f"name,email,what,when,who\n{LINE}\n"


def of(text: str, firm: Business = FIRM) -> Reading:
    return read(text, firm, today=TODAY)


def one(text: str, firm: Business = FIRM) -> NewRow:
    reading = of(text, firm)
    assert [row.why for row in reading.refused] == []
    (row,) = reading.rows
    return row


def why(text: str, firm: Business = FIRM) -> str:
    reading = of(text, firm)
    assert not reading.rows
    (row,) = reading.refused
    return row.why


def when(text: str, firm: Business = FIRM) -> str:
    row = one(f"Tom;tom@example.com;Visit;{text};Dan", firm)
    return row.happened_at.strftime("%Y-%m-%d %H:%M")


def test_a_line_is_name_email_what_when_who() -> None:
    assert one(LINE) == NewRow(
        name="Margaret Ellis",
        email="margaret@example.com",
        kind="Boiler service",
        happened_at=datetime(2026, 11, 17, 12, tzinfo=UTC),
        handler="Dan",
        line=1,
    )


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(mark: str) -> None:
    text = "\n".join([LINE.replace(",", mark)] * 3)
    assert [row.handler for row in of(text).rows] == ["Dan"] * 3


def test_a_separator_inside_quotes_is_no_separator() -> None:
    row = one('"Ellis, Margaret",m@example.com,"Sink, bath; tap",17 Nov,"Dan, Lee"')
    assert (row.name, row.kind, row.handler) == (
        "Ellis, Margaret",
        "Sink, bath; tap",
        "Dan, Lee",
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_line(end: str) -> None:
    reading = of(end.join([LINE, "", LINE, "nobody"]))
    assert [row.line for row in reading.rows] == [1, 3]
    assert [row.line for row in reading.refused] == [4]


def test_headings_name_the_columns_in_any_order() -> None:
    row = one(
        "Date;Handled by;E-mail Address;Customer name;Job;Amount;Tel.;Invoice no.\n"
        "17/11/2026;Dan;m@example.com;Margaret;Boiler;£1,250.50;01326 1234;INV-7"
    )
    assert (row.name, row.email, row.kind) == ("Margaret", "m@example.com", "Boiler")
    assert (row.handler, row.phone, row.reference) == ("Dan", "01326 1234", "INV-7")
    assert (row.value, row.line) == (Decimal("1250.50"), 2)


def test_first_and_last_name_make_one_name() -> None:
    row = one("First name,Surname,Email,Service,Date\nMargaret,Ellis,,Visit,today")
    assert row.name == "Margaret Ellis"


def test_the_first_of_two_columns_of_one_name_counts() -> None:
    row = one("name,email,email,what,when\nM,a@example.com,b@example.com,Visit,today")
    assert row.email == "a@example.com"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-17", "2026-11-17 12:00"),
        ("2026-11-17 14:30", "2026-11-17 14:30"),
        ("2026-11-17T14:30:05Z", "2026-11-17 14:30"),
        ("2026-11-17T14:30+05:45", "2026-11-17 08:45"),
        ("2026/11/17", "2026-11-17 12:00"),
        ("17/11/2026", "2026-11-17 12:00"),
        ("17-11-26", "2026-11-17 12:00"),
        ("17.11.2026", "2026-11-17 12:00"),
        ("3/11", "2026-11-03 12:00"),
        ("3/12", "2025-12-03 12:00"),
        ("17 Nov", "2026-11-17 12:00"),
        ("17th November 2026", "2026-11-17 12:00"),
        ("Nov 17, 2026", "2026-11-17 12:00"),
        ("1 Sept 2026", "2026-09-01 11:00"),
        ("Tue 17 Nov", "2026-11-17 12:00"),
        ("Tuesday, 17 November 2026 at 2.30 pm", "2026-11-17 14:30"),
        ("17 Nov 12am", "2026-11-17 00:00"),
        ("today", "2026-11-18 12:00"),
        ("Yesterday", "2026-11-17 12:00"),
        ("yesterday 9am", "2026-11-17 09:00"),
        ("Tuesday", "2026-11-17 12:00"),
        ("thurs", "2026-11-12 12:00"),
        ("last Wednesday", "2026-11-11 12:00"),
        ("29 Feb 2024", "2024-02-29 12:00"),
        # 17/11/2026 in Arabic digits.
        ("\u0661\u0667/\u0661\u0661/2026", "2026-11-17 12:00"),
    ],
)
def test_a_date_is_read_as_it_is_written(written: str, meant: str) -> None:
    assert when(written) == meant


def test_the_country_decides_what_comes_first() -> None:
    assert when("03/11/2026") == "2026-11-03 12:00"
    assert when("03/11/2026", AMERICAN) == "2026-03-11 16:00"


@pytest.mark.parametrize(
    ("written", "because"),
    [
        ("11/18/2026", "“11/18/2026”: we read the day first, and 18 is no month."),
        ("30 Feb 2026", "“30 Feb 2026” is not a day that exists."),
        ("31/04/2026", "“31/04/2026” is not a day that exists."),
        ("2026-13-01", "“2026-13-01” is not a day that exists."),
        ("19 Nov 2026", "“19 Nov 2026” is in the future."),
        ("9999-12-31", "“9999-12-31” is in the future."),
        (
            "9999-12-31T23:59-23:59",
            "“9999-12-31T23:59-23:59” is not a day that exists.",
        ),
        ("0001-01-01", "“0001-01-01” is too long ago to be right."),
        ("0000-00-00", "“0000-00-00” is not a day that exists."),
        ("Wednesday", "“wednesday” could be today or a week ago. Write the date."),
        ("Mon 17 Nov", "“mon 17 nov”: that day was a Tuesday."),
        ("46344", "“46344” is not a date we can read. Write 18 Nov 2026."),
        ("soon", "“soon” is not a date we can read. Write 18 Nov 2026."),
        ("17 Ma 2026", "“17 Ma 2026” is not a date we can read. Write 18 Nov 2026."),
        (
            "17 Nov 25:00",
            "“17 Nov 25:00” is not a date we can read. Write 18 Nov 2026.",
        ),
        ("=TODAY()", "“=TODAY()” is not a date we can read. Write 18 Nov 2026."),
        ("", "It does not say when."),
    ],
)
def test_a_date_that_is_none_is_refused_with_a_reason(
    written: str, because: str
) -> None:
    assert why(f"Tom;tom@example.com;Visit;{written};Dan") == because


def test_month_first_says_so_where_that_is_the_custom() -> None:
    reason = why("Tom;t@example.com;Visit;18/11/2026;Dan", AMERICAN)
    assert reason == "“18/11/2026”: we read the month first, and 18 is no month."


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ann@example.com", "ann@example.com"),
        ("Ann <ann@example.com>", "ann@example.com"),
        ('"Ann" <ann@example.com>', "ann@example.com"),
        ("<ann@example.com>", "ann@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("ann+boiler@example.com", "ann+boiler@example.com"),
        ("o'hara@example.com", "o'hara@example.com"),
        ("ann@bücher.example", "ann@bücher.example"),
        ("ann@example.com.", "ann@example.com"),
        ("", ""),
    ],
)
def test_an_address_is_taken_out_of_what_surrounds_it(written: str, meant: str) -> None:
    assert one(f"Ann;{written};Visit;today").email == meant


@pytest.mark.parametrize(
    "written",
    [
        "ann",
        "ann@",
        "@example.com",
        "ann@example",
        "ann@exa mple.com",
        "ann@example.com, tom@example.com",
        "ann@example.com / tom@example.com",
        "ann@example.com tom@example.com",
        "<ann@example.com> <tom@example.com>",
        "ann@@example.com",
        "ann@example.com>x",
        f"{'a' * 250}@example.com",
        "ann\u202e@example.com",
        "ann\u200b@example.com",
        "<script>alert(1)</script>@example.com",
    ],
)
def test_what_is_not_exactly_one_address_is_refused(written: str) -> None:
    assert "address" in why(f"Ann;{written};Visit;today")


@pytest.mark.parametrize("sneaked", ["\r\nBcc: tom@example.com", "\nBcc: x", "\x0bx"])
def test_an_address_cannot_carry_a_header(sneaked: str) -> None:
    text = f'Ann;"ann@example.com{sneaked}";Visit;today;Dan'
    assert not of(text).rows
    assert len(of(text).refused) == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("120", "120.00"),
        ("£1,250.50", "1250.50"),
        ("1.250,50 €", "1250.50"),
        ("$99.5", "99.50"),
        ("1,250", "1250.00"),
        ("1'250.00", "1250.00"),
    ],
)
def test_money_is_read_in_both_customs(written: str, meant: str) -> None:
    row = one(f"Ann\ta@example.com\tVisit\ttoday\tDan\tR1\t{written}")
    assert row.value == Decimal(meant)


@pytest.mark.parametrize("written", ["-5", "NaN", "1e400", "lots", "=1+1", "1" * 30])
def test_what_is_no_money_is_refused(written: str) -> None:
    assert "not an amount" in why(f"Ann\ta@e.com\tVisit\ttoday\tDan\tR1\t{written}")


@pytest.mark.parametrize(
    ("line", "because"),
    [
        (",,Visit,today,Dan", "It has neither a name nor an email address."),
        ("Ann,ann@example.com,,today,Dan", "It does not say what you did."),
        ("Ann,ann@example.com", "It does not say what you did."),
        (
            "ann@example.com,Ann,Visit,today",
            "“Ann” is not an email address.",
        ),
        (
            "ann@example.com,,Visit,today",
            "The email address stands where the name should. Name first.",
        ),
        (f"{'A' * 121},a@e.com,Visit,today", "the name is longer than 120 characters."),
        (f"A,a@e.com,{'V' * 81},today", "what we did is longer than 80 characters."),
        (
            "A,a@e.com,Visit,today,Dan,,,1.2E+11",
            "“1.2E+11” is a phone number that a spreadsheet cut.",
        ),
        (
            "A\x07,a@e.com,Visit,today",
            "There are characters in it that are not letters.",
        ),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(line: str, because: str) -> None:
    assert why(line) == because


def test_good_rows_pass_beside_bad_ones() -> None:
    reading = of(f"{LINE}\nTom,nonsense,Visit,today\n{LINE}")
    assert [row.line for row in reading.rows] == [1, 3]
    assert [(row.line, row.text) for row in reading.refused] == [
        (2, "Tom, nonsense, Visit, today")
    ]


@pytest.mark.parametrize(
    ("text", "because"),
    [
        (f'{LINE}\n"Tom,tom@example.com\n{LINE}\n', "line 2 is never closed"),
        ("a\x00b,c@example.com", "NUL"),
        (",".join("x" * 60), "60 columns"),
        (",".join(["x"] * 10_000), "10,000 columns"),
        (f"Tom,{'x' * 3000}", "a cell of more than 2,000"),
        (f"Tom,{'x' * 1_000_000}", "cell"),
        (f"{LINE}\n" * (MOST_ROWS + 1), "more than 5,000 lines"),
    ],
)
def test_a_list_that_is_none_is_refused_as_a_whole(text: str, because: str) -> None:
    with pytest.raises(Unreadable, match=because):
        of(text)


def test_as_many_rows_as_promised_are_read() -> None:
    assert len(of("name,email,what,when\n" + f"{LINE}\n" * MOST_ROWS).rows) == MOST_ROWS


@pytest.mark.parametrize("text", ["", "\n\n", " \t\n", "name,email,what,when\n"])
def test_nothing_is_nothing(text: str) -> None:
    assert of(text) == NOTHING


def test_good_rows_written_down_read_back_as_they_were() -> None:
    text = f'{LINE}\n"O""Hara, Ann",a@e.com,"=1+1; x",yesterday 14:15,Dan,R|1,£9.50,+44'
    rows = of(text).rows
    again = of(of(text).rows_text).rows
    assert [(r.name, r.email, r.kind, r.happened_at, r.value) for r in again] == [
        (r.name, r.email, r.kind, r.happened_at, r.value) for r in rows
    ]
    assert [(r.handler, r.reference, r.phone) for r in again] == [
        (r.handler, r.reference, r.phone) for r in rows
    ]


def test_refused_rows_written_down_lose_nothing() -> None:
    reading = of("when,name,email,what\ntoday,Ann,bad,Visit\n17 Nov,T,t@e.com,Visit")
    assert of(reading.refused_text).refused[0].why == reading.refused[0].why
    whole = of(reading.whole_text)
    assert (len(whole.rows), len(whole.refused)) == (1, 1)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        reading = of(text)
    except Refused:
        return
    assert of(reading.rows_text).rows_text == reading.rows_text


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789 /-.:TZ+novapm,thes", max_size=25))
def test_no_date_breaks_the_reading(written: str) -> None:
    reading = of(f"Tom;t@e.com;Visit;{written.replace(';', '')};Dan")
    for row in reading.rows:
        assert row.happened_at.astimezone(UTC).year >= 1989

"""A case's record: read whole, or refused with every problem at once."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from irenic.case import CaseArrays
from irenic.errors import DataError
from irenic.record import Record, load_record
from irenic.record.months import CalendarMonth, read_month
from irenic.record.parties import Party, dyads_of
from tests.record.toy_record import ACTORS, LOCATED, MONTHLY, PARTIES, WINDOWS, write_record


@pytest.fixture
def record(tmp_path: Path, toy_arrays: CaseArrays) -> Record:
    return load_record(write_record(tmp_path), toy_arrays)


def codes_of(folder: Path, arrays: CaseArrays, **changed: str | None) -> list[str]:
    """``file:line: code`` of every problem."""
    with pytest.raises(DataError) as caught:
        load_record(write_record(folder, **changed), arrays)
    return [f"{p.file.removeprefix('record/')}:{p.line}: {p.code}" for p in caught.value.problems]


def test_parties_end_with_the_others(record: Record, toy_arrays: CaseArrays) -> None:
    assert [party.id for party in record.parties] == ["north", "south", "extreme", "others"]
    assert record.parties[-1].groups == ("PB", "SP", "OF")
    assert record.party_masks.shape == (4, len(toy_arrays.groups))
    assert (record.party_masks.sum(0) == 1).all()
    assert record.air_party == 0


def test_dyads_are_pairs_row_by_row_then_civilians(record: Record) -> None:
    assert [dyad.name for dyad in record.dyads] == [
        *("north-north", "north-south", "north-extreme", "north-others"),
        *("south-south", "south-extreme", "south-others"),
        *("extreme-extreme", "extreme-others", "others-others"),
        *("north-civilians", "south-civilians", "extreme-civilians", "others-civilians"),
    ]
    assert [dyad.is_one_sided for dyad in record.dyads] == [False] * 10 + [True] * 4


@given(st.integers(1, 12))
def test_a_dyads_place_is_found_whatever_the_order(count: int) -> None:
    parties = [Party(f"p{n}", "", ()) for n in range(count)]
    dyads = dyads_of(parties)
    assert len(dyads) == count * (count + 1) // 2 + count

    class Known:
        def __init__(self) -> None:
            self.dyads, self.parties = dyads, parties

    for place, dyad in enumerate(dyads):
        assert Record.dyad(Known(), dyad.first, dyad.second) == place
        if dyad.second is not None:
            assert Record.dyad(Known(), dyad.second, dyad.first) == place


def test_deaths_stand_in_their_dyad_district_and_month(record: Record, toy_arrays: CaseArrays) -> None:
    deaths = record.deaths(1, 3)
    assert deaths.counts.shape == (14, 4, 3)
    port, hills, oasis = (toy_arrays.districts.index(name) for name in ("port", "hills", "oasis"))
    assert deaths.counts[record.dyad(0, 2), port].tolist() == [7, 0, 0]
    assert deaths.counts[record.dyad(2, None), hills].tolist() == [0, 4, 0]
    assert deaths.counts[record.dyad(3, 2), oasis].tolist() == [0, 6, 0]
    assert deaths.counts.sum() == 18
    assert deaths.unplaced[record.dyad(0, 1)].tolist() == [3, 0, 0]
    assert record.deaths(-1, 3).counts.sum() == 48
    assert (record.deaths(-1, 3).counts[..., 2:] == deaths.counts).all()


def test_what_is_given_out_is_a_copy(record: Record) -> None:
    record.deaths(1, 3).counts[:] = 99
    record.totals(1, 3)[:] = 99
    assert record.deaths(1, 3).counts.sum() == 18
    assert record.totals(3, 3).tolist() == [1.0]


def test_totals_are_nan_where_unknown(record: Record) -> None:
    np.testing.assert_array_equal(record.totals(-1, 3), [31, 0, 12, np.nan, 1])
    np.testing.assert_array_equal(record.totals(1, 2, "non_state"), [np.nan, 6])
    assert record.span == (-1, 3)


def test_months_count_from_the_start(record: Record) -> None:
    assert [record.month_of(text) for text in ("2015-11", "2015-12", "2016-05", "2014-12")] == [0, 1, 6, -11]
    assert [record.calendar(month) for month in (0, 1, 6, -11)] == [
        "2015-11",
        "2015-12",
        "2016-05",
        "2014-12",
    ]
    with pytest.raises(DataError, match=r'bad_month: month is "2016-5"'):
        record.month_of("2016-5")


@given(st.integers(1000, 9000), st.integers(1, 12), st.integers(-500, 500))
def test_months_add_up(year: int, month: int, ahead: int) -> None:
    start = CalendarMonth(year, month)
    assert start.after(ahead).number_from(start) == ahead
    assert read_month(str(start.after(ahead))) == start.after(ahead)


def test_windows_are_found_by_name(record: Record) -> None:
    found = record.window("test")
    assert (found.role, found.first, found.last, found.months) == ("test", 2, 3, 2)
    with pytest.raises(DataError, match=r"unknown_window: .*known: train, test, whole"):
        record.window("other")


@pytest.mark.parametrize(("first", "last"), [(-2, 3), (1, 4), (3, 1)])
def test_months_outside_the_record_are_refused(record: Record, first: int, last: int) -> None:
    with pytest.raises(DataError, match=r"months_not_recorded: .*between 2015-10 and 2016-02"):
        record.deaths(first, last)
    with pytest.raises(DataError, match="months_not_recorded"):
        record.totals(first, last)


def test_a_case_without_a_record_knows_nothing(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    record = load_record(tmp_path / "case.yaml", toy_arrays)
    assert not record.known
    assert (record.windows, record.figures, record.span) == ((), (), None)
    assert [dyad.name for dyad in record.dyads] == ["others-others", "others-civilians"]
    assert (record.party_masks == 1).all()
    assert record.air_party == 0
    with pytest.raises(DataError, match=r"no_record: .*this case has no deaths recorded"):
        record.deaths(1, 2)


def test_figures_may_stand_alone(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    names = ("parties", "actors", "deaths_located", "deaths_month", "windows")
    record = load_record(write_record(tmp_path, **dict.fromkeys(names)), toy_arrays)
    assert not record.known
    assert len(record.figures) == 1


def test_the_digest_knows_the_tables_but_not_their_line_ends(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    first = load_record(write_record(tmp_path), toy_arrays).digest
    windows = WINDOWS.replace("\n", "\r\n")
    assert load_record(write_record(tmp_path, windows=windows), toy_arrays).digest == first
    changed = WINDOWS.replace("one month", "a month")
    assert load_record(write_record(tmp_path, windows=changed), toy_arrays).digest != first


def test_a_missing_table_is_named_with_what_else_is_wrong(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    found = codes_of(tmp_path, toy_arrays, actors=None, figures="quantity\n")
    assert found == ["figures.csv:1: bad_head", "actors.csv:None: table_missing"]


def test_every_problem_of_every_table_is_said_at_once(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    found = codes_of(
        tmp_path,
        toy_arrays,
        parties=PARTIES.replace("NA LC", "NA LX"),
        actors=ACTORS.replace("3,EX,extreme", "3,EX,extrem"),
        deaths_located=LOCATED.replace("2016-01,hills", "2016-13,hill"),
        deaths_month=MONTHLY.replace("31,30", "-1,30"),
        windows=WINDOWS.replace("train,train", "train,training"),
    )
    assert found == [
        "parties.csv:2: unknown_group",
        "actors.csv:7: unknown_party",
        "deaths_located.csv:6: bad_month",
        "deaths_located.csv:6: unknown_district",
        "deaths_month.csv:2: bad_number",
        "windows.csv:2: bad_window",
    ]


BAD = [
    ("parties", PARTIES.replace("south,South,SB", "south,South,SB NA"), "parties.csv:3: group_twice"),
    ("parties", PARTIES.replace("NA LC", "NA NA"), "parties.csv:2: group_twice"),
    ("parties", PARTIES.replace("south,South,SB", "south,South,"), "parties.csv:3: bad_party"),
    ("parties", PARTIES.replace("south,South", "south,"), "parties.csv:3: bad_party"),
    ("parties", PARTIES.replace("one actor,", "one actor,no"), "parties.csv:4: bad_party"),
    ("parties", PARTIES.replace("one actor,", "one actor,yes"), "parties.csv:None: two_air_parties"),
    ("actors", ACTORS + "1,Harbour,extreme,2016-01,,\n", "actors.csv:8: actor_twice"),
    ("actors", ACTORS + "3,ex,extreme,,,\n", "actors.csv:8: actor_twice"),
    ("actors", ACTORS + ",ex,south,,,\n", "actors.csv:8: actor_twice"),
    ("actors", ACTORS + "7,x,south,2016-02,2016-01,\n", "actors.csv:8: bad_actor"),
    ("actors", ACTORS + "7,,south,,,\n", "actors.csv:8: bad_actor"),
    ("actors", ACTORS + "-7,x,south,,,\n", "actors.csv:8: bad_number"),
    ("actors", ACTORS + "7,x,south,2016,,\n", "actors.csv:8: bad_month"),
    ("deaths_located", LOCATED + "2016-02,oasis,extreme,south,2,1,1,1,1\n", "deaths_located.csv:9: bad_side"),
    (
        "deaths_located",
        LOCATED + "2016-02,oasis,south,civilians,2,1,1,1,1\n",
        "deaths_located.csv:9: bad_side",
    ),
    ("deaths_located", LOCATED + "2016-02,oasis,south,extreme,3,1,1,1,1\n", "deaths_located.csv:9: bad_side"),
    (
        "deaths_located",
        LOCATED + "2016-02,oasis,sout,extreme,1,1,1,1,1\n",
        "deaths_located.csv:9: unknown_party",
    ),
    (
        "deaths_located",
        LOCATED + "2016-02,oasis,civilians,south,1,1,1,1,1\n",
        "deaths_located.csv:9: unknown_party",
    ),
    ("deaths_located", LOCATED + "2016-02,oasis,south,extreme,4,1,1,1,1\n", "deaths_located.csv:9: bad_type"),
    (
        "deaths_located",
        LOCATED + "2016-02,oasis,south,extreme,1,1,1.5,1,1\n",
        "deaths_located.csv:9: bad_number",
    ),
    ("deaths_located", LOCATED + "2015-12,port,north,extreme,1,1,5,5,5\n", "deaths_located.csv:9: row_twice"),
    (
        "deaths_located",
        LOCATED + "2016-03,port,north,extreme,1,1,5,5,5\n",
        "deaths_located.csv:None: month_outside",
    ),
    ("deaths_located", LOCATED + "2016-02,port\n", "deaths_located.csv:9: bad_row"),
    ("deaths_month", MONTHLY.replace("2015-11,0,0,0,0\n", ""), "deaths_month.csv:3: month_missing"),
    ("deaths_month", MONTHLY.splitlines()[0], "deaths_month.csv:None: empty_table"),
    ("deaths_month", MONTHLY.replace("31,30", "inf,30"), "deaths_month.csv:2: bad_number"),
    ("windows", WINDOWS + "more,test,2016-01,2016-03,\n", "windows.csv:None: month_outside"),
    ("windows", WINDOWS + "more,test,2016-02,2016-01,\n", "windows.csv:5: bad_window"),
    ("windows", WINDOWS + "more,test,2015-11,2016-01,\n", "windows.csv:5: bad_window"),
    ("windows", WINDOWS + "train,test,2015-12,2016-01,\n", "windows.csv:5: bad_window"),
    ("windows", WINDOWS + "more,test,2015,2016-01,\n", "windows.csv:5: bad_month"),
    ("windows", "window,role\n", "windows.csv:1: bad_head"),
    ("windows", 'window,role,first,last,note\n"open', "windows.csv:2: bad_csv"),
]


@pytest.mark.parametrize(("table", "text", "problem"), BAD)
def test_a_bad_table_is_refused_with_its_line(
    tmp_path: Path, toy_arrays: CaseArrays, table: str, text: str, problem: str
) -> None:
    assert codes_of(tmp_path, toy_arrays, **{table: text}) == [problem]


@pytest.mark.parametrize("party", ["others", "civilians", "North", "a b", "", "x" * 40, "north"])
def test_a_party_needs_an_id_of_its_own(tmp_path: Path, toy_arrays: CaseArrays, party: str) -> None:
    text = PARTIES + f"{party},More,PB,,\n"
    assert codes_of(tmp_path, toy_arrays, parties=text) == ["parties.csv:5: bad_party"]


def test_another_encoding_is_named_with_its_line(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    case_file = write_record(tmp_path)
    (tmp_path / "record" / "windows.csv").write_bytes(WINDOWS.encode() + b"\xff")
    with pytest.raises(DataError, match=r"windows.csv:5: not_utf8: .*Save the table as UTF-8"):
        load_record(case_file, toy_arrays)


def test_a_mark_of_byte_order_and_quoted_line_breaks_are_read(tmp_path: Path, toy_arrays: CaseArrays) -> None:
    text = "\ufeff" + WINDOWS.replace("one month", '"one\nmonth"') + "more,test,2016,2016-01,\n"
    assert codes_of(tmp_path, toy_arrays, windows=text) == ["windows.csv:6: bad_month"]

"""What a trial says: odds world by world, what error leaves of them, and the words for both."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from irenic.app.trials.trial import Arm, Guess, Trial, end_shares, fans, odds_of, outcome_odds
from irenic.app.trials.words import guess_sentences, moved, odds_table, plan_notes, what_changed
from irenic.figures.fan import FanSeries
from irenic.study.manifest import OutcomeInfo

Floats = NDArray[np.float64]
WORLDS = 200


def info(name: str = "deaths", direction: str = "min", unit: str = "persons") -> OutcomeInfo:
    return OutcomeInfo.model_validate(
        {"id": name, "label": name.capitalize(), "unit": unit, "direction": direction, "family": "harm",
         "headline": True, "definition": "made up"}
    )  # fmt: skip


class Made:
    """Runs made up for a test: one value a world, for all outcomes and the last month of all series."""

    def __init__(self, values: Floats) -> None:
        self.values = values

    def outcome(self, name: str) -> Floats:
        return self.values[:, None]

    def monthly(self, name: str) -> Floats:
        return np.repeat(self.values[:, None, None], 12, axis=2)


def trial(before: Floats, after: Floats | None, **of: str) -> Trial:
    plan = None if after is None else Arm("plan", "Plan", Made(after))
    series = {"strength": FanSeries("strength", "Strength", "persons", "2015-11")}
    return Trial(Arm("base", "Baseline", Made(before)), plan, (info(**of),), series)


def spread() -> Floats:
    return np.linspace(100.0, 300.0, WORLDS)


def gaps(*parts: tuple[int, float]) -> Floats:
    """Differences: so many worlds with each value."""
    return np.concatenate([np.full(count, value) for count, value in parts])


def odds(difference: Floats, **of: str):  # type: ignore[no-untyped-def]
    before = np.linspace(100.0, 300.0, len(difference))
    return outcome_odds(info(**of), before[:, None], (before + difference)[:, None])


def test_odds_are_world_by_world() -> None:
    one = odds(gaps((140, -30.0), (60, 10.0)))
    assert (one.lower, one.higher, one.middle) == (0.7, 0.3, -30.0)
    assert one.mean == pytest.approx(-18) and one.standing == "better"
    assert moved(one) == "deaths lower in 7 in 10 worlds, by 30 persons in the middle world"


@pytest.mark.parametrize(
    ("difference", "direction", "standing"),
    [
        (gaps((140, -30.0), (60, 10.0)), "max", "worse"),
        (gaps((140, -30.0), (60, 10.0)), "none", "other"),
        (gaps((105, -5.0), (95, 5.0)), "min", "unclear"),
        (np.tile(gaps((53, -50.0), (46, 50.0), (1, 340.0)), 20), "min", "unclear"),
        (gaps((200, 0.0)), "min", "unclear"),
        (gaps((150, -5.0), (50, 90.0)), "min", "mixed"),
        (gaps((150, -0.5), (50, 0.2)), "min", "hardly"),
        (gaps((190, 0.0), (10, -900.0)), "min", "better"),
    ],
)
def test_standing(difference: Floats, direction: str, standing: str) -> None:
    assert odds(difference, direction=direction).standing == standing


def test_most_worlds_one_way_and_the_mean_the_other_is_said() -> None:
    said = moved(odds(gaps((150, -5.0), (50, 90.0))))
    assert said.startswith("deaths lower in 8 in 10 worlds, by 5.0 persons in the middle world, but higher")
    assert said.endswith("some worlds are hit hard")


def test_a_few_worlds_that_move_far_are_told_by_their_average() -> None:
    said = moved(odds(gaps((140, 0.0), (60, -90.0))))
    assert said == "deaths lower in 3 in 10 worlds, by 27 persons on average"


def test_what_only_the_mean_shows_is_called_an_average() -> None:
    said = moved(odds(gaps((90, -90.0), (110, 1.0))))
    assert said == "deaths lower on average, by 40 persons, in 4 in 10 worlds"
    one = odds(gaps((90, -90.0), (110, 1.0)))
    assert str(odds_table([one], *arms()).rows[0][3]).endswith("40 persons on average")


def test_what_only_the_worlds_show_is_told_as_such() -> None:
    heavy = gaps((130, -20.0), (69, 5.0), (1, 4000.0))
    assert moved(odds(heavy)).endswith("(on average within error)")


def test_shares_of_runs_are_told_as_shares() -> None:
    before, after = np.zeros(WORLDS), gaps((80, 1.0), (120, 0.0))
    one = outcome_odds(info("signed", "max", "share of runs"), before[:, None], after[:, None])
    assert one.standing == "better" and moved(one) == "signed in 40% of runs instead of 0%"


def test_missing_values_are_left_out() -> None:
    before, after = spread(), spread() - 10
    after[:50] = np.nan
    assert outcome_odds(info(), before[:, None], after[:, None]).lower == 1
    gone = outcome_odds(info(), before[:, None], np.full((WORLDS, 1), np.nan))
    assert gone.standing == "unclear" and np.isnan(gone.mean)
    assert odds_table([gone], *arms()).rows[0][3:5] == ("-", "none that can be compared")


def arms() -> tuple[Arm, Arm]:
    return Arm("base", "Baseline", Made(spread())), Arm("plan", "Plan", Made(spread()))


def test_worse_is_never_left_out() -> None:
    better, worse = odds(gaps((200, -30.0))), odds(gaps((200, 30.0)), name="money")
    still = odds(gaps((100, -5.0), (100, 5.0)), name="trust")
    said = what_changed([still, better, worse], 256)
    assert said[0] == "Gains and losses: 1 outcome better, 1 worse."
    assert said[1].startswith("Better: deaths lower in all worlds")
    assert said[2].startswith("Worse: money higher in all worlds")
    assert said[3] == "No clear change, within Monte Carlo error: trust."


def test_one_sided_changes_say_so() -> None:
    assert what_changed([odds(gaps((200, -30.0)))], 64)[0] == "1 outcome better, none clearly worse."
    assert what_changed([odds(gaps((200, 30.0)))], 64)[0] == "1 outcome worse, none clearly better."


def test_within_error_is_no_clear_change() -> None:
    (said,) = what_changed([odds(gaps((101, -5.0), (99, 5.0)))], 256)
    assert said.startswith("No clear change") and "256 worlds" in said


def test_the_same_plan_changes_nothing() -> None:
    assert what_changed(odds_of(trial(spread(), spread())), 256) == [
        "Nothing changes: in every world the plan does what the baseline does."
    ]
    assert what_changed([], 256) == []


def test_before_and_after_in_a_table() -> None:
    found = odds_table(odds_of(trial(spread(), spread() - 20)), *arms())
    assert found.columns[1:3] == ("Before: Baseline", "After: Plan")
    (row,) = found.rows
    assert row[:3] == ("Deaths", "200 persons", "180 persons")
    assert str(row[3]).endswith("20 persons") and row[4:] == ("lower in all worlds", "better")


def test_a_guess_meets_the_worlds() -> None:
    shares = end_shares(trial(spread(), spread() * np.repeat([0.5, 1.01, 2.0], [140, 20, 40])), "strength")
    assert shares == {"lower": 0.7, "same": 0.1, "higher": 0.2}
    first, rest = guess_sentences(Guess("lower", 80), shares)
    assert first == "You said lower, 80% sure; it is lower in 7 in 10 worlds. Most worlds agree with you."
    assert rest.startswith("It is about the same in 1 in 10 worlds and higher in 2 in 10 worlds.")
    assert "Most worlds say otherwise." in guess_sentences(Guess("same", 50), shares)[0]
    even = {"lower": 0.4, "same": 0.3, "higher": 0.3}
    assert "divided" in guess_sentences(Guess("same", 50), even)[0]  # type: ignore[arg-type]


def test_fans_ghost_the_baseline() -> None:
    (alone,) = fans(trial(spread(), None), ["strength"])
    assert "shown in grey for comparison" in alone.alt and odds_of(trial(spread(), None)) == []
    (both,) = fans(trial(spread(), spread() - 20), ["strength"])
    assert "Plan" in both.title and "Baseline" in both.alt and "shown in grey for comparison" in both.alt
    assert both.spec("dark")["background"] != both.spec("light")["background"]


def test_notes_on_phases_and_what_is_not_tested() -> None:
    reached = (("air", 0.25, 9.0), ("late", 0.0, None))
    said = plan_notes(Arm("plan", "Plan", Made(spread()), reached, "Boats."))
    assert said == [
        "How often phases start, and their middle month: air in 25% of runs, month 9; late never.",
        "Not tested here: Boats.",
    ]
    assert plan_notes(arms()[1]) == []

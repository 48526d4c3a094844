"""Decision D16: every prior states its wrong sign; contested ones give it room or argue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import scipy.stats

from irenic.parameters import (
    CONTESTED_FLOOR,
    ParameterTable,
    audit_markdown,
    load_parameters,
    priors_markdown,
)

TABLE = load_parameters()
DOCS = Path(__file__).parents[2] / "docs"

# P(effect < 0) as the first draft of the model stated it, before truncation, for the priors that
# have not changed since. b_s and r_B were recentred (D29, D31), so they are not here.
DRAFT_BELOW_ZERO = {
    "mh": 0.63,
    "eta_c": 0.23,
    "e_m": 0.23,
    "be_u": 0.50,
    "be_R": 0.16,
    "b_R": 0.20,
    "d_s": 0.23,
    "h_d": 0.11,
    "z_s": 0.21,
    "l_B": 0.20,
    "r_X": 0.16,
    "f_p": 0.27,
    "b_b": 0.75,
    "be_k": 0.16,
    "c_k": 0.11,
    "x_v": 0.28,
}
NEW_LEVERS = (
    *("a_q", "a_e", "k_pd", "b_bt", "b_ob", "b_pd", "b_dv", "b_re", "b_rx", "b_mt"),
    *("c_bt", "l_dv", "j_e", "j_t", "t_m", "g_f", "z_o", "be_o", "x_u"),
)
"""Of the instruments that rival plans of the debate use (decision D33)."""
CONTESTED = {
    *DRAFT_BELOW_ZERO,
    *("b_s", "r_B"),
    *("k_s", "c_s", "b_v", "b_d", "s0"),
    *("b_j", "b_l", "t_l", "s_w", "b_w", "x_c", "b_i", "t_p", "z_p", "b_p"),
    *NEW_LEVERS,
}


@pytest.mark.parametrize(("name", "drafted"), DRAFT_BELOW_ZERO.items(), ids=list(DRAFT_BELOW_ZERO))
def test_audit_agrees_with_the_draft_where_the_prior_stands(name: str, drafted: float) -> None:
    assert TABLE[name].below_zero == pytest.approx(drafted, abs=0.02)


def test_wrong_sign_is_exact() -> None:
    """Against scipy.stats: the share of each truncated prior on the side nobody expects."""
    for prior in TABLE.priors:
        laws = {
            "normal": scipy.stats.norm(prior.a, prior.b),
            "lognormal": scipy.stats.lognorm(s=prior.b, scale=abs(prior.a)),
            "beta": scipy.stats.beta(max(prior.a, 1.0), prior.b),
        }
        zero = min(max(0.0, prior.lower), prior.upper)
        low, middle, high = laws[prior.distribution].cdf([prior.lower, zero, prior.upper])
        below = (middle - low) / (high - low)
        expected = below if prior.expected_sign > 0 else 1.0 - below
        assert TABLE.wrong_sign()[prior.id] == pytest.approx(expected, abs=1e-12)


def test_recentred_priors_are_restated() -> None:
    assert TABLE["b_s"].wrong_sign == pytest.approx(0.353, abs=0.005)
    assert TABLE["r_B"].wrong_sign == pytest.approx(0.339, abs=0.005)


def test_expected_signs() -> None:
    assert {p.id for p in TABLE.priors if p.expected_sign < 0} == {"b0", "b_b", "b_x", "e0", "mh"}


def test_contested_parameters_are_two_sided_or_argued() -> None:
    contested = {prior.id for prior in TABLE.priors if prior.contested}
    assert contested >= CONTESTED
    for name in contested:
        prior = TABLE[name]
        assert prior.wrong_sign >= CONTESTED_FLOOR or prior.argument, name
        assert prior.lower < 0.0 < prior.upper or prior.argument, name


def test_one_signed_priors_are_argued() -> None:
    for prior in TABLE.priors:
        if prior.wrong_sign == 0.0:
            assert prior.argument, prior.id


@pytest.mark.parametrize(
    ("page", "text"), [("two-sidedness.md", audit_markdown()), ("parameters.md", priors_markdown())]
)
def test_the_committed_pages_are_current(page: str, text: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == text


def test_pages_list_every_parameter() -> None:
    for page in (audit_markdown(), priors_markdown()):
        for name in TABLE.names:
            assert page.count(f"| `{name}` |") == 1
    odd = ParameterTable((replace(TABLE.priors[0], meaning="a | b"),))
    assert "a \\| b" in priors_markdown(odd) and "## Contested (0)" in audit_markdown(odd)


def test_levers_of_the_debate_can_backfire() -> None:
    """Decision D33: what an instrument does may have either sign, and mostly the one it is meant to have."""
    for name in NEW_LEVERS:
        assert CONTESTED_FLOOR <= TABLE[name].wrong_sign <= 0.5, name


def test_attacks_abroad_are_about_as_rare_as_the_record() -> None:
    """Two in some 25 months lie inside the prior's middle 90%."""
    low, high = (float(TABLE["h_x"].quantile(np.array([q]))[0]) for q in (0.05, 0.95))
    assert low < 2 / 25 < high
    assert TABLE.median["h_x"] == pytest.approx(0.05, abs=0.003)

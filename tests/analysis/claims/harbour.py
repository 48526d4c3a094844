"""Texts: claims about the toy harbour, and a strategy of it with rules."""

from __future__ import annotations

from pathlib import Path

STRATEGIES = Path(__file__).parents[2] / "data" / "toy_strategies.yaml"

RULED = """
schema: 2
strategies:
  ruled:
    label: Ruled
    summary: A plan whose levers follow what is seen.
    levers:
      truce: {where: trust >= 0.2, value: .5}
      pay: {where: willingness >= 0.4, value: .3}
      services: {where: extremist_share >= 0.2, value: .5, except: [hills]}
      strikes: {follow: extremist_strength, at: [1000, 4000], give: [20, 120]}
    phases:
      first: {when: signed, once: true, levers: {talks: 1}}
      second: {when: not started(first) or ended(first) for 2 months, levers: {talks: .5}}
      third: {when: "at least 1 of (active(first), plot)", exit: true}
"""

CLAIMS = """schema: 1
claims:
  C1:
    wording: Strikes alone bring no lasting loss of ground
    article: on strikes
    mechanism: leaders are replaced
    arms:
      strikes: {strategy: strikes, label: Strikes alone}
      nothing: {strategy: nothing}
      tied: {strategy: bottom_up, levers: {breadth: .05, pay: {NA: .2}}}
      early: {strategy: bottom_up, without: [exit_late, exit_growth]}
      no_mh: {strategy: strikes, parameters: {mh: 0}}
      dated: {strategy: nothing, events: {signed: 2, seated: 3}}
      own:
        plan:
          levers: {strikes: 50, care: .5}
          phases:
            deal: {when: signed for 2 months, until: not signed, levers: {talks: 1}}
    months: 24
    given: extremist_territory(nothing) >= 0.05
    holds_when: >-
      extremist_territory(strikes) >= 0.9 * extremist_territory(nothing)
      and not deaths(own, months 1..24) < deaths(tied, month 3)
      and at least 1 of (regret(early) < 1, score(no_mh) > 0, signed(dated) > 0)
    tolerance: a tenth of the ground
    model_limits: the model has no weather
    record: {verdict: contradicted, reason: it went otherwise, grade: B}
    other_reading: {verdict: partly, reason: some ground came back}
    evidence: better maps
  C2a:
    wording: Talks end deaths
    article: near the end
    mechanism: trust grows
    arms:
      talks: {strategy: top_down}
      nothing: {strategy: nothing}
    holds_when: deaths(talks) < deaths(nothing)
    tolerance: none, as any death counts
    record: {verdict: untested, reason: there were no talks}
    evidence: talks
  C3:
    wording: The harbour is beautiful
    article: at the start
    mechanism: none is named
    untestable: the model has no beauty
    record: {verdict: supported, reason: everyone says so, grade: D}
    evidence: a view of it
"""


def changed(old: str, new: str) -> str:
    """The claims with one thing changed, which must be there."""
    assert old in CLAIMS, old
    return CLAIMS.replace(old, new, 1)

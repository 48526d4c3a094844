"""How to make a report again: commands, seed, digests and version. It names no folder and no clock time."""

from __future__ import annotations

import shlex

from irenic.case import load_case
from irenic.case.shipped import shipped_cases
from irenic.errors import CaseError
from irenic.figures.figure import Table
from irenic.report.document import Block, Commands, Grid, Paragraph, Section
from irenic.report.grounds import error_words
from irenic.report.material import Material
from irenic.report.naming import clean

YOUR_CASE = "CASE"
"""What stands for the path of a case that does not come with irenic."""


def reproduce_section(material: Material) -> Section:
    """Return the commands that make the study and this report, and the digests that say they are the same."""
    shipped = shipped_name(material)
    text = (
        "The same request gives the same study, byte for byte, and the same study the same report, with the "
        "version and the digests below."
    )
    if shipped is None:
        text += (
            f" {YOUR_CASE} stands for the case file; its content is kept in the study's manifest.json, and "
            "its digest is below."
        )
    blocks: list[Block] = [
        Paragraph(text),
        Commands(commands(material, shipped or YOUR_CASE)),
        Grid(Table(("What", "Digest or value"), _rows(material), "What fixes this report")),
    ]
    if errors := error_words(material):
        blocks.append(Paragraph(errors, "note"))
    return Section("reproduce", "How to make it again", tuple(blocks))


def shipped_name(material: Material) -> str | None:
    """Return the name of the shipped case that the study ran, unchanged; None for any other."""
    info = material.study.manifest.case
    name = info.id.replace("_", "-")
    if name not in shipped_cases():
        return None
    try:
        return name if load_case(name).digest == info.digest else None
    except CaseError:
        return None


def commands(material: Material, case: str) -> tuple[str, ...]:
    """Return the lines to type.

    Parameters
    ----------
    material : of the study
    case : the shipped case's name, or what stands for a file
    """
    plan = material.study.manifest
    names = ",".join(plan.strategy_names)
    worlds = f"--worlds {plan.worlds}"
    if plan.points is not None and plan.points.weighting is not None:
        worlds = "--worlds-from WEIGHTING"
    request = f"{worlds} --replicates {plan.replicates} --months {plan.months} --seed {plan.seed}"
    weights = "" if material.request.belief is None else " --weights WEIGHTING"
    asked = "".join(f" --question {shlex.quote(text)}" for text in material.request.questions)
    kept = ("claims", material.ledger), ("backtest", material.backtest)
    more = "".join(f" --{name}" for name, document in kept if document is not None)
    return (
        f"irenic study {case} --strategies {shlex.quote(names)} {request} --out STUDY",
        clean(f"irenic report STUDY -o FILE{more}{weights}{asked}"),
    )


def _rows(material: Material) -> tuple[tuple[str, ...], ...]:
    plan = material.study.manifest
    belief = material.request.belief
    rows = [
        ("irenic", clean(plan.irenic)),
        ("Seed of worlds and luck", str(plan.seed)),
        ("Study (its plan)", plan.digest()),
        ("Results as stored", plan.store.content),
        ("Case", plan.case.digest),
        ("Priors of the model", plan.parameters.digest),
        ("Code of the model", plan.code),
        ("Claims when it was run", plan.claims or "not recorded"),
    ]
    if plan.points is not None:
        rows.append(("Worlds (given points)", plan.points.digest))
    if belief is not None:
        rows.append(("Weighting of the worlds", belief.digest))
    if material.ledger is not None:
        rows.append(("Ledger: digest of its claims", _claims_digest(material)))
    return tuple(rows)


def _claims_digest(material: Material) -> str:
    file = (material.ledger or {}).get("claims_file")
    digest = file.get("digest") if isinstance(file, dict) else None
    return clean(digest) if isinstance(digest, str) else "not recorded"

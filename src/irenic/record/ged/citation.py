"""What to cite for a release of UCDP GED."""

from __future__ import annotations

LICENCE = "CC BY 4.0"

GED = (
    "Sundberg, R. & Melander, E. (2013) Introducing the UCDP Georeferenced Event Dataset. Journal of Peace "
    "Research 50(4)."
)
CANDIDATE = (
    "Hegre, H., Croicu, M., Eck, K. & Högbladh, S. (2020) Introducing the UCDP Candidate Events Dataset. "
    "Research & Politics 7(3)."
)
YEARLY = {
    17: "Allansson, M., Melander, E. & Themnér, L. (2017) Organized violence, 1989-2016. Journal of "
    "Peace Research 54(4).",
    18: "Pettersson, T. & Eck, K. (2018) Organized violence, 1989-2017. Journal of Peace Research 55(4).",
    19: "Pettersson, T., Högbladh, S. & Öberg, M. (2019) Organized violence, 1989-2018 and peace "
    "agreements. Journal of Peace Research 56(4).",
    20: "Pettersson, T. & Öberg, M. (2020) Organized violence, 1989-2019. Journal of Peace Research 57(4).",
    21: "Pettersson, T., Davies, S., Deniz, A., Engström, G., Hawach, N., Högbladh, S., Sollenberg, "
    "M. & Öberg, M. (2021) Organized violence 1989-2020, with a special emphasis on Syria. "
    "Journal of Peace Research 58(4).",
    22: "Davies, S., Pettersson, T. & Öberg, M. (2022) Organized violence 1989-2021 and drone "
    "warfare. Journal of Peace Research 59(4).",
    23: "Davies, S., Pettersson, T. & Öberg, M. (2023) Organized violence 1989-2022, and the return "
    "of conflict between states. Journal of Peace Research 60(4).",
    24: "Davies, S., Engström, G., Pettersson, T. & Öberg, M. (2024) Organized violence 1989-2023, "
    "and the prevalence of organized crime groups. Journal of Peace Research 61(4).",
    25: "Davies, S., Pettersson, T., Sollenberg, M. & Öberg, M. (2025) Organized violence 1989-2024, "
    "and the challenges of identifying civilian victims. Journal of Peace Research 62(4).",
    26: "Davies, S., Pettersson, T. & Öberg, M. (2026) Organized violence 1989-2025, and violent "
    "political protests. Journal of Peace Research 63(4).",
}
"""Year of a release, without its century -> the article UCDP asks to cite with it."""


def citation(release: str) -> tuple[str, ...]:
    """Return what to cite for a release.

    Parameters
    ----------
    release : such as ``25.1``, or ``25.0.3`` for candidate events

    Returns
    -------
    References, the dataset's own first; the yearly article is absent for a release not known here
    """
    parts = release.split(".")
    if len(parts) > 2:
        return (GED, CANDIDATE)
    yearly = YEARLY.get(int(parts[0])) if parts[0].isdigit() else None
    return (GED,) if yearly is None else (GED, yearly)

"""The numbers of the section on other papers, as texts for its sentences."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from afterllama.chapters.comparison.numbers import Comparison
from afterllama.record.left_after_months import Band
from afterllama.words import prose
from afterllama.words.language import count


def told(held: Band) -> str:
    """A band of authors in a sentence: `8 to 11 of 14`."""
    return prose.proportion(held.least, held.total, held.most)


def words(u: Comparison) -> SimpleNamespace:
    """The section's numbers and names as texts for its sentences."""
    bare = u.unaided
    place, _ = u.places[0]
    nearest = u.other(u.nearest, u.late)
    return prose.Texts(
        paper=u.record.name(u.paper),
        papers=prose.number(len(u.papers)),
        months=prose.names(map(prose.figure, u.months)),
        soon=prose.number(u.soon),
        late=prose.number(u.late),
        total=prose.figure(u.own(u.soon).total),
        own_late_band=prose.digits(u.own(u.late).least, u.own(u.late).most),
        reach_late=u.names(u.reaching(u.own(u.late))),
        nearest=u.name(u.nearest),
        nearest_most=prose.proportion(nearest.most, nearest.total),
        nearest_from=u.others.name(u.others.employer_of(u.nearest)),
        nearest_place=u.others.name(place),
        before=u.names(u.before),
        bare_late_left=prose.number(bare.own(u.late).least),
        bare_matched=u.names(bare.matching(bare.own(u.soon))),
        bare_level=prose.number(len(bare.reaching(bare.own(u.late)))),
        thin=prose.number(len(u.thin)),
        after=_cells([count("{n} month", "{n} months", n, n=n) for n in u.months]),
        **{f"thin{number}": _thin(one) for number, one in enumerate(u.thin, 1)},
    )


def _cells(texts: Sequence[str]) -> SimpleNamespace:
    """Texts for the columns of a table, one for each of the months."""
    return SimpleNamespace(**dict(zip(("soon", "between", "late"), texts, strict=True)))


def _thin(one: dict[str, Any]) -> SimpleNamespace:
    """A row of the table of papers that are not drawn."""
    cells = _cells([prose.digits(*band) for band in one["bands"]])
    return SimpleNamespace(paper=one["paper"], authors=prose.figure(one["authors"]), **vars(cells))

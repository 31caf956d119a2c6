"""Makes figures of the plotly figures that cells show: a picture first, live on touch, offline."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.osutil import relative_uri

from anybook.building.failures import remark
from anybook.figures.compact_json import embedded_json, written
from anybook.host import host, say
from anybook.nodes import CHILDREN, visit_children, write
from anybook.plotly_figures import figure_store, glued_figures
from anybook.plotly_figures.bundle import STRICT, TILES, Needs, Plotly
from anybook.plotly_figures.columns import table
from anybook.plotly_figures.descriptions import description, from_metadata
from anybook.plotly_figures.drawing import Drawing, widths
from anybook.plotly_figures.outputs import MEDIA, OrdinaryNode, enlist
from anybook.plotly_figures.plotly_json import Spec, extent, kind_of
from anybook.plotly_figures.widgets import VIEW

HERE = Path(__file__).parent
#: The scripts and styles of pages with figures.
FILES = ("ordinary.js", "ordinary.css")
#: Where a site has figures' data, pictures and plotly.js.
PLACE = "_static/anybook"
#: From this many points on a build warns at its end, and marks are drawn with WebGL.
MANY, GL = 100_000, 20_000
#: The most rows of a CSV: more would take minutes to write, and hosts refuse files of 100 MB.
ROWS = 500_000
#: The pictures of a page that load with it; later ones wait until they come near.
SOON = 12
#: The images of a figure that other formats than pages can show, the best first.
IMAGES = ("application/pdf", "image/png", "image/svg+xml")
ANCHOR = re.compile(r"[^a-z0-9]+")


class FindOrdinaryFigures(SphinxTransform):
    """Puts figures in the place of the outputs that hold them, with names and texts."""

    default_priority = 490

    def apply(self, **kwargs: Any) -> None:
        """Name and describe the figures of a page, in its order."""
        found = []
        for bundle in list(self.document.findall(nodes.container)):
            if bundle.get("nb_element") == "mime_bundle" and (kept := shown(bundle)):
                bundle.parent.replace(bundle, kept)
                found += [node for node in kept if isinstance(node, OrdinaryNode)]
        places: Counter[Any] = Counter()
        for number, node in enumerate(found, 1):
            self.tell(node, number, places[node["cell"]])
            places[node["cell"]] += 1
        if found:
            metadata = self.env.metadata[self.env.docname]
            metadata["ordinary"] = {node["name"]: node["digest"] for node in found}

    def tell(self, node: OrdinaryNode, number: int, place: int) -> None:
        """Give a figure its name, caption and alternative text."""
        spec, metadata = figure_store.read(self.env, node["digest"]), node["metadata"]
        name = f"{slug(self.env.docname)}-figure-{number}"
        label = from_metadata(metadata, "label", place) or from_metadata(metadata, "name", place)
        if label and label not in self.document.ids:
            node["names"] = [nodes.fully_normalize_name(label)]
            name = nodes.make_id(label) or name
        node["ids"], node["name"], node["late"] = [name], name, number > SOON
        if node["names"]:
            self.document.note_explicit_target(node)
        inside = isinstance(node.parent, nodes.figure)
        node["caption"] = "" if inside else from_metadata(metadata, "fig-cap", place)
        node["title"] = spec.title
        given = from_metadata(metadata, "fig-alt", place)
        node["alt"] = given or description(spec)
        texts = dict.fromkeys([node["caption"] or spec.title, node["alt"]])
        node += [nodes.paragraph("", text) for text in texts if text]


def slug(docname: str) -> str:
    """Return the name of a page in the names of its figures: plain letters, and one for each."""
    plain = ANCHOR.sub("-", docname.lower()).strip("-")
    digest = hashlib.sha256(docname.encode()).hexdigest()[:6]
    return plain if plain == docname else f"{plain or 'page'}-{digest}"


def shown(bundle: nodes.container) -> list[nodes.Node]:
    """Return what stands for an output with figures; nothing if it has none.

    An output may hold the same figure as JSON and as HTML. An image beside it stays for formats
    without charts.
    """
    by_type = {part.get("mime_type"): part for part in bundle.children}
    for media in (MEDIA, VIEW, "text/html"):
        kept = list(by_type[media].children) if media in by_type else []
        if figures := [node for node in kept if isinstance(node, OrdinaryNode)]:
            images = (part for image in IMAGES if (part := by_type.get(image)))
            figures[0] += next((part.children for part in images), [])
            return kept
    return []


def drop_widgets(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Leave out the scripts for widgets of a page without one (handles ``doctree-resolved``).

    Another host has them, and a notebook saved elsewhere keeps the widgets of that run.
    """
    if any(VIEW in node.astext() for node in doctree.findall(nodes.raw)):
        return
    files = NbMetadataCollector.get_js_files(app.env, docname)
    for key in [key for key in files if key.startswith("ipywidgets_")]:
        del files[key]


class DropImages(SphinxPostTransform):
    """Leaves out the images of figures that are shown themselves."""

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Remove them before the builder copies images."""
        for figure in list(self.document.findall(OrdinaryNode)):
            for image in list(figure.findall(nodes.image)):
                image.parent.remove(image)


def drop_stored(app: Sphinx, env: BuildEnvironment) -> None:
    """Remove the data of figures that no page shows any more (handles ``env-updated``)."""
    figure_store.tidy(env, set(named(env).values()))


def named(env: BuildEnvironment) -> dict[str, str]:
    """Return the digest of every figure of the book, by its name."""
    pages = (env.metadata[docname].get("ordinary", {}) for docname in sorted(env.metadata))
    return {name: digest for page in pages for name, digest in page.items()}


def places(env: BuildEnvironment) -> dict[str, str]:
    """Return the name and the page of every figure of the book, by its digest."""
    return {
        digest: f"{name} of {docname}"
        for docname in sorted(env.metadata)
        for name, digest in env.metadata[docname].get("ordinary", {}).items()
    }


@dataclass(frozen=True)
class Site:
    """The figures of a site that is being written: their data, plotly.js, their pictures."""

    names: dict[str, str]
    places: dict[str, str]
    specs: dict[str, Spec]
    room: Path
    guarded: bool

    @classmethod
    def of(cls, app: Sphinx) -> Site:
        """Read the figures of all pages."""
        names = named(app.env)
        specs = {
            digest: figure_store.read(app.env, digest).fit(Plotly.major())
            for digest in dict.fromkeys(names.values())
        }
        guarded = "security" in app.config.anybook_features
        return cls(names, places(app.env), specs, Path(app.doctreedir).parent, guarded)

    @cached_property
    def plotly(self) -> Plotly:
        """The plotly.js that they need."""
        specs = self.specs.values()
        drawn = [live(spec) for spec in specs]
        kinds = {kind for spec in drawn for kind in spec.kinds}
        maps = {name for spec in specs for name in spec.maps}
        calendars = any('calendar"' in written(spec.written()) for spec in specs)
        needs = Needs(frozenset(kinds), calendars, frozenset(maps), self.guarded)
        found = Plotly(self.room / ".plotly", needs)
        found.open()
        if found.compiles:
            for digest, spec in self.specs.items():
                if blocked := STRICT & spec.kinds:
                    remark(
                        f"The policy stops the figure {self.places[digest]}, as it has the type "
                        f"{' and '.join(sorted(blocked))}: the full plotly.js compiles code. Node "
                        "and npm make one that does not."
                    )
        return found

    def drawn(self, digest: str) -> Spec:
        """Return a figure as it is drawn: without WebGL where the policy stops it."""
        spec = self.specs[digest]
        return spec if self.plotly.compiles else live(spec)

    @cached_property
    def drawing(self) -> Drawing:
        """Their pictures."""
        return self.pictures(".plotly-pictures")

    @cached_property
    def prints(self) -> Drawing:
        """Their pictures for print."""
        return self.pictures(".plotly-prints", printed=True)

    def pictures(self, name: str, printed: bool = False) -> Drawing:
        """Draw their pictures into a folder."""
        scripts = [*self.plotly.maps().values(), self.plotly.put(self.room / ".plotly")]
        found = Drawing(self.room / name, scripts, self.plotly.version, self.places, printed)
        found.draw({digest: self.drawn(digest) for digest in self.specs})
        return found


def live(spec: Spec) -> Spec:
    """Return a figure as it is drawn: very many marks with WebGL, which draws no broken axes."""
    marks = sum(extent(trace) for trace in spec.data if kind_of(trace) == "scatter")
    if marks < GL or spec.frames or any(map(is_broken, spec.axes)):
        return spec
    return Spec(list(map(with_gl, spec.data)), spec.layout, spec.frames, spec.config)


def is_broken(axis: dict[str, Any]) -> bool:
    """Return whether an axis has breaks or a slider, in which WebGL draws nothing."""
    slider = axis.get("rangeslider")
    shown = isinstance(slider, dict) and slider.get("visible", True)
    return bool(shown or axis.get("rangebreaks"))


def with_gl(trace: dict[str, Any]) -> dict[str, Any]:
    """Return a trace of points or lines to be drawn with WebGL, if that draws it alike."""
    mode = str(trace.get("mode") or "")
    shape = (trace.get("line") or {}).get("shape", "linear")
    plain = "text" not in mode and shape != "spline"
    filled = trace.get("fill", "none") != "none" or "stackgroup" in trace
    if kind_of(trace) != "scatter" or filled or not plain:
        return trace
    return {**trace, "type": "scattergl"}


def furnish(app: Sphinx, builder: Builder) -> None:
    """Write the site's figures beside its pages (handles ``write-started``)."""
    if not isinstance(builder, StandaloneHTMLBuilder):
        return
    site = Site.of(app)
    place = Path(builder.outdir) / PLACE
    shutil.rmtree(place, ignore_errors=True)
    app.anybook_ordinary = site  # type: ignore[attr-defined]
    if not site.specs:
        return
    place.mkdir(parents=True)
    for name in FILES:
        shutil.copy(HERE / name, place.parent)
    site.plotly.put(place)
    for path in (*site.plotly.licence, *site.plotly.maps().values()):
        shutil.copy(path, place / path.name)
    for digest in site.specs:
        for name, path in pictures_of(site, digest).items():
            shutil.copy(path, place / name)
        data = embedded_json(site.drawn(digest).written())
        text = f'(window.anybookFigures ??= {{}})["{digest}"] = {data};\n'
        (place / f"{digest}.js").write_text(text, encoding="utf-8")
    for name, digest in site.names.items():
        tell_size(name, site.specs[digest].points)
        write_table(place / f"{name}.csv", site.specs[digest])


def tell_size(name: str, points: int) -> None:
    """Say at the end of the build that a figure is large; it is no fault, which would fail one."""
    if points >= MANY:
        remark(
            f"The figure {name} has {points:,} points: it is large to load and slow to draw. "
            "Fewer points or a histogram would show as much."
        )


def pictures_of(site: Site, digest: str) -> dict[str, Path]:
    """Return the pictures of a figure by their names in the site, the wide one first."""
    found = site.drawing.of(digest, site.specs[digest])
    return {f"{digest}-{width}{path.suffix}": path for width, path in found.items()}


def visit_html(translator: Any, node: OrdinaryNode) -> None:
    """Write a figure as HTML."""
    builder = translator.builder
    if not hasattr(builder.app, "anybook_ordinary"):
        furnish(builder.app, builder)  # a builder of one page does not say that it begins to write
    site = builder.app.anybook_ordinary
    page = builder.get_target_uri(builder.current_docname)
    to = relative_uri(page, f"{PLACE}/")
    spec = site.specs[node["digest"]]
    csv = f"{node['name']}.csv"
    context = {
        "name": node["name"],
        "digest": node["digest"],
        "caption": node["caption"],
        "title": node["caption"] or node["title"] or say("Chart"),
        "alt": node["alt"],
        "late": node["late"],
        "fixed": spec.width is not None,
        "sizes": [(width, spec.height) for width in widths(spec)],
        "pictures": [f"{to}{name}" for name in pictures_of(site, node["digest"])],
        "maps": " ".join(f"{name}.js" for name in sorted(spec.maps & site.plotly.maps().keys())),
        "tiles": any(map(TILES.fullmatch, spec.kinds)),
        "csv": f"{to}{csv}" if (Path(builder.outdir) / PLACE / csv).is_file() else "",
    }
    write(translator, "anybook/plotly_figures/ordinary.html", context)


def write_table(path: Path, spec: Spec) -> None:
    """Write a figure's columns as a CSV file, if its traces hold any, and not too many rows."""
    if sum(map(extent, spec.data)) > ROWS:
        return
    columns, rows = table(spec)
    if rows:
        cells = (["" if cell is None else str(cell) for cell in row] for row in rows)
        path.write_bytes(host().separated(columns, cells))


def visit_latex(translator: Any, node: OrdinaryNode) -> None:
    """Write a figure's picture, if its output has no image for print; its texts follow."""
    if node.next_node(nodes.image):
        return
    builder = translator.builder
    if not hasattr(builder.app, "anybook_ordinary"):
        builder.app.anybook_ordinary = Site.of(builder.app)
    site, digest = builder.app.anybook_ordinary, node["digest"]
    for path in site.prints.of(digest, site.specs[digest]).values():
        name = f"anybook-{digest}{path.suffix}"
        shutil.copy(path, Path(builder.outdir) / name)
        size = r"width=\linewidth,height=0.8\textheight,keepaspectratio"
        translator.body.append(f"\n\\noindent\\sphinxincludegraphics[{size}]{{{name}}}\n")


def holds(doctree: nodes.document | None) -> bool:
    """Return whether a page has figures."""
    return bool(doctree and doctree.next_node(OrdinaryNode))


def name_files(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Have pages with figures load their script and style (handles ``html-page-context``)."""
    # The one page of `singlehtml` comes without its content.
    if holds(doctree) or (app.builder.name == "singlehtml" and named(app.env)):
        app.add_js_file("ordinary.js", priority=950, loading_method="defer")
        app.add_css_file("ordinary.css", priority=950)


def setup(app: Sphinx) -> None:
    """Register the node, the plugin of MyST-NB, and the handlers."""
    enlist()
    glued_figures.enlist()
    others = CHILDREN | {"latex": (visit_latex, visit_children)}
    app.add_node(OrdinaryNode, html=(visit_html, visit_children), **others)
    app.add_transform(FindOrdinaryFigures)
    app.add_post_transform(DropImages)
    app.add_post_transform(glued_figures.TellGluedElsewhere)
    app.connect("env-updated", drop_stored)
    app.connect("doctree-resolved", drop_widgets)
    app.connect("write-started", furnish)
    app.connect("html-page-context", name_files)

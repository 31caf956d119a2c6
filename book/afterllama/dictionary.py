"""`data/README.md`, the dictionary of the data, written from `datapackage.json`.

`python -m afterllama.dictionary` updates it.
"""

from __future__ import annotations

from pathlib import Path

from afterllama.tables.schema import Column, Package, Table, describe, folder

NAME = "README.md"


def text(package: Package) -> str:
    """The dictionary as Markdown."""
    document = package.document
    parts = [
        f"# {document['title']}",
        "<!-- Written from datapackage.json by python -m afterllama.dictionary -->",
        document["description"],
        _reading(package),
        *("\n- ".join([f"## {one['title']}\n", *one["lines"]]) for one in document["guides"]),
        "## Tables",
        *(_table(table) for table in package.tables.values()),
        "## Licence",
        "\n".join(f"- [{x['title']}]({x['path']})" for x in document["licenses"]),
    ]
    return "\n\n".join(parts) + "\n"


def stale(package: Package, where: Path) -> str | None:
    """Say in one line that the dictionary in a folder is out of date, or return None."""
    path = where / NAME
    if path.is_file() and path.read_text(encoding="utf-8") == text(package):
        return None
    return f"{NAME}: differs from datapackage.json; run python -m afterllama.dictionary"


def _reading(package: Package) -> str:
    dates = [
        f"- {item['title']}: {item['date']}. {item['description']}"
        for item in package.document["reading_dates"]
    ]
    return "\n".join([f"Record date: {package.record_date}. Reading dates:", "", *dates])


def _table(table: Table) -> str:
    keys = [f"`{' + '.join(table.key)}` is the key."]
    for reference in table.references:
        targets = f"{reference.table}.{' + '.join(reference.targets)}"
        keys.append(f"`{' + '.join(reference.columns)}` refers to `{targets}`.")
    head = "| column | title | type | unit | required | description |\n|---|---|---|---|---|---|"
    rows = "\n".join(_row(column) for column in table.columns)
    title = f"### {table.title} (`{table.path}`)"
    return "\n\n".join([title, table.description, " ".join(keys), f"{head}\n{rows}"])


def _row(column: Column) -> str:
    limits = column.constraints
    kind = column.type + (
        f", several separated by `{column.separator}`" if column.separator else ""
    )
    if "enum" in limits:
        kind += f": {', '.join(limits['enum'])}"
    if column.words:
        kind += ", translated in other editions"
    cells = [
        f"`{column.name}`",
        column.title,
        kind,
        column.unit or "",
        "yes" if column.required else "",
        column.description,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    """Write the dictionary beside the data."""
    where = folder()
    (where / NAME).write_text(text(describe(where)), encoding="utf-8")


if __name__ == "__main__":
    main()

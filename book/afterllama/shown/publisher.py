"""The publisher and the contact of this copy of the book, from `_config.yml`.

A build passes both to this process and to kernels; an unpublished copy has neither.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from afterllama.words.language import say

#: The settings, and the environment variables in which a build passes them on.
VARIABLES = {"publisher": "AFTERLLAMA_PUBLISHER", "contact": "AFTERLLAMA_CONTACT"}
MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
ADDRESS = re.compile(r"https?://|www\.", re.I)


def missing(settings: Mapping[str, str]) -> list[str]:
    """What is wrong with the settings, in a few words each; empty if nothing."""
    publisher, contact = (settings.get(name, "").strip() for name in VARIABLES)
    found = [] if publisher else ["publisher is missing"]
    if not contact:
        found.append("contact is missing")
    elif ADDRESS.match(contact) or not (MAIL.fullmatch(contact) or _is_post(contact)):
        wanted = "must be a mail address, or a postal address with commas between its lines"
        found.append(f"contact {wanted}, and is {contact!r}")
    return found


def _is_post(contact: str) -> bool:
    """Whether a text can be a postal address: several lines, none empty."""
    lines = contact.split(",")
    return len(lines) > 1 and "@" not in contact and all(line.strip() for line in lines)


def told() -> dict[str, str]:
    """The publisher and the contact of this copy, "" if missing."""
    return {name: os.environ.get(variable, "") for name, variable in VARIABLES.items()}


def is_mail(contact: str) -> bool:
    """Whether a contact is a mail address."""
    return bool(MAIL.fullmatch(contact))


def words() -> str:
    """Says where to write, in whole sentences."""
    given = told()
    if missing(given):
        return say(
            "This copy names no publisher. Write to whoever gave it to you; they are asked to pass "
            "it on."
        )
    return say("This copy is published by {publisher}. Write to {contact}.", **given)

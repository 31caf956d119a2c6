"""The words of the figures of the chapter on the fight over compute."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def length(n: SimpleNamespace) -> FigureWords:
    """What a training costs, by its length."""
    return FigureWords(
        id="fig-length",
        title=say(
            "For the same text the larger model needs more computing power than {n.largest}", n=n
        ),
        caption=say(
            "{n.unreleased} is the larger model. Its line has no end, because it is not public how long that training was. Text is counted in tokens, which are words or pieces of words. On the scale, one is as much computing power as the whole training of {n.largest}, the largest LLaMA.",
            n=n,
        ),
        alt=say(
            "Computing power against text read, one line per model. {n.largest} rises slowly, over much text. {n.other}'s line rises faster, because the same text takes more computing power there, but it stops earlier and ends lower. The larger model, {n.unreleased}, rises fastest. At about {n.even} billion words or pieces of words it has taken as much computing power as the whole training of {n.largest}.",
            n=n,
        ),
    )


def runs(n: SimpleNamespace) -> FigureWords:
    """When each model was in training."""
    return FigureWords(
        id="fig-runs",
        title=say("Signs of a larger model appear around the time of {n.own_name}'s training", n=n),
        caption=say(
            "Large dots are releases, and small ones are signs of a larger model. OPT-IML is a version of OPT, and Llama 2 is LLaMA's successor."
        ),
        alt=say(
            "A row for each model. OPT was in training from {n.other_begun} to {n.other_ended} and came out in {n.other_released}. LLaMA was in training from {n.own_begun} and came out in {n.own_released}, while Llama 2 was in training from {n.later_begun}. On {n.loaded} a change to OPT's code prepared for a larger model, and in {n.unreleased_month} a paper described one of {n.unreleased_size} billion parameters. The article says that the larger model came after OPT, and gives no date.",
            n=n,
        ),
    )


def cost(n: SimpleNamespace) -> FigureWords:
    """The processor hours of the runs, by one paper's estimate."""
    return FigureWords(
        id="fig-cost",
        title=say("The largest {n.own_name} took more processor time than {n.other_name}", n=n),
        caption=say(
            "Hours that a single processor would have needed (GPU-hours), as the LLaMA paper estimates them. Trials before a final training are not counted. In the names B stands for billion parameters."
        ),
        alt=say(
            "One bar per model. {n.largest} has the longest, at {n.hours_own} hours, and {n.other} has {n.hours_other}. The smaller sizes of LLaMA have shorter bars than OPT.",
            n=n,
        ),
    )


def carbon(n: SimpleNamespace) -> FigureWords:
    """The estimates of what a run emitted."""
    return FigureWords(
        id="fig-carbon",
        title=say("One run of OPT: estimates from {n.least} to {n.most} tonnes of carbon", n=n),
        caption=say(
            "A row is an estimate, with who made it and the carbon of the grid it assumes, in kilograms for a kilowatt-hour. Diamonds are our own conclusion: OPT's energy on the grid assumed for {n.beside}, and the total that a footnote of the OPT paper implies.",
            n=n,
        ),
        alt=say(
            "Estimates for OPT: {n.stated} tonnes by its own paper, and {n.stated_whole} with trials. On the grid assumed for {n.beside} it is up to {n.most}. Estimates for {n.beside}: {n.stated_beside} and {n.carbon_beside} tonnes.",
            n=n,
        ),
    )


def knowledge(n: SimpleNamespace) -> FigureWords:
    """Scores on exam questions, by size and by computing."""
    return FigureWords(
        id="fig-knowledge",
        title=say(
            "On exam questions {n.small} beats {n.beside}, {n.size_ratio} times its size", n=n
        ),
        caption=say(
            "Percent of MMLU's questions answered right, in the LLaMA paper, with five examples before each. A line joins sizes of a model, or a model before and after it was trained to follow instructions."
        ),
        alt=say(
            "Scatter charts side by side. {n.small} stands at {n.small_score}, {n.beside} at {n.beside_score}. OPT's size of {n.plain_size} billion stands at {n.plain_score}. After training on instructions it stands at {n.instructed_score}. For {n.other} there is no score.",
            n=n,
        ),
    )


def common(n: SimpleNamespace) -> FigureWords:
    """Scores on everyday tasks, by size and by computing."""
    return FigureWords(
        id="fig-common",
        title=say(
            "On everyday tasks too {n.small} beats {n.beside}, {n.size_ratio} times its size", n=n
        ),
        caption=say(
            "The mean of BoolQ, PIQA, HellaSwag and WinoGrande in the LLaMA paper, without examples before a question. Other tasks are left out because some of the models lack a score; no OPT model has scores here."
        ),
        alt=say(
            "Scatter charts side by side. {n.small} stands at {n.small_common}, {n.beside} at {n.beside_common}.",
            n=n,
        ),
    )


def bonds(n: SimpleNamespace) -> FigureWords:
    """Who holds the two author lists together."""
    return FigureWords(
        id="fig-bonds",
        title=say(
            "Authors of {n.own_name} and of {n.other_name} had written papers together before", n=n
        ),
        caption=say(
            "A square is a paper, with the oldest on top. Solid lines lead from papers to their authors, dashed lines to people they thank. Only authors of LLaMA or OPT are drawn. The square called “{n.unreleased_paper}” is the paper on the larger model.",
            n=n,
        ),
        alt={
            "record": say(
                "LLaMA's {n.first_total} authors are on the left and OPT's {n.second_total} on the right. In the middle are {n.both}, who is on both lists, and papers that connect the two. Among these are {n.older_papers}. A line also shows that the LLaMA paper thanks {n.thanked}.",
                n=n,
            ),
            "report": say(
                "The same lists with the papers that were out on {n.report}. In the middle are {n.both}, who is on both lists, and papers that connect the two. Among these are {n.older_papers}. A line also shows that the LLaMA paper thanks {n.thanked}.",
                n=n,
            ),
        },
    )

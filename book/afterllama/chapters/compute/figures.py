"""The words of the figures of the chapter on the fight over compute."""

from __future__ import annotations

from types import SimpleNamespace

from afterllama.shown.figures import FigureWords
from afterllama.words.language import say


def length(n: SimpleNamespace) -> FigureWords:
    """What a training costs, by its length."""
    return FigureWords(
        id="fig-length",
        title=say("Past about {n.even} billion tokens the larger model costs more than LLaMA", n=n),
        caption=say(
            "Computing, as parameters times tokens; the whole training of {n.largest} counts as one. A dot is the end of a training; the dotted line has none, since no document says where that training ended.",
            n=n,
        ),
        alt=say(
            "Lines rise from nothing. {n.largest} rises slowly to its end, at one. {n.other} rises faster, to a lower end. The dotted line of {n.unreleased} is the steepest: it reaches one at about {n.even} billion tokens, and has no end.",
            n=n,
        ),
    )


def runs(n: SimpleNamespace) -> FigureWords:
    """When each model was in training."""
    return FigureWords(
        id="fig-runs",
        title=say("OPT's final run was over at least {n.between} months before LLaMA's began", n=n),
        caption=say(
            "A bar is a time in which a model was certainly in training, a dotted line a time in which that began or ended. The hollow mark is a larger model by the article's word; that the code and the paper below show that model is our inference."
        ),
        alt=say(
            "A row for each model. OPT: in training from {n.other_begun} to {n.other_ended}, released in {n.other_released}. LLaMA: in training from {n.own_begun}, released in {n.own_released}. Llama 2: in training from {n.later_begun}. Between OPT and LLaMA the article has a larger model begun, without a day. A change to OPT's code of {n.loaded} loads a larger one, and a paper of {n.unreleased_month} has one of {n.unreleased_size} billion parameters.",
            n=n,
        ),
    )


def cost(n: SimpleNamespace) -> FigureWords:
    """The energy of the runs, by one paper's estimate."""
    return FigureWords(
        id="fig-cost",
        title=say("The largest LLaMA took {n.energy} times the energy of OPT's final run", n=n),
        caption=say(
            "Estimates of the LLaMA paper, in megawatt-hours: final runs, and in the bottom row LLaMA's whole development. The dotted line is our inference: OPT with its trials, by a factor that the OPT paper gives for carbon."
        ),
        alt=say(
            "Bars of energy in megawatt-hours. {n.other} {n.energy_other}, with trials about {n.trials} times that. LLaMA in its largest size {n.energy_own}, in its smaller sizes less than OPT, in its whole development {n.energy_whole}.",
            n=n,
        ),
    )


def carbon(n: SimpleNamespace) -> FigureWords:
    """The estimates of what a run emitted."""
    return FigureWords(
        id="fig-carbon",
        title=say("One run of OPT: estimates from {n.least} to {n.most} tonnes of carbon", n=n),
        caption=say(
            "A row is an estimate, with who made it and the electricity grid it assumes, in kilograms for a kilowatt-hour. Diamonds are our inference: OPT's energy on the grid assumed for {n.beside}, and the total that a footnote of the OPT paper implies.",
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
            "Percent of MMLU's questions answered right, in the LLaMA paper, with five examples before each; equal steps on the lower scales multiply. A line joins sizes of a model, or a model before and after it was trained to follow instructions; the right panel leaves out models whose number of tokens is not known."
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
        title=say("Without {n.both}, the author lists are still linked", n=n),
        caption={
            "record": say(
                "A bar is a paper, with the people who signed it beside it; the oldest are on top. {n.Cut_today} people would have to be left out before no chain of papers leads across. Papers that we do not hold can add links, not break any.",
                n=n,
            ),
            "report": say(
                "A bar is a paper, with the people who signed it beside it; the oldest are on top. On {n.report} {n.cut_now} people would have had to be left out before no chain of papers led across.",
                n=n,
            ),
        },
        alt={
            "record": say(
                "LLaMA's {n.first_total} authors on the left and OPT's {n.second_total} on the right. Between them stand {n.both}, who signed both, and the papers that link them. These are the older papers {n.older_papers}, the paper on the larger model, and the papers on Llama 2 and its successor. A last link is the thanks of the LLaMA paper to {n.thanked}.",
                n=n,
            ),
            "report": say(
                "The same graph with the papers that were out on {n.report}: {n.both}, who signed both, the older papers, the thanks to {n.thanked}, the paper on the larger model, and Llama 2.",
                n=n,
            ),
        },
    )

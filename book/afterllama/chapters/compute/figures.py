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
            "At about {n.even} billion tokens the larger model would have overtaken LLaMA", n=n
        ),
        caption=say(
            "Tokens are the words, or pieces of words, that a model reads. Computing is tokens times parameters; the whole training of {n.largest}, the largest LLaMA, counts as one. A dot marks the end of a training; the dotted line has none, because no document says where that training ended.",
            n=n,
        ),
        alt=say(
            "Lines rise from zero, one for a model. {n.largest} rises slowly and ends at one. {n.other} rises faster and ends lower. The dotted line of {n.unreleased} is the steepest. It reaches one at about {n.even} billion tokens and goes on, without an end.",
            n=n,
        ),
    )


def runs(n: SimpleNamespace) -> FigureWords:
    """When each model was in training."""
    return FigureWords(
        id="fig-runs",
        title=say("OPT's final run was over at least {n.between} months before LLaMA's began", n=n),
        caption=say(
            "A bar shows when a model was certainly in training, and a dotted line a time in which its training began or ended. The hollow mark is the article's second model. The code and the paper below it are documents; that they show that model is our inference."
        ),
        alt=say(
            "A row for each model. OPT was in training from {n.other_begun} to {n.other_ended} and came out in {n.other_released}. LLaMA was in training from {n.own_begun} and came out in {n.own_released}. Llama 2 was in training from {n.later_begun}. The article's second model has a hollow mark after OPT, without a day. A change to OPT's code of {n.loaded} is for a larger model. A paper of {n.unreleased_month} has one of {n.unreleased_size} billion parameters.",
            n=n,
        ),
    )


def cost(n: SimpleNamespace) -> FigureWords:
    """The processor hours of the runs, by one paper's estimate."""
    return FigureWords(
        id="fig-cost",
        title=say("The largest LLaMA took {n.hours_own} GPU-hours, OPT {n.hours_other}", n=n),
        caption=say(
            "GPU-hours of final runs, as the LLaMA paper estimates them. Trials before a final run are not counted."
        ),
        alt=say(
            "Bars show GPU-hours. {n.other} took {n.hours_other}, and {n.largest} took {n.hours_own}. The smaller sizes of LLaMA took less than OPT.",
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
        caption=say(
            "A square is a paper, the oldest on top; its lines lead to the people on either list who wrote it. Dashed lines lead to people whom the LLaMA paper thanks. {n.unreleased_paper} is the paper on the larger model.",
            n=n,
        ),
        alt={
            "record": say(
                "LLaMA's {n.first_total} authors are on the left and OPT's {n.second_total} on the right. {n.both}, who is an author of both, is between them. So are papers that link the lists: {n.older_papers}, the paper on the larger model, and the papers on Llama 2 and its successor. Dashed lines lead from the LLaMA paper to {n.thanked}, whom it thanks.",
                n=n,
            ),
            "report": say(
                "The same lists with the papers that were out on {n.report}. Between them are {n.both}, who is an author of both, {n.older_papers}, the paper on the larger model, and Llama 2. Dashed lines lead from the LLaMA paper to {n.thanked}, whom it thanks.",
                n=n,
            ),
        },
    )

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
            "A token costs {n.a_token} times as much at {n.unreleased_size} billion parameters: break-even with {n.largest} is at some {n.even} billion tokens",
            n=n,
        ),
        caption=say(
            "Computing, in proportion to parameters times tokens, in units of the whole training of {n.largest}. A dot is the end of a training. The dotted line ends without a dot: the length of its training is not public, so no total is drawn. What is marked on it is where it comes to the same computing.",
            n=n,
        ),
        alt=say(
            "Lines rising from nothing. {n.largest} rises slowly to its end at one, {n.other} faster to a lower end. The dotted line of {n.unreleased} rises {n.a_token} times as fast as that of {n.largest} and reaches one at some {n.even} billion tokens; it has no end.",
            n=n,
        ),
    )


def runs(n: SimpleNamespace) -> FigureWords:
    """When each model was in training."""
    return FigureWords(
        id="fig-runs",
        title=say(
            "OPT's final run had ended at least {n.between} months before LLaMA's began", n=n
        ),
        caption=say(
            "Bars are the time in which a model was certainly in training, dotted lines that in which this began or ended. The dates are those of release. The hollow mark, a larger model that OPT's team began, is the article's word. Whether the code and the paper beneath show that model, or one model, no document says. Preparation and trials are left out, since no document gives their days."
        ),
        alt=say(
            "A row for each model, with its training and its release. OPT in training from {n.other_begun} to {n.other_ended}, released in {n.other_released}. LLaMA in training from {n.own_begun}, released in {n.own_released}. Llama 2 in training from {n.later_begun}. A larger model of OPT's team is reported, without dates, for the time between; a change to OPT's code of {n.loaded} loads a larger one, and a paper of {n.unreleased_month} has one of {n.unreleased_size} billion parameters.",
            n=n,
        ),
    )


def cost(n: SimpleNamespace) -> FigureWords:
    """The energy of the runs, by one paper's estimate."""
    return FigureWords(
        id="fig-cost",
        title=say(
            "The largest LLaMA took {n.energy} times the energy of OPT's final run, by the LLaMA paper's estimate",
            n=n,
        ),
        caption=say(
            "Energy by the estimate in the LLaMA paper: final runs, and in the bottom row LLaMA's whole development, for which the paper gives no GPU-hours. The dotted line is inferred: OPT with trials and downtime, by the factor that the OPT paper gives for carbon."
        ),
        alt=say(
            "Bars of energy in MWh. {n.other} {n.energy_other}, with trials about {n.trials} times that. LLaMA in its largest size {n.energy_own}, in its smaller sizes less than OPT, in its whole development {n.energy_whole}.",
            n=n,
        ),
    )


def carbon(n: SimpleNamespace) -> FigureWords:
    """The estimates of what a run emitted."""
    return FigureWords(
        id="fig-carbon",
        title=say(
            "From {n.least} to {n.most} tonnes for the same run of OPT, mostly by the grid", n=n
        ),
        caption=say(
            "A row is an estimate, named by who made it and by the grid it assumes, in kilograms for a kilowatt-hour. Diamonds are inferred: OPT's energy from the LLaMA paper moved to the grid assumed for the other model, and the total that a footnote of the OPT paper implies."
        ),
        alt=say(
            "Estimates for OPT: {n.stated} tonnes by its own paper, {n.stated_whole} with trials, up to {n.most} on the grid assumed for {n.beside}. Estimates for {n.beside}: {n.stated_beside} and {n.carbon_beside} tonnes.",
            n=n,
        ),
    )


def knowledge(n: SimpleNamespace) -> FigureWords:
    """Scores on exam questions, by size and by computing."""
    return FigureWords(
        id="fig-knowledge",
        title=say(
            "On MMLU {n.small} scores {n.small_score}; {n.beside}, {n.size_ratio} times its size, {n.beside_score}",
            n=n,
        ),
        caption=say(
            "Scores in the LLaMA paper, with five examples in the prompt. Scales are logarithmic: equal steps multiply. Lines join sizes of one model, or a model before and after training on instructions. Models without a known number of tokens are left out of the panel for compute."
        ),
        alt=say(
            "Scatter charts side by side. {n.small} stands at {n.small_score}, {n.beside} at {n.beside_score}. OPT appears with its size of {n.plain_size} billion at {n.plain_score}, and at {n.instructed_score} after training on instructions. For {n.other} there is no score.",
            n=n,
        ),
    )


def common(n: SimpleNamespace) -> FigureWords:
    """Scores on everyday tasks, by size and by computing."""
    return FigureWords(
        id="fig-common",
        title=say(
            "On everyday tasks {n.small} scores {n.small_common}, {n.beside} {n.beside_common}", n=n
        ),
        caption=say(
            "The mean of BoolQ, PIQA, HellaSwag and WinoGrande in the LLaMA paper, without examples in the prompt. Other tasks are left out because some of the models lack a score. No OPT model has scores here."
        ),
        alt=say(
            "Scatter charts like those before. {n.small} stands at {n.small_common}, {n.beside} at {n.beside_common}.",
            n=n,
        ),
    )


def bonds(n: SimpleNamespace) -> FigureWords:
    """Who holds the two author lists together."""
    return FigureWords(
        id="fig-bonds",
        title={
            "record": say(
                "{n.Cut_today} people hold the two author lists together, not {n.cut_titles}", n=n
            ),
            "report": say(
                "{n.Cut_now} people held the two author lists together on the day of the report, not {n.cut_titles}",
                n=n,
            ),
        },
        caption=say(
            "A bar is a paper, with those who signed it beside it. In the middle stands what binds the lists, in order of time. The number in the title is the least of people who would have to be missing for no solid path to be left. Muted names have no link but their own paper. Papers that the record lacks could add links, not break any."
        ),
        alt={
            "record": say(
                "LLaMA's {n.first_total} authors on the left and OPT's {n.second_total} on the right. Between them {n.both}, who signed both, the older papers {n.older_papers}, the thanks of the LLaMA paper to {n.thanked}, the paper on the larger model, and the papers on Llama 2 and its successor.",
                n=n,
            ),
            "report": say(
                "The same graph with the papers that were out on {n.report}: {n.both}, who signed both, the older papers, the thanks to {n.thanked}, the paper on the larger model, and Llama 2.",
                n=n,
            ),
        },
    )

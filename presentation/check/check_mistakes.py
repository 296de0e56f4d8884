"""Words for the mistakes that only the check of results knows; the examiner's have theirs in content."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import N_
from engine.ids import misconception
from presentation.translate import _

Words = tuple[str, str]  # what was done, and why it is one; templates with the details of the id as {0}, {1}

BY_ID: dict[str, Words] = {
    "add.right_twice": (
        N_("Added twice"),
        N_("The second part of the sum is in it twice, as when one bias is stored in two places."),
    ),
    "add.subtracted": (N_("Subtracted instead of added"), N_("The second part was subtracted; the formula adds it.")),
    "mul.divided": (N_("Divided instead of multiplied"), N_("The formula multiplies cell by cell.")),
    "div.quick_gelu": (
        N_("Quick GELU"),
        N_("σ(1.702 x) stands for Φ(x), as in CLIP; here it is not that approximation."),
    ),
    "where.mask_added": (
        N_("A mask of 0 and 1 added to the scores"),
        N_("An additive mask is 0 and −∞. Adding 1 to what may be seen masks nothing."),
    ),
    "where.mask_subtracted": (
        N_("A mask of 0 and 1 taken from the scores"),
        N_("An additive mask is 0 and −∞. Taking 1 away masks nothing."),
    ),
    "where.masked_with_tiny": (
        N_("Masked with 1e-9"),
        N_("1e-9 is nearly 0, so e to that power is 1 and the key still counts. −1e9 or −∞ masks."),
    ),
    "where.masked_with_minus_1": (N_("Masked with −1"), N_("e⁻¹ is about 0.37, so the key still counts. −∞ masks.")),
    "where.masked_with_plus": (N_("Masked with +1e9"), N_("The sign is missing: the masked keys now get everything.")),
    "causal.one_ahead": (
        N_("A token sees the next one"),
        N_("The mask begins one position too late (triu with diagonal 2): the next token must be masked."),
    ),
    "causal.ahead": (
        N_("The upper triangle instead of the lower"),
        N_("Each token sees itself and what follows; it may see itself and what came before."),
    ),
    "softmax.sigmoid": (N_("σ instead of softmax"), N_("σ looks at each score alone, so a line does not add up to 1.")),
    "positions.exponent_doubled": (
        N_("The exponent doubled"),
        N_(
            "The loop counts the columns in steps of 2, so its i is 2i already; multiplied by 2 once more, the "
            "exponent is 4i/d."
        ),
    ),
    "softmax.no_number": (
        N_("NaN in a row in which everything is masked"),
        N_(
            "Nothing else differs. Such a row has no probabilities to give: its softmax is 0 ÷ 0 in nn.functional."
            "softmax, and 0 here, as in scaled_dot_product_attention."
        ),
    ),
    "softmax.logarithm": (
        N_("The logarithm of the softmax"),
        N_("log_softmax was called; here it is the softmax itself."),
    ),
    "softmax.over_heads": (
        N_("Softmax over the heads"),
        N_("The softmax ran along the axis of the heads; it runs along the keys, the last axis."),
    ),
    "matmul.left_out": (N_("Not multiplied by the matrix"), N_("The first factor was passed on as it is.")),
    "matmul.not_multiplied": (N_("Only the second factor"), N_("The first factor was left out of the product.")),
    "transpose.reshaped": (
        N_("view or reshape instead of a transpose"),
        N_("view keeps the order of the numbers in memory, so rows and columns are mixed. Use .T or transpose."),
    ),
    "sigmoid.hard": (
        N_("Hard sigmoid, 0.2 x + 0.5"),
        N_("A straight line cut off at 0 and 1, the gates' function in old Keras; here it is σ."),
    ),
    "sigmoid.hard_sixth": (
        N_("Hard sigmoid, x/6 + 0.5"),
        N_("A straight line cut off at 0 and 1, PyTorch's Hardsigmoid; here it is σ."),
    ),
    "sigmoid.relu": (N_("ReLU instead of σ"), N_("A gate lies between 0 and 1.")),
    "sigmoid.softmax": (
        N_("Softmax instead of σ"),
        N_("Each cell of a gate stands for itself; a softmax makes them sum to 1."),
    ),
    "tanh.softsign": (N_("Softsign instead of tanh"), N_("x / (1 + |x|) resembles tanh, and is another function.")),
    "relu.leaky": (
        N_("Leaky ReLU instead of ReLU"),
        N_("A negative number becomes 0 here, not a hundredth of itself."),
    ),
    "relu.sigmoid": (N_("σ instead of ReLU"), N_("The formula here takes ReLU.")),
    "relu.tanh": (N_("tanh instead of ReLU"), N_("The formula here takes ReLU.")),
    "relu.gelu": (N_("GELU instead of ReLU"), N_("The formula here takes ReLU.")),
    "relu.silu": (N_("SiLU instead of ReLU"), N_("The formula here takes ReLU.")),
    "relu.step": (N_("0 or 1 instead of ReLU"), N_("A positive number is passed on as it is.")),
    "sqrt.squared": (N_("Squared instead of the root"), N_("The power is 2 where it has to be 0.5.")),
    "sqrt.twice": (
        N_("The root taken twice"),
        N_("√ was taken of a number that is a root already, as of a standard deviation in place of the variance."),
    ),
    "sum.over_all": (
        N_("The sum of the whole matrix"),
        N_("All rows were added up, as .sum() without an axis does; each row has a sum of its own."),
    ),
    "power.turned": (
        N_("Base and exponent exchanged"),
        N_("x to the power of b was computed in place of b to that of x."),
    ),
    "div.power_turned": (
        N_("Base and exponent exchanged"),
        N_("The exponent was raised to the power of 1/b; the formula raises b, and divides by it."),
    ),
    "power.rounded_down": (
        N_("The exponent rounded down"),
        N_("The exponent was computed in whole numbers, so that what lies between 0 and 1 became 0."),
    ),
    "above.itself_but_once": (
        N_("The token that crosses the limit left out"),
        N_(
            "Only what stays below the limit was kept. The nucleus is the smallest set that reaches it, so the token "
            "that crosses it belongs to it."
        ),
    ),
    "part.shifted": (
        N_("The table read from a later row on"),
        N_("The first position is row 0 of the table, as long as nothing stands in the cache."),
    ),
    "mask.causal_too": (
        N_("A causal mask where none belongs"),
        N_(
            "The mask of the decoder's own attention was used here too; attention to the other sequence sees all of it."
        ),
    ),
    "sum.mean": (N_("The mean instead of the sum"), N_("The sum was divided by the number of its terms.")),
    "state.not_carried": (
        N_("The state is not carried on"),
        N_(
            "Every time step begins from the initial state. Either the state is made anew inside the "
            "loop, or batch and time are exchanged (batch_first), so that each row is a sequence of "
            "its own."
        ),
    ),
    "state.zero": (
        N_("The initial state forgotten"),
        N_("The network began from zeros instead of the state that was given."),
    ),
    "state.exchanged": (
        N_("The two initial states exchanged"),
        N_("(c₀, h₀) was given where (h₀, c₀) is expected: nn.LSTM takes the hidden state first."),
    ),
    "state.updated_early": (
        N_("The state changed before it was read"),
        N_(
            "What is kept of the old state was written in its place, as with h *= z, and the candidate then read "
            "it there. It reads the state of the step before."
        ),
    ),
    "mul.first_position": (
        N_("Position 0 for every token"),
        N_(
            "Every row has the same position: the table was cut along the batch, as pe[:x.size(0)] does where x "
            "is (batch, tokens, features)."
        ),
    ),
    "part.first_position": (
        N_("Position 0 for every token"),
        N_(
            "Every row has the same position: the table was cut along the batch, as pe[:x.size(0)] does where x "
            "is (batch, tokens, features)."
        ),
    ),
    "attention.over_batch": (
        N_("Attention along the batch"),
        N_(
            "Every token attended to itself alone, with weight 1: batch and tokens are exchanged (batch_first), so "
            "that each token is a sequence of its own."
        ),
    ),
    "rows.reversed": (N_("The sequence read from its end"), N_("The rows were read from the last to the first.")),
    "norm.before_residual": (
        N_("The norm inside the residual connection"),
        N_("x + norm(f(x)) was computed; post-norm is norm(x + f(x))."),
    ),
    "heads.tiled": (
        N_("Shared heads repeated in turn"),
        N_("repeat or tile gives 1, 2, 1, 2; neighbouring query heads share one: repeat_interleave gives 1, 1, 2, 2."),
    ),
    "heads.reshaped": (
        N_("Heads taken by view everywhere"),
        N_(
            "view cannot split the columns into heads: it tears the rows apart. view(n, h, d) and a "
            "transpose do it, and a transpose comes before merging."
        ),
    ),
    "loss.half_sum": (N_("½ the sum of the squares"), N_("The loss chosen here is reduced otherwise.")),
    "loss.sum": (
        N_("The sum of the losses"),
        N_("The losses were added up, as with reduction='sum'; the loss chosen here is reduced otherwise."),
    ),
    "loss.mean": (
        N_("The mean over all cells"),
        N_(
            "The squares were averaged over rows and columns, as MSELoss does; "
            "the loss chosen here is reduced otherwise."
        ),
    ),
    "loss.half_mean": (N_("½ the mean over all cells"), N_("The loss chosen here is reduced otherwise.")),
    "loss.mean_of_rows": (
        N_("Summed over the columns, averaged over the rows"),
        N_("The sum of each row was averaged over the rows, the batch; the loss chosen here is reduced otherwise."),
    ),
    "loss.half_mean_of_rows": (
        N_("½ the squares, summed over the columns, averaged over the rows"),
        N_("The sum of each row was averaged over the rows, the batch; the loss chosen here is reduced otherwise."),
    ),
    "loss.mean_of_columns": (
        N_("Averaged over the columns, summed over the rows"),
        N_("The mean of each row was added up over the rows; the loss chosen here is reduced otherwise."),
    ),
    "loss.root": (N_("The root of the mean square"), N_("RMSE was taken; the loss chosen here has no root.")),
    "loss.absolute": (
        N_("The mean of the absolute errors"),
        N_("L1Loss was taken; the loss chosen here squares the errors."),
    ),
    "loss.last_row": (
        N_("The loss of the last row alone"),
        N_("Only the last row, the last time step, was compared with its target; here every row counts."),
    ),
    "loss.last_row_sum": (
        N_("½ the squares of the last row alone"),
        N_("Only the last row, the last time step, was compared with its target; here every row counts."),
    ),
    "loss.mean_of_cells": (
        N_("The mean over rows and classes"),
        N_(
            "The sum over the classes was divided by their number as well, as (−t · log p).mean() does; "
            "a mean over the rows divides by the number of rows alone."
        ),
    ),
    "loss.over_rows": (
        N_("Softmax over the rows"),
        N_("The softmax ran down the columns, dim=0; it runs over the classes of each row."),
    ),
    "loss.softmax_twice": (
        N_("The softmax taken twice"),
        N_("CrossEntropyLoss takes the softmax itself; it was given probabilities instead of logits."),
    ),
    "loss.no_softmax": (
        N_("No softmax in the loss"),
        N_("−ln was taken of the outputs as they are, as NLLLoss on probabilities; here the outputs are logits."),
    ),
    "loss.likelihood": (
        N_("The probability instead of its logarithm"),
        N_("NLLLoss was given probabilities; it expects log_softmax. Cross-entropy is −ln of the probability."),
    ),
    "loss.squared": (
        N_("Squared error of the probabilities"),
        N_("MSELoss was taken of softmax and one-hot labels; cross-entropy is −ln of the probability."),
    ),
    "upstream.mean": (
        N_("The gradient of a mean over all cells"),
        N_("∂L/∂ was divided by the number of cells, as .mean().backward() does; here it begins as it was given."),
    ),
    "upstream.mean_of_rows": (
        N_("The gradient of a mean over the rows"),
        N_("∂L/∂ was divided by the number of rows, the batch; here it begins as it was given."),
    ),
    "upstream.mean_of_columns": (
        N_("The gradient of a mean over the columns"),
        N_("∂L/∂ was divided by the number of columns; here it begins as it was given."),
    ),
    "upstream.doubled": (
        N_("Twice the gradient"),
        N_("∂L/∂ was doubled, as for a square without ½; here it begins as it was given."),
    ),
    "upstream.halved": (N_("Half the gradient"), N_("∂L/∂ was halved; here it begins as it was given.")),
    "upstream.negated": (
        N_("The gradient with the other sign"),
        N_("∂L/∂ began with the other sign, as t − y for y − t does."),
    ),
    "upstream.last_row": (
        N_("The gradient of the last row alone"),
        N_("Only the last row, the last time step, had a loss; here every row has a gradient."),
    ),
    "step.left_out": (N_("The step left out"), N_("What goes into the step was passed on as it is.")),
}

BY_KIND: dict[str, Words] = {
    "size": (N_("The root of another size, √({0})"), N_("The divisor is another size than in the formula.")),
    "units": (
        N_("The weights in another order: {all}"),
        N_("Each gate or projection has the weights of another. Libraries store them in orders of their own."),
    ),
    "slices": (
        N_("The blocks of the fused matrix in the order {all}"),
        N_("The product is cut up in another order. Libraries store the gates in orders of their own."),
    ),
    "state": (
        N_("The state {1} is not carried on or forgotten"),
        N_("Each state passes from one time step to the next, beginning with the one given."),
    ),
    "states_of": (
        N_("The states of {1} in place of those of {0}"),
        N_("Each direction gives out the states that it has computed itself."),
    ),
    "read_like": (
        N_("{0} reads the sequence like {1}"),
        N_("Both directions read from the same end; one of them reads the sequence from the other end."),
    ),
    "weights_from": (
        N_("The weights of {1} used for {0} as well"),
        N_("Each layer, direction or sublayer has weights of its own."),
    ),
    "without": (N_("{0} left out"), N_("What goes into this part comes out of it unchanged.")),
    "mixed": (
        N_("Half of one convention, half of another: {all}"),
        N_("What is built for one convention is read as the other has it. Both halves have to be the same."),
    ),
    "activated_too": (
        N_("The activation ({0}) on this layer as well"),
        N_("It stands behind the first layer alone; the next one stays linear."),
    ),
    "activated_later": (
        N_("The activation ({0}) behind the wrong layer"),
        N_("It was left out behind the first layer and stands behind the next one."),
    ),
    "treated": (
        N_("{1} treated like {0}"),
        N_("What the formula does to queries and keys, or to two other values, was done to a third one as well."),
    ),
    "variable": (N_("{1} read in place of {0}"), N_("Another variable of the same shape stands in the line.")),
}
NAMED = ("variable", "state", "treated")  # kinds whose details are names of steps and inputs
OF_PARTS = ("weights_from", "without", "states_of", "read_like")  # kinds whose details are paths of parts of the model


def own_words(id: str, called: Callable[[str], str], part: Callable[[str], str] = str) -> Words | None:
    """What a mistake is called and why it is one; None for one that the examiner knows.

    `called` gives the title of a step or an input by its name, `part` that of a part of the model by its path.
    """
    kind, details = misconception(id)
    known = BY_ID.get(id) or BY_KIND.get(kind)
    if known is None:
        return None
    name, why = map(_, known)
    spoken = called if kind in NAMED else part if kind in OF_PARTS else str
    titles = list(map(spoken, details))
    return name.format(*titles, all=_(", ").join(details)), why

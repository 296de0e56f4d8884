"""What is said of texts and files that cannot be read as arrays, and of the layers that were recognised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import N_
from engine.readings.torch_check import install_line
from loading import Refused
from parameters import Note
from presentation.translate import _, escaped

MOST_NAMES = 12

REFUSALS = {
    # ---- texts ----
    "too_long": N_("This is {got} characters long; at most {most} are read: paste only the arrays that are wanted."),
    "empty": N_("There are no numbers here: paste an array, a table or lines such as W = [[1, 2], [3, 4]]."),
    "ragged": N_("Cells in row {row}: {got}, in the rows before it: {want}. Every row needs the same number."),
    "ragged_parts": N_("Part {part} is {got} but the parts before it are {want}: all parts need the same shape."),
    "axes": N_("There are more than {most} levels of brackets or axes; an array has at most {most}."),
    "cells": N_("An array has {got} numbers; at most {most} are read."),
    "arrays": N_("There are more than {most} arrays here: paste only those that are wanted."),
    "open_bracket": N_("“{text}” is opened and never closed: copy the whole array, to its last bracket."),
    "closing_bracket": N_("“{text}” closes nothing that is open: copy the whole array, from its first bracket."),
    "words": N_("“{text}” is no part of an array: leave only arrays, each with its name and = before it."),
    "in_array": N_("“{text}” stands inside the brackets of an array, where only numbers can be."),
    "outside": N_("“{text}” stands between the rows of an array, outside their brackets."),
    "no_values": N_("This names an array but does not print its numbers: print its value, such as x.numpy()."),
    "elided": N_("“...” stands in place of numbers: print all of them first with {command}."),
    "nan": N_("{place} is “{text}”, which is no number: enter a number there."),
    "blank": N_("{place} is empty: enter a number there."),
    "no_number": N_("{place} is “{text}”, which is not a number."),
    "too_large": N_("{place} is “{text}”, which is too large to compute with."),
    "two_readings": N_(
        "“{text}” can be read in two ways: write decimals with a point, and each row on a line of its own."
    ),
    "both_marks": N_("“{text}” has a decimal comma but “{other}” a decimal point: use one of them throughout."),
    "no_table": N_("This line cannot be read as a row of a table."),
    "open_environment": N_("“{text}” is begun and never ended: copy the whole matrix, with its \\end."),
    # ---- files ----
    "bytes": N_("This file, unpacked, takes {got} MB; at most {most} MB are read."),
    "cut_off": N_(
        "The array {name} needs {want} bytes but only {got} are there: the file is cut off; save or copy it anew."
    ),
    "damaged": N_("This file is damaged, or is not what its beginning says: save it anew."),
    "dtype": N_("The array {name} holds {dtype}; only real numbers and True or False can be read."),
    "empty_array": N_("The array {name} holds no numbers."),
    "pickle": N_(
        "This file is a pickle, or holds more than tensors, and opening it could run a program: save the state_dict, "
        "or arrays with np.savez."
    ),
    "torch_missing": N_(
        "Only PyTorch can read this file: install it with “{command}”, or save the arrays with np.savez."
    ),
    "hdf5": N_('HDF5 and Keras files are not read: save the arrays with np.savez("layer.npz", *layer.get_weights()).'),
    "no_array_file": N_(
        "This is no file of arrays: .npy, .npz, .safetensors, .pt, .csv, .xlsx, .json and texts are read."
    ),
    "no_arrays": N_("There are no arrays of numbers in this file."),
    "json": N_("This is not JSON at line {line}, column {column}."),
    # ---- a learner's own model ----
    "no_such_file": N_("There is nothing at {path}: it was moved or deleted, or the path is mistyped."),
    "unreadable_file": N_("{path} cannot be read: see whether it may be opened by you."),
    "changed_file": N_("{path} was changed since it was opened here: open it again to compute with what it holds now."),
    "no_weights": N_("This is no file of weights: .safetensors and PyTorch's .pt, .pth and .bin are read."),
    "no_weights_in_folder": N_("The folder {path} has neither model.safetensors nor pytorch_model.bin."),
    "damaged_config": N_("{file} is damaged, or is not what its name says: save the model anew."),
    "other_model": N_("config.json says model_type {kind}; only the blocks of {known} are read."),
    "positions": N_("The text has {got} tokens, but the model has positions for {most}."),
    "vocabulary": N_("tokenizer.json gives the token number {got}, but the model's vocabulary has {most}."),
    "no_tokens": N_("tokenizer.json makes no tokens of the text: enter another text."),
    "config_number": N_("{file} says {setting} = {value}, which cannot be: save the model anew."),
    "other_layers": N_("Layers by config.json: {want}; readable from the first on: {got}. Save the model anew."),
    "no_tokenizer": N_("{path} has no tokenizer.json, or no embeddings: a text cannot be turned into vectors."),
    "tokenizers_missing": N_(
        "Only the tokenizers package can split a text as this model does: install it with “pip install -r {file}”."
    ),
    # ---- names and layers ----
    "proj_size": N_("{name} belongs to an LSTM with proj_size, which is not computed here: use one without."),
    "gates": N_(
        "{name} is {rows}×{columns}; an RNN, a GRU or an LSTM has 1, 3 or 4 times as many rows as columns there."
    ),
    "missing": N_("{name} is missing; found: {found}."),
    "not_matrix": N_("{name} is {shape}; a matrix is wanted."),
    "length": N_("{name} has {got} numbers but needs {want}."),
    "shape": N_("{name} is {got} but needs to be {want}."),
    "bias_kv": N_("{name} belongs to attention with add_bias_kv, which is not computed here: use one without."),
    "projections": N_("The layers {found} do not go together as attention: their shapes differ or W^O is missing."),
    "twice": N_("There are two arrays called {name}: keep one of them."),
    "no_layer": N_("No layer of PyTorch or Keras is recognised in these arrays: {found}."),
    "not_offered": N_("{name} cannot be {value}; possible are {offered}."),
    "names": N_("No input is called {found}; the inputs are {wanted}."),
    "batch": N_("{name} is {shape}: choose one element of its leading axes, which are {leading} long."),
}
PRINTING = {
    "torch": 'torch.set_printoptions(profile="full")',
    "tensorflow": "np.set_printoptions(threshold=sys.maxsize)",
    "matlab": "format long",
}
EVERYTHING = "np.set_printoptions(threshold=sys.maxsize)"

NOTES = {
    "gate_order": N_("The gates are taken in the order {order}."),
    "beside": N_("W^Q, W^K and W^V were stored beside each other; weights are (in, out), as GPT-2 keeps them."),
    "out_in": N_("Weights are (out, in), as PyTorch keeps them."),
    "in_out": N_("Weights are (in, out), as Keras keeps them."),
    "two_biases": N_("There are two biases, one beside the input and one beside the state."),
    "no_biases": N_("There are no biases; they are 0."),
    "layers": N_("{count} layers."),
    "both_directions": N_("Two directions, each with weights of its own."),
    "initial_states": N_("Initial states are not stored; they are 0."),
    "packed": N_("W^Q, W^K and W^V were stored one below the other."),
    "apart": N_("W^Q, W^K and W^V were stored by themselves."),
    "heads": N_("{heads} heads of width {width}."),
    "epsilon": N_("ε is not stored; its usual value {epsilon} is taken."),
    "reset_after": N_("The reset gate acts after the product (reset_after=True)."),
    "reset_before": N_("The reset gate acts before the product (reset_after=False)."),
}


def refusal(refused: Refused) -> str:
    """A refusal as one sentence in the language being spoken, as it reads; what was typed is quoted unchanged."""
    template = REFUSALS[refused.code]
    values = {name: _said(value) for name, value in refused.values.items()}
    said = _(template).format(**values, **_derived(refused.values))
    line, name = refused.values.get("line"), refused.values.get("name")
    if name and not any(place in template for place in ("{name}", "{place}")):
        said = _("{name}: {said}").format(name=name, said=said)
    return said if line is None or refused.code == "json" else _("Line {line}: {said}").format(line=line, said=said)


def refusal_markdown(refused: Refused) -> str:
    """A refusal as Markdown that reads the same and fetches nothing."""
    return escaped(refusal(refused))


def note(found: Note) -> str:
    """What was found or taken of a recognised layer, as a sentence in the language being spoken."""
    return _(NOTES[found.code]).format(**{name: _said(value) for name, value in found.values.items()})


def _said(value: Any) -> str:
    """A value as it reads in a sentence; of long lists the first names."""
    if not isinstance(value, tuple):
        return str(value)
    shown = [str(x) for x in value[:MOST_NAMES]]
    return ", ".join([*shown, "…"] if len(value) > MOST_NAMES else shown)


def _derived(values: Mapping[str, Any]) -> dict[str, str]:
    """What sentences need besides: the place of a cell, and the command that helps."""
    cell = {"row": values.get("row"), "column": values.get("column")}
    named = "{name}[{row}, {column}]".format(**cell, name=values.get("name"))
    place = named if values.get("name") else _("The number in row {row}, column {column}").format(**cell)
    format = values.get("format")
    command = install_line() if format is None else PRINTING.get(str(format), EVERYTHING)
    return {"place": place, "command": command}

"""Arrays in brackets: NumPy, PyTorch, JAX, TensorFlow, nested lists, MATLAB's [1 2; 3 4]; one of them or many by name.

A scanner with a small grammar; each character is looked at a bounded number of times.

    document  = { container | name "=" | name ":" | words | array }
    array     = nested | constructor "(" [nested | number] { "," setting } ")" | "<tf.Tensor" … "numpy=" array … ">"
    nested    = "[" { nested "," | cells } "]"
    container = "[" "(" "{" "OrderedDict(" …, whose members may follow their names
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from loading.arrays import MOST_ARRAYS, MOST_AXES, Table, stacked
from loading.cells import Leaf, leaf
from loading.errors import Refused, short
from loading.lexemes import Lexeme, Scanner
from loading.numbers import DASHES

ARRAYS = {
    "array": "numpy",
    "asarray": "numpy",
    "matrix": "numpy",
    "asmatrix": "numpy",
    "tensor": "torch",
    "as_tensor": "torch",
    "FloatTensor": "torch",
    "DoubleTensor": "torch",
    "Tensor": "torch",
    "from_numpy": "torch",
    "Array": "jax",
    "DeviceArray": "jax",
    "constant": "tensorflow",
    "Variable": "tensorflow",
}
MODULES = {"tf": "tensorflow", "jnp": "jax", "jax": "jax", "torch": "torch", "np": "numpy", "numpy": "numpy"}
CONTAINERS = frozenset(
    ("OrderedDict", "dict", "list", "tuple", "odict_items", "dict_items", "ParameterDict", "Parameter")
)
CONTAINERS |= {"NpzFile", "defaultdict", "ParameterList", "print", "odict"}
# words that frameworks print before an array and that are no names
SILENT = frozenset(("Parameter", "containing", "Tensor", "tensor", "array"))
SCALARS = re.compile(r"(?:(?:np|numpy|jnp|torch|tf)\.)?(?:float|int|bool|bfloat|uint)(?:_|\d+(?:_t)?)?\Z")
CLOSING = {"[": "]", "(": ")", "{": "}"}
MOST_OPEN = 64  # brackets around arrays: lists, pairs, dictionaries


def bracketed(text: str) -> list[Table]:
    """The arrays of a text with brackets. Raises Refused with line and place."""
    found = Document(text).read()
    bare = all(len(t.shape) == 1 and not t.name and t.format in ("list", "numpy") and not t.dtype for t in found)
    return [_rows_of_one(found)] if bare and len(found) > 1 else found


def _rows_of_one(found: Sequence[Table]) -> Table:
    """Rows that were written without an outer bracket, [1, 2], [3, 4], as one table."""
    shape = stacked([table.shape for table in found], line=found[0].lines[0])
    cells = [cell for table in found for cell in table.cells]
    return replace(found[0], shape=shape, cells=cells, lines=[table.lines[0] for table in found])


class Document(Scanner):
    """A text being read: what stands open, the words since the last array, the arrays found."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.open: list[tuple[str, int]] = []
        self.words: list[str] = []
        self.name = ""
        self.found: list[Table] = []

    def read(self) -> list[Table]:
        """Every array of the text, in its order. Raises Refused for a bracket left open and for words after all."""
        while lexeme := self.next():
            self._take(lexeme)
        if self.open:
            sign, line = self.open[-1]
            raise Refused("open_bracket", text=sign, line=line)
        if self.words:
            raise Refused("words", text=short(self._run()), line=self.line)
        return self.found

    def _take(self, lexeme: Lexeme) -> None:
        kind, text = lexeme
        if kind == "string":
            self._named(text[1:-1])
        elif kind == "word":
            self._word(text)
        elif text == "[" and self.begins_numbers():
            self._keep(*self._nested(), self._plain_format())
        elif text in "[({":
            self._open(text)
        elif text in "])}":
            self._close(text)
        elif text in "=:":
            self._named(self._run())
        elif text == "<":
            self._angle()

    def _open(self, text: str) -> None:
        if len(self.open) == MOST_OPEN:
            raise Refused("axes", got=MOST_OPEN, most=MOST_AXES)
        self.open.append((text, self.line))

    def _close(self, text: str) -> None:
        if not self.open or CLOSING[self.open.pop()[0]] != text:
            raise Refused("closing_bracket", text=short(text), line=self.line)

    # ---- names ----

    def _run(self) -> str:
        return " ".join(word for word in self.words if word not in SILENT)

    def _named(self, name: str) -> None:
        if name:
            self.name = name
        self.words = []

    def _word(self, text: str) -> None:
        called = text.rpartition(".")[2]
        if self.peek() == "(":
            self._call(text, called)
        elif self.open and self.open[-1][0] == "(" and text in ("None", "True", "False"):
            pass
        elif leaf_number := self.number_for(text):
            self._single(leaf_number)
        else:
            self.words.append(text)

    def number_for(self, text: str) -> str:
        """The text where it is a number that a name stands before, such as loss = 0.5."""
        known = text[0] in f"+-{DASHES}.√∞0123456789" or text in ("inf", "nan", "True", "False")
        return text if known and (self.name or self.open) and not self.words else ""

    def _single(self, text: str) -> None:
        self._keep((), [text], [self.line], "list")

    def _keep(self, shape: tuple[int, ...], cells: list[str], lines: list[int], format: str, dtype: str = "") -> None:
        name = self._run() or self.name
        if len([word for word in self.words if word not in SILENT]) > 1:
            raise Refused("words", text=short(self._run()), line=self.line)
        if len(self.found) == MOST_ARRAYS:
            raise Refused("arrays", most=MOST_ARRAYS)
        self.found.append(Table(name, shape, cells, format, dtype, lines))
        self.words, self.name = [], ""

    def _plain_format(self) -> str:
        """The notation of brackets without a constructor: NumPy prints no commas."""
        return "list" if self.commas else "matlab" if self.semicolons else "numpy"

    # ---- calls ----

    def _call(self, text: str, called: str) -> None:
        if called in ARRAYS:
            module = text.partition(".")[0]
            self._array(MODULES.get(module, ARRAYS[called]) if module != text else ARRAYS[called])
        elif SCALARS.match(text) and not self.words:
            self.next()
            self._single(self._inside_scalar())
        elif called not in CONTAINERS:
            if called != "Size":
                raise Refused("words", text=short(text), line=self.line)
            self.next()
            self.skip_balanced()

    def _inside_scalar(self) -> str:
        lexeme = self.next()
        if not lexeme or lexeme.kind not in ("word", "string") or self.peek() != ")":
            raise Refused("words", text=short(lexeme.text) if lexeme else "(", line=self.line)
        self.next()
        return lexeme.text.strip("'\"")

    def _array(self, format: str) -> None:
        """A constructor's array, then its settings up to the closing bracket."""
        line = self.line
        self.next()
        if self.peek() == "[":
            self.next()
            shape, cells, lines = self._nested(numpy=True)
        else:
            shape, cells, lines = (), [self._first_word(line)], [self.line]
        dtype = self._settings(line)
        self._keep(shape, cells, lines, format, dtype)

    def _first_word(self, line: int) -> str:
        lexeme = self.next()
        if not lexeme or lexeme.kind != "word":
            raise Refused("open_bracket", text="(", line=line)
        return lexeme.text

    def _settings(self, line: int) -> str:
        """The dtype among the settings after an array, "" if it is not there; reads the closing bracket too."""
        dtype, key, depth = "", "", 0
        while lexeme := self.next():
            kind, text = lexeme
            if text == ")" and not depth:
                return dtype
            depth += (text in "([") - (text in ")]") if kind == "mark" else 0
            if kind in ("word", "string") and key == "dtype":
                dtype = text.strip("'\"").rpartition(".")[2]
            key = text if kind == "word" else key if text == "=" else ""
        raise Refused("open_bracket", text="(", line=line)

    def _angle(self) -> None:
        """What TensorFlow prints: <tf.Tensor: shape=(2, 2), dtype=float32, numpy=array(…)>."""
        line, dtype, key, name, count = self.line, "", "", "", len(self.found)
        while lexeme := self.next():
            kind, text = lexeme
            if text == ">":
                if len(self.found) == count:
                    raise Refused("no_values", line=line)
                self._label(count, name, dtype)
                return
            if key in ("numpy", "value"):
                self._member(lexeme)
            elif key == "dtype" and kind in ("word", "string"):
                dtype = text.strip("'\"").rpartition(".")[2]
            elif kind == "string" or key == "path":
                name = text.strip("'\"")
            key = text if kind == "word" and self.peek() == "=" else key if text == "=" else ""
        raise Refused("open_bracket", text="<", line=line)

    def _member(self, lexeme: Lexeme) -> None:
        if lexeme.kind == "word" and self.peek() != "(":
            self._single(lexeme.text)
        elif lexeme.kind == "word" or lexeme.text == "[":
            self._take(lexeme)

    def _label(self, count: int, name: str, dtype: str) -> None:
        last = self.found[count]
        self.found[count:] = [replace(last, name=last.name or name, dtype=dtype or last.dtype, format="tensorflow")]
        self.words, self.name = [], ""

    # ---- nested brackets ----

    def _nested(self, numpy: bool = False, depth: int = 1) -> Leaf:
        """The array whose opening bracket has just been read."""
        if depth > MOST_AXES:
            raise Refused("axes", got=depth, most=MOST_AXES)
        row = self.row()
        if row is not None:
            return self._leaf(*row, numpy, depth)
        line, parts = self.line, []
        cells: list[str] = []
        lines: list[int] = []
        loose: list[str] = []
        while lexeme := self.next():
            if lexeme.text == "[":
                part = self._nested(numpy, depth + 1)
                parts.append(part[0])
                cells += part[1]
                lines += part[2]
            elif lexeme.text == "]":
                return self._closed(line, parts, loose, cells, lines)
            elif lexeme.kind == "word":
                loose.append(self._cell(lexeme.text))
            elif lexeme.text not in ",;":
                raise Refused("in_array", text=short(lexeme.text), line=self.line)
            if parts and loose:
                self._stray(loose[-1])
        raise Refused("open_bracket", text="[", line=line)

    def _stray(self, text: str) -> None:
        """Refuses what stands between the rows of an array."""
        if text.startswith(("...", "…")):
            raise Refused("elided", format="torch" if self.commas else "numpy", line=self.line)
        raise Refused("outside", text=short(text), line=self.line)

    def _closed(
        self, line: int, parts: list[tuple[int, ...]], loose: list[str], cells: list[str], lines: list[int]
    ) -> Leaf:
        if loose:
            return (len(loose),), loose, [line]
        return stacked(parts, line=line), cells, lines or [line]

    def _leaf(self, line: int, inner: str, numpy: bool, depth: int) -> Leaf:
        self.commas |= "," in inner
        found = leaf(inner, line, numpy or depth > 1)
        self.semicolons |= len(found[0]) == 2
        return found

    def _cell(self, text: str) -> str:
        """A cell that is a word, or a call around a single number such as np.float64(0.5) or tensor(0.5)."""
        if self.peek() != "(":
            return text
        if not (SCALARS.match(text) or text.rpartition(".")[2] in ARRAYS):
            raise Refused("in_array", text=short(text), line=self.line)
        self.next()
        lexeme = self.next()
        if not lexeme or lexeme.kind == "mark":
            raise Refused("in_array", text=short(text), line=self.line)
        self._settings(self.line)
        return lexeme.text.strip("'\"")

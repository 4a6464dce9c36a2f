"""Files of tables as text, in any encoding that Chinese spreadsheets write."""

import codecs
import io
from typing import Final

from layers.errors import Invalid

__all__ = ["LONGEST_LINE", "Lines", "Source", "decoded", "encoding_of"]

LONGEST_LINE: Final = 1 << 20
"""Characters of a line; a longer one is no table."""

_MARKS: Final = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_TRIED: Final = {"utf-8": 0.1, "gb18030": 0.5}
"""Share of wrong bytes up to which an encoding is believed: a few cost a few rows. GB 18030 takes almost
anything for text, so it comes last."""

_LOOK: Final = 1 << 16

Source = io.RawIOBase
"""What is read from: anything that fills a buffer; workbooks and Parquet files are also sought in."""


def decoded(file: Source, encoding: str | None = None) -> io.TextIOWrapper:
    """The file as text, in the encoding named, by its mark, or else in UTF-8 or GB 18030.

    Bytes that are none in the encoding become lone surrogates, and the same bytes again when written with
    `surrogateescape`.

    Raises:
        Invalid: nobody knows the encoding, or the file's beginning is text in none of them.
    """
    buffered = io.BufferedReader(file, _LOOK)
    name = encoding or encoding_of(buffered.peek())
    errors = "strict" if name.lower().startswith(("utf-16", "utf-32")) else "surrogateescape"
    try:
        return io.TextIOWrapper(buffered, name, errors, newline="")
    except LookupError:
        raise Invalid(f"there is no encoding {name[:40]!r}", hint="for example utf-8 or gb18030") from None


def encoding_of(start: bytes) -> str:
    """The encoding that the beginning of a text is in, by its mark, or else UTF-8 or GB 18030.

    Raises:
        Invalid: it is text in none of them.
    """
    for mark, name in _MARKS.items():
        if start.startswith(mark):
            return name
    for name, most in _TRIED.items():
        if _wrong(start, name) <= most:
            return name
    raise Invalid("the beginning is text neither in UTF-8 nor in GB 18030", hint="say which it is: encoding")


def _wrong(start: bytes, encoding: str) -> float:
    """Share of what is not ASCII that is no text in the encoding either."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    beyond = sum(character > "\x7f" for character in text)
    return text.count("\N{REPLACEMENT CHARACTER}") / beyond if beyond else 0.0


class Lines:
    """Lines of a text with their ends; those taken since the last `done` can be taken again.

    Raises:
        Invalid: a line is too long, or no text.
    """

    def __init__(self, text: io.TextIOBase) -> None:
        """Read from a text whose line ends are kept."""
        self._text = text
        self._back: list[str] = []  # the next one is the last
        self._taken: list[str] = []

    def __iter__(self) -> "Lines":
        """Iterate over the lines once."""
        return self

    def __next__(self) -> str:
        """The next line."""
        line = self._back.pop() if self._back else self._read()
        if not line:
            raise StopIteration
        self._taken.append(line)
        return line

    def peek(self) -> str:
        """The next line, which stays; empty at the end."""
        if not self._back:
            self._back.append(self._read())
        return self._back[-1]

    def done(self) -> None:
        """Let go of the lines taken."""
        self._taken.clear()

    def first_taken(self) -> str:
        """The first of the lines taken; those after it come again."""
        first, *others = self._taken
        self._back.extend(reversed(others))
        self._taken.clear()
        return first

    def _read(self) -> str:
        try:
            line = self._text.readline(LONGEST_LINE)
        except UnicodeError:
            raise Invalid(f"it is not {self._text.encoding}") from None
        if len(line) == LONGEST_LINE:
            raise Invalid(f"a line has more than {LONGEST_LINE} characters")
        return line

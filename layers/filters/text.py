"""CQL2 text (OGC 21-065, Annex B) into the tree of a filter.

Written by hand since a filter comes from anybody: it takes time in proportion to the text, where parsers that
try one rule after the other take twice as long for every bracket of a text that is wrong at its end.
"""

from collections.abc import Callable

from layers.filters.caps import wrong
from layers.filters.literals import day, instant, moment, number
from layers.filters.shapes import Shapes
from layers.filters.tokens import Token, tokens
from layers.filters.tree import FUNCTIONS, Builder, Literal, Members, Node, Property, Span

__all__ = ["read"]

OR, AND, COMPARISON, SUM, PRODUCT, POWER, OPERAND = range(1, 8)

BINARY = (
    {"OR": OR, "AND": AND, "^": POWER}
    | dict.fromkeys(("=", "<>", "<", ">", "<=", ">=", "LIKE", "BETWEEN", "IN", "IS", "NOT"), COMPARISON)
    | dict.fromkeys(("+", "-"), SUM)
    | dict.fromkeys(("*", "/", "%", "DIV"), PRODUCT)
)
"""How closely what stands between two operands binds them."""
PREDICATES = {"LIKE", "BETWEEN", "IN", "IS", "NOT"}
CHAINS = {OR, AND, SUM, PRODUCT}
"""What may follow itself without brackets."""


def read(text: str, builder: Builder, shapes: Shapes) -> Node:
    """The tree of a text.

    Raises:
        Invalid: it is no CQL2 text, or too large.
    """
    reader = _Reader(tokens(text), builder, shapes)
    tree = reader.expression()
    reader.expect("end")
    return tree


class _Reader:
    def __init__(self, words: list[Token], builder: Builder, shapes: Shapes) -> None:
        self._words = words
        self._next = 0
        self.token = words[0]
        self._builder = builder
        self._shapes = shapes

    def take(self) -> Token:
        """The next word, which is then behind."""
        token = self.token
        if token.kind != "end":
            self._next += 1
            self.token = self._words[self._next]
        return token

    def takes(self, kind: str) -> bool:
        """Whether this is the next word; then it is taken."""
        here = self.token.kind == kind
        if here:
            self.take()
        return here

    def expect(self, kind: str) -> Token:
        """Take the next word, which must be of this kind."""
        if self.token.kind != kind:
            wanted = {"end": "an operator or the end", "text": "a text in single quotes"}.get(kind, kind)
            raise wrong(f"{wanted} is missing", self.token.at)
        return self.take()

    def expression(self, floor: int = OR) -> Node:
        """All that is bound at least as closely as `floor`."""
        left = self.negation() if floor <= COMPARISON else self.operand()
        used = OPERAND + 1
        while (level := BINARY.get(self.token.kind, 0)) >= floor:
            if level > used or (level == used and level not in CHAINS):
                raise wrong("brackets are missing: it is not clear what belongs together", self.token.at)
            used = level
            left = self._joined(left, level)
        return left

    def _joined(self, left: Node, level: int) -> Node:
        token = self.take()
        if token.kind in PREDICATES:
            return self.predicate(left, token)
        return self._builder.call(token.kind.lower(), (left, self.expression(level + 1)), token.at)

    def predicate(self, left: Node, token: Token) -> Node:
        """What IS, LIKE, BETWEEN and IN say of an operand, or its contrary."""
        if token.kind == "IS":
            negated = self.takes("NOT")
            self.expect("NULL")
            return self._perhaps_not(negated, "isNull", (left,), token)
        negated = token.kind == "NOT"
        word = self.take() if negated else token
        args = self._arguments_of(word)
        return self._perhaps_not(negated, word.kind.lower(), (left, *args), token)

    def _arguments_of(self, word: Token) -> tuple[Node, ...]:
        if word.kind == "LIKE":
            return (self.expression(SUM),)
        if word.kind == "BETWEEN":
            low = self.expression(SUM)
            self.expect("AND")
            return low, self.expression(SUM)
        if word.kind == "IN":
            at = self.expect("(").at
            return (self._builder.members(self.listed(), at),)
        raise wrong("LIKE, BETWEEN or IN is missing", word.at)

    def _perhaps_not(self, negated: bool, op: str, args: tuple[Node, ...], token: Token) -> Node:
        call = self._builder.call(op, args, token.at)
        return self._builder.call("not", (call,), token.at) if negated else call

    def listed(self) -> tuple[Node, ...]:
        """Expressions with commas between them, up to the bracket that closes."""
        if self.takes(")"):
            return ()
        items = [self.expression()]
        while self.takes(","):
            items.append(self.expression())
        self.expect(")")
        return tuple(items)

    def negation(self) -> Node:
        """An operand, with as many NOTs as there are before it."""
        nots = []
        while self.token.kind == "NOT":
            nots.append(self.take())
        node = self.expression(COMPARISON) if nots else self.operand()
        for token in reversed(nots):
            node = self._builder.call("not", (node,), token.at)
        return node

    def operand(self) -> Node:
        """A name, a value, a function, or something in brackets."""
        token = self.take()
        if token.kind == "name":
            return self.called(token) if self.takes("(") else self._builder.property(token.text, token.at)
        if token.kind == "(":
            return self.bracketed(token)
        if token.kind == "-":
            return self.minus(token)
        return self.value(token)

    def value(self, token: Token) -> Node:
        """A literal that is one word."""
        if token.kind == "number":
            return self._builder.literal(number(token.text, token.at), token.at)
        if token.kind == "text":
            return self._builder.literal(token.text, token.at)
        if token.kind == "shape":
            return self._shapes.wkt(token.text, token.at)
        if token.kind in {"TRUE", "FALSE"}:
            return self._builder.literal(token.kind == "TRUE", token.at)
        raise wrong("a name or a value is missing", token.at)

    def minus(self, token: Token) -> Node:
        """A negative number, or -1 times an operand."""
        if self.token.kind == "number":
            return self._builder.literal(-number(self.take().text, token.at), token.at)
        minus = self._builder.literal(number("-1", token.at), token.at)
        return self._builder.call("*", (minus, self._operand_of_minus()), token.at)

    def _operand_of_minus(self) -> Node:
        if self.token.kind == "-":
            raise wrong("one minus is enough", self.token.at)
        return self.operand()

    def bracketed(self, token: Token) -> Node:
        """An expression, or an array: of none, or of several."""
        items = self.listed()
        return items[0] if len(items) == 1 else self._builder.members(items, token.at)

    def called(self, name: Token) -> Node:
        """What a function makes of what is in its brackets."""
        word = name.text.lower()
        if word in LITERALS:
            return LITERALS[word](self, name)
        if word not in FUNCTIONS:
            raise wrong(f"there is no function {name.text[:50]!r}", name.at, allowed=sorted(FUNCTIONS))
        args = self.listed()
        if word.startswith("a_"):
            args = tuple(
                one if isinstance(one, Members | Property) else Members((one,), name.at) for one in args
            )
        return self._builder.call(FUNCTIONS[word], args, name.at)

    def date(self, name: Token) -> Literal:
        """DATE('...')."""
        found = self.expect("text")
        self.expect(")")
        return self._builder.literal(day(found.text, found.at), name.at)

    def timestamp(self, name: Token) -> Literal:
        """TIMESTAMP('...')."""
        found = self.expect("text")
        self.expect(")")
        return self._builder.literal(moment(found.text, found.at), name.at)

    def interval(self, name: Token) -> Span:
        """INTERVAL(start, end)."""
        start = self._end_of_interval()
        self.expect(",")
        end = self._end_of_interval()
        self.expect(")")
        return Span(start, end, name.at)

    def _end_of_interval(self) -> Property | Literal | None:
        token = self.take()
        if token.kind == "name":
            return self._builder.property(token.text, token.at)
        if token.kind != "text":
            raise wrong("an interval has a date, a time, '..' or a name at either end", token.at)
        if token.text == "..":
            return None
        return self._builder.literal(instant(token.text, token.at), token.at)

    def box(self, name: Token) -> Node:
        """BBOX(west, south, east, north)."""
        corners = [one.value if isinstance(one, Literal) else None for one in self.listed()]
        return self._shapes.box(corners, name.at)


LITERALS: dict[str, Callable[[_Reader, Token], Node]] = {
    "date": _Reader.date,
    "timestamp": _Reader.timestamp,
    "interval": _Reader.interval,
    "bbox": _Reader.box,
}

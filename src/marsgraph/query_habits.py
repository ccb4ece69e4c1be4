"""Habits from elsewhere: what people write in a query because SQL, Turtle or English would have it so.

Each function looks at the tokens of a query that the engine refused, and tells what it would have to be.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from marsgraph.query_tokens import Token


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where in the text, and what to do."""

    message: str
    offset: int
    hint: str


Tokens: TypeAlias = Sequence[Token]
Habit: TypeAlias = Callable[[Tokens], Iterator[Fault]]

_END: Final = Token("end", "", 0)
_TERMS: Final = {"iri", "name", "variable", "blank", "string", "number"}

_FUNCTIONS: Final = frozenset(
    """ABS ADJUST AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS COUNT DATATYPE DAY ENCODE_FOR_URI EXISTS FLOOR
    GROUP_CONCAT HASLANG HASLANGDIR HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR
    LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW OBJECT PREDICATE RAND REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS
    SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT
    SUBSTR SUM TIMEZONE TRIPLE TZ UCASE URI UUID YEAR""".split()  # noqa: SIM905 - words are read best as text
)
_KEYWORDS: Final = frozenset(
    """A AS ASC ASK BASE BIND BY CONSTRUCT DESC DESCRIBE DISTINCT FALSE FILTER FROM GRAPH GROUP HAVING IN LATERAL LIMIT
    MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR SERVICE SILENT TRUE UNDEF UNION VALUES VERSION
    WHERE""".split()  # noqa: SIM905 - words are read best as text
)
_OTHERWISE: Final[Mapping[str, str]] = {
    "AND": "Join conditions with && and patterns with a full stop.",
    "OR": "Join conditions with || and patterns with UNION.",
    "XOR": "Write (?a || ?b) && !(?a && ?b).",
    "NULL": "Nothing is null here: test with BOUND(?x) or !BOUND(?x).",
    "NIL": "Nothing is null here: test with BOUND(?x) or !BOUND(?x).",
    "IS": "Test with BOUND(?x) or !BOUND(?x), ISIRI(?x) or ISLITERAL(?x).",
    "LIKE": 'Write FILTER(CONTAINS(LCASE(STR(?x)), "text")), or REGEX(STR(?x), "pattern", "i").',
    "ILIKE": 'Write FILTER(CONTAINS(LCASE(STR(?x)), "text")), or REGEX(STR(?x), "pattern", "i").',
    "MATCH": "This is SPARQL, not Cypher: write WHERE { ?a mg:property ?b }.",
    "RETURN": "This is SPARQL, not Cypher: name what you want after SELECT.",
    "BETWEEN": "Write FILTER(?x >= 1 && ?x <= 9).",
    "JOIN": "Patterns join by the variables that they share: write them one after another.",
    "TOP": "Write LIMIT 10 at the end of the query.",
    "CASE": "Write IF(condition, this, that).",
    "WHEN": "Write IF(condition, this, that).",
    "THEN": "Write IF(condition, this, that).",
    "ELSE": "Write IF(condition, this, that).",
    "CAST": "Write xsd:decimal(?x), with the datatype as the function.",
    "LENGTH": "Write STRLEN(?x).",
    "LEN": "Write STRLEN(?x).",
    "SUBSTRING": "Write SUBSTR(?x, 1, 3).",
    "UPPER": "Write UCASE(?x).",
    "LOWER": "Write LCASE(?x).",
    "IFNULL": "Write COALESCE(?x, 0).",
    "NVL": "Write COALESCE(?x, 0).",
    "ISNULL": "Write !BOUND(?x).",
    "AVERAGE": "Write AVG(?x).",
    "TODAY": "Write NOW().",
    "GETDATE": "Write NOW().",
    "CURDATE": "Write NOW().",
    "CURRENT_DATE": "Write NOW().",
    "STRING_AGG": 'Write GROUP_CONCAT(?x; SEPARATOR=", ").',
    "TOSTRING": "Write STR(?x).",
    "ISURI_": "Write ISIRI(?x).",
    "SKIP": "Write OFFSET 10.",
    "UNIQUE": "Write SELECT DISTINCT.",
    "EXCEPT": "Write MINUS { ... }.",
    "INTERSECT": "Write both patterns one after another.",
    "TRIM": 'Write REPLACE(?x, "^ +| +$", "").',
}
_AGGREGATES: Final = {"COUNT", "SUM", "AVG", "MIN", "MAX", "SAMPLE", "GROUP_CONCAT"}
_ARGUMENTS: Final[Mapping[str, tuple[int, int]]] = {
    **dict.fromkeys(("NOW", "RAND", "UUID", "STRUUID"), (0, 0)),
    **dict.fromkeys(_AGGREGATES, (1, 1)),
    **dict.fromkeys(
        """ABS BOUND CEIL DATATYPE DAY ENCODE_FOR_URI FLOOR HOURS IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LCASE
        MD5 MINUTES MONTH ROUND SECONDS SHA1 SHA256 SHA384 SHA512 STR STRLEN TIMEZONE TZ UCASE
        URI YEAR""".split(),  # noqa: SIM905 - words are read best as text
        (1, 1),
    ),
    **dict.fromkeys(
        "CONTAINS LANGMATCHES SAMETERM STRAFTER STRBEFORE STRDT STRENDS STRLANG STRSTARTS".split(),  # noqa: SIM905 - the same
        (2, 2),
    ),
    **dict.fromkeys(("REGEX", "SUBSTR"), (2, 3)),
    "IF": (3, 3),
    "REPLACE": (3, 4),
}
"""How many values a function takes at least and at most."""
_QUOTES: Final = {"“": '"', "”": '"', "„": '"', "\u2018": "'", "\u2019": "'", "\u00b4": "'", "«": '"', "»": '"'}
_LATER: Final = ("WHERE", "GROUP", "HAVING", "ORDER", "LIMIT")


def find_early(tokens: Tokens) -> Fault | None:
    """The first habit that makes the rest of the text unreadable."""
    return next((fault for habit in _EARLY for fault in habit(tokens)), None)


def find(tokens: Tokens) -> Fault | None:
    """The first habit that a query shows, the surest first."""
    return next((fault for habit in _HABITS for fault in habit(tokens)), None)


def _at(tokens: Tokens, place: int) -> Token:
    return tokens[place] if 0 <= place < len(tokens) else _END


def _words(tokens: Tokens, *names: str) -> Iterator[tuple[int, Token]]:
    """The places of some keywords; one before a dash or after a question mark is no keyword."""
    for place, token in enumerate(tokens):
        if token.kind == "word" and token.upper in names:
            yield place, token


def _typography(tokens: Tokens) -> Iterator[Fault]:
    for token in tokens:
        if token.text in _QUOTES:
            yield Fault(f"{token.text} is no quotation mark here", token.start, f"Write {_QUOTES[token.text]}.")
        if token.text == "`":
            yield Fault("` means nothing in SPARQL", token.start, "Variables are ?name, IRIs <...>, strings in quotes.")
        if token.text in {"\u2013", "\u2212"}:
            yield Fault(f"{token.text} comes from a text editor", token.start, "Write - for minus.")


def _prologue(tokens: Tokens) -> Iterator[Fault]:
    for token in tokens:
        if token.kind == "language" and token.text.lower() in {"@prefix", "@base"}:
            word = token.text[1:].upper()
            hint = f"Write {word} without @ before and without a full stop after."
            yield Fault(f"{token.text} is Turtle", token.start, hint)
    for place, _ in _words(tokens, "PREFIX"):
        name, space, after = _at(tokens, place + 1), _at(tokens, place + 2), _at(tokens, place + 3)
        if name.kind == "word" and _at(tokens, place + 2).kind == "iri":
            yield Fault(
                f"the colon after {name.text} is missing", name.start, f"Write PREFIX {name.text}: {space.text}"
            )
        elif name.kind == "name" and (not name.text.endswith(":") or space.kind != "iri"):
            hint = f"Write PREFIX {name.text.partition(':')[0]}: <https://...>"
            yield Fault("the IRI of a prefix stands in angle brackets", name.start, hint)
        elif space.kind == "iri" and after.text in {".", ";"}:
            yield Fault(f"no {after.text} follows a PREFIX", after.start, f"Drop the {after.text}")


def _bare_iris(tokens: Tokens) -> Iterator[Fault]:
    for place, token in enumerate(tokens):
        scheme = token.text.partition(":")[0].lower()
        if token.kind == "name" and scheme in {"http", "https", "urn"} and _at(tokens, place - 1).upper != "PREFIX":
            yield Fault("an IRI stands in angle brackets", token.start, f"Write <{token.text}...>.")
        if token.text == "<" and _at(tokens, place + 1).text.lower().startswith(("http:", "https:")):
            yield Fault(
                "this IRI holds a blank, or never ends", token.start, "Close it with > and write blanks as %20."
            )


def _comments(tokens: Tokens) -> Iterator[Fault]:
    for place, token in enumerate(tokens):
        after = _at(tokens, place + 1)
        pair = token.text + after.text if after.start == token.end else ""
        if pair in {"//", "/*"} or (pair == "--" and _at(tokens, place + 2).kind == "word"):
            yield Fault(f"{pair} starts no comment", token.start, "Write # before it; it ends with its line.")


def _where(tokens: Tokens) -> Iterator[Fault]:
    """A pattern without its first brace, which would make its last one the fault."""
    for place, _ in _words(tokens, "WHERE"):
        after = _at(tokens, place + 1)
        if after.kind in {"variable", "iri", "name"}:
            yield Fault("the pattern stands in braces", after.start, "Write WHERE { ... }.")


def _operators(tokens: Tokens) -> Iterator[Fault]:
    for place, token in enumerate(tokens):
        before, after = _at(tokens, place - 1), _at(tokens, place + 1)
        if token.text == "==":
            yield Fault("== compares nothing here", token.start, "Write = to compare.")
        if token.text == "<>" and before.kind in _TERMS | {"mark"} and before.text not in {"{", "."}:
            yield Fault("<> is an IRI here", token.start, "Write != for unequal.")
        if token.text == "@" and before.kind == "string":
            yield Fault("the language is missing after @", token.start, 'Write "text"@en.')
        if token.text == ":" and after.text == "=":
            yield Fault(":= assigns nothing here", token.start, "Write BIND(value AS ?name).")
        if token.text == ":=" or (token.text == "=" and after.text == ">"):
            yield Fault(f"{token.text} is no operator", token.start, "Write >= or <=, or BIND(value AS ?name).")
        if token.text in {"&", "|"} and before.text == ")" and after.text == "(":
            yield Fault(f"{token.text} joins no conditions", token.start, f"Write {token.text * 2}.")


def _variables(tokens: Tokens) -> Iterator[Fault]:
    for place, token in enumerate(tokens):
        after, next_but_one = _at(tokens, place + 1), _at(tokens, place + 2)
        dashed = token.kind == "variable" and after.text == "-" and after.start == token.end
        if dashed and next_but_one.kind == "word" and next_but_one.start == after.end:
            better = f"{token.text}{next_but_one.text.capitalize()}"
            yield Fault("the name of a variable holds no dash", after.start, f"Write {better}.")
        if token.text == "?" and after.kind == "word" and after.start > token.end:
            yield Fault("a blank follows the question mark", token.start, f"Write ?{after.text}.")


def _dates(tokens: Tokens) -> Iterator[Fault]:
    for place, token in enumerate(tokens):
        run = tokens[place : place + len(("year", "-", "month", "-", "day"))]
        text = "".join(one.text for one in run)
        if re.fullmatch(r"\d{4}-\d\d?-\d\d?", text) and run[-1].end - token.start == len(text):
            yield Fault("a date is a literal", token.start, f'Write "{text}"^^xsd:date.')


def _select(tokens: Tokens) -> Iterator[Fault]:
    """What stands between SELECT and WHERE."""
    for place, _ in _words(tokens, "SELECT"):
        depth = 0
        for at in range(place + 1, len(tokens)):
            token, after = tokens[at], _at(tokens, at + 1)
            if token.text == "{" or token.upper in {"WHERE", "FROM"}:
                break
            if depth == 0:
                yield from _projected(token, after)
            elif depth == 1 and token.text == ")" and tokens[at - 2].text == "(" and tokens[at - 1].kind == "variable":
                yield Fault(
                    "a variable stands here without brackets", tokens[at - 2].start, f"Write {tokens[at - 1].text}."
                )
            elif depth == 1 and token.text == ")" and not _named(tokens, place, at):
                yield Fault(
                    "what is computed needs a name", token.start, "Write (COUNT(?x) AS ?name), with the brackets."
                )
            depth += {"(": 1, ")": -1}.get(token.text, 0)


def _projected(token: Token, after: Token) -> Iterator[Fault]:
    if token.text == ",":
        yield Fault("no comma stands between variables", token.start, "Part them by blanks: SELECT ?a ?b.")
    elif token.upper in _AGGREGATES or (token.upper in _FUNCTIONS and after.text == "("):
        hint = f"Write ({token.upper}(?x) AS ?name), with the brackets."
        yield Fault(f"{token.text} needs brackets and a name", token.start, hint)
    elif token.text == "=":
        yield Fault("= names nothing here", token.start, "Write (expression AS ?name).")
    elif token.upper == "AS":
        yield Fault("AS stands in brackets", token.start, "Write (expression AS ?name).")
    elif token.kind == "word" and token.upper not in {"DISTINCT", "REDUCED"}:
        if close := _keyword(token):
            yield close
        yield Fault(
            f"{token.text} is no variable", token.start, f"A variable starts with a question mark: ?{token.text}."
        )
    elif token.kind in {"name", "iri", "string", "number"}:
        yield Fault("SELECT names variables", token.start, "Give it a name: SELECT ?name, and say in WHERE what it is.")


def _named(tokens: Tokens, start: int, end: int) -> bool:
    depth = 0
    for at in range(end, start, -1):
        depth += {")": 1, "(": -1}.get(tokens[at].text, 0)
        if depth == 0:
            return False
        if depth == 1 and tokens[at].upper == "AS":
            return True
    return False


def _clauses(tokens: Tokens) -> Iterator[Fault]:
    """A keyword followed by what it cannot be followed by."""
    everything = any(one.upper == "SELECT" and other.text == "*" for one, other in itertools.pairwise(tokens))
    for place, token in enumerate(tokens):
        if token.kind != "word":
            continue
        after, later = _at(tokens, place + 1), _at(tokens, place + 2)
        for rule in _FOLLOWED.get(token.upper, ()):
            if rule.wrong(after, later):
                names = {"word": token.upper, "after": after.text.strip("\"'"), "third": _at(tokens, place + 3).text}
                where = after.start if rule.at_next and after.text else token.start
                yield Fault(rule.message.format(**names), where, rule.hint.format(**names))
        if token.upper == "GROUP" and everything:
            yield Fault("SELECT * goes with no GROUP BY", token.start, "Name the variables after SELECT.")


@dataclass(frozen=True, slots=True)
class _Rule:
    """What may not follow a keyword; the test sees the next two tokens."""

    wrong: Callable[[Token, Token], bool]
    message: str
    hint: str
    at_next: bool = True


_NO_GROUP: Final = _Rule(
    lambda after, _: after.text != "{", "{word} is followed by a pattern in braces", "Write {word} {{ ... }}."
)
_NO_BY: Final = _Rule(lambda after, _: after.upper != "BY", "BY is missing after {word}", "Write {word} BY.")
_NO_BRACKETS: Final = _Rule(
    lambda after, _: after.text != "(",
    "{word} needs brackets, before the variable",
    "Write ORDER BY {word}(?x).",
    at_next=False,
)
_NO_NUMBER: Final = _Rule(lambda after, _: after.kind != "number", "{word} takes a whole number", "Write {word} 10.")
_FOLLOWED: Final[Mapping[str, tuple[_Rule, ...]]] = {
    "GROUP": (_NO_BY,),
    "ORDER": (_NO_BY,),
    "BY": (
        _Rule(
            lambda after, _: after.kind == "word" and after.upper not in _FUNCTIONS | {"ASC", "DESC"},
            "{after} is no variable",
            "A variable starts with a question mark: ?{after}.",
        ),
    ),
    "ASC": (_NO_BRACKETS,),
    "DESC": (_NO_BRACKETS,),
    "LIMIT": (
        _NO_NUMBER,
        _Rule(lambda _, later: later.text == ",", "LIMIT takes one number", "Write LIMIT {third} OFFSET {after}."),
    ),
    "OFFSET": (_NO_NUMBER,),
    "FROM": (
        _Rule(
            lambda after, _: after.kind not in {"iri", "name"} and after.upper != "NAMED",
            "FROM is followed by the IRI of a graph",
            "There are no tables: write WHERE {{ ?thing a mg:Mission }} in place of FROM.",
        ),
    ),
    "AS": (_Rule(lambda after, _: after.kind != "variable", "AS is followed by a variable", "Write AS ?{after}."),),
    "NOT": (
        _Rule(
            lambda after, _: after.upper not in {"EXISTS", "IN"},
            "NOT stands only before EXISTS or IN",
            "Write !(condition).",
            at_next=False,
        ),
    ),
    "IN": (
        _Rule(lambda after, _: after.text != "(", "IN is followed by a list in round brackets", "Write ?x IN (1, 2)."),
    ),
    "WHERE": (_Rule(lambda after, _: after.text != "{", "the pattern stands in braces", "Write WHERE {{ ... }}."),),
    "FILTER": (
        _Rule(
            lambda after, _: after.kind in {"variable", "string", "number"},
            "the condition stands in brackets",
            "Write FILTER(?x > 1).",
        ),
    ),
    "HAVING": (
        _Rule(
            lambda after, _: after.kind in {"variable", "number"} or after.upper in _AGGREGATES,
            "the condition stands in brackets",
            "Write HAVING(COUNT(?x) > 1).",
        ),
    ),
    "BIND": (_Rule(lambda after, _: after.text != "(", "BIND needs brackets", "Write BIND(expression AS ?name)."),),
    "OPTIONAL": (_NO_GROUP,),
    "UNION": (_NO_GROUP,),
    "MINUS": (_NO_GROUP,),
    "EXISTS": (_NO_GROUP,),
    "ASK": (
        _Rule(
            lambda after, _: after.text != "{" and after.upper not in {"WHERE", "FROM"},
            "ASK is followed by the pattern",
            "Write ASK {{ ... }}.",
        ),
    ),
    "CONSTRUCT": (
        _Rule(
            lambda after, _: after.text != "{" and after.upper not in {"WHERE", "FROM"},
            "the triples to make stand in braces",
            "Write CONSTRUCT {{ ... }} WHERE {{ ... }}.",
        ),
    ),
    "GRAPH": (_Rule(lambda after, _: after.text == "{", "GRAPH needs the graph", "Write GRAPH ?g {{ ... }}."),),
}


def _bind(tokens: Tokens) -> Iterator[Fault]:
    """BIND without AS."""
    for place, token in _words(tokens, "BIND"):
        depth = 0
        for at in range(place + 1, len(tokens)):
            depth += {"(": 1, ")": -1}.get(tokens[at].text, 0)
            if depth == 1 and tokens[at].upper == "AS":
                break
            if depth == 0:
                if tokens[at].text == ")":
                    yield Fault("BIND needs a name for the value", token.start, "Write BIND(expression AS ?name).")
                break


def _values(tokens: Tokens) -> Iterator[Fault]:
    for place, _ in _words(tokens, "VALUES"):
        after, later = _at(tokens, place + 1), _at(tokens, place + 2)
        if after.kind == "variable" and later.text != "{":
            yield Fault("the values stand in braces", later.start or after.end, f"Write VALUES {after.text} {{ 1 2 }}.")
        yield from _rows(tokens, place)


def _rows(tokens: Tokens, place: int) -> Iterator[Fault]:
    """What stands in the braces of VALUES."""
    opened = next((at for at in range(place, len(tokens)) if tokens[at].text == "{"), len(tokens))
    wanted = sum(one.kind == "variable" for one in tokens[place:opened])
    row, count = _END, 0
    for before, token in itertools.pairwise(tokens[opened:]):
        if token.text == "}":
            return
        if token.text == ",":
            yield Fault("no comma stands between values", token.start, "Part them by blanks: VALUES ?x { 1 2 }.")
        elif token.text == "(":
            row, count = token, 0
        elif token.text == ")" and row.text and count != wanted:
            hint = "Give each variable a value; UNDEF stands for none."
            yield Fault(f"this row does not hold {wanted} values", row.start, hint)
        elif token.kind in _TERMS | {"word"} and before.text != "^^":
            count += 1


def _calls(tokens: Tokens) -> Iterator[Fault]:
    """Functions with too many or too few values."""
    for place, token in _words(tokens, *_ARGUMENTS):
        given = _given(tokens, place + 1)
        least, most = _ARGUMENTS[token.upper]
        if given is not None and not least <= given <= most:
            takes = f"{least}" if least == most else f"{least} or {most}"
            hint = f"Give it {takes}." if token.upper != "GROUP_CONCAT" else _OTHERWISE["STRING_AGG"]
            values = "value" if takes == "1" else "values"
            yield Fault(f"{token.text} takes {takes} {values}, not {given}", token.start, hint)


def _given(tokens: Tokens, place: int) -> int | None:
    """How many values stand in the brackets that open here; nothing where none do."""
    if _at(tokens, place).text != "(":
        return None
    depth, commas = 0, 0
    for at in range(place, len(tokens)):
        depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(tokens[at].text, 0)
        commas += depth == 1 and tokens[at].text == ","
        if depth == 0:
            return commas + 1 if at > place + 1 else 0
    return None


def _subqueries(tokens: Tokens) -> Iterator[Fault]:
    """SELECT in a pattern that holds something else, too."""
    depth = 0
    for place, token in enumerate(tokens):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth and token.upper == "SELECT" and token.kind == "word":
            after = _at(tokens, _end_of_group(tokens, place) + 1)
            if _at(tokens, place - 1).text != "{" or after.text == "." or after.kind in _TERMS:
                yield Fault("a query in a query stands in braces of its own", token.start, "Write { SELECT ... }.")


def _end_of_group(tokens: Tokens, place: int) -> int:
    """Where the next group ends."""
    depth = 0
    for at in range(place, len(tokens)):
        depth += {"{": 1, "}": -1}.get(tokens[at].text, 0)
        if tokens[at].text == "}" and depth <= 0:
            return at
    return len(tokens)


def _blanks(tokens: Tokens) -> Iterator[Fault]:
    """Blank nodes where only a variable can stand."""
    opened: list[int] = []
    homes: dict[str, int] = {}
    for place, token in enumerate(tokens):
        if token.text in {"{", "("}:
            opened.append(place)
        elif token.text in {"}", ")"} and opened:
            opened.pop()
        elif token.kind == "blank" and opened:
            hint = f"Take a variable: ?{token.text.removeprefix('_:')}."
            group = next((at for at in reversed(opened) if tokens[at].text == "{"), -1)
            if group != opened[-1] and _at(tokens, opened[-1] - 1).kind == "word":
                yield Fault("a blank node is no value to compute with", token.start, hint)
            elif homes.setdefault(token.text, group) != group:
                yield Fault(f"{token.text} stands in two groups", token.start, hint)


def _taken(tokens: Tokens) -> Iterator[Fault]:
    """BIND to a variable that its group has already."""
    for place, token in _words(tokens, "BIND"):
        named = next((at for at in range(place, len(tokens)) if tokens[at].upper == "AS"), len(tokens))
        name, depth = _at(tokens, named + 1), 0
        for at in range(place - 1, -1, -1):
            depth += {"}": 1, "{": -1}.get(tokens[at].text, 0)
            if depth < 0:
                break
            if name.kind == "variable" and tokens[at].text == name.text:
                hint = "Give the computed value a name of its own: BIND(expression AS ?another)."
                yield Fault(f"the pattern has {name.text} already", name.start if name.text else token.start, hint)


def _order(tokens: Tokens) -> Iterator[Fault]:
    """Clauses after the pattern that stand in the wrong order."""
    depth, last = 0, 0
    for token in tokens:
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if depth == 0 and token.kind == "word" and token.upper in _LATER:
            rank = _LATER.index(token.upper)
            if rank < last:
                hint = "The order is WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET."
                yield Fault(f"{token.upper} stands too late", token.start, hint)
            last = rank


def _alien(tokens: Tokens) -> Iterator[Fault]:
    """Words of other languages, unknown functions, misspelt keywords, names without a prefix."""
    for place, token in enumerate(tokens):
        word, after = token.upper, _at(tokens, place + 1)
        if token.text == "A":
            yield Fault("A is written small", token.start, "Write a, which stands for rdf:type.")
        if (
            token.kind != "word"
            or word in _FUNCTIONS | _KEYWORDS
            or _at(tokens, place - 1).upper in {"PREFIX", "SEPARATOR"}
        ):
            continue
        if after.text == "(":
            yield Fault(
                f"there is no function {token.text}", token.start, _meant(word, _FUNCTIONS | {"FILTER", "BIND"})
            )
        elif close := _keyword(token):
            yield close
        else:
            hint = f"Write ?{token.text} for a variable, mg:{token.text} for a term, or put a text in quotes."
            yield Fault(f"{token.text} is neither a keyword nor a name", token.start, hint)


def _keyword(token: Token) -> Fault | None:
    """A keyword that is nearly spelled right."""
    if token.upper in _KEYWORDS:
        return None
    close = difflib.get_close_matches(token.upper, _KEYWORDS - {"A", "AS", "BY", "IN"}, 1, 0.75)
    return Fault(f"{token.text} is not SPARQL", token.start, f"Did you mean {close[0]}?") if close else None


def _foreign(tokens: Tokens) -> Iterator[Fault]:
    """Words that mean something elsewhere."""
    for place, token in enumerate(tokens):
        isolated = _at(tokens, place - 1).upper != "PREFIX" and _at(tokens, place - 1).text not in {"-", "?"}
        if token.kind == "word" and token.upper in _OTHERWISE and isolated:
            yield Fault(f"{token.text} is not SPARQL", token.start, _OTHERWISE[token.upper])


def _meant(word: str, known: frozenset[str] | set[str]) -> str:
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f"Did you mean {close[0]}?" if close else "Functions are those of SPARQL 1.1, and the casts of XSD."


@dataclass
class _Triple:
    """How much of a triple has been read since the last mark that ended one."""

    parts: int = 0
    need: int = 3
    glued: bool = False
    subject: str = ""
    known: bool = True
    """Whether it is simple enough to be judged here: no lists, no nodes in brackets."""


def _triples(tokens: Tokens) -> Iterator[Fault]:
    """Triples of too many or too few parts: a full stop that is missing, a value that is."""
    groups: list[bool] = []  # for each open bracket, whether it holds triples
    triple = _Triple()
    for place, token in enumerate(tokens):
        before = _at(tokens, place - 1)
        if token.kind == "mark" and token.text in {"{", "(", "["}:
            groups.append(token.text == "{" and not _holds_values(tokens, place))
            triple = _Triple() if token.text == "{" else _Triple(known=False)
        elif token.kind == "mark" and token.text in {"}", ")", "]"}:
            if token.text == "}" and groups and groups[-1]:
                yield from _ended(triple, token, before)
            if groups:
                groups.pop()
            triple = _Triple() if token.text == "}" else _Triple(known=False)
        elif not (groups and groups[-1]) or _is_keyword(token):
            triple = _Triple(known=token.upper not in {"GRAPH", "VALUES"} and bool(groups and groups[-1]))
        elif token.text in {".", ";", ","}:
            yield from _ended(triple, token, before)
            triple = _Triple(need={".": 3, ";": 2, ",": 1}[token.text], subject=triple.subject)
        elif token.text in {"/", "|", "^^"}:
            triple.glued = True
        elif token.kind in _TERMS or token.kind == "word":
            yield from _continued(triple, token)


def _is_keyword(token: Token) -> bool:
    return token.kind == "word" and token.upper not in {"A", "TRUE", "FALSE"}


def _holds_values(tokens: Tokens, place: int) -> bool:
    before = _at(tokens, place - 1)
    return before.text == ")" or (before.kind == "variable" and _at(tokens, place - 2).upper == "VALUES")


def _ended(triple: _Triple, token: Token, before: Token) -> Iterator[Fault]:
    if token.text == before.text == ".":
        yield Fault("two full stops follow each other", token.start, "Drop one.")
    elif triple.known and (triple.need == 1 or triple.parts) and triple.parts < triple.need:
        yield Fault("this triple lacks a part", token.start, "A triple is subject, property and value.")


def _continued(triple: _Triple, token: Token) -> Iterator[Fault]:
    if triple.glued:
        triple.glued = False
        return
    triple.parts += 1
    if triple.need == len(("subject", "property", "value")) and triple.parts == 1:
        triple.subject = token.text
    if triple.known and 1 <= triple.parts == triple.need - 1 and token.kind in {"string", "number"}:
        yield Fault("a property is an IRI", token.start, "Write mg:name or <...>; text and numbers are values.")
    if triple.known and triple.parts > triple.need:
        hint = f"Put a full stop before {token.text}, or a semicolon when the subject stays {triple.subject}."
        yield Fault("a full stop is missing", token.start, hint)


def _end(tokens: Tokens) -> Iterator[Fault]:
    last, before = _at(tokens, len(tokens) - 1), _at(tokens, len(tokens) - 2)
    if last.text in {";", "."} and (before.text in {"}", ")"} or before.kind in {"number", "variable"}):
        yield Fault(f"no {last.text} ends a query", last.start, f"Drop the {last.text}")


_EARLY: Final[tuple[Habit, ...]] = (_typography, _prologue, _bare_iris, _comments, _where)
_HABITS: Final[tuple[Habit, ...]] = (
    _operators,
    _foreign,
    _dates,
    _variables,
    _clauses,
    _select,
    _order,
    _bind,
    _values,
    _alien,
    _calls,
    _subqueries,
    _end,
    _triples,
    _blanks,
    _taken,
)

// The words of a query, found in one pass; what completion, formatting and the list of prefixes are made from.

const LETTER = "\\p{L}\\p{N}_";
const WORD = new RegExp(
  [
    "(?<space>[\\s\\uFEFF]+)",
    "(?<comment>#[^\\n\\r]*)",
    "(?<iri><[^<>\"{}|^`\\\\\\u0000-\\u0020]*>)",
    "(?<string>\"\"\"(?:[^\"\\\\]|\\\\[^]|\"(?!\"\"))*\"\"\"|'''(?:[^'\\\\]|\\\\[^]|'(?!''))*'''|\"(?!\"\")(?:[^\"\\\\\\n\\r]|\\\\.)*\"|'(?!'')(?:[^'\\\\\\n\\r]|\\\\.)*'|\"\"|'')",
    `(?<variable>[?$][${LETTER}]+)`,
    `(?<blank>_:[${LETTER}](?:[${LETTER}\\-]|\\.(?=[${LETTER}\\-]))*)`,
    "(?<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)",
    "(?<number>(?:\\d+(?:\\.\\d+)?|\\.\\d+)(?:[eE][+\\-]?\\d+)?)",
    `(?<name>(?:\\p{L}(?:[${LETTER}\\-]|\\.(?=[${LETTER}\\-]))*)?:(?:[${LETTER}:\\-]|\\\\.|%[0-9A-Fa-f]{2}|\\.(?=[${LETTER}:\\-\\\\%]))*)`,
    "(?<word>[A-Za-z_][A-Za-z0-9_]*)",
    "(?<mark>\\^\\^|&&|\\|\\||[!<>]=|[^])",
  ].join("|"),
  "uy",
);

/** All words of a text, each with its kind, text and place; blanks are left out. */
export function words(text) {
  const found = [];
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    if (kind !== "space") found.push({ kind, text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return found;
}

/** The words without comments. */
export const spoken = (text) => words(text).filter((word) => word.kind !== "comment");

/** The prefixes that a query declares: name without colon to IRI. */
export function declared(text) {
  const found = new Map();
  const all = spoken(text);
  for (let at = 0; at + 2 < all.length; at += 1) {
    if (all[at].text.toUpperCase() === "PREFIX" && all[at + 1].kind === "name" && all[at + 2].kind === "iri") {
      found.set(all[at + 1].text.slice(0, -1), all[at + 2].text.slice(1, -1));
    }
  }
  return found;
}

/** The places of names whose prefix is declared nowhere in the query. */
export function undeclared(text) {
  const known = declared(text);
  const all = spoken(text);
  return all.filter(
    (word, at) =>
      word.kind === "name" && all[at - 1]?.text.toUpperCase() !== "PREFIX" && !known.has(word.text.split(":", 1)[0]),
  );
}

/** What to insert, and where, so that a prefix is declared: below the others, in their order. */
export function declaration(text, prefix, iri) {
  const all = spoken(text);
  let from = text.startsWith("#") ? afterComments(text) : 0;
  for (let at = 0; at + 2 < all.length; at += 1) {
    if (all[at].text.toUpperCase() !== "PREFIX") break;
    if (all[at + 1].text.slice(0, -1) > prefix) break;
    from = lineAfter(text, all[at + 2].to);
    at += 2;
  }
  const before = from > 0 && text[from - 1] !== "\n" ? "\n" : "";
  const after = declared(text).size || text.slice(from).startsWith("\n") ? "" : "\n";
  return { from, insert: `${before}PREFIX ${prefix}: <${iri}>\n${after}` };
}

function afterComments(text) {
  const lines = text.split("\n");
  let at = 0;
  for (const line of lines) {
    if (!line.startsWith("#")) break;
    at += line.length + 1;
  }
  return Math.min(at, text.length);
}

function lineAfter(text, at) {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end + 1;
}

const LOCAL = new RegExp(`^(?:[${LETTER}](?:[${LETTER}\\-.]*[${LETTER}\\-])?)?$`, "u");

/** An IRI as a query writes it: with a prefix that the query declares, else one that the graph knows, else in full. */
export function shorten(iri, own, known) {
  for (const [prefixes, isDeclared] of [[own, true], [known, false]]) {
    let best = null;
    for (const [prefix, space] of prefixes) {
      if (iri.startsWith(space) && space && (!best || space.length > best.space.length) && LOCAL.test(iri.slice(space.length))) {
        if (isDeclared || !own.has(prefix)) best = { prefix, space };
      }
    }
    if (best) {
      const text = `${best.prefix}:${iri.slice(best.space.length)}`;
      return { text, missing: isDeclared ? null : { prefix: best.prefix, iri: best.space } };
    }
  }
  return { text: `<${iri}>`, missing: null };
}

/** A name or an IRI of the query in full; nothing when its prefix is not declared. */
export function expand(word, own) {
  if (word.kind === "iri") return word.text.slice(1, -1);
  const [prefix] = word.text.split(":", 1);
  return own.has(prefix) ? own.get(prefix) + word.text.slice(prefix.length + 1).replaceAll("\\", "") : null;
}

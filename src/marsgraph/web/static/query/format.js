// Lays a query out: a line for each clause and each part of a pattern, two blanks for each level. Only blanks and the
// case of keywords change; if anything else would, the query is left as it is.
import { words } from "./words.js";

const WIDTH = 88;
const set = (text) => new Set(text.split(" "));
const CLAUSES = set("SELECT ASK CONSTRUCT DESCRIBE FROM GROUP HAVING ORDER LIMIT OFFSET VALUES PREFIX BASE");
const FORMS = set("SELECT ASK CONSTRUCT DESCRIBE");
const PARTS = set("OPTIONAL FILTER BIND MINUS GRAPH SERVICE VALUES UNION SELECT GROUP HAVING ORDER LIMIT OFFSET");
const ENDED_BY_BRACKET = set("FILTER BIND");
const OTHERS = set("WHERE DISTINCT REDUCED BY AS NAMED SILENT EXISTS NOT IN UNDEF");
const CALLS = set(
  "ASC DESC COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND " +
    "ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH " +
    "DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT " +
    "SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC SUBSTR REPLACE REGEX FILTER BIND",
);

/** Every word that the formatter writes in capitals, and completion offers. */
export const KEYWORDS = [...new Set([...CLAUSES, ...PARTS, ...OTHERS, ...CALLS])].sort();
const KNOWN = new Set(KEYWORDS);

/** The query, laid out. */
export function format(text) {
  const found = words(text).map(spelled);
  const laid = clauses(tree(found)).join("\n").trim();
  const same = essence(found) === essence(words(laid).map(spelled));
  return same ? laid : text;
}

const essence = (found) => found.map((word) => word.text).join("\u0000");

function spelled(word) {
  const upper = word.text.toUpperCase();
  return word.kind === "word" && KNOWN.has(upper) ? { ...word, text: upper } : word;
}

/** Words and, for each pair of curly brackets, a node with what is between them. */
function tree(found) {
  const open = [[]];
  for (const word of found) {
    if (word.text === "{") open.push([]);
    else if (word.text === "}" && open.length > 1) {
      const inner = open.pop();
      open.at(-1).push({ kind: "group", inner, text: "{}" });
    } else open.at(-1).push(word);
  }
  while (open.length > 1) { // a bracket that is never closed
    const inner = open.pop();
    open.at(-1).push({ kind: "word", text: "{" }, ...inner);
  }
  return open[0];
}

/** The query's clauses, each on its line. */
function clauses(nodes) {
  const parts = split(nodes, (node, part) => CLAUSES.has(node.text) && part.length > 0, (node, part) => node.kind === "iri" && ["PREFIX", "BASE"].includes(part[0].text));
  const lines = [];
  let last = "";
  for (const part of parts) {
    const first = part.find((node) => node.kind !== "comment")?.text ?? "";
    if (FORMS.has(first) && ["PREFIX", "BASE"].includes(last)) lines.push("");
    lines.push(...print(part, "", true));
    last = first || last;
  }
  return lines;
}

/** Cut a list of nodes before those that begin a part and after those that end one, outside round brackets. */
function split(nodes, begins, ends) {
  const parts = [[]];
  let round = 0;
  let late = false; // a comment stays on the line that it stood on
  for (const node of nodes) {
    const comment = node.kind === "comment";
    if (round === 0 && !comment && (late || begins(node, parts.at(-1)))) parts.push([]);
    late = late && comment;
    parts.at(-1).push(node);
    round = Math.max(0, round + ("([".includes(node.text) ? 1 : ")]".includes(node.text) ? -1 : 0));
    if (round === 0 && !comment && ends(node, parts.at(-1))) late = true;
  }
  return parts.filter((part) => part.length);
}

/** The parts of a group, each of them a list of nodes that stands on lines of its own. */
function statements(nodes) {
  const isRow = nodes.every((node) => !["?", "$"].includes(node.text[0]) && node.kind !== "group") && nodes[0]?.text === "(";
  const begins = (node, part) => part.length > 0 && PARTS.has(node.text);
  const ends = (node, part) =>
    node.text === "." || node.text === ";" || (node.kind === "group" && !part.some((one) => one.text === ".")) ||
    (node.text === ")" && (isRow || ENDED_BY_BRACKET.has(part.find((one) => one.kind !== "comment")?.text)));
  const parts = split(nodes, begins, ends);
  return parts.reduce((joined, part) => {
    if (part[0].text === "." && joined.length) joined.at(-1).push(...part); // the dot after a group
    else joined.push(part);
    return joined;
  }, []);
}

/** The lines of one part. */
function print(nodes, indent, top = false) {
  const lines = [];
  let line = "";
  let before = null;
  let round = 0;
  for (const node of nodes) {
    if (node.kind === "comment") {
      lines.push(`${indent}${line}${line ? " " : ""}${node.text}`);
      [line, before] = ["", null];
      continue;
    }
    round += "([".includes(node.text) ? 1 : ")]".includes(node.text) ? -1 : 0;
    if (node.kind === "group") {
      const short = inline(node);
      const lead = line ? `${line} ` : "";
      if (short !== null && (round > 0 || (!(top && node.inner.length) && indent.length + lead.length + short.length <= WIDTH))) {
        line = `${lead}${short}`;
      } else {
        lines.push(`${indent}${lead}{`, ...block(node.inner, `${indent}  `));
        line = "}";
      }
    } else {
      line += line && spaced(node, before) ? ` ${node.text}` : node.text;
    }
    before = node;
  }
  if (line) lines.push(indent + line);
  return lines;
}

function block(nodes, indent) {
  const lines = [];
  let goesOn = false;
  for (const part of statements(nodes)) {
    lines.push(...print(part, goesOn ? `${indent}  ` : indent));
    goesOn = part.findLast((node) => node.kind !== "comment")?.text === ";";
  }
  return lines;
}

/** A group on one line, or nothing if it has comments or more than one part. */
function inline(node) {
  if (node.inner.some((inner) => inner.kind === "comment")) return null;
  const parts = statements(node.inner);
  if (parts.length > 1) return node.inner.some((inner) => inner.kind === "group" || inner.text === ";" || PARTS.has(inner.text)) ? null : oneLine(parts.flat());
  return node.inner.some((inner) => inner.kind === "group") ? null : oneLine(node.inner);
}

function oneLine(nodes) {
  const [line = ""] = print(nodes, "");
  return line ? `{ ${line} }` : "{}";
}

const closes = set(") ,");
const glues = (word) => "/|^*+?!".includes(word.text) && word.text.length === 1;

/** Whether a blank stands between two words. */
function spaced(word, before) {
  if (!before) return false;
  const touching = before.to === word.from;
  if (word.text === ";") return true;
  if (closes.has(word.text) || before.text === "(") return false;
  if (word.text === "]" || before.text === "[") return !(word.text === "]" && before.text === "[");
  if (word.text === "(") return !(CALLS.has(before.text) || (touching && (glues(before) || ["name", "iri"].includes(before.kind))));
  if (word.text === "^^" || before.text === "^^" || word.kind === "language") return false;
  if (touching && (glues(word) || glues(before) || ["-", "+"].includes(before.text))) return false;
  return true;
}

// What stands at a place of a query: which part of which pattern, about what, and of which classes that can be.
import { declared, expand, spoken } from "./words.js";

const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const PATTERN_WORDS = new Set(["OPTIONAL", "FILTER", "BIND", "MINUS", "GRAPH", "SERVICE", "SILENT", "UNION", "VALUES", "NOT", "EXISTS", "WHERE", "SELECT", "DISTINCT", "REDUCED", "AS", "BY", "GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "ASC", "DESC"]);
const EXPRESSION = new Set(["FILTER", "BIND", "HAVING", "BY", "SELECT", "LIMIT", "OFFSET"]);
const PATH = new Set(["/", "|", "^", "(", "!"]);

/**
 * Read a query up to `at`: `slot` is prologue, clause, subject, verb, object or expression; `subject` and `verb` are
 * what stands before, `path` whether a path goes on; `classes` tells for each subject the classes stated or implied.
 */
export function contextAt(text, at, schema) {
  const prefixes = declared(text);
  const all = spoken(text);
  const facts = [];
  const reader = new Reader(prefixes, facts);
  let here = null;
  for (const word of all) {
    if (here === null && word.to > at && word.from < at) here = reader.state(); // the word that is being written
    if (here === null && word.from >= at) here = reader.state();
    reader.take(word);
  }
  here ??= reader.state();
  return { ...here, prefixes, all, classes: (subject) => classesOf(subject, facts, schema, new Set()) };
}

class Reader {
  constructor(prefixes, facts) {
    this.prefixes = prefixes;
    this.facts = facts;
    this.open = [];
    this.frame = { slot: "prologue", subject: null, verb: null };
    this.nodes = 0;
    this.last = "";
    this.waiting = 0;
  }

  state() {
    const { slot, subject, verb, path } = this.frame;
    return { slot, subject, verb, path: Boolean(path), depth: this.open.length, last: this.last };
  }

  take(word) {
    const text = word.text;
    const upper = word.kind === "word" ? text.toUpperCase() : text;
    this.step(word, text, upper);
    this.last = upper;
  }

  step(word, text, upper) {
    const frame = this.frame;
    if (text === "{") return this.push({ slot: "subject", subject: null, verb: null, group: true });
    if (text === "}") return this.leave((one) => one.group, "subject");
    if (frame.slot === "prologue" || frame.slot === "clause") return this.clause(word, upper);
    if (frame.slot === "expression") return this.expression(text, upper);
    if (word.kind === "word" && PATTERN_WORDS.has(upper)) return this.keyword(upper);
    if (text === ".") return Object.assign(frame, { slot: "subject", subject: null, verb: null, path: false });
    if (text === ";") return Object.assign(frame, { slot: "verb", verb: null, path: false });
    if (text === ",") return Object.assign(frame, { slot: "object" });
    if (text === "[") return this.bracket();
    if (text === "]") return this.leave((one) => one.square, null);
    this.term(word, text);
  }

  clause(word, upper) {
    if (upper === "PREFIX" || upper === "BASE") this.frame.slot = "prologue";
    else if (word.kind === "word") this.frame.slot = "clause";
    if (upper === "VALUES" || upper === "(") this.frame.slot = "clause";
  }

  expression(text, upper) {
    if (text === "(") this.frame.round = (this.frame.round ?? 0) + 1;
    if (text === ")") this.frame.round = Math.max(0, (this.frame.round ?? 0) - 1);
    if ((text === ")" && !this.frame.round) || upper === "EXISTS") Object.assign(this.frame, { slot: "subject", subject: null });
  }

  keyword(upper) {
    if (EXPRESSION.has(upper)) Object.assign(this.frame, { slot: "expression", round: 0 });
    else if (upper === "GRAPH" || upper === "SERVICE" || upper === "VALUES") Object.assign(this.frame, { slot: "subject", subject: null, skip: upper });
    else Object.assign(this.frame, { slot: "subject", subject: null, verb: null });
  }

  bracket() {
    const node = `[${(this.nodes += 1)}`;
    if (this.frame.slot === "object") this.fact(node);
    if (this.frame.slot === "subject") Object.assign(this.frame, { subject: node, slot: "verb" });
    this.push({ slot: "verb", subject: node, verb: null, square: true });
  }

  term(word, text) {
    const frame = this.frame;
    if (frame.slot === "subject") {
      if (text === "(" || text === ")") return;
      if (frame.skip) { frame.skip = null; return; }
      Object.assign(frame, { subject: this.name(word), slot: "verb", verb: null, path: false });
    } else if (frame.slot === "verb") {
      if (PATH.has(text)) Object.assign(frame, { path: text !== "(" || frame.path, inverse: text === "^" });
      else if (text === ")" || ["*", "+", "?"].includes(text)) return;
      else Object.assign(frame, { verb: this.name(word), slot: "object", path: false });
    } else if (frame.slot === "object") {
      if (PATH.has(text) && (this.last !== "(" || text === "(")) Object.assign(frame, { slot: "verb", path: true });
      else if (!["*", "+", "?", "^^", "(", ")"].includes(text) && word.kind !== "language") { this.fact(this.name(word)); }
    }
  }

  name(word) {
    if (word.text === "a") return RDF_TYPE;
    return word.kind === "name" || word.kind === "iri" ? (expand(word, this.prefixes) ?? word.text) : word.text.replace(/^\$/, "?");
  }

  fact(object) {
    this.facts.push({ subject: this.frame.subject, verb: this.frame.verb, object, inverse: this.frame.inverse });
  }

  push(frame) {
    this.open.push(this.frame);
    this.frame = frame;
  }

  leave(fits, slot) {
    let left = this.frame;
    while (this.open.length && !fits(left)) left = this.frame = this.open.pop();
    if (this.open.length) this.frame = this.open.pop();
    if (slot && this.frame.slot !== "clause" && this.frame.slot !== "prologue") Object.assign(this.frame, this.frame.round ? { slot: "expression" } : { slot, subject: null, verb: null });
  }
}

/** The classes that a subject has by its own `a`, or else those that the properties leading to it lead to. */
function classesOf(subject, facts, schema, seen) {
  if (!subject || seen.has(subject)) return [];
  seen.add(subject);
  const stated = facts.filter((fact) => fact.subject === subject && fact.verb === RDF_TYPE && !fact.object.startsWith("?"));
  if (stated.length) return stated.map((fact) => fact.object);
  const leading = facts.filter((fact) => fact.object === subject && fact.verb);
  return [...new Set(leading.flatMap((fact) => Object.keys(schema.byIri.get(fact.verb)?.to ?? {})))];
}

// What can be written next, from the graph: classes with their counts, the properties that things of the subject's
// classes have, the values that a property has, things by their names; variables and keywords besides.
import { pickedCompletion } from "../vendor/codemirror.js";
import { contextAt } from "./context.js";
import { KEYWORDS } from "./format.js";
import { declaration, shorten } from "./words.js";

const TYPED = /(?:[?$][\p{L}\p{N}_]*|[\p{L}\p{N}_][\p{L}\p{N}_.\-]*(?::[\p{L}\p{N}_.\-]*)?|:[\p{L}\p{N}_.\-]*|<[^<>\s]*|)$/u;
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const MOST = 60;

/** A completion source for CodeMirror. */
export const source = (server) => async (place) => {
  const text = place.state.doc.toString();
  const line = place.state.doc.lineAt(place.pos);
  const typed = TYPED.exec(text.slice(line.from, place.pos))[0];
  const before = text.slice(0, place.pos - typed.length);
  if (!place.explicit && (!typed || /^\d/.test(typed)) && !/[/^|]$/.test(before)) return null;
  if (isInside(text, place.pos)) return null;
  const schema = indexed(await server.schema());
  const offered = await offers(new Asked(text, place.pos - typed.length, typed, schema, server), place);
  const options = best(offered, typed);
  return options.length ? { from: place.pos - typed.length, options, filter: false } : null;
};

/** Whether a place is within a comment or a string. */
function isInside(text, at) {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at).replace(/<[^<>\s]*>/g, "").replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "");
  return /["'#]/.test(line);
}

class Asked {
  constructor(text, from, typed, schema, server) {
    Object.assign(this, { text, typed, schema, server, context: contextAt(text, from, schema) });
    this.known = new Map(Object.entries(schema.prefixes));
  }

  /** A thing as an option: what is written for it, and the PREFIX that it may need. */
  term({ iri, label, count, definition, datatype, unit }, type, rank) {
    const { text, missing } = shorten(iri, this.context.prefixes, this.known);
    const local = text.slice(text.indexOf(":") + 1);
    return {
      label: text, type, rank, count, local, named: label ?? "",
      detail: [label && label !== local ? label : "", unit ? `in ${unit}` : "", count ? count.toLocaleString("en") : ""].filter(Boolean).join(" · "),
      info: definition || undefined, datatype, apply: writing(text, missing),
    };
  }
}

async function offers(asked, place) {
  const { slot, last } = asked.context;
  if (last === "PREFIX") return prefixes(asked);
  if (asked.typed.startsWith("?") || asked.typed.startsWith("$")) return variables(asked);
  if (slot === "verb") return [...(await verbs(asked)), ...keywords(asked, ["a"])];
  if (slot === "object") return [...(await objects(asked)), ...variables(asked)];
  if (slot === "subject") return [...keywords(asked), ...variables(asked), ...(await things(asked, place))];
  return [...keywords(asked), ...variables(asked)];
}

function prefixes({ schema, context }) {
  return Object.entries(schema.prefixes).filter(([name]) => !context.prefixes.has(name)).map(([name, iri]) => ({
    label: `${name}: <${iri}>`, type: "namespace", local: name, named: iri, rank: 0, count: 0,
  }));
}

function variables({ context }) {
  const counted = new Map();
  for (const word of context.all) {
    if (word.kind === "variable") counted.set(word.text.replace("$", "?"), (counted.get(word.text) ?? 0) + 1);
  }
  return [...counted].map(([name, count]) => ({ label: name, type: "variable", local: name.slice(1), named: "", rank: 3, count }));
}

function keywords({ context }, own = null) {
  const inPattern = ["OPTIONAL", "FILTER", "BIND", "VALUES", "UNION", "MINUS", "GRAPH", "SELECT", "NOT", "EXISTS"];
  const list = own ?? (context.slot === "subject" ? inPattern : KEYWORDS);
  return list.map((word) => ({ label: word, type: "keyword", local: word, named: word === "a" ? "is of the class" : "", rank: 4, count: 0, detail: word === "a" ? "is of the class" : undefined }));
}

/**
 * The properties that a subject which is named has, then those that others of its classes have; of another subject
 * those that things of its classes have, with how often; where the class is unknown, all.
 */
async function verbs(asked) {
  const { schema, context } = asked;
  const onward = context.path && context.verb;
  const own = onward ? null : await held(asked);
  const stated = onward ? Object.keys(schema.byIri.get(context.verb)?.to ?? {}) : context.classes(context.subject);
  const known = (stated.length ? stated : own?.classes ?? []).filter((one) => schema.byIri.has(one));
  return schema.properties.flatMap((property) => {
    const mine = own?.properties[property.iri];
    if (mine) return [asked.term({ ...property, count: mine }, "property", 1)];
    const count = known.length ? known.reduce((sum, one) => sum + (property.of[one] ?? 0), 0) : property.count;
    return count ? [asked.term({ ...property, count }, "property", own ? 2 : 1)] : [];
  });
}

/** What the graph holds of a subject that is a thing and not a variable; null of one that it does not know. */
async function held({ context, server }) {
  if (!/^[a-z][a-z0-9+.-]*:/i.test(context.subject ?? "")) return null;
  const told = await server.ofThing(context.subject).catch(() => null);
  return told && Object.keys(told.properties).length ? told : null;
}

async function objects(asked) {
  const { schema, context } = asked;
  if (context.verb === RDF_TYPE) return schema.classes.map((one) => asked.term(one, "class", 1));
  const property = schema.byIri.get(context.verb);
  const values = property ? await asked.server.values(property.iri) : [];
  const shown = values.map((value) => (value.iri ? asked.term(value, "thing", 1) : literal(value, asked)));
  return shown.length ? shown : things(asked);
}

function literal({ text, datatype, language, count }, asked) {
  const plain = /#(integer|decimal|boolean)$/.test(datatype);
  const quoted = `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
  const kind = plain || language || datatype.endsWith("#string") ? null : shorten(datatype, asked.context.prefixes, asked.known);
  const written = plain ? text : `${quoted}${language ? `@${language}` : kind ? `^^${kind.text}` : ""}`;
  return { label: written, type: "text", local: text, named: text, rank: 1, count, detail: count.toLocaleString("en"), apply: writing(written, kind?.missing) };
}

/** Things with what was typed in one of their names. */
async function things(asked) {
  const text = asked.typed.replace(/^[^:]*:/, "").replace(/^</, "").replaceAll("-", " ");
  if (text.length < 2) return [];
  const found = await asked.server.things(text);
  return found.map((one, at) => ({ ...asked.term({ iri: one.iri, label: one.name }, "thing", 2), fits: found.length - at }));
}

/** Those that fit what was typed, the best first. */
function best(offered, typed) {
  const wanted = typed.replace(/^[?$]/, "").toLowerCase();
  const [prefix, local] = wanted.includes(":") ? wanted.split(":", 2) : [null, wanted];
  const fitting = offered.flatMap((option) => {
    const label = option.label.toLowerCase();
    if (prefix !== null && !label.startsWith(`${prefix}:`) && !option.fits) return [];
    const fit = option.fits ? 2 : fitOf(option, prefix === null ? wanted : local, label);
    return fit ? [{ ...option, fit }] : [];
  });
  fitting.sort((one, other) => one.rank - other.rank || other.fit - one.fit || (other.fits ?? 0) - (one.fits ?? 0) || other.count - one.count || (one.label < other.label ? -1 : 1));
  const seen = new Set();
  return fitting.filter((option) => !seen.has(option.label) && seen.add(option.label)).slice(0, MOST)
    .map(({ label, type, detail, info, apply }) => ({ label, type, detail, info, apply }));
}

function fitOf(option, wanted, label) {
  if (!wanted) return 1;
  const local = option.local.toLowerCase();
  const named = option.named.toLowerCase();
  if (local.startsWith(wanted) || label.startsWith(wanted)) return 4;
  if (named.startsWith(wanted)) return 3;
  return named.includes(` ${wanted}`) || local.includes(wanted) ? 2 : 0;
}

/** Write a term, and in the same step the PREFIX that it needs. */
const writing = (text, missing) => (view, completion, from, to) => {
  const changes = [{ from, to, insert: text }];
  let cursor = from + text.length;
  if (missing) {
    const line = declaration(view.state.doc.toString(), missing.prefix, missing.iri);
    changes.push(line);
    cursor += line.insert.length;
  }
  view.dispatch({ changes, selection: { anchor: cursor }, annotations: pickedCompletion.of(completion), userEvent: "input.complete", scrollIntoView: true });
};

function indexed(schema) {
  if (!schema.byIri) schema.byIri = new Map([...schema.classes, ...schema.properties].map((term) => [term.iri, term]));
  return schema;
}

// The answer: what it is in a line, the views that fit it, the download of all of it; or why there is none.
import { isGraph } from "./code.js";
import { element, ResultTable, Terms } from "./table.js";
import { spoken, declared, expand } from "./words.js";

export const MOST_ROWS = 10000;
const TABLES = [["csv", "CSV"], ["tsv", "TSV"], ["json", "JSON"], ["xml", "XML"]];
const GRAPHS = [["ttl", "Turtle"], ["nt", "N-Triples"], ["jsonld", "JSON-LD"], ["rdf", "RDF/XML"]];
const FIGURES = ["bars", "timeline", "sequence", "map", "chain"];
const NAMES = {
  ...{ table: "Table", bars: "Bars", timeline: "Timeline", sequence: "Sequence" },
  ...{ map: "Map", chain: "Chain", raw: "Raw" },
};

export class AnswerView {
  constructor(place, server, { chosen }) {
    Object.assign(this, { place, server, chosen });
  }

  clear() { this.place.replaceChildren(); }

  /** Show an answer; `view` is what the address or the example asks for, the first that fits otherwise. */
  async show(query, answer, view) {
    this.query = query;
    this.truncated = answer.headers.get("Answer-Truncated") !== null;
    const told = answer.type.startsWith("application/sparql-results+json") ? JSON.parse(answer.text) : null;
    if (told && "boolean" in told) return this.truth(told.boolean);
    if (!told) return this.graph(answer.text);
    const rows = told.results.bindings;
    if (!rows.length) { this.empty(answer.headers.get("Query-Hint")); return 0; }
    await this.rows(told.head.vars, rows, answer.text, view);
    return rows.length;
  }

  truth(is) {
    this.place.replaceChildren(element("h2", { textContent: is ? "Yes" : "No" }), element("p", { textContent: is ? "The graph holds what the query asks." : "The graph does not hold what the query asks." }));
    return 1;
  }

  graph(text) {
    const count = text.split(/ [.;,]\n/).length - 1;
    const raw = element("pre", { textContent: text, tabIndex: 0 });
    raw.setAttribute("aria-label", "Turtle");
    this.place.replaceChildren(this.head(this.truncated ? `The first ${MOST_ROWS.toLocaleString("en")} statements` : "A graph in Turtle", [], GRAPHS), raw);
    return count;
  }

  async rows(columns, rows, text, view) {
    const schema = await this.server.schema().catch(() => ({ prefixes: {}, properties: [] }));
    const terms = new Terms(this.server.root, this.server.labels, schema.prefixes);
    const iris = rows.flatMap((row) => columns.flatMap((column) => (row[column]?.type === "uri" ? [row[column].value] : [])));
    await this.server.learn(iris.slice(0, 1500)).catch(() => false);
    this.panels = { table: () => this.table(columns, rows, terms, schema), raw: () => this.raw(text) };
    for (const figure of FIGURES) this.panels[figure] = () => this.figure(figure);
    const count = `${this.truncated ? "The first " : ""}${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"}`;
    this.panel = element("div", { id: "answer-panel", role: "tabpanel" });
    const views = ["table", ...(FIGURES.includes(view) && !this.truncated ? [view] : []), "raw"];
    this.place.replaceChildren(this.head(count, views.map((one) => this.tab(one)), TABLES), this.panel);
    if (this.truncated) this.panel.before(element("p", { className: "note", textContent: `There are more than ${MOST_ROWS.toLocaleString("en")} rows. The download has all of them.` }));
    this.turn(views.includes(view) ? view : "table");
    if (!this.truncated) this.offer(this.panel);
    if (iris.length > 1500 && (await this.server.learn(iris).catch(() => false))) this.result?.relabel();
  }

  head(title, tabs, formats) {
    const head = element("div", { className: "answer-head" });
    head.append(element("h2", { textContent: title }));
    if (tabs.length) {
      const list = element("div", { className: "tabs", role: "tablist", ariaLabel: "How the answer is shown" });
      list.append(...tabs);
      list.addEventListener("keydown", (event) => this.walk(event));
      head.append(list);
    }
    head.append(this.downloads(formats));
    return head;
  }

  tab(view) {
    const tab = element("button", { type: "button", role: "tab", id: `tab-${view}`, textContent: NAMES[view], tabIndex: -1 });
    tab.dataset.view = view;
    tab.setAttribute("aria-controls", "answer-panel");
    tab.setAttribute("aria-selected", "false");
    tab.addEventListener("click", () => { this.turn(view); this.chosen(view); });
    return tab;
  }

  get tabs() { return [...this.place.querySelectorAll("[role=tab]")]; }

  /** Add the figures that fit, once the server has looked; the table is there meanwhile. */
  async offer(panel) {
    const views = await this.server.views(this.query).catch(() => []);
    if (panel !== this.panel) return;
    const shown = this.tabs.map((tab) => tab.dataset.view);
    for (const view of views.filter((one) => !shown.includes(one))) this.tabs.at(-1).before(this.tab(view));
  }

  /** Arrows, Home and End walk through the views. */
  walk(event) {
    const tabs = this.tabs;
    const at = tabs.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const tab = tabs[(to + tabs.length) % tabs.length];
    tab.focus();
    tab.click();
  }

  turn(view) {
    for (const tab of this.tabs) {
      tab.setAttribute("aria-selected", tab.dataset.view === view);
      tab.tabIndex = tab.dataset.view === view ? 0 : -1;
    }
    this.panel.setAttribute("aria-labelledby", `tab-${view}`);
    this.panel.dataset.view = view;
    this.result = null;
    this.panels[view]();
  }

  table(columns, rows, terms, schema) {
    const box = element("div", { className: "result-scroll", tabIndex: 0, role: "region", ariaLabel: "Rows of the answer" });
    const bar = element("p", { className: "result-bar" });
    const field = element("input", { type: "search", id: "filter-rows", placeholder: "Filter the rows…", autocomplete: "off" });
    const count = element("span", { className: "note", role: "status" });
    bar.append(element("label", { className: "hidden", htmlFor: "filter-rows", textContent: "Filter the rows" }), field, count);
    this.panel.replaceChildren(...(rows.length > 8 ? [bar] : []), box);
    this.result = new ResultTable(box, { columns, rows, terms, units: unitsOf(this.query, schema) });
    field.addEventListener("input", () => {
      const left = this.result.filter(field.value);
      count.textContent = field.value ? `${left.toLocaleString("en")} of ${rows.length.toLocaleString("en")}` : "";
    });
  }

  raw(text) {
    const shown = element("pre", { className: "raw", tabIndex: 0, textContent: text.length > 500000 ? `${text.slice(0, 500000)}\n… the download has the rest` : pretty(text) });
    shown.setAttribute("aria-label", "The answer as JSON");
    this.panel.replaceChildren(shown);
  }

  /** A figure, drawn by the server as wide as there is room. */
  async figure(view) {
    const width = Math.round(Math.min(1080, Math.max(360, this.panel.clientWidth)));
    const address = `${this.server.root}/figure.svg?${new URLSearchParams({ query: this.query, view, width })}`;
    const holder = element("figure", { className: "result-figure" });
    this.panel.replaceChildren(holder);
    try {
      const svg = await (await this.server.fetch(address.slice(this.server.root.length))).text();
      const bare = svg.replace(/<style[^>]*>[^<]*<\/style>/, ""); // the page has its own figures.css
      const drawn = new DOMParser().parseFromString(bare, "image/svg+xml").documentElement;
      const caption = element("figcaption");
      caption.append(element("a", { href: address, textContent: "This figure as SVG" }));
      holder.replaceChildren(document.importNode(drawn, true), caption);
    } catch (error) {
      holder.replaceChildren(element("p", { textContent: error.message }));
    }
  }

  downloads(formats) {
    const list = element("p", { className: "downloads" });
    list.append("Download all: ");
    formats.forEach(([name, title], at) => {
      if (at) list.append(" · ");
      const address = `${this.server.root}/sparql?${new URLSearchParams({ query: this.query, format: name })}`;
      const link = element("a", { href: address, textContent: title, download: `marsgraph.${name}` });
      if (address.length > 8000) link.addEventListener("click", (event) => { event.preventDefault(); this.save(name); });
      list.append(link);
    });
    return list;
  }

  /** A query that is too long for an address is sent in a form. */
  save(format) {
    const form = element("form", { method: "post", action: `${this.server.root}/sparql`, hidden: true });
    for (const [name, value] of [["query", this.query], ["format", format]]) form.append(element("input", { type: "hidden", name, value }));
    document.body.append(form);
    form.submit();
    form.remove();
  }

  /** Nothing fits: what to try, which hints the server has. */
  empty(hint) {
    const list = element("ul");
    const advice = [...(hint ? [hint] : []), "Make what may be missing OPTIONAL, or take a FILTER away.", "Who says something is in named graphs: GRAPH ?passage { … }."];
    list.append(...advice.map((textContent) => element("li", { textContent })));
    const terms = element("li");
    terms.append("Which classes and properties there are, with how often each is used, is in ", element("a", { href: `${this.server.root}/ns`, textContent: "the vocabulary" }), ".");
    list.append(terms);
    this.place.replaceChildren(element("h2", { textContent: "No row" }), element("p", { textContent: "The query is sound, and nothing in the graph fits it." }), list);
  }

  /** No answer: what is wrong, where, and what to do. */
  problem(problem) {
    const box = element("div", { className: "query-problem", role: "alert" });
    box.append(element("h2", { textContent: problem.title ?? "No answer" }), element("p", { textContent: capital(problem.detail ?? "") }));
    if (problem.source !== undefined) {
      const number = String(problem.line);
      box.append(element("pre", { textContent: `${number} | ${problem.source}\n${" ".repeat(number.length)} | ${problem.caret}`, tabIndex: 0 }));
    }
    if (problem.hint) box.append(element("p", { textContent: problem.hint }));
    const limit = { "time-limit": "seconds", "row-limit": "rows" }[problem.type?.split("/").at(-1)];
    if (limit && problem.limit) box.append(element("p", { className: "note", textContent: `The limit is ${problem.limit.toLocaleString("en")} ${limit}.` }));
    this.place.replaceChildren(box);
  }
}

/** The unit of each variable that a property with a unit leads to. */
function unitsOf(query, schema) {
  const units = new Map((schema.properties ?? []).filter((one) => one.unit).map((one) => [one.iri, one.unit]));
  const own = declared(query);
  const all = spoken(query);
  const found = new Map();
  all.forEach((word, at) => {
    const unit = word.kind === "name" || word.kind === "iri" ? units.get(expand(word, own)) : null;
    if (unit && all[at + 1]?.kind === "variable") found.set(all[at + 1].text.slice(1), unit);
  });
  return found;
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

function pretty(text) {
  return text.length < 200000 ? JSON.stringify(JSON.parse(text), null, 1) : text;
}

export const acceptFor = (query) => (isGraph(query) ? "text/turtle" : "application/sparql-results+json, text/turtle;q=0.5");

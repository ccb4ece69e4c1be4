// A table of thousands of rows: only the groups of rows near the window are in the page, the others keep their place.

const GROUP = 40;
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"]);
const BASE = "https://w3id.org/marsgraph/";

/** What is shown for a term, what it sorts by, and where it leads. */
export class Terms {
  constructor(root, labels, prefixes) {
    Object.assign(this, { root, labels, prefixes });
  }

  text(term) {
    if (!term) return "";
    if (term.type === "bnode") return `_:${term.value}`;
    if (term.type !== "uri") return term.value;
    return this.labels.get(term.value) ?? this.short(term.value);
  }

  short(iri) {
    let best = null;
    for (const [prefix, space] of Object.entries(this.prefixes)) {
      if (iri.startsWith(space) && (!best || space.length > best.space.length)) best = { prefix, space };
    }
    return best ? `${best.prefix}:${iri.slice(best.space.length)}` : iri;
  }

  /** Our own things are on this server; anything else opens where it is. */
  href(term) {
    if (term?.type !== "uri") return null;
    if (term.value.startsWith(BASE)) return `${this.root}/${term.value.slice(BASE.length)}`;
    return /^https?:\/\//.test(term.value) ? term.value : null;
  }

  isNumber = (term) => NUMBERS.has(term?.datatype?.split("#")[1]);

  /** Numbers by value, all else as people sort text; what is empty comes last. */
  compare(one, other) {
    if (!one || !other) return one ? -1 : other ? 1 : 0;
    if (this.isNumber(one) && this.isNumber(other)) return Number(one.value) - Number(other.value);
    return COLLATOR.compare(this.text(one), this.text(other));
  }
}

const COLLATOR = new Intl.Collator("en", { numeric: true });

export class ResultTable {
  constructor(place, { columns, rows, terms, units }) {
    Object.assign(this, { place, columns, all: rows, terms, units });
    this.rows = rows;
    this.sorted = null;
    this.wanted = "";
    this.build();
  }

  build() {
    this.table = element("table", { className: "result-table" });
    this.table.setAttribute("aria-rowcount", this.all.length + 1);
    const head = element("tr", { ariaRowIndex: "1" });
    this.headers = this.columns.map((column) => this.header(column));
    head.append(...this.headers);
    const caption = element("caption", { className: "hidden", textContent: "Answer to the query" });
    const thead = element("thead");
    thead.append(head);
    this.table.append(caption, thead);
    this.place.replaceChildren(this.table);
    this.seen = new IntersectionObserver((changes) => changes.forEach((one) => this.turn(one)), { root: this.place, rootMargin: "600px" });
    this.fill();
  }

  header(column) {
    const cell = element("th", { scope: "col" });
    const button = element("button", { type: "button", className: "sorter", textContent: column });
    if (this.units.get(column)) button.append(element("span", { className: "unit", textContent: ` (${this.units.get(column)})` }));
    button.addEventListener("click", () => this.sort(column));
    cell.append(button);
    if (this.all.some((row) => row[column]) && this.all.every((row) => !row[column] || this.terms.isNumber(row[column]))) cell.classList.add("n");
    return cell;
  }

  /** Up, down, then as the query has it. */
  sort(column) {
    const now = this.sorted?.column === column ? this.sorted.way : 0;
    this.sorted = now === 0 ? { column, way: 1 } : now === 1 ? { column, way: -1 } : null;
    this.headers.forEach((cell, at) => {
      if (this.sorted && this.columns[at] === this.sorted.column) cell.setAttribute("aria-sort", this.sorted.way > 0 ? "ascending" : "descending");
      else cell.removeAttribute("aria-sort");
    });
    this.refresh();
  }

  filter(text) {
    this.wanted = text.trim().toLowerCase();
    this.refresh();
    return this.rows.length;
  }

  refresh() {
    const fits = (row) => this.columns.some((column) => row[column] && (this.terms.text(row[column]).toLowerCase().includes(this.wanted) || row[column].value.toLowerCase().includes(this.wanted)));
    const rows = this.wanted ? this.all.filter(fits) : [...this.all];
    if (this.sorted) {
      const { column, way } = this.sorted;
      rows.sort((one, other) => (one[column] && other[column] ? way : 1) * this.terms.compare(one[column], other[column]));
    }
    this.rows = rows;
    this.fill();
  }

  /** Lay the groups out anew; the widths of the columns stay as the first rows made them. */
  fill() {
    this.seen.disconnect();
    for (const body of [...this.table.tBodies]) body.remove();
    this.groups = [];
    for (let from = 0; from < this.rows.length; from += GROUP) this.groups.push({ from, body: element("tbody"), height: null });
    this.table.append(...this.groups.map((group) => group.body));
    if (this.groups.length) this.show(this.groups[0]);
    this.fix();
    const likely = this.groups[0]?.body.offsetHeight || GROUP * 34;
    for (const group of this.groups.slice(1)) this.hide(group, (likely * Math.min(GROUP, this.rows.length - group.from)) / Math.min(GROUP, this.rows.length));
    for (const group of this.groups) { group.body.group = group; this.seen.observe(group.body); }
  }

  fix() {
    if (this.fixed || this.groups.length < 2) return;
    const widths = this.headers.map((cell) => cell.offsetWidth);
    if (!widths.some(Boolean)) return;
    this.headers.forEach((cell, at) => { cell.style.width = `${widths[at]}px`; });
    this.table.style.width = `${this.table.offsetWidth}px`;
    this.table.style.tableLayout = "fixed";
    this.fixed = true;
  }

  turn({ target, isIntersecting }) {
    if (isIntersecting) this.show(target.group);
    else if (target.offsetHeight && !target.contains(document.activeElement)) this.hide(target.group, target.offsetHeight);
  }

  show(group) {
    if (group.shown) return;
    group.shown = true;
    group.body.replaceChildren(...this.rows.slice(group.from, group.from + GROUP).map((row, at) => this.row(row, group.from + at)));
  }

  hide(group, height) {
    group.shown = false;
    const row = element("tr", { className: "unseen" });
    const cell = element("td", { colSpan: Math.max(1, this.columns.length) });
    cell.style.height = `${height}px`;
    row.append(cell);
    row.setAttribute("aria-hidden", "true");
    group.body.replaceChildren(row);
  }

  row(row, at) {
    const line = element("tr", { ariaRowIndex: String(at + 2) });
    line.append(...this.columns.map((column) => this.cell(row[column])));
    return line;
  }

  cell(term) {
    const cell = element("td");
    if (!term) return cell;
    if (this.terms.isNumber(term)) cell.className = "n";
    else if (/#date/.test(term.datatype ?? "")) cell.className = "day";
    const text = this.terms.text(term);
    const href = this.terms.href(term);
    if (href) cell.append(element("a", { href, textContent: text, title: term.value, rel: "noreferrer" }));
    else cell.textContent = text;
    if (term["xml:lang"] && term["xml:lang"] !== "en") cell.append(element("span", { className: "tag", textContent: term["xml:lang"] }));
    return cell;
  }

  /** Labels came: write what is in the page again. */
  relabel() {
    if (this.sorted || this.wanted) return this.refresh();
    for (const group of this.groups.filter((one) => one.shown)) { group.shown = false; this.show(group); }
  }
}

export function element(name, properties = {}) {
  return Object.assign(document.createElement(name), properties);
}

// The query page: puts the editor in the place of the field and joins it with the server, the answer and the address.
import { acceptFor, AnswerView, MOST_ROWS } from "./answer.js";
import { answerAddress, curl, python, r } from "./code.js";
import { format } from "./format.js";
import { address, read } from "./links.js";
import { forget, past, remember } from "./past.js";
import { Plain } from "./plain.js";
import { Refused, Server } from "./server.js";
import { element } from "./table.js";

const page = document.getElementById("query-page");
const by = (id) => document.getElementById(id);
const { root, nonce } = page.dataset;
const server = new Server(root);
const answer = new AnswerView(by("answer"), server, { chosen: (view) => show({ view }) });
const now = { view: null, running: null, example: null, queries: new Map() };

const status = (text) => { by("status").textContent = text; };

// ---- Running

async function run() {
  const query = editor.text;
  if (!query.trim()) return;
  if (now.running) await halt();
  const id = crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  now.running = id;
  busy(true);
  editor.clear();
  const began = performance.now();
  const told = setTimeout(() => status("Running…"), 300);
  try {
    const got = await server.ask(query, { id, rows: MOST_ROWS, accept: acceptFor(query) });
    if (now.running !== id) return;
    const seconds = (performance.now() - began) / 1000;
    await link(query);
    const rows = await answer.show(query, got, now.view);
    remember(query, rows);
    status(`Answered in ${seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`}.`);
  } catch (error) {
    if (now.running !== id) return;
    if (!(error instanceof Refused)) throw error;
    status("No answer.");
    answer.problem(error.problem.line ? { ...error.problem, ...editor.fault(error.problem) } : error.problem);
  } finally {
    clearTimeout(told);
    if (now.running === id) { now.running = null; busy(false); }
  }
}

/** End the query on the server; the request that waits for it then tells so. */
async function halt() {
  const id = now.running;
  if (!id) return;
  status("Stopping…");
  await server.stop(id).catch(() => null);
}

function busy(is) {
  by("stop").hidden = !is;
  by("answer").setAttribute("aria-busy", is);
  if (!is && document.activeElement === by("stop")) by("run").focus();
}

// ---- The address

/** The example that a query is, however it is laid out. */
function exampleOf(query) {
  const laid = format(query);
  return [...now.queries.values()].find((one) => one.laid === laid)?.name ?? null;
}

/** Write the query into the address bar, as a new step where it is another query. */
async function link(query) {
  const to = await address(root, { query, example: exampleOf(query), view: now.view });
  const here = location.pathname + location.search + location.hash;
  if (to !== here) history[now.linked === query ? "replaceState" : "pushState"](null, "", to);
  now.linked = query;
  mark(exampleOf(query));
}

async function show({ view }) {
  now.view = view;
  history.replaceState(null, "", await address(root, { query: answer.query, example: exampleOf(answer.query), view }));
}

/** Take from the address what it asks for, and ask it. */
async function open() {
  const asked = await read(location);
  now.view = asked.view ?? null;
  if (asked.broken) {
    answer.problem({ title: "The link is not whole", detail: "A part of it was lost on the way.", hint: "Copy it again, from its first letter to its last." });
    return;
  }
  if (asked.query === null && asked.example) return choose(asked.example, { linked: true });
  if (asked.query === null) return;
  editor.text = asked.query;
  now.linked = asked.query;
  await run();
}

// ---- Examples

async function choose(name, { linked = false } = {}) {
  await listed();
  const example = now.queries.get(name);
  if (!example) return;
  editor.text = example.query;
  if (!linked) now.view = null;
  now.view ??= example.view;
  if (linked) now.linked = editor.text;
  if (matchMedia("(max-width: 56rem)").matches) by("examples").open = false;
  await run();
}

async function listed() {
  for (const one of await server.examples()) now.queries.set(one.name, { ...one, laid: format(one.query) });
}

function mark(name) {
  for (const item of document.querySelectorAll("[data-example]")) {
    if (item.dataset.example === name) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}

// ---- Copying

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    status(`${what} copied.`);
  } catch {
    const field = element("textarea", { value: text, readOnly: true, rows: 6, ariaLabel: what });
    by("status").replaceChildren(`${what}: `, field);
    field.select();
  }
}

const PROGRAMS = { curl: ["The command", curl], python: ["The program", python], r: ["The program", r], address: ["The address", answerAddress] };

function copyAs(kind) {
  const [what, write] = PROGRAMS[kind];
  by("copy").open = false;
  return copy(write(root, editor.text), what);
}

async function share() {
  const to = await address(root, { query: editor.text, example: exampleOf(editor.text), view: now.view });
  history.replaceState(null, "", to);
  now.linked = editor.text;
  await copy(location.href, "A link to this query");
}

// ---- History

function listPast() {
  const all = past();
  const items = all.map(({ query, rows, at }) => {
    const button = element("button", { type: "button", textContent: query.replace(/^\s*(PREFIX|BASE)[^\n]*\n/gim, "").trim().slice(0, 160) });
    button.addEventListener("click", () => { by("past").open = false; editor.text = query; now.view = null; run(); });
    const item = element("li");
    item.append(button, element("span", { className: "note", textContent: `${new Date(at).toLocaleString()}${rows === undefined ? "" : ` · ${rows} rows`}` }));
    return item;
  });
  by("past-list").replaceChildren(...(items.length ? items : [element("li", { className: "note", textContent: "Nothing yet: run a query." })]));
}

// ---- The beginning

async function makeEditor(field) {
  if (page.dataset.editor === "yes") {
    const { Editor } = await import("./editor.js");
    const label = document.querySelector('label[for="query"]');
    label.id = "query-label";
    label.addEventListener("click", () => editor.focus());
    return new Editor(field, { run, server, nonce, label: label.id });
  }
  return new Plain(field, { run });
}

function wire() {
  by("ask").addEventListener("submit", (event) => { event.preventDefault(); run(); });
  by("stop").addEventListener("click", halt);
  by("format").addEventListener("click", () => { editor.text = format(editor.text); });
  by("share").addEventListener("click", share);
  for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copyAs(button.dataset.copy));
  by("past").addEventListener("toggle", () => by("past").open && listPast());
  by("forget").addEventListener("click", () => { forget(); listPast(); });
  by("example-list").addEventListener("click", (event) => {
    const link = event.target.closest("[data-example]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.dataset.example);
  });
  by("example-text").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const item of document.querySelectorAll("#example-list [data-text]")) item.hidden = !item.dataset.text.toLowerCase().includes(wanted);
    for (const group of document.querySelectorAll("#example-list section")) group.hidden = !group.querySelector("[data-text]:not([hidden])");
  });
  for (const menu of document.querySelectorAll(".menu")) {
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; menu.querySelector("summary").focus(); } });
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  }
  window.addEventListener("popstate", () => open());
}

const editor = await makeEditor(by("query"));
wire();
by("plain").hidden = true;
for (const id of ["tools", "find-example"]) by(id).hidden = false;
by("keys").hidden = page.dataset.editor !== "yes";
if (matchMedia("(max-width: 56rem)").matches) by("examples").open = false;
page.dataset.ready = "yes";
await listed().catch(() => null);
await open();

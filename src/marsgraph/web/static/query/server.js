// What the page asks of its server. Each address is asked once; nothing is ever asked of another host.

export class Refused extends Error {
  /** A request without an answer; `problem` tells why, as RFC 9457 has it. */
  constructor(problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

export class Server {
  constructor(root) {
    this.root = root;
    this.kept = new Map();
    this.labels = new Map();
  }

  /** JSON of an address, kept for as long as the page lives. */
  json(path) {
    if (!this.kept.has(path)) {
      const asked = this.fetch(path).then((answer) => answer.json());
      asked.catch(() => this.kept.delete(path));
      this.kept.set(path, asked);
    }
    return this.kept.get(path);
  }

  schema = () => this.json("/editor/schema.json");
  examples = () => this.json("/editor/examples.json");
  things = async (text) => (await this.json(`/editor/terms?q=${encodeURIComponent(text)}`)).things;
  values = async (property) => (await this.json(`/editor/terms?property=${encodeURIComponent(property)}`)).values;
  ofThing = (thing) => this.json(`/editor/terms?thing=${encodeURIComponent(thing)}`);

  /** The figures that can be drawn of a query's answer. */
  async views(query) {
    return (await (await this.fetch("/editor/views", { method: "POST", body: query, headers: { "Content-Type": "application/sparql-query" } })).json()).views;
  }

  /** Learn what things are called; those already known are not asked again. */
  async learn(iris) {
    const unknown = [...new Set(iris)].filter((iri) => !this.labels.has(iri));
    for (let at = 0; at < unknown.length; at += 2000) {
      const some = unknown.slice(at, at + 2000);
      const answer = await this.fetch("/editor/labels", { method: "POST", body: JSON.stringify(some) });
      const told = await answer.json();
      for (const iri of some) this.labels.set(iri, told[iri] ?? null);
    }
    return unknown.length > 0;
  }

  /** Run a query under a name by which it can be stopped. Gives the answer's text, type and headers. */
  async ask(query, { id, rows, accept }) {
    const answer = await this.fetch(`/sparql?maxrows=${rows}`, {
      method: "POST",
      headers: { "Content-Type": "application/sparql-query", Accept: accept, "Query-Id": id },
      body: query,
    });
    return { type: answer.headers.get("Content-Type") ?? "", headers: answer.headers, text: await answer.text() };
  }

  /** Stop a query; the request that runs it then ends with the reason. */
  stop(id) {
    return fetch(`${this.root}/queries/${id}`, { method: "DELETE", credentials: "omit" });
  }

  async fetch(path, options = {}) {
    let answer;
    try {
      answer = await fetch(this.root + path, { credentials: "omit", ...options });
    } catch {
      throw new Refused({ title: "The server was not reached", detail: "No answer came.", hint: "Is it still running? Is the network there?" });
    }
    if (answer.ok) return answer;
    const problem = await answer.json().catch(() => ({ title: `Status ${answer.status}`, detail: answer.statusText }));
    throw new Refused({ status: answer.status, ...problem });
  }
}

// The queries that were run, the latest first, kept by this browser and sent to nobody.

const KEY = "marsgraph.queries";
const MOST = 50;

/** All of them: `{query, at, rows}`. */
export function past() {
  try {
    const told = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(told) ? told.filter((one) => typeof one?.query === "string") : [];
  } catch {
    return [];
  }
}

/** Add one; the same query is listed once. */
export function remember(query, rows) {
  keep([{ query, rows, at: new Date().toISOString() }, ...past().filter((one) => one.query !== query)].slice(0, MOST));
}

export function forget() {
  keep([]);
}

function keep(all) {
  try {
    localStorage.setItem(KEY, JSON.stringify(all));
  } catch {
    // a browser that keeps nothing: the page works without
  }
}

// Links to a query. The text goes into the part after “#”, deflated and in base64url: browsers keep that part to
// themselves, so no server, proxy or log limits its length or sees it, and nothing has to be stored for it.

const chunked = (bytes) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");

async function through(stream, bytes) {
  const piped = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(piped).arrayBuffer());
}

/** A text as letters, digits, - and _. */
export async function pack(text) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
  return btoa(chunked(bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The text again, or nothing when a link lost some of its letters. */
export async function unpack(letters) {
  try {
    const bytes = Uint8Array.from(atob(letters.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(await through(new DecompressionStream("deflate-raw"), bytes));
  } catch {
    return null;
  }
}

/** The address of a query and a view: the example's name where it is one, else the text itself. */
export async function address(root, { query, example, view }) {
  const parts = new URLSearchParams();
  if (!example) parts.set("q", await pack(query));
  if (view && view !== "table") parts.set("view", view);
  const rest = parts.toString();
  return `${root}/query${example ? `?example=${encodeURIComponent(example)}` : ""}${rest ? `#${rest}` : ""}`;
}

/** What the address that the page was opened with asks for. */
export async function read(location) {
  const after = new URLSearchParams(location.hash.slice(1));
  const before = new URLSearchParams(location.search);
  const packed = after.get("q");
  return {
    query: packed ? await unpack(packed) : before.get("query"),
    broken: Boolean(packed) && (await unpack(packed)) === null,
    example: before.get("example"),
    view: after.get("view") ?? before.get("view"),
  };
}

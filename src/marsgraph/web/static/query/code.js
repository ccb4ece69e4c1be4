// The query as a program of one's own.

const endpoint = (root) => `${window.location.origin}${root}/sparql`;
const shell = (text) => `'${text.replaceAll("'", "'\\''")}'`;

/** A command line. */
export const curl = (root, query) =>
  `curl ${shell(endpoint(root))} \\\n  -H 'Accept: ${isGraph(query) ? "text/turtle" : "text/csv"}' \\\n  --data-urlencode ${shell(`query=${query}`)}\n`;

/** Python with its standard library alone. */
export function python(root, query) {
  const graph = isGraph(query);
  return `import ${graph ? "" : "csv\nimport io\nimport "}urllib.parse\nimport urllib.request

query = ${pythonText(query)}
request = urllib.request.Request(
    ${JSON.stringify(endpoint(root))},
    data=urllib.parse.urlencode({"query": query}).encode(),
    headers={"Accept": "${graph ? "text/turtle" : "text/csv"}"},
)
with urllib.request.urlopen(request) as answer:
    text = answer.read().decode()
${graph ? "print(text)\n" : "for row in csv.DictReader(io.StringIO(text)):\n    print(row)\n"}`;
}

/** R with its base packages alone. */
export function r(root, query) {
  const graph = isGraph(query);
  const type = graph ? "text/turtle" : "text/csv";
  return `query <- ${rText(query)}
address <- paste0(${JSON.stringify(`${endpoint(root)}?query=`)}, URLencode(query, reserved = TRUE))
answer <- url(address, headers = c(Accept = "${type}"))
${graph ? 'cat(readLines(answer, encoding = "UTF-8"), sep = "\\n")\n' : 'rows <- read.csv(answer, encoding = "UTF-8")\nprint(rows)\n'}`;
}

/** The address of the answer itself, to give to a program that reads addresses. */
export const answerAddress = (root, query) => `${endpoint(root)}?query=${encodeURIComponent(query)}&format=${isGraph(query) ? "ttl" : "csv"}`;

/** Whether a query makes triples. */
export const isGraph = (query) => /^(?:\s|#[^\n]*\n|(?:PREFIX\s+\S*\s*|BASE\s*)<[^>]*>)*(?:CONSTRUCT|DESCRIBE)\b/i.test(query);

function pythonText(text) {
  if (!text.includes('"""') && !text.includes("\\") && !text.endsWith('"')) return `"""${text}"""`;
  return JSON.stringify(text).replaceAll("\\n", "\\n\"\n    \"").replace(/^/, "(\n    ").replace(/$/, "\n)");
}

function rText(text) {
  return text.includes(')---"') ? JSON.stringify(text) : `r"---(${text})---"`;
}

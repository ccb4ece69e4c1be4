// The editor: CodeMirror with the grammar of SPARQL, completion from the graph and faults at their place.
import {
  autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap, defaultKeymap, drawSelection, EditorState, ensureSyntaxTree,
  EditorView, highlightActiveLine, highlightSelectionMatches, highlightSpecialChars, HighlightStyle, history, historyKeymap, indentUnit,
  indentWithTab, keymap, LanguageSupport, lineNumbers, linter, lintKeymap, Prec, searchKeymap, setDiagnostics, SparqlLanguage, startCompletion, styleTags,
  syntaxHighlighting, tags,
} from "../vendor/codemirror.js";
import { source } from "./completion.js";
import { declaration, undeclared } from "./words.js";

/** The grammar leaves prefixed names without a tag. */
const language = SparqlLanguage.configure({ props: [styleTags({ "Pname_ln Pname_ns": tags.propertyName })] });

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.definitionKeyword, tags.controlKeyword, tags.modifier], class: "tok-keyword" },
  { tag: [tags.variableName, tags.special(tags.variableName)], class: "tok-variable" },
  { tag: [tags.string, tags.special(tags.string)], class: "tok-string" },
  { tag: [tags.number, tags.integer, tags.float, tags.bool], class: "tok-number" },
  { tag: [tags.comment, tags.lineComment], class: "tok-comment" },
  { tag: [tags.url, tags.link], class: "tok-iri" },
  { tag: [tags.namespace, tags.typeName, tags.propertyName, tags.className, tags.labelName, tags.name], class: "tok-name" },
  { tag: [tags.function(tags.name), tags.standard(tags.name), tags.function(tags.variableName)], class: "tok-function" },
]);

export class Editor {
  constructor(field, { run, server, nonce, label }) {
    this.field = field;
    this.server = server;
    const own = [
      { key: "Mod-Enter", run: () => (run(), true) },
      { key: "Escape", run: (view) => this.leave(view) },
    ];
    this.view = new EditorView({
      doc: field.value,
      extensions: [
        Prec.highest(keymap.of(own.slice(0, 1))),
        lineNumbers(), highlightSpecialChars(), history(), drawSelection(), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(),
        indentUnit.of("  "), EditorView.lineWrapping, EditorState.tabSize.of(2),
        new LanguageSupport(language), syntaxHighlighting(colours),
        autocompletion({ override: [source(server)], closeOnBlur: true, icons: false, maxRenderedOptions: 60, optionClass: (option) => `completes-${option.type}` }),
        linter((view) => this.lint(view), { delay: 600 }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap, own[1], indentWithTab, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-labelledby": label, "aria-multiline": "true", spellcheck: "false" }),
        EditorView.cspNonce.of(nonce),
        EditorView.updateListener.of((update) => { if (update.docChanged) { this.field.value = this.text; this.told = null; } }),
      ],
    });
    field.hidden = true;
    field.after(this.view.dom);
  }

  get text() { return this.view.state.doc.toString(); }
  set text(text) {
    if (text !== this.text) this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, userEvent: "input.replace" });
  }

  /** After Escape the next Tab goes on to what follows the editor, and does not indent. */
  leave(view) {
    view.setTabFocusMode(10000);
    return false;
  }

  /** Names without their PREFIX, each with what mends it. */
  async lint(view) {
    const schema = await this.server.schema().catch(() => ({ prefixes: {} }));
    const text = view.state.doc.toString();
    const found = undeclared(text).map((word) => {
      const prefix = word.text.split(":", 1)[0];
      const iri = schema.prefixes[prefix];
      const mend = { name: `Add PREFIX ${prefix}:`, apply: (here) => here.dispatch({ changes: declaration(here.state.doc.toString(), prefix, iri), userEvent: "input.complete" }) };
      return { from: word.from, to: word.to, severity: "error", message: `The prefix ${prefix}: is declared nowhere.`, actions: iri ? [mend] : [] };
    });
    return this.told && !found.length ? [this.told] : found;
  }

  /**
   * Show what the server says is wrong at its place, go there, and give the place. The engine's parser tells where it
   * gave up, which can be lines later; where the grammar of the editor stumbles earlier, that is the place.
   */
  fault({ line, column, token, detail, hint }) {
    const { doc } = this.view.state;
    const row = doc.line(Math.min(Math.max(1, line), doc.lines));
    let from = Math.min(row.from + Math.max(0, column - 1), row.to);
    const earlier = this.stumbles();
    let length = token?.length || 1;
    if (earlier !== null && earlier.from < from) [from, length] = [earlier.from, Math.max(1, earlier.to - earlier.from)];
    const place = doc.lineAt(from);
    const start = from === place.to ? Math.max(place.from, from - 1) : from;
    this.told = { from: start, to: Math.min(Math.max(from + length, start + 1), place.to), severity: "error", message: [detail, hint].filter(Boolean).join(" ") };
    this.view.dispatch(setDiagnostics(this.view.state, [this.told]), { selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    return { line: place.number, column: from - place.from + 1, source: place.text, caret: `${" ".repeat(from - place.from)}^` };
  }

  /** Where the grammar first meets what it cannot read; RDF 1.2, which it does not know, is why it alone decides nothing. */
  stumbles() {
    let found = null;
    ensureSyntaxTree(this.view.state, this.view.state.doc.length, 500)?.iterate({ enter: (node) => { if (node.type.isError) found ??= { from: node.from, to: node.to }; } });
    return found;
  }

  clear() {
    this.told = null;
    this.view.dispatch(setDiagnostics(this.view.state, []));
  }

  focus() { this.view.focus(); }
  complete() { startCompletion(this.view); }
}

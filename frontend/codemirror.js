// What the query page uses of CodeMirror, as one module; hatch_build.py bundles it into static/vendor/.
export { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, pickedCompletion, startCompletion } from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
export { bracketMatching, ensureSyntaxTree, HighlightStyle, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
export { linter, lintKeymap, setDiagnostics } from "@codemirror/lint";
export { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
export { EditorState, Prec } from "@codemirror/state";
export { drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
export { styleTags, tags } from "@lezer/highlight";
export { SparqlLanguage } from "codemirror-lang-sparql";

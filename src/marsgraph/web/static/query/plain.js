// The plain field with the manners of the editor, for where there is no bundle.

export class Plain {
  constructor(field, { run }) {
    this.field = field;
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        run();
      }
    });
  }

  get text() { return this.field.value; }
  set text(text) { this.field.value = text; }

  /** Put the caret where the fault is. */
  fault({ line, column, source, caret }) {
    const lines = this.text.split("\n");
    const at = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    this.field.focus();
    this.field.setSelectionRange(at, at);
    return { line, column, source, caret };
  }

  clear() {}
  focus() { this.field.focus(); }
}

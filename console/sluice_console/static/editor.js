// The editor of a filter's source: colours and line numbers beneath a text area, messages at their lines, jobs that
// tell how far they are. Without it the page is a plain form that does the same.
"use strict";
(() => {
  const form = document.getElementById("editor");
  if (!form) return;

  // ── Colours: Python's tokens as far as an eye needs them, by the class names of the server's highlighter ──
  const WORDS = "False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return try while with yield".split(" ");
  const TOKEN = new RegExp([
    "(?<c>#[^\\n]*)",
    "(?<s>\\b[rRbBfFuU]{1,2}(?:\"\"\"[^]*?(?:\"\"\"|$)|'''[^]*?(?:'''|$)|\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?))",
    "(?<s2>\"\"\"[^]*?(?:\"\"\"|$)|'''[^]*?(?:'''|$)|\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?)",
    "(?<nd>(?<=^[ \\t]*)@[\\w.]+)",
    "(?<nf>(?<=\\b(?:def|class)\\s+)\\w+)",
    `(?<k>\\b(?:${WORDS.join("|")})\\b)`,
    "(?<mi>\\b\\d[\\w.]*)",
  ].join("|"), "gm");
  const LONGEST = 200_000;

  const toLines = (text) => {
    const lines = [[]];
    const put = (piece, name) => piece.split("\n").forEach((part, number) => {
      if (number) lines.push([]);
      if (part) lines.at(-1).push([part, name]);
    });
    let from = 0;
    if (text.length <= LONGEST) {
      for (const match of text.matchAll(TOKEN)) {
        put(text.slice(from, match.index), "");
        const name = Object.keys(match.groups).find((each) => match.groups[each] !== undefined);
        put(match[0], name === "s2" ? "s" : name);
        from = match.index + match[0].length;
      }
    }
    put(text.slice(from), "");
    return lines;
  };

  const toSpan = (pieces) => {
    const line = document.createElement("span");
    line.className = "l";
    pieces.forEach(([text, name]) => {
      if (!name) { line.append(text); return; }
      const piece = document.createElement("span");
      piece.className = name;
      piece.textContent = text;
      line.append(piece);
    });
    return line;
  };

  // ── One text area with its colours; only lines that are others than before are painted again ──
  class Sheet {
    constructor(area) {
      this.area = area;
      this.file = area.parentElement.dataset.file;
      this.saved = area.value;
      this.known = [];
      this.notes = new Map();
      this.paint = document.createElement("code");
      const under = document.createElement("div");
      under.className = "code";
      under.setAttribute("aria-hidden", "true");
      under.append(this.paint);
      area.parentElement.classList.add("coded");
      area.before(under);
      area.setAttribute("aria-describedby", "source-keys");
      area.addEventListener("input", () => { this.notes.clear(); this.draw(); });
      area.addEventListener("keydown", (event) => this.press(event));
      this.draw();
    }

    draw() {
      const lines = toLines(this.area.value), keys = lines.map((pieces) => JSON.stringify(pieces));
      let first = 0, last = 0;
      const most = Math.min(keys.length, this.known.length);
      while (first < most && keys[first] === this.known[first]) first += 1;
      while (last < most - first && keys[keys.length - 1 - last] === this.known[this.known.length - 1 - last]) last += 1;
      for (let gone = this.known.length - first - last; gone > 0; gone -= 1) this.paint.children[first].remove();
      const after = this.paint.children[first] ?? null;
      for (const pieces of lines.slice(first, lines.length - last)) this.paint.insertBefore(toSpan(pieces), after);
      this.known = keys;
      this.mark();
    }

    mark() {
      this.paint.querySelectorAll(".fault").forEach((line) => { line.classList.remove("fault"); delete line.dataset.note; });
      this.notes.forEach((text, number) => {
        const line = this.paint.children[number - 1];
        if (line) { line.classList.add("fault"); line.dataset.note = text; }
      });
      if (this.notes.size) this.area.setAttribute("aria-invalid", "true"); else this.area.removeAttribute("aria-invalid");
    }

    // Tab indents the lines that are chosen; after Escape the next one leaves, so that nobody is caught here.
    press(event) {
      if (event.key === "Escape") { this.leaves = true; return; }
      if (event.key === "Tab" && !this.leaves && !this.area.readOnly && !event.altKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        this.indent(event.shiftKey);
      } else if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && !event.metaKey && !this.area.readOnly) {
        const before = this.area.value.slice(0, this.area.selectionStart);
        const line = before.slice(before.lastIndexOf("\n") + 1);
        event.preventDefault();
        this.type("\n" + line.match(/^[ \t]*/)[0] + (/:\s*(#.*)?$/.test(line) ? "    " : ""));
      }
      if (event.key !== "Shift") this.leaves = false;
    }

    indent(back) {
      const { value, selectionStart: from, selectionEnd: to } = this.area;
      const start = value.lastIndexOf("\n", from - 1) + 1;
      const end = to > from && value[to - 1] === "\n" ? to - 1 : to;
      if (!back && !value.slice(from, to).includes("\n")) { this.type(" ".repeat(4 - ((from - start) % 4))); return; }
      const stop = value.indexOf("\n", end) < 0 ? value.length : value.indexOf("\n", end);
      const block = value.slice(start, stop);
      const moved = block.split("\n").map((line) => back ? line.replace(/^(\t| {1,4})/, "") : line && `    ${line}`).join("\n");
      if (moved === block) return;
      this.area.setSelectionRange(start, stop);
      this.type(moved);
      const shift = moved.length - block.length;
      if (from === to) this.area.setSelectionRange(Math.max(start, from + shift), Math.max(start, from + shift));
      else this.area.setSelectionRange(start, start + moved.length);
    }

    // As if it were typed, so that it can be undone.
    type(text) {
      const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
      if (done) return;
      this.area.setRangeText(text, this.area.selectionStart, this.area.selectionEnd, "end");
      this.area.dispatchEvent(new Event("input"));
    }

    go(number, column) {
      const lines = this.area.value.split("\n");
      const start = lines.slice(0, number - 1).reduce((sum, line) => sum + line.length + 1, 0);
      const at = start + Math.min(Math.max(column - 1, 0), (lines[number - 1] ?? "").length);
      this.area.focus({ preventScroll: true });
      this.area.setSelectionRange(at, at);
      this.paint.children[number - 1]?.scrollIntoView({ block: "center" });
    }
  }

  const sheets = [...form.querySelectorAll("textarea.source")].map((area) => new Sheet(area));
  document.getElementById("source-keys").hidden = false;
  const sheetOf = (file) => sheets.find((sheet) => sheet.file === file) ?? sheets[0];

  // ── Messages: a list with links, and each at its line ──
  const answer = document.getElementById("answer");
  const showFindings = () => {
    sheets.forEach((sheet) => sheet.notes.clear());
    answer.querySelectorAll("#findings [data-line]").forEach(({ dataset }) => {
      const { notes } = sheetOf(dataset.at), number = Number(dataset.line);
      if (dataset.severity !== "note" && !notes.has(number)) notes.set(number, dataset.text);
    });
    sheets.forEach((sheet) => sheet.mark());
  };
  answer.addEventListener("click", (event) => {
    const link = event.target.closest("[data-line]");
    if (!link) return;
    event.preventDefault();
    sheetOf(link.dataset.at).go(Number(link.dataset.line), Number(link.dataset.column));
  });
  showFindings();

  // ── Jobs: lines of JSON say how far they are, the last one what came of it ──
  const progress = document.getElementById("progress"), told = progress.querySelector("[role=status]");
  let running = null;
  const work = async (button) => {
    running?.abort();
    const mine = running = new AbortController();
    progress.hidden = false;
    told.textContent = progress.dataset.begins;
    try {
      const body = new URLSearchParams(new FormData(form, button));
      const response = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/x-ndjson" }, signal: mine.signal });
      if (!response.ok || !response.headers.get("content-type")?.startsWith("application/x-ndjson")) { form.requestSubmit(plain(button)); return; }
      for await (const line of linesOf(response.body)) {
        const said = JSON.parse(line);
        if (said.at) told.textContent = said.at;
        if (said.answer !== undefined) show(said.answer);
      }
    } catch (error) {
      if (error.name !== "AbortError") told.textContent = progress.dataset.gone;
      else told.textContent = progress.dataset.cancelled;
      if (error.name !== "AbortError") return;
    } finally {
      if (running === mine) running = null;
    }
    if (!running) progress.hidden = true;
  };
  // What the console refuses as a whole it says on a page of its own.
  const plain = (button) => { button.dataset.plain = "yes"; return button; };
  async function* linesOf(stream) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      yield* lines.filter(Boolean);
    }
  }
  const show = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    answer.replaceChildren(...parsed.body.childNodes);
    showFindings();
    answer.focus({ preventScroll: true });
    answer.scrollIntoView({ block: "nearest" });
    document.getElementById("say").textContent = answer.querySelector("h2")?.textContent ?? "";
  };
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.value === "keep" || button.dataset.plain) { kept = true; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    work(button);
  });
  progress.querySelector("button").addEventListener("click", () => running?.abort());
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") { event.preventDefault(); form.requestSubmit(form.querySelector("[value=check]")); }
  });

  // ── Nothing that was typed is lost by a wrong click ──
  let kept = false;
  const wasRefused = answer.childElementCount > 0;
  addEventListener("beforeunload", (event) => {
    if (!kept && (wasRefused || sheets.some((sheet) => sheet.area.value !== sheet.saved))) event.preventDefault();
  });
})();

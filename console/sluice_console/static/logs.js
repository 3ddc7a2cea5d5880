// The live log: lines from the stream become rows, the newest first. Whatever is in a line was chosen by a
// client, so it is only ever set as text.
"use strict";
(() => {
  const log = document.getElementById("log");
  const lines = document.getElementById("lines");
  const blank = document.getElementById("blank");
  const pause = document.getElementById("pause");
  if (!log || !window.EventSource) return;
  const MOST = 300;
  let paused = false, waiting = [], skipped = 0, state = null;

  const number = (value) => value.toLocaleString("en");
  const texts = JSON.parse(document.getElementById("log-texts").textContent);
  const plural = (count, [one, more]) => (count === 1 ? one : more).replace(/\d+/, number(count));
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const took = (seconds) => seconds < 1 ? `${(seconds * 1000).toFixed(0)} ms` : `${seconds.toFixed(1)} s`;

  const noteOf = (line) => {
    const parts = line.flags.slice();
    if (line.details && line.details !== "via_upstream") parts.push(line.details);
    return parts.join(", ").replaceAll("_", " ");
  };

  const toRow = (line) => {
    const row = blank.content.firstElementChild.cloneNode(true);
    const cell = (name) => row.querySelector(`[data-cell="${name}"]`);
    cell("method").textContent = line.method;
    cell("url").textContent = line.host + line.path;
    cell("note").textContent = noteOf(line);
    cell("status").textContent = line.status || texts.none;
    cell("route").textContent = line.route || texts.noRoute;
    if (line.route_id) cell("route").setAttribute("href", `/routes/${encodeURIComponent(line.route_id)}`);
    if (!line.candidate) cell("candidate").remove();
    cell("tenant").textContent = line.tenant || texts.none;
    cell("took").textContent = took(line.duration);
    cell("node").textContent = line.node;
    cell("at").textContent = line.at.slice(11, 19);
    cell("at").setAttribute("datetime", line.at);
    cell("at").setAttribute("title", line.at);
    cell("explain")?.setAttribute("href", explainLink(line));
    row.classList.toggle("is-bad", line.status >= 500);
    return row;
  };

  const explainLink = (line) => {
    const headers = line.headers.map(([name, value]) => `${name}: ${value}`).join("\n");
    const query = new URLSearchParams({
      gateway: log.dataset.gateway, method: line.method, url: `${line.scheme}://${line.host}${line.path}`, headers,
    });
    return `/explain?${query}`;
  };

  const show = (found) => {
    const rows = document.createDocumentFragment();
    for (const line of found.slice(-MOST).reverse()) rows.append(toRow(line));
    lines.prepend(rows);
    while (lines.rows.length > MOST) lines.lastElementChild.remove();
    document.getElementById("none").hidden = true;
  };

  const describe = () => {
    if (!state) return;
    const nodes = plural(state.nodes, texts.nodes);
    let text = texts.unconnected;
    if (state.nodes && state.share >= 1) text = fill(texts.every, { nodes });
    else if (state.nodes && state.share > 0) text = fill(texts.about, { share: number(Math.round(1 / state.share)), nodes });
    else if (state.nodes) text = plural(state.nodes, texts.begin);
    if (state.elsewhere) text += ` ${fill(texts.elsewhere, { nodes: plural(state.elsewhere, texts.nodes) })}`;
    const lost = state.dropped + state.skipped + skipped;
    if (lost) text += ` ${fill(texts.dropped, { dropped: number(lost) })}`;
    document.getElementById("state").textContent = text;
  };

  const label = () => {
    pause.setAttribute("aria-pressed", String(paused));
    const text = paused ? (waiting.length ? fill(texts.resumeLines, { lines: plural(waiting.length, texts.lines) }) : texts.resume) : texts.pause;
    pause.querySelector("span").textContent = text;
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    if (!paused) { show(waiting); waiting = []; }
    label();
  });

  const source = new EventSource(`${log.dataset.stream}&after=${log.dataset.after}`);
  source.addEventListener("open", () => document.dispatchEvent(new Event("htmx:sse:after:connection")));
  source.addEventListener("error", () => document.dispatchEvent(new Event("htmx:sse:error")));
  source.addEventListener("state", (event) => { state = JSON.parse(event.data); describe(); });
  source.addEventListener("lines", (event) => {
    const found = JSON.parse(event.data);
    if (!paused) { show(found); return; }
    waiting.push(...found);
    if (waiting.length > MOST) { skipped += waiting.length - MOST; waiting = waiting.slice(-MOST); describe(); }
    label();
  });

  // A changed field asks anew at once; typing waits for Enter or the button.
  document.getElementById("narrow").addEventListener("change", (event) => {
    if (event.target instanceof HTMLSelectElement) event.currentTarget.requestSubmit();
  });
})();

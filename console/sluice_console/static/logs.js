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
  const plural = (count, one) => `${number(count)} ${one}${count === 1 ? "" : "s"}`;
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
    cell("status").textContent = line.status || "none";
    cell("route").textContent = line.route || "no route";
    if (line.route_id) cell("route").setAttribute("href", `/routes/${encodeURIComponent(line.route_id)}`);
    if (!line.candidate) cell("candidate").remove();
    cell("tenant").textContent = line.tenant || "none";
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
    const nodes = plural(state.nodes, "node");
    let text = "No node is connected.";
    if (state.nodes && state.share >= 1) text = `Every request of ${nodes}.`;
    else if (state.nodes && state.share > 0) text = `About 1 of ${number(Math.round(1 / state.share))} requests of ${nodes}, and every one that ended with 5xx.`;
    else if (state.nodes) text = `${nodes} ${state.nodes === 1 ? "begins" : "begin"} to tell.`;
    if (state.elsewhere) text += ` Of these ${plural(state.elsewhere, "node")} at other consoles, which pass on some hundred lines a second.`;
    const lost = state.dropped + state.skipped + skipped;
    if (lost) text += ` ${number(lost)} lines were too many and are not shown.`;
    document.getElementById("state").textContent = text;
  };

  const label = () => {
    pause.setAttribute("aria-pressed", String(paused));
    const text = paused ? (waiting.length ? `Resume, ${plural(waiting.length, "new line")}` : "Resume") : "Pause";
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

"use strict";
// All that comes from outside (names of cameras, classes and workers, reasons) becomes text, never HTML.
const COLOURS = ["#56b4e9", "#e69f00", "#00b283", "#f0e442", "#ff7a2b", "#e48fbd", "#4d9dff"];
const STAGES = ["intake", "decode", "engine", "postprocess", "publish"];
const NAMED = { consume: "intake", decode: "decode", engine: "engine", publish: "publish", broker: "publish" };
const TITLES = { intake: "Intake", decode: "Decode", engine: "Batch and engine", postprocess: "Postprocess", publish: "Publish" };
const byId = id => document.getElementById(id);
const number = new Intl.NumberFormat("en");
const cards = new Map();

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const rate = value => value.toFixed(value < 10 ? 1 : 0) + "/s";
const share = value => (100 * value).toFixed(0) + " %";
const count = value => value.toFixed(value < 10 ? 1 : 0);
const time = ms => ms >= 1000 ? (ms / 1000).toFixed(1) + " s" : ms.toFixed(ms < 10 ? 1 : 0) + " ms";
const spread = of => of && of.count ? time(of.p50_ms) + " · " + time(of.p99_ms) : "–";

function bar(value) {
  const outer = element("div", undefined, value >= .9 ? "bar full" : "bar");
  const inner = element("span");
  inner.style.width = 100 * Math.max(0, Math.min(1, value)) + "%";
  outer.append(inner);
  return outer;
}

/** What each stage shows: a main figure, a share as a bar, rows of names and values. */
function figures(p, times) {
  return {
    intake: [rate(p.intake.frames_per_second), p.intake.limit ? p.intake.held / p.intake.limit : 0, [
      ["in the queue", p.intake.ready === undefined ? "?" : count(p.intake.ready)],
      ["held", count(p.intake.held) + " of " + count(p.intake.limit)],
      ["age", spread(times.broker_wait)]]],
    decode: [share(p.decode.busy) + " busy", p.decode.busy, [
      ["waiting", count(p.decode.waiting)],
      ["threads", p.decode.threads],
      ["time", spread(times.decode)]]],
    engine: [share(p.engine.busy) + " busy", p.engine.busy, [
      ["waiting", count(p.engine.waiting)],
      ["frames", rate(p.engine.frames_per_second) +
        (p.engine.capacity_frames_per_second ? " of " + number.format(Math.round(p.engine.capacity_frames_per_second)) : "")],
      ["batch, lanes", count(p.engine.batch) + ", " + p.engine.lanes],
      ["wait", spread(times.batch_wait)],
      ["run", spread(times.run)]]],
    postprocess: [spread(times.postprocess), undefined, [["on the lanes", ""]]],
    publish: [rate(p.publish.replies_per_second), p.publish.blocked, [
      ["unconfirmed", count(p.publish.unconfirmed)],
      ["confirm", spread(times.confirm)],
      ["blocked", share(p.publish.blocked)]]],
  };
}

function showPipeline(state) {
  const all = state.pipeline && figures(state.pipeline, state.stages);
  byId("pipeline").replaceChildren(...STAGES.map(stage => {
    const item = element("li", undefined, NAMED[state.bottleneck.stage] === stage ? "named" : "");
    item.append(element("h3", TITLES[stage]));
    if (!all) return item;
    const [main, value, rows] = all[stage];
    item.append(element("div", main, "main"));
    if (value !== undefined) item.append(bar(value));
    const list = element("dl");
    for (const [name, text] of rows) list.append(element("dt", name), element("dd", text));
    item.append(list);
    return item;
  }));
}

function showVerdict(found) {
  byId("stage").textContent = found.stage === "starved" ? "nothing: it waits for frames" : found.stage;
  byId("reason").textContent = found.reason;
  byId("advice").textContent = found.stage === "inconclusive" ? "" : "What helps: " + found.advice;
  byId("verdict").className = { starved: "good", inconclusive: "", broker: "bad" }[found.stage] ?? "found";
}

function showTotals(totals) {
  const alarms = { skipped: "notice", failed: "alarm" };
  byId("totals").replaceChildren(...["received", "detected", "skipped", "failed", "objects"].map(name => {
    const tile = element("div", undefined, totals[name] && alarms[name] || "");
    tile.append(element("dt", name), element("dd", number.format(totals[name])));
    return tile;
  }));
}

function showBatches(batches) {
  const most = Math.max(1, ...batches);
  byId("batches").replaceChildren(...batches.map((runs, i) => {
    const column = element("div");
    const block = element("span");
    block.style.height = 78 * runs / most + "%";
    column.title = runs + " runs of " + (i + 1);
    column.append(element("small", runs ? share(runs / batches.reduce((a, b) => a + b)) : ""), block, element("small", i + 1));
    return column;
  }));
}

function showTimes(stages) {
  byId("times").replaceChildren(...Object.entries(stages).map(([name, of]) => {
    const row = element("tr");
    row.append(element("td", name.replace("_", " ")));
    for (const ms of [of.p50_ms, of.p99_ms]) row.append(element("td", of.count ? time(ms) : "–"));
    return row;
  }));
}

function card(name) {
  let found = cards.get(name);
  if (found) return found;
  const figure = element("figure");
  const caption = element("figcaption");
  found = { figure, canvas: element("canvas"), seen: element("span"), shown: -1, loading: false };
  found.canvas.setAttribute("role", "img");
  caption.append(element("b", name || "no camera"), found.seen);
  figure.append(found.canvas, caption);
  cards.set(name, found);
  return found;
}

function paint(canvas, image, frame) {
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  const g = canvas.getContext("2d");
  const scale = canvas.width / frame.width;
  g.drawImage(image, 0, 0);
  g.lineWidth = 2;
  g.font = "600 11px system-ui, sans-serif";
  g.textBaseline = "top";
  const labels = [];
  for (const box of frame.boxes) { // best first: a label that would cover a better one is left out
    const [x, y] = [box.x1 * scale, box.y1 * scale];
    g.strokeStyle = g.fillStyle = COLOURS[box.class_id % COLOURS.length];
    g.strokeRect(x, y, (box.x2 - box.x1) * scale, (box.y2 - box.y1) * scale);
    const label = box.class + " " + share(box.confidence);
    const width = g.measureText(label).width + 6;
    const left = Math.max(0, Math.min(x - 1, canvas.width - width));
    const top = y >= 14 ? y - 14 : y;
    if (labels.some(l => left < l.left + l.width && l.left < left + width && Math.abs(l.top - top) < 14)) continue;
    labels.push({ left, top, width });
    g.fillRect(left, top, width, 14);
    g.fillStyle = "#000";
    g.fillText(label, left + 3, top + 2);
  }
}

function summary(boxes) {
  const counts = new Map();
  for (const box of boxes) counts.set(box.class, (counts.get(box.class) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name, n]) => n + " " + name).join(", ") || "nothing in sight";
}

function showFrame(frame) {
  const view = card(frame.camera || "");
  if (!view.loading && frame.id !== view.shown) {
    view.loading = true;
    const image = new Image();
    image.onload = () => {
      paint(view.canvas, image, frame);
      view.shown = frame.id;
      view.loading = false;
      view.seen.textContent = summary(frame.boxes);
      view.canvas.setAttribute("aria-label", (frame.camera || "no camera") + ": " + view.seen.textContent);
    };
    image.onerror = () => { view.loading = false; };
    image.src = "/frame/" + frame.id + ".jpg";
  }
  return view.figure;
}

function showFrames(frames) {
  byId("noFrames").hidden = frames !== undefined;
  const names = new Set((frames || []).map(frame => frame.camera || ""));
  for (const name of cards.keys()) if (!names.has(name)) cards.delete(name);
  const wanted = (frames || []).map(showFrame);
  const shown = [...byId("frames").children];
  if (wanted.length !== shown.length || wanted.some((f, i) => f !== shown[i])) byId("frames").replaceChildren(...wanted);
}

function update(state) {
  byId("worker").textContent = state.worker;
  byId("about").textContent = (state.engine
    ? state.engine.model + " on " + state.engine.name + ", batches up to " + state.engine.max_batch + " · " : "")
    + "up " + duration(state.up_ms) + " · " + state.version;
  document.title = "Warren · " + state.worker;
  byId("obstacles").hidden = state.ready;
  byId("obstacles").textContent = state.ready ? "" : "Not ready:\n" + state.reasons.join("\n");
  showVerdict(state.bottleneck);
  showPipeline(state);
  showTotals(state.totals);
  showBatches(state.batches);
  showTimes(state.stages);
  showFrames(state.frames);
}

function duration(ms) {
  const minutes = Math.floor(ms / 60000);
  if (minutes < 1) return Math.floor(ms / 1000) + " s";
  return minutes < 120 ? minutes + " min" : Math.floor(minutes / 60) + " h";
}

// A stream lasts two seconds by design, and the browser opens the next one: only a longer silence is news.
let silence;

function heard() {
  byId("state").textContent = "live";
  byId("state").className = "live";
  clearTimeout(silence);
  silence = setTimeout(() => {
    byId("state").textContent = "no connection";
    byId("state").className = "lost";
  }, 4000);
}

function listen() {
  const events = new EventSource("/events");
  events.onmessage = event => { heard(); update(JSON.parse(event.data)); };
  events.onerror = () => {
    if (events.readyState !== EventSource.CLOSED) return; // it comes again by itself
    setTimeout(listen, 5000); // refused: too many pages are open
  };
}

listen();

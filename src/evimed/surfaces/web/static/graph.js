// The picture of the graph, drawn from the rows of its table; by mouse and by keyboard. Without it the table is all there.

import cytoscape from "./cytoscape.min.js";
import { drawnRows, placesOf } from "./graph_layout.js";

const MOST_DRAWN = 60;  // edges: beyond that a picture is no longer read
const figure = document.getElementById("graph");
const table = document.getElementById("edges");

const SHAPES = { drug: "round-rectangle", formula: "round-rectangle", population: "hexagon", test: "diamond", procedure: "diamond", organisation: "rectangle", gene: "vee" };  // else an ellipse
const COLOURS = { causes: "--edge-causes", treats: "--edge-treats", contraindicated: "--edge-causes", interacts: "--edge-interacts", contains: "--edge-contains", dose: "--edge-dose", recommends: "--edge-treats" };

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const say = (words) => { document.getElementById("announce").textContent = words; };

function elementsOf(rows) {
  const found = new Map();
  for (const { dataset: row } of rows) {
    for (const end of ["subject", "object"]) {
      const id = row[end];
      if (!found.has(id)) found.set(id, { group: "nodes", data: { id, name: row[`${end}Name`], type: row[`${end}Type`], kind: row[`${end}Kind`] } });
    }
    found.set(`e${row.edge}`, { group: "edges", data: { id: `e${row.edge}`, row: row.edge, source: row.subject, target: row.object, predicate: row.predicate, label: row.label, denied: Number(row.denied), weight: Math.min(4, 1 + Math.log2(Number(row.weight) || 1)) } });
  }
  return [...found.values()];
}

function styleOf() {
  const ink = colour("--ink"), surface = colour("--surface"), accent = colour("--accent"), line = colour("--muted");
  return [
    { selector: "node", style: {
      label: "data(name)", shape: (node) => SHAPES[node.data("type")] || "ellipse", width: 14, height: 14,
      "background-color": colour("--accent-soft"), "border-width": 1.5, "border-color": accent,
      color: ink, "font-size": 12, "font-family": getComputedStyle(document.body).fontFamily,
      "text-valign": "center", "text-halign": "right", "text-margin-x": 4, "text-wrap": "ellipsis", "text-max-width": 150,
      "text-background-color": surface, "text-background-opacity": .85, "text-background-padding": 1 } },
    { selector: "node[side < 0]", style: { "text-halign": "left", "text-margin-x": -4 } },
    { selector: "node[?centre]", style: { width: 26, height: 26, "background-color": accent, "font-size": 15, "font-weight": 600, "text-wrap": "wrap" } },
    { selector: "node[side = 0]", style: { "text-valign": "top", "text-halign": "center", "text-margin-x": 0, "text-margin-y": -5 } },
    { selector: "node:selected", style: { "border-width": 4, "border-color": colour("--mark-edge") } },
    { selector: "edge", style: {
      width: "data(weight)", "curve-style": "bezier", "line-color": (edge) => colour(COLOURS[edge.data("predicate")] || "--muted") || line,
      "target-arrow-shape": (edge) => edge.data("predicate") === "interacts" ? "none" : "triangle", "arrow-scale": .8,
      "target-arrow-color": (edge) => colour(COLOURS[edge.data("predicate")] || "--muted") || line,
      "line-style": (edge) => edge.data("denied") ? "dashed" : "solid", opacity: .75 } },
    { selector: "edge:selected, edge.near, edge.over", style: { label: "data(label)", "font-size": 11, color: ink, "text-background-color": surface, "text-background-opacity": .9, "text-background-padding": 2, opacity: 1 } },
    { selector: "edge:selected", style: { width: 5 } },
  ];
}

function legend(rows) {
  const there = new Map();
  for (const { dataset: row } of rows) there.set(row.predicate, row.label);
  const list = document.getElementById("legend");
  list.replaceChildren();
  for (const [predicate, label] of there) {
    const one = document.createElement("span");
    one.className = `key ${predicate}`;
    one.textContent = label;
    list.append(one);
  }
}

function start() {
  const drawn = [...table.querySelectorAll("tr[data-edge]")];
  const rows = drawnRows(drawn, figure.dataset.centre, MOST_DRAWN);
  figure.hidden = false;
  if (drawn.length > rows.length) document.getElementById("drawn").textContent += ` ${figure.dataset.drawn.replace("{count}", rows.length)}`;
  const box = document.getElementById("picture");
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const graph = cytoscape({ container: box, elements: elementsOf(rows), style: styleOf(), minZoom: .2, maxZoom: 4, boxSelectionEnabled: false, selectionType: "single" });
  for (const id of [figure.dataset.centre, figure.dataset.end]) if (id) graph.getElementById(id).data("centre", true);
  legend(rows);

  function layout() {
    const places = placesOf(graph.edges().map((edge) => edge.data()), figure.dataset.centre, Boolean(figure.dataset.end));
    graph.batch(() => places.forEach(({ x, y, side }, id) => graph.getElementById(id).data("side", side).position({ x, y })));
    fit();
  }
  function fit() {
    graph.fit(undefined, 28);
    if (graph.zoom() > 1.25) { graph.zoom(1.25); graph.center(); }
  }
  layout();

  const chosen = () => graph.nodes(":selected").first();
  function choose(node) {
    graph.elements().unselect().removeClass("near");
    node.select();
    node.connectedEdges().addClass("near");
    say(`${node.data("name")}, ${node.data("kind")}, ${node.degree()}`);
    const at = node.renderedPosition();
    if (at.x < 20 || at.y < 20 || at.x > box.clientWidth - 20 || at.y > box.clientHeight - 20) graph.animate({ center: { eles: node } }, { duration: still ? 0 : 150 });
  }
  const rowOf = (edge) => table.querySelector(`tr[data-edge="${CSS.escape(edge.data("row"))}"]`);
  const openPassage = (edge) => rowOf(edge)?.querySelector("[data-source]").click();
  const centre = (node) => { const to = new URL("/graph", location.href); to.searchParams.set("entity", node.id()); location.assign(to); };

  async function expand(node) {
    const from = new URL("/graph/rows", location.href);
    from.searchParams.set("entity", node.id());
    const answer = await fetch(from);
    if (!answer.ok) return say(document.body.dataset.failed);
    const made = document.createElement("template");
    made.innerHTML = `<table><tbody>${await answer.text()}</tbody></table>`;
    const fresh = [...made.content.querySelectorAll("tr[data-edge]")].filter((row) => !table.querySelector(`tr[data-edge="${CSS.escape(row.dataset.edge)}"]`)).slice(0, MOST_DRAWN / 2);
    if (fresh.length) {
      const body = document.createElement("tbody");
      body.append(...fresh);
      table.append(body);
      window.htmx.process(body);
      graph.add(elementsOf(fresh).filter((one) => graph.getElementById(one.data.id).empty()));
      layout();
      legend(table.querySelectorAll("tr[data-edge]"));
    }
    choose(node);
    say(figure.dataset.expanded.replace("{name}", node.data("name")));
  }

  graph.on("tap", "node", ({ target }) => choose(target));
  graph.on("dbltap", "node", ({ target }) => expand(target));
  graph.on("tap", "edge", ({ target }) => openPassage(target));
  graph.on("mouseover", "edge", ({ target }) => target.addClass("over"));
  graph.on("mouseout", "edge", ({ target }) => target.removeClass("over"));

  // Arrow keys go to the nearest node in that direction; edges of the chosen node by [ and ], opened by Enter.
  function towards(key) {
    const from = chosen();
    if (from.empty()) return choose(graph.getElementById(figure.dataset.centre));
    const here = from.position();
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    let best = null, least = Infinity;
    graph.nodes().forEach((node) => {
      const x = node.position().x - here.x, y = node.position().y - here.y;
      const along = x * dx + y * dy, across = Math.abs(x * dy - y * dx);
      if (node.same(from) || along <= 0) return;
      const far = along + 2 * across;
      if (far < least) { least = far; best = node; }
    });
    if (best) choose(best);
  }
  function turn(by) {
    const node = chosen();
    const edges = node.empty() ? graph.edges() : node.connectedEdges();
    const at = edges.toArray().findIndex((one) => one.selected());
    const next = edges[(at + by + edges.length) % edges.length];
    edges.unselect();
    next.select();
    say(`${next.source().data("name")} ${next.data("label")} ${next.target().data("name")}`);
  }
  const zoom = (by) => graph.zoom({ level: graph.zoom() * by, renderedPosition: { x: box.clientWidth / 2, y: box.clientHeight / 2 } });
  const acts = {
    expand: () => { if (chosen().nonempty()) return expand(chosen()); },
    open: () => { if (chosen().nonempty()) centre(chosen()); },
    fit,
  };
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { key } = event;
    const edge = graph.edges(":selected").first();
    if (key.startsWith("Arrow")) towards(key);
    else if (key === "Enter" && edge.nonempty()) openPassage(edge);
    else if (key === "Enter") acts.open();
    else if (key === "e" || key === "E") acts.expand();
    else if (key === "[" || key === "]") turn(key === "]" ? 1 : -1);
    else if (key === "+" || key === "=") zoom(1.25);
    else if (key === "-") zoom(.8);
    else if (key === "0") acts.fit();
    else return;
    event.preventDefault();
  });
  figure.addEventListener("click", (event) => acts[event.target.closest?.("[data-graph]")?.dataset.graph]?.());
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => graph.style(styleOf()));
  new ResizeObserver(() => { graph.resize(); fit(); }).observe(box);
  figure.dataset.ready = "1";
}

if (figure && table) start();

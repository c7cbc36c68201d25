// Where the nodes of the picture stand: steps from the first entity outward in columns, to both sides, labels outward.

const ROW = 34, COLUMN = 210, TALLEST = 15;  // pixels, pixels, nodes in a column

// The rows that are drawn: the best supported ones that hang together with the first entity.
export function drawnRows(rows, centre, most) {
  const known = new Set([centre]);
  const taken = new Set();
  for (let before = -1; before < taken.size && taken.size < most;) {
    before = taken.size;
    const edge = new Set(known);
    for (const row of rows) {
      const { subject, object } = row.dataset;
      if (taken.size >= most || taken.has(row) || !(edge.has(subject) || edge.has(object))) continue;
      taken.add(row);
      known.add(subject).add(object);
    }
  }
  return rows.filter((row) => taken.has(row));
}

function layers(edges, centre) {
  const beside = new Map();
  for (const edge of edges) {
    for (const [from, to] of [[edge.source, edge.target], [edge.target, edge.source]]) {
      if (!beside.has(from)) beside.set(from, []);
      beside.get(from).push({ to, way: `${edge.predicate}${from === edge.source ? ">" : "<"}` });
    }
  }
  const found = new Map([[centre, { layer: 0, parent: null, way: "" }]]);
  const waiting = [centre];
  while (waiting.length) {
    const at = waiting.shift();
    for (const { to, way } of beside.get(at) ?? []) {
      if (found.has(to)) continue;
      found.set(to, { layer: found.get(at).layer + 1, parent: at, way });
      waiting.push(to);
    }
  }
  return found;
}

// Groups of the first step (what relation, which way) are dealt to the side that holds fewer.
function sidesOf(found, oneWay) {
  const groups = new Map();
  for (const [id, one] of found) if (one.layer === 1) groups.set(one.way, [...(groups.get(one.way) ?? []), id]);
  const side = new Map();
  const count = { 1: 0, "-1": 0 };
  for (const [, ids] of [...groups].sort((a, b) => b[1].length - a[1].length)) {
    const room = Math.ceil([...found.values()].filter((one) => one.layer === 1).length / 2);
    for (const id of ids) {
      const here = oneWay || count[1] < room ? 1 : -1;
      side.set(id, here);
      count[here] += 1;
    }
  }
  for (const [id, one] of found) if (one.layer > 1) side.set(id, side.get(one.parent) ?? 1);
  return side;
}

export function placesOf(edges, centre, oneWay) {
  const found = layers(edges, centre);
  const side = sidesOf(found, oneWay);
  const places = new Map([[centre, { x: 0, y: 0, side: 0 }]]);
  for (const way of [1, -1]) {
    let column = 0;
    let order = new Map([[centre, 0]]);
    for (let layer = 1; ; layer += 1) {
      const ids = [...found].filter(([id, one]) => one.layer === layer && side.get(id) === way);
      if (!ids.length) break;
      ids.sort((a, b) => (order.get(a[1].parent) ?? 0) - (order.get(b[1].parent) ?? 0) || a[1].way.localeCompare(b[1].way));
      const columns = Math.ceil(ids.length / TALLEST);
      const tall = Math.ceil(ids.length / columns);
      ids.forEach(([id], place) => {
        const at = place % columns, row = Math.floor(place / columns);
        const shift = columns > 1 ? ROW * (at / columns) : 0;
        places.set(id, { x: way * COLUMN * (column + at + .75), y: (row - (tall - 1) / 2) * ROW + shift, side: way });
      });
      order = new Map(ids.map(([id], place) => [id, place]));
      column += columns;
    }
  }
  return places;
}

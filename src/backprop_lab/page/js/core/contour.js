/** Lines of one level through a square grid of numbers: marching squares, the pieces joined to lines. */

/** @typedef {{ i: number, j: number, vertical: boolean }} Edge from node (i across, j up) to the next one up or across */

/**
 * The lines between the nodes that are `inside` and those that are not. `cross(edge)` says how far along
 * an edge, 0 to 1, a line crosses it. Lines are lists of places in the grid, across and up by turns.
 * @param {number} n nodes a side @param {(i: number, j: number) => boolean} inside
 * @param {(edge: Edge) => number} cross @param {(i: number, j: number) => boolean} [skip] cells that have no line
 * @returns {number[][]}
 */
export function linesBetween(n, inside, cross, skip = () => false) {
  /** The two neighbours, at most, of each crossed edge. @type {Map<number, number[]>} */
  const beside = new Map();
  const join = (/** @type {number} */ a, /** @type {number} */ b) => {
    for (const [from, to] of [[a, b], [b, a]]) {
      const known = beside.get(from);
      if (known) known.push(to);
      else beside.set(from, [to]);
    }
  };
  for (let j = 0; j + 1 < n; j++) for (let i = 0; i + 1 < n; i++) {
    const code = Number(inside(i, j)) + 2 * Number(inside(i + 1, j)) + 4 * Number(inside(i + 1, j + 1)) + 8 * Number(inside(i, j + 1));
    if (code === 0 || code === 15 || skip(i, j)) continue;
    // Edges of the cell: below, right, above, left.
    const sides = [2 * (j * n + i), 2 * (j * n + i + 1) + 1, 2 * ((j + 1) * n + i), 2 * (j * n + i) + 1];
    for (const [a, b] of CASES[code]) join(sides[a], sides[b]);
  }
  return chains(beside).map((chain) => chain.flatMap((key) => {
    const node = key >> 1, i = node % n, j = (node - i) / n, vertical = key % 2 === 1;
    const share = cross({ i, j, vertical });
    return vertical ? [i, j + share] : [i + share, j];
  }));
}

/** Which sides of a cell a line joins, by the nodes that are inside. @type {[number, number][][]} */
const CASES = [
  [], [[3, 0]], [[0, 1]], [[3, 1]], [[1, 2]], [[3, 0], [1, 2]], [[0, 2]], [[3, 2]],
  [[2, 3]], [[2, 0]], [[0, 1], [2, 3]], [[2, 1]], [[1, 3]], [[1, 0]], [[0, 3]], [],
];

/** @param {Map<number, number[]>} beside @returns {number[][]} */
function chains(beside) {
  /** @type {number[][]} */
  const found = [];
  const done = new Set();
  const follow = (/** @type {number} */ start) => {
    const chain = [start];
    done.add(start);
    for (let at = start; ;) {
      const next = (beside.get(at) ?? []).find((key) => !done.has(key));
      if (next === undefined) break;
      done.add(next);
      chain.push(next);
      at = next;
    }
    // A ring ends where it began.
    if (chain.length > 2 && beside.get(start)?.includes(chain[chain.length - 1]) && beside.get(start)?.length === 2) chain.push(start);
    found.push(chain);
  };
  for (const [key, next] of beside) if (next.length === 1 && !done.has(key)) follow(key);
  for (const key of beside.keys()) if (!done.has(key)) follow(key);
  return found;
}

/**
 * The lines on which numbers of a grid (row j up, column i across) pass a level; between two nodes they go evenly.
 * @param {ArrayLike<number>} values @param {number} n @param {number} level @returns {number[][]}
 */
export function levelLines(values, n, level) {
  const at = (/** @type {number} */ i, /** @type {number} */ j) => values[j * n + i];
  const cross = (/** @type {Edge} */ { i, j, vertical }) => {
    const a = at(i, j), b = vertical ? at(i, j + 1) : at(i + 1, j);
    return a === b || !isFinite(a) || !isFinite(b) ? 0.5 : Math.max(0, Math.min(1, (level - a) / (b - a)));
  };
  return linesBetween(n, (i, j) => at(i, j) > level, cross, (i, j) => ![at(i, j), at(i + 1, j), at(i, j + 1), at(i + 1, j + 1)].every(isFinite));
}

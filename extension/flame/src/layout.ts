/** Where every node lies: parents, widths and rows, from preorder columns in a few linear passes. */

import type { Columns, NodeWeights } from "./document.ts";

/**
 * Per node: `parent`, `end` (one past its subtree), `x0` and `width` on one axis, and `total` (self and children).
 * With a base, `width` adds up the larger of both weights of each stack, so that what vanished is still to be seen;
 * without one it is `total` itself. Nodes of depth d stand, left to right, in `order[rowStart[d] .. rowStart[d + 1]]`.
 */
export interface Layout {
  readonly count: number;
  readonly frame: Uint32Array;
  readonly depth: Uint16Array;
  readonly self: NodeWeights;
  readonly baseSelf: NodeWeights | null;
  readonly parent: Int32Array;
  readonly end: Uint32Array;
  readonly x0: Float64Array;
  readonly width: Float64Array;
  readonly total: Float64Array;
  readonly baseTotal: Float64Array | null;
  readonly rows: number;
  readonly rowStart: Uint32Array;
  readonly order: Uint32Array;
}

export function layOut(columns: Columns): Layout {
  const { count, self, baseSelf, frame, depth } = columns;
  const parent = new Int32Array(count);
  const end = new Uint32Array(count);
  const total = new Float64Array(count);
  const baseTotal = baseSelf ? new Float64Array(count) : null;
  const width = baseSelf ? new Float64Array(count) : total;

  let deepest = 0;
  for (let i = 0; i < count; i++) if (depth[i] > deepest) deepest = depth[i];
  const rows = deepest + 1;
  const path = new Int32Array(rows + 1).fill(-1);
  const rowStart = new Uint32Array(rows + 1);

  // A node is closed when the next one is no deeper; then its weight is complete and goes to its parent's.
  const close = (from: number, to: number, at: number): void => {
    for (let open = from; open >= to; open--) {
      const node = path[open];
      end[node] = at;
      if (open === 0) continue;
      const over = path[open - 1];
      total[over] += total[node];
      if (baseTotal) {
        baseTotal[over] += baseTotal[node];
        width[over] += width[node];
      }
    }
  };

  let before = -1;
  for (let i = 0; i < count; i++) {
    const d = depth[i];
    close(before, d, i);
    path[d] = i;
    parent[i] = d === 0 ? -1 : path[d - 1];
    rowStart[d + 1]++;
    total[i] = self[i];
    if (baseSelf && baseTotal) {
      baseTotal[i] = baseSelf[i];
      width[i] = self[i] > baseSelf[i] ? self[i] : baseSelf[i];
    }
    before = d;
  }
  close(before, 0, count);

  const x0 = new Float64Array(count);
  const next = new Float64Array(rows + 1);
  const order = new Uint32Array(count);
  for (let d = 0; d < rows; d++) rowStart[d + 1] += rowStart[d];
  const slot = rowStart.slice(0, rows);
  for (let i = 0; i < count; i++) {
    const d = depth[i];
    const at = next[d];
    x0[i] = at;
    next[d] = at + width[i];
    next[d + 1] = at;
    order[slot[d]++] = i;
  }
  return { count, frame, depth, self, baseSelf, parent, end, x0, width, total, baseTotal, rows, rowStart, order };
}

/** The first place in row `depth` whose node ends right of `x`; the row's end if there is none. */
export function firstRightOf(layout: Layout, depth: number, x: number): number {
  const { order, x0, width, rowStart } = layout;
  let low = rowStart[depth];
  let high = rowStart[depth + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const node = order[middle];
    if (x0[node] + width[node] > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The node of row `depth` that covers `x`, or -1. */
export function nodeAt(layout: Layout, depth: number, x: number): number {
  if (depth < 0 || depth >= layout.rows) return -1;
  const place = firstRightOf(layout, depth, x);
  if (place >= layout.rowStart[depth + 1]) return -1;
  const node = layout.order[place];
  return layout.x0[node] <= x ? node : -1;
}

/** The place of a node in `order`. */
export function placeOf(layout: Layout, node: number): number {
  // Within a row `order` rises, because preorder visits a row from left to right.
  const { order, rowStart, depth } = layout;
  let low = rowStart[depth[node]];
  let high = rowStart[depth[node] + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order[middle] < node) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The heaviest child, or -1. */
export function heaviestChild(layout: Layout, node: number): number {
  let best = -1;
  for (let child = node + 1; child < layout.end[node]; child = layout.end[child]) {
    if (best < 0 || layout.width[child] > layout.width[best]) best = child;
  }
  return best;
}

/** From the root down to the node, both included. */
export function pathTo(layout: Layout, node: number): number[] {
  const path: number[] = [];
  for (let at = node; at >= 0; at = layout.parent[at]) path.push(at);
  return path.reverse();
}

/** Which of its siblings a node is (1-based) and how many there are. */
export function siblings(layout: Layout, node: number): { position: number; size: number } {
  const parent = layout.parent[node];
  if (parent < 0) return { position: 1, size: 1 };
  let position = 0;
  let size = 0;
  for (let child = parent + 1; child < layout.end[parent]; child = layout.end[child]) {
    size++;
    if (child === node) position = size;
  }
  return { position, size };
}

/** How much a node grew over its base, from -1 (gone) to 1 (new), as a share of the larger of both. */
export function change(after: number, before: number): number {
  const larger = after > before ? after : before;
  return larger === 0 ? 0 : (after - before) / larger;
}

/** The node that stands in another tree where `node` stands in this one, or its nearest caller there. */
export function sameNode(from: Layout, node: number, to: Layout, sameFrame: (frame: number, other: number) => boolean): number {
  let at = 0;
  for (const step of pathTo(from, node).slice(1)) {
    let next = -1;
    for (let child = at + 1; child < to.end[at] && next < 0; child = to.end[child]) {
      if (sameFrame(from.frame[step], to.frame[child])) next = child;
    }
    if (next < 0) break;
    at = next;
  }
  return at;
}

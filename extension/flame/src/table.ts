/** The functions of a graph as a table: what ends in each (flat) and what passes through it (cum), and on which lines. */

import { outermost } from "./derive.ts";
import type { FlameDocument } from "./document.ts";
import type { Layout } from "./layout.ts";

export interface TableRow {
  /** Index of the function's name in the document's strings. */
  readonly name: number;
  /** A frame of the function, the heaviest, and the heaviest node of that function. */
  readonly frame: number;
  readonly node: number;
  readonly flat: number;
  readonly cum: number;
  readonly baseFlat: number;
  readonly baseCum: number;
}

/** What one line of a function holds. */
export interface LineRow {
  readonly frame: number;
  readonly flat: number;
  readonly cum: number;
}

/** All functions. A stack counts once for a function, however often that stands on it. */
export function tableOf(doc: FlameDocument, layout: Layout): TableRow[] {
  const { count, frame, end, self, baseSelf, total, baseTotal, width } = layout;
  const names = doc.strings.length;
  const flat = new Float64Array(names);
  const cum = new Float64Array(names);
  const baseFlat = new Float64Array(names);
  const baseCum = new Float64Array(names);
  const heaviest = new Int32Array(names).fill(-1);
  const nameOf = Int32Array.from(doc.frames, (row) => row[0]);
  // Until which node a function's outermost frame reaches: what stands before that is inside of it.
  const inside = new Uint32Array(names);
  for (let node = 1; node < count; node++) {
    const name = nameOf[frame[node]];
    flat[name] += self[node];
    if (baseSelf) baseFlat[name] += baseSelf[node];
    if (heaviest[name] < 0 || width[node] > width[heaviest[name]]) heaviest[name] = node;
    if (node < inside[name]) continue;
    inside[name] = end[node];
    cum[name] += total[node];
    if (baseTotal) baseCum[name] += baseTotal[node];
  }
  const rows: TableRow[] = [];
  heaviest.forEach((node, name) => {
    if (node < 0) return;
    rows.push({ name, frame: frame[node], node, flat: flat[name], cum: cum[name], baseFlat: baseFlat[name], baseCum: baseCum[name] });
  });
  return rows;
}

/** The lines of a function, the heaviest first. */
export function linesOf(doc: FlameDocument, layout: Layout, name: number): LineRow[] {
  const byLine = new Map<number, number[]>();
  doc.frames.forEach((row, frame) => {
    if (frame > 0 && row[0] === name) byLine.set(row[2], [...(byLine.get(row[2]) ?? []), frame]);
  });
  const rows: LineRow[] = [];
  for (const frames of byLine.values()) {
    const group = new Int32Array(doc.frames.length);
    for (const frame of frames) group[frame] = 1;
    let flat = 0;
    for (let node = 1; node < layout.count; node++) if (group[layout.frame[node]] === 1) flat += layout.self[node];
    const cum = outermost(layout, group, 1).reduce((sum, node) => sum + layout.total[node], 0);
    rows.push({ frame: frames[0], flat, cum });
  }
  return rows.sort((a, b) => b.cum - a.cum);
}

/**
 * Other trees over the same weights: merged by function, package or module, turned around, or around one frame. Each is
 * made of lists of the original's nodes, a merged node's list at a time, so that no stack is ever spelled out.
 */

import type { Columns } from "./document.ts";
import type { Layout } from "./layout.ts";

/** Per frame of the document: what it becomes. */
export interface Grouping {
  /** Its group, or HIDDEN: then its weight and its callees are its caller's. Group 0 is the root's alone. */
  readonly group: Int32Array;
  /** Frames of equal `run` that call each other become one box; null keeps them apart. */
  readonly run: Int32Array | null;
}

export const HIDDEN = -1;

/** The weights of a tree, where some stacks may have been left out. */
export type Weights = Pick<Layout, "count" | "frame" | "parent" | "end" | "self" | "baseSelf" | "total" | "baseTotal">;

/** How the callees of a node stand: as in the original, or the heaviest first, or by a rank per group. */
export type Sorting = "given" | "weight" | Uint32Array;

/** Leaves out the weight of stacks that hold no frame of `kept`. Totals are counted anew. */
export function onlyThrough(layout: Weights, kept: Uint8Array): Weights {
  const { count, frame, parent, end } = layout;
  const through = new Uint8Array(count);
  for (let node = 0; node < count; node++) through[node] = kept[frame[node]] | (node > 0 ? through[parent[node]] : 0);
  const cut = (weights: ArrayLike<number>): { self: Float64Array; total: Float64Array } => {
    const self = new Float64Array(count);
    for (let node = 0; node < count; node++) if (through[node] === 1) self[node] = weights[node];
    const total = self.slice();
    for (let node = count - 1; node > 0; node--) total[parent[node]] += total[node];
    return { self, total };
  };
  const after = cut(layout.self);
  const before = layout.baseSelf ? cut(layout.baseSelf) : null;
  return { count, frame, parent, end, self: after.self, total: after.total, baseSelf: before?.self ?? null, baseTotal: before?.total ?? null };
}

/** From the root (or, with a group, from its outermost frames) to what is called. */
export function callees(weights: Weights, grouping: Grouping, sorting: Sorting, around = 0): Columns {
  const { frame, end, self, baseSelf } = weights;
  const { group, run } = grouping;
  const out = grower(weights, grouping, sorting);
  const starts = around === 0 ? null : outermost(weights, group, around);
  out.open(0, 0);
  for (let taken = out.take(); taken; taken = out.take()) {
    // A list of nodes whose callees are this box's callees; hidden frames and runs add theirs to it as they are met.
    const work = taken.group === 0 && starts ? [] : taken.items;
    if (taken.group === 0 && starts) for (const node of starts) out.add(around, node, weights.total[node], weights.baseTotal?.[node] ?? 0);
    for (let item = work.pop(); item !== undefined; item = work.pop()) {
      out.weigh(self[item], baseSelf ? baseSelf[item] : 0);
      for (let child = item + 1; child < end[item]; child = end[child]) {
        const into = group[frame[child]];
        if (into === HIDDEN || (run && taken.run >= 0 && run[frame[child]] === taken.run)) work.push(child);
        else out.add(into, child, weights.total[child], weights.baseTotal?.[child] ?? 0);
      }
    }
    out.close();
  }
  return out.columns();
}

/** Above so many nodes a turned tree leaves out the callers of boxes that are far thinner than a pixel. */
const MANY = 50_000;
const THINNEST = 1 / 50_000;

/**
 * From where weight ends (or, with a group, from its outermost frames) to who called. A turned tree can be many times
 * larger than its original: of a large one, boxes under a fiftieth of a thousandth of all keep their weight and lose their
 * callers, which a tree around their function still has.
 */
export function callers(weights: Weights, grouping: Grouping, sorting: Sorting, around = 0): Columns {
  const { count, frame, parent, self, baseSelf, total, baseTotal } = weights;
  const { group, run } = grouping;
  const out = grower(weights, grouping, sorting);
  const place = new Int32Array(count);
  const after = around === 0 ? self : total;
  const before = around === 0 ? baseSelf : baseTotal;
  const least = count > MANY ? THINNEST * Math.max(total[0], baseTotal?.[0] ?? 0) : 0;
  out.open(0, 0);
  for (let taken = out.take(); taken; taken = out.take()) {
    if (taken.group === 0) {
      for (const node of around === 0 ? weighty(weights) : outermost(weights, group, around)) {
        let at = node;
        while (at > 0 && group[frame[at]] === HIDDEN) at = parent[at];
        place[node] = at;
        if (at === 0) out.weigh(after[node], before ? before[node] : 0);
        else out.add(group[frame[at]], node, after[node], before ? before[node] : 0);
      }
    } else {
      const thin = taken.width < least && around === 0;
      for (const item of taken.items) {
        let at = parent[place[item]];
        while (at > 0 && (group[frame[at]] === HIDDEN || (run && run[frame[at]] === taken.run))) at = parent[at];
        place[item] = at;
        if (at === 0 || thin) out.weigh(after[item], before ? before[item] : 0);
        else out.add(group[frame[at]], item, after[item], before ? before[item] : 0);
      }
    }
    out.close();
  }
  return out.columns();
}

function weighty({ count, self, baseSelf }: Weights): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < count; node++) if (self[node] > 0 || (baseSelf && baseSelf[node] > 0)) nodes.push(node);
  return nodes;
}

/** The nodes of a group under none of the same group: their totals count nothing twice. */
export function outermost({ count, frame, end }: Pick<Weights, "count" | "frame" | "end">, group: Int32Array, wanted: number): number[] {
  const nodes: number[] = [];
  for (let node = 0; node < count; ) {
    if (group[frame[node]] === wanted) {
      nodes.push(node);
      node = end[node];
    } else node++;
  }
  return nodes;
}

interface Taken {
  readonly group: number;
  readonly run: number;
  readonly items: number[];
  width: number;
}

interface Pending extends Taken {
  readonly depth: number;
}

/** Grows the new tree in preorder: boxes wait on a stack, each with the original nodes that it is made of. */
function grower({ baseSelf }: Weights, { run, group }: Grouping, sorting: Sorting) {
  const runOf = runsOf(group, run);
  const waiting: Pending[] = [];
  const selves: number[] = [];
  const bases: number[] = [];
  const groups: number[] = [];
  const depths: number[] = [];
  let inside = -1;
  let children = new Map<number, Pending>();

  return {
    open: (into: number, item: number): void => {
      waiting.push({ group: into, run: -1, items: [item], depth: 0, width: 0 });
    },
    take: (): Taken | null => {
      const next = waiting.pop();
      if (!next) return null;
      selves.push(0);
      bases.push(0);
      groups.push(next.group);
      depths.push(next.depth);
      inside = next.depth + 1;
      if (children.size > 0) children = new Map();
      return next;
    },
    weigh: (after: number, before: number): void => {
      selves[selves.length - 1] += after;
      bases[bases.length - 1] += before;
    },
    /** Adds an original node to the callee of this group. */
    add: (into: number, item: number, after: number, before: number): void => {
      const width = after > before ? after : before;
      if (width === 0 || inside > 65_535) return;
      const known = children.get(into);
      if (known) {
        known.items.push(item);
        known.width += width;
      } else children.set(into, { group: into, run: runOf ? runOf[into] : -1, items: [item], depth: inside, width });
    },
    close: (): void => {
      if (children.size === 0) return;
      const made = [...children.values()];
      if (sorting === "weight") made.sort((a, b) => b.width - a.width);
      else if (sorting !== "given") made.sort((a, b) => sorting[a.group] - sorting[b.group]);
      for (let at = made.length - 1; at >= 0; at--) waiting.push(made[at]);
    },
    columns: (): Columns => ({
      count: selves.length,
      self: Float64Array.from(selves),
      baseSelf: baseSelf ? Float64Array.from(bases) : null,
      frame: Uint32Array.from(groups),
      depth: Uint16Array.from(depths),
    }),
  };
}

/** By group: the run of its frames. */
function runsOf(group: Int32Array, run: Int32Array | null): Int32Array | null {
  if (!run) return null;
  let most = 0;
  for (const each of group) if (each > most) most = each;
  const runs = new Int32Array(most + 1).fill(-1);
  group.forEach((each, frame) => {
    if (each > 0) runs[each] = run[frame];
  });
  return runs;
}

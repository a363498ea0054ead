/** What matters in a graph: where samples end in the reader's code, what grew, what recurses without end. */

import type { FlameDocument } from "./document.ts";
import type { Layout } from "./layout.ts";
import { originOf } from "./names.ts";

export interface Plateau {
  readonly frame: number;
  /** The widest node of the frame. */
  readonly node: number;
  readonly weight: number;
  readonly baseWeight: number;
  /** What most of the weight waits for, in Go's words; empty if nothing is known to block. */
  readonly waits: string;
}

export interface Recursion {
  readonly frame: number;
  readonly node: number;
  readonly depth: number;
}

export interface Hotspots {
  readonly plateaus: readonly Plateau[];
  readonly recursions: readonly Recursion[];
}

const MOST_LISTED = 12;
const LEAST_SHARE = 0.002;
const LEAST_RECURSION = 16;

/** What blocks, by the function of the runtime or standard library that stands under the reader's code. */
const WAITS: readonly (readonly [RegExp, string])[] = [
  [/^runtime\.chansend/, "chan send"],
  [/^runtime\.chanrecv/, "chan receive"],
  [/^runtime\.(selectgo|block)\b/, "select"],
  [/^sync\.\(\*WaitGroup\)\.Wait/, "sync.WaitGroup.Wait"],
  [/^sync\.\(\*Cond\)\.Wait/, "sync.Cond.Wait"],
  [/^sync\.\(\*RWMutex\)\.RLock/, "sync.RWMutex.RLock"],
  [/^sync\.\(\*RWMutex\)\.Lock/, "sync.RWMutex.Lock"],
  [/^(sync|internal\/sync)\.\(\*Mutex\)\.[lL]ock/, "sync.Mutex.Lock"],
  [/^time\.Sleep/, "sleep"],
  [/^internal\/poll\.|^runtime\.netpollblock/, "IO wait"],
  [/^syscall\./, "syscall"],
];

/** What a frame of the runtime or standard library waits for, or empty. */
export function waitOf(symbol: string): string {
  for (const [pattern, word] of WAITS) if (pattern.test(symbol)) return word;
  return "";
}

/** How near to the reader a frame is; a sample counts for the innermost of its nearest frames. */
const FOREIGN = 0;
const STANDARD = 1;
const LIBRARY = 2;
const OWN = 3;

/**
 * Finds the plateaus. Each sample counts for the innermost frame of the reader's code, or else of a library, or else of
 * the standard library; the heaviest frames are listed. A goroutine that runs none of one's own code is known by the
 * function that it began with instead. In a difference those that changed most come first.
 */
export function findHotspots(doc: FlameDocument, layout: Layout): Hotspots {
  const modules = doc.info?.modules ?? [];
  const frames = doc.frames.length;
  const goroutines = doc.kind.startsWith("goroutine");
  const ranks = new Uint8Array(frames);
  const waits = new Int8Array(frames).fill(-1);
  const words = WAITS.map(([, word]) => word);
  const byName = new Map<number, readonly [number, number]>();
  for (let frame = 0; frame < frames; frame++) {
    const name = doc.frames[frame][0];
    let known = byName.get(name);
    if (!known) {
      const origin = originOf(doc.strings[name], modules);
      const standard = origin === "standard" && !goroutines ? STANDARD : FOREIGN;
      const rank = origin === "own" ? OWN : origin === "library" ? LIBRARY : standard;
      known = [rank, rank < LIBRARY ? words.indexOf(waitOf(doc.strings[name])) : -1];
      byName.set(name, known);
    }
    [ranks[frame], waits[frame]] = known;
  }
  return { plateaus: plateausOf(doc, layout, ranks, waits, words), recursions: recursionsOf(doc, layout) };
}

function plateausOf(
  doc: FlameDocument,
  layout: Layout,
  ranks: Uint8Array,
  waits: Int8Array,
  words: readonly string[],
): Plateau[] {
  const { count, frame, parent, self, baseSelf, width } = layout;
  const frames = doc.frames.length;
  const owner = new Int32Array(count).fill(-1);
  const wait = new Int8Array(count).fill(-1);
  const weight = new Float64Array(frames);
  const baseWeight = new Float64Array(frames);
  const widest = new Int32Array(frames).fill(-1);
  const waiting = new Map<number, Float64Array>();
  for (let node = 1; node < count; node++) {
    const rank = ranks[frame[node]];
    const before = owner[parent[node]];
    owner[node] = before < 0 || (rank >= ranks[frame[before]] && rank > FOREIGN) ? node : before;
    // The outermost word below the last code of one's own tells most: Mutex.Lock, not the semaphore in it.
    wait[node] = rank >= LIBRARY ? -1 : wait[parent[node]] >= 0 ? wait[parent[node]] : waits[frame[node]];
    const site = frame[owner[node]];
    if (widest[site] < 0 || width[owner[node]] > width[widest[site]]) widest[site] = owner[node];
    if (self[node] > 0) {
      weight[site] += self[node];
      if (wait[node] >= 0) {
        let sums = waiting.get(site);
        if (!sums) waiting.set(site, (sums = new Float64Array(words.length)));
        sums[wait[node]] += self[node];
      }
    }
    if (baseSelf) baseWeight[site] += baseSelf[node];
  }
  const rank = (site: number): number => (baseSelf ? Math.abs(weight[site] - baseWeight[site]) : weight[site]);
  const least = layout.width[0] * LEAST_SHARE;
  const sites: number[] = [];
  for (let site = 0; site < frames; site++) if (rank(site) > least) sites.push(site);
  sites.sort((a, b) => rank(b) - rank(a));
  return sites.slice(0, MOST_LISTED).map((site) => {
    const sums = waiting.get(site);
    let heaviest = -1;
    sums?.forEach((sum, word) => {
      if (sum > 0 && (heaviest < 0 || sum > sums[heaviest])) heaviest = word;
    });
    const known = doc.info?.frames?.[String(site)]?.state;
    return {
      frame: site,
      node: widest[site],
      weight: weight[site],
      baseWeight: baseWeight[site],
      waits: known ?? (heaviest >= 0 ? words[heaviest] : ""),
    };
  });
}

/** Functions that call themselves, straight or through others of the same name, many levels deep on one path. */
function recursionsOf(doc: FlameDocument, layout: Layout): Recursion[] {
  const { count, frame, depth, rows } = layout;
  const onPath = new Int32Array(rows);
  const active = new Map<number, number>();
  const deepest = new Map<number, readonly [number, number]>();
  let open = 0;
  for (let node = 0; node < count; node++) {
    for (; open > depth[node]; open--) {
      const left = onPath[open - 1];
      active.set(left, active.get(left)! - 1);
    }
    const name = doc.frames[frame[node]][0];
    onPath[open++] = name;
    const times = (active.get(name) ?? 0) + 1;
    active.set(name, times);
    if (times >= LEAST_RECURSION && times > (deepest.get(name)?.[0] ?? 0)) deepest.set(name, [times, node]);
  }
  return [...deepest.values()]
    .sort((a, b) => b[0] - a[0])
    .slice(0, MOST_LISTED)
    .map(([times, node]) => ({ frame: frame[node], node, depth: times }));
}

/** How a document is looked at: what is merged, hidden, left out, turned around; and the document that this gives. */

import { callees, callers, type Grouping, HIDDEN, onlyThrough, type Sorting, type Weights } from "./derive.ts";
import type { Columns, FlameDocument, FrameInfo, FrameRow } from "./document.ts";
import { moduleOf, originOf, packageOf, shortName } from "./names.ts";

export type Fold = "lines" | "functions" | "packages" | "modules";

/** What stands under what: callees under their callers, or callers under what they call. */
export type Way = "callees" | "callers";

export interface Lens {
  readonly fold: Fold;
  readonly way: Way;
  /** The function that the graph is about, or empty for all of them. */
  readonly around: string;
  readonly hideRuntime: boolean;
  readonly mergeRecursion: boolean;
  /** Only stacks through a frame of this state or verdict, written `state:…` or `tier:…`; empty for all. */
  readonly only: string;
  /** Only stacks through frames that the search matches. */
  readonly onlyMatches: boolean;
  readonly sort: "given" | "weight" | "name";
}

export const PLAIN: Lens = {
  fold: "lines", way: "callees", around: "", hideRuntime: false, mergeRecursion: false, only: "", onlyMatches: false, sort: "given",
};

export function isPlain(lens: Lens): boolean {
  return (Object.keys(PLAIN) as (keyof Lens)[]).every((key) => lens[key] === PLAIN[key]);
}

/** Whether a box still stands for a function, with a source to open. */
export function showsFunctions(lens: Lens): boolean {
  return lens.fold === "lines" || lens.fold === "functions";
}

interface Groups extends Grouping {
  readonly frames: readonly FrameRow[];
  readonly strings: readonly string[];
  readonly info: Readonly<Record<string, FrameInfo>>;
}

/** The document as the lens shows it, and its nodes. `matching` are the frames that the search matches, if it is on. */
export function lookAt(doc: FlameDocument, layout: Weights, lens: Lens, matching: Uint8Array | null): { doc: FlameDocument; columns: Columns } {
  let weights = layout;
  if (lens.only !== "") weights = onlyThrough(weights, framesOf(doc, lens.only));
  if (lens.onlyMatches && matching) weights = onlyThrough(weights, matching);
  const groups = groupsOf(doc, lens);
  const around = lens.around === "" ? 0 : groupOf(doc, groups, lens);
  const sorting: Sorting = lens.sort === "name" ? namesRanked(groups) : lens.sort;
  const columns = (lens.way === "callees" ? callees : callers)(weights, groups, sorting, Math.max(around, 0));
  const info = { ...doc.info, frames: groups.info };
  const folded = !showsFunctions(lens);
  return { doc: { ...doc, folded, nodes: columns.count, frames: groups.frames, strings: groups.strings, info }, columns };
}

/** What the document's frames are known to be: the choices of `only`, in the order in which they come. */
export function choicesOf(doc: FlameDocument): string[] {
  const tiers = new Set<string>();
  const states = new Set<string>();
  for (const info of Object.values(doc.info?.frames ?? {})) {
    if (info.tier) tiers.add(`tier:${info.tier}`);
    if (info.state) states.add(`state:${info.state}`);
  }
  return [...tiers, ...states];
}

function framesOf(doc: FlameDocument, only: string): Uint8Array {
  const kept = new Uint8Array(doc.frames.length);
  for (const [frame, info] of Object.entries(doc.info?.frames ?? {})) {
    if (`tier:${info.tier ?? ""}` === only || `state:${info.state ?? ""}` === only) kept[Number(frame)] = 1;
  }
  return kept;
}

function groupsOf(doc: FlameDocument, lens: Lens): Groups {
  const { frames, strings } = doc;
  const modules = doc.info?.modules ?? [];
  const group = new Int32Array(frames.length);
  const hidden = lens.hideRuntime ? strings.map((name) => originOf(name, modules) === "runtime") : null;
  const made = new Map<number | string, number>();
  const rows: FrameRow[] = [frames[0]];
  const info: Record<string, FrameInfo> = {};
  const texts = [...strings, ""];
  const nameOf = folder(doc, lens.fold);
  for (let frame = 1; frame < frames.length; frame++) {
    const row = frames[frame];
    if (hidden?.[row[0]]) {
      group[frame] = HIDDEN;
      continue;
    }
    const key = lens.fold === "lines" ? frame : nameOf(row[0]);
    let into = made.get(key);
    if (into === undefined) {
      made.set(key, (into = rows.length));
      if (lens.fold === "lines") rows.push(row);
      else if (lens.fold === "functions") rows.push([row[0], row[1], row[3] || row[2], row[3]]);
      else rows.push([texts.push(String(key)) - 1, strings.length, 0, 0]);
    }
    group[frame] = into;
    const known = doc.info?.frames?.[String(frame)];
    if (known) info[String(into)] ??= known;
  }
  const run = !showsFunctions(lens) ? group : lens.mergeRecursion ? Int32Array.from(frames, (row) => row[0]) : null;
  return { group, run, frames: rows, strings: texts, info };
}

/** What the frames of a function are merged into: the function, or the name of its package or module. */
function folder(doc: FlameDocument, fold: Fold): (name: number) => number | string {
  if (fold === "lines" || fold === "functions") return (name) => name;
  const modules = doc.info?.modules ?? [];
  const known = new Map<number, string>();
  return (name) => {
    let text = known.get(name);
    if (text === undefined) {
      const symbol = doc.strings[name];
      const path = packageOf(symbol);
      text = path === "" ? symbol : fold === "packages" ? path : moduleOf(path, originOf(symbol, modules), modules);
      known.set(name, text);
    }
    return text;
  };
}

function groupOf(doc: FlameDocument, groups: Groups, lens: Lens): number {
  // Frames of one function at several lines are one while the graph is about it.
  let first = 0;
  doc.frames.forEach((row, frame) => {
    if (frame === 0 || doc.strings[row[0]] !== lens.around || groups.group[frame] === HIDDEN) return;
    if (first === 0) first = groups.group[frame];
    groups.group[frame] = first;
  });
  return first;
}

function namesRanked(groups: Groups): Uint32Array {
  const names = groups.frames.map((row) => shortName(groups.strings[row[0]]));
  const order = names.map((_, at) => at).sort((a, b) => (names[a] < names[b] ? -1 : names[a] > names[b] ? 1 : a - b));
  const ranks = new Uint32Array(names.length);
  order.forEach((each, rank) => { ranks[each] = rank; });
  return ranks;
}

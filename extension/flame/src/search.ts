/** Search over the names of a graph: which frames match, and how much of the graph they hold. */

import { matcher } from "./automaton.ts";
import type { FlameDocument } from "./document.ts";
import type { Layout } from "./layout.ts";
import { compile, PatternError } from "./regex.ts";

export interface Found {
  readonly pattern: string;
  /** By frame: 1 where the frame matches. */
  readonly frames: Uint8Array;
  /** By place in `layout.order`: how many nodes before it match. One entry more than there are nodes. */
  readonly before: Uint32Array;
  readonly nodes: number;
  /** Weight under matching nodes, each sample once. */
  readonly total: number;
  readonly baseTotal: number;
}

export type SearchResult =
  | { readonly kind: "none" }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "refused"; readonly why: string };

const LONGEST_PATTERN = 500;
const LONGEST_TEXT = 2000;
const MOST_MILLISECONDS = 300;

/**
 * Searches the function names and files of all frames by regular expression, with a colon in it `file:line` too. Case
 * counts only where the pattern has a capital letter. Takes time linear in the names, and gives up after 0.3 s.
 */
export function search(doc: FlameDocument, layout: Layout, pattern: string): SearchResult {
  if (pattern === "") return { kind: "none" };
  if (pattern.length > LONGEST_PATTERN) return { kind: "refused", why: "The search pattern is too long." };
  try {
    const test = textTest(pattern);
    const frames = matchingFrames(doc, test, pattern.includes(":"));
    if (!frames) return { kind: "refused", why: "The search pattern takes too long: make it simpler." };
    return { kind: "found", found: measure(layout, frames, pattern) };
  } catch (error) {
    if (error instanceof PatternError) return { kind: "refused", why: error.message };
    throw error;
  }
}

/** A test of one text against a pattern. Throws PatternError. */
export function textTest(pattern: string): (text: string) => boolean {
  const ignoreCase = pattern.replace(/\\[A-Za-z]/g, "") === pattern.replace(/\\[A-Za-z]/g, "").toLowerCase();
  if (/^[\w/ -]+$/.test(pattern)) {
    if (!ignoreCase) return (text) => text.includes(pattern);
    return (text) => text.toLowerCase().includes(pattern);
  }
  return matcher(compile(pattern, ignoreCase));
}

function matchingFrames(doc: FlameDocument, test: (text: string) => boolean, places: boolean): Uint8Array | null {
  const deadline = performance.now() + MOST_MILLISECONDS;
  const { strings } = doc;
  // A name or a file stands in many frames; it is tried once.
  const known = new Int8Array(strings.length).fill(-1);
  let tried = 0;
  const matches = (index: number): number => {
    if (known[index] < 0) {
      known[index] = test(strings[index].slice(0, LONGEST_TEXT)) ? 1 : 0;
      tried++;
    }
    return known[index];
  };
  const frames = new Uint8Array(doc.frames.length);
  for (let i = 1; i < frames.length; i++) {
    if ((tried & 3) === 0 && performance.now() > deadline) return null;
    const row = doc.frames[i];
    if (matches(row[0]) === 1 || matches(row[1]) === 1) frames[i] = 1;
    else if (places && test(`${strings[row[1]].slice(-LONGEST_TEXT)}:${row[2]}`)) frames[i] = 1;
  }
  return frames;
}

function measure(layout: Layout, frames: Uint8Array, pattern: string): Found {
  const { count, frame, order, end, total, baseTotal } = layout;
  const before = new Uint32Array(count + 1);
  let nodes = 0;
  for (let place = 0; place < count; place++) {
    before[place] = nodes;
    nodes += frames[frame[order[place]]];
  }
  before[count] = nodes;
  let after = 0;
  let base = 0;
  for (let node = 0; node < count; ) {
    if (frames[frame[node]] === 0) {
      node++;
      continue;
    }
    after += total[node];
    if (baseTotal) base += baseTotal[node];
    node = end[node];
  }
  return { pattern, frames, before, nodes, total: after, baseTotal: base };
}

/** The next (`step` 1) or last (`step` -1) matching node from a node on, in preorder, around the end; -1 if none. */
export function nextMatch(layout: Layout, found: Found, from: number, step: 1 | -1): number {
  const { count, frame } = layout;
  for (let moved = 1; moved <= count; moved++) {
    const node = (from + step * moved + count * 2) % count;
    if (found.frames[frame[node]] === 1) return node;
  }
  return -1;
}

/** The keyboard: which key means what, and where the arrows lead. Pure, so that it can be tested without a page. */

import { heaviestChild, type Layout, placeOf } from "./layout.ts";
import type { Orientation } from "./view.ts";

export type Command =
  | "caller"
  | "callee"
  | "left"
  | "right"
  | "root"
  | "leaf"
  | "open"
  | "zoom"
  | "back"
  | "all"
  | "in"
  | "out"
  | "search"
  | "next"
  | "previous"
  | "flip"
  | "panel"
  | "view"
  | "pivot-callers"
  | "pivot-callees"
  | "invert"
  | "reset"
  | "help"
  | "page-up"
  | "page-down";

export interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map(Object.entries<Command>({
  ArrowLeft: "left",
  ArrowRight: "right",
  Home: "root",
  End: "leaf",
  Enter: "open",
  z: "zoom",
  Z: "zoom",
  " ": "zoom",
  Backspace: "back",
  Escape: "all",
  "+": "in",
  "=": "in",
  "-": "out",
  "/": "search",
  n: "next",
  N: "previous",
  i: "flip",
  I: "flip",
  m: "panel",
  M: "panel",
  v: "view",
  V: "view",
  c: "pivot-callers",
  C: "pivot-callers",
  e: "pivot-callees",
  E: "pivot-callees",
  x: "invert",
  X: "invert",
  "0": "reset",
  "?": "help",
  PageUp: "page-up",
  PageDown: "page-down",
}));

/** The command of a key, or null. Keys with a modifier are the host's, but for Ctrl+F. */
export function commandOf(press: Press, orientation: Orientation): Command | null {
  if (press.ctrlKey || press.metaKey) return press.key === "f" || press.key === "F" ? "search" : null;
  if (press.altKey) return null;
  // Arrows go where the eye sees the frame, whichever way up the graph is.
  if (press.key === "ArrowUp") return orientation === "down" ? "caller" : "callee";
  if (press.key === "ArrowDown") return orientation === "down" ? "callee" : "caller";
  return COMMANDS.get(press.key) ?? null;
}

/** Where a moving command leads from a node; the node itself where there is nothing that way. */
export function move(layout: Layout, node: number, command: Command, zoomed: number): number {
  switch (command) {
    case "caller":
      return layout.parent[node] >= 0 ? layout.parent[node] : node;
    case "callee": {
      const child = heaviestChild(layout, node);
      return child >= 0 && layout.width[child] > 0 ? child : node;
    }
    case "left":
    case "right":
      return beside(layout, node, command === "left" ? -1 : 1);
    case "root":
      return zoomed;
    case "leaf": {
      let leaf = node;
      for (let next = heaviestChild(layout, leaf); next >= 0 && layout.width[next] > 0; next = heaviestChild(layout, leaf)) {
        leaf = next;
      }
      return leaf;
    }
    default:
      return node;
  }
}

/** The next node with any weight in the same row. */
function beside(layout: Layout, node: number, step: 1 | -1): number {
  const first = layout.rowStart[layout.depth[node]];
  const last = layout.rowStart[layout.depth[node] + 1];
  for (let place = placeOf(layout, node) + step; place >= first && place < last; place += step) {
    const other = layout.order[place];
    if (layout.width[other] > 0) return other;
  }
  return node;
}

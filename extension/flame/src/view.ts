/** What part of the graph is to be seen, and how its coordinates become pixels and back. */

import { type Layout, nodeAt } from "./layout.ts";

/** The root at the top (icicle) or at the bottom (flame). */
export type Orientation = "down" | "up";

export interface View {
  /** The visible range, in the layout's units of weight. */
  x0: number;
  x1: number;
  /** Device pixels scrolled off the top. */
  top: number;
  /** The stage, in device pixels. */
  width: number;
  height: number;
  /** A row, in whole device pixels, also where a CSS pixel is not a whole number of them. */
  rowHeight: number;
  orientation: Orientation;
}

/** Device pixels from the first row to the last, at least the stage's. */
export function contentHeight(view: View, rows: number): number {
  return Math.max(view.height, rows * view.rowHeight);
}

/** The top of a row on the stage, in device pixels. */
export function rowTop(view: View, rows: number, depth: number): number {
  const y = view.orientation === "down" ? depth * view.rowHeight : contentHeight(view, rows) - (depth + 1) * view.rowHeight;
  return y - view.top;
}

/** The row at a height on the stage; may lie outside of the graph. */
export function depthAt(view: View, rows: number, y: number): number {
  const content = y + view.top;
  const fromRoot = view.orientation === "down" ? content : contentHeight(view, rows) - 1 - content;
  return Math.floor(fromRoot / view.rowHeight);
}

/** The node at a point of the stage, in device pixels, or -1. Constant in the nodes but for a binary search. */
export function hitTest(layout: Layout, view: View, x: number, y: number): number {
  if (x < 0 || x >= view.width) return -1;
  const position = view.x0 + ((x + 0.5) / view.width) * (view.x1 - view.x0);
  return nodeAt(layout, depthAt(view, layout.rows, y), position);
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where a node is drawn, in device pixels, cut to the stage's width; null where no part is in the visible range. */
export function boxOf(layout: Layout, view: View, node: number): Box | null {
  const scale = view.width / (view.x1 - view.x0);
  const left = (layout.x0[node] - view.x0) * scale;
  const right = left + layout.width[node] * scale;
  if (right <= 0 || left >= view.width) return null;
  const from = Math.max(0, Math.round(left));
  const to = Math.min(view.width, Math.round(right));
  return {
    left: Math.min(from, view.width - 1),
    top: rowTop(view, layout.rows, layout.depth[node]),
    width: Math.max(1, to - from),
    height: view.rowHeight,
  };
}

/** A range no narrower than a few weights and inside of the whole. */
export function clampRange(layout: Layout, x0: number, x1: number): [number, number] {
  const whole = layout.width[0];
  const span = Math.min(whole, Math.max(x1 - x0, Math.min(whole, whole / 1e7), 1e-9));
  const from = Math.min(Math.max(0, x0), whole - span);
  return [from, from + span];
}

/** The scroll position that has a row fully on the stage, moving as little as possible. */
export function scrollTo(view: View, rows: number, depth: number): number {
  const top = rowTop(view, rows, depth) + view.top;
  const margin = Math.min(view.rowHeight * 2, Math.max(0, (view.height - view.rowHeight) / 2));
  const most = contentHeight(view, rows) - view.height;
  let scroll = view.top;
  if (top - margin < scroll) scroll = top - margin;
  if (top + view.rowHeight + margin > scroll + view.height) scroll = top + view.rowHeight + margin - view.height;
  return Math.min(Math.max(0, scroll), most);
}

/**
 * The scroll position for a zoom into a row: unmoved while the row stands in the half of the stage that is nearer to the
 * root, or else with two of its callers in sight, so that its callees have the room.
 */
export function scrollToZoom(view: View, rows: number, depth: number): number {
  const top = rowTop(view, rows, depth);
  const fromRoot = view.orientation === "down" ? top : view.height - view.rowHeight - top;
  if (fromRoot >= 0 && fromRoot < view.height / 2) return view.top;
  const lead = view.rowHeight * 2;
  const wanted = view.orientation === "down" ? top - lead : top + view.rowHeight + lead - view.height;
  return Math.min(Math.max(0, view.top + wanted), contentHeight(view, rows) - view.height);
}

/**
 * Draws the visible rows: one line of pixels a row, put on a small canvas and stretched to the height of the rows,
 * then the gaps between rows, then labels. Work goes with pixels and rows, hardly with nodes.
 */

import { mixPixels } from "./colour.ts";
import type { Fitter } from "./labels.ts";
import { firstRightOf, type Layout } from "./layout.ts";
import { type Palette, stepOf, STEPS } from "./palette.ts";
import { depthAt, rowTop, type View } from "./view.ts";

export interface Painter {
  readonly paint: (scene: Scene) => void;
}

export interface Scene {
  readonly layout: Layout;
  readonly view: View;
  readonly palette: Palette;
  readonly fitter: Fitter;
  /** CSS font of the labels, its size in device pixels. */
  readonly font: string;
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
  /** The forms of a frame's name, longest first. */
  readonly label: (frame: number) => readonly string[];
  /** By frame: 1 where it has a verdict to be marked with. */
  readonly marked: Uint8Array | null;
  /** By place in `layout.order`: sum of all changes before it; null without a base. */
  readonly changes: Float64Array | null;
}

/** Sums up the changes in row order, so that boxes too narrow to be drawn alone are drawn as their sum. */
export function changeSums(layout: Layout): Float64Array | null {
  const { count, order, total, baseTotal } = layout;
  if (!baseTotal) return null;
  const sums = new Float64Array(count + 1);
  for (let place = 0; place < count; place++) {
    const node = order[place];
    sums[place + 1] = sums[place] + total[node] - baseTotal[node];
  }
  return sums;
}

const LABEL_LEAST = 26;
const LABEL_PAD = 4;
const EDGE_FROM = 4;

export function painter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext("2d", { alpha: false });
  if (!context) throw new Error("This browser gives no canvas to draw the flame graph on.");
  const lines = document.createElement("canvas");
  const linesContext = lines.getContext("2d", { willReadFrequently: true });
  if (!linesContext) throw new Error("This browser gives no canvas to draw the flame graph on.");
  let image = new ImageData(1, 1);
  let pixels = new Uint32Array(image.data.buffer);
  // What gets a label, four numbers each: left, right, row on the stage, node.
  let labels = new Int32Array(4096);

  const paint = (scene: Scene): void => {
    const { layout, view, palette } = scene;
    const { width, height, rowHeight } = view;
    const one = depthAt(view, layout.rows, 0);
    const other = depthAt(view, layout.rows, height - 1);
    const firstDepth = Math.max(0, Math.min(one, other));
    const lastDepth = Math.min(layout.rows - 1, Math.max(one, other));
    const rows = lastDepth - firstDepth + 1;
    context.fillStyle = cssOf(palette.background);
    context.fillRect(0, 0, width, height);
    if (rows <= 0 || width <= 0 || view.x1 <= view.x0) return;

    // In high contrast a second line a row tells where its edge runs.
    const layers = palette.highContrast ? 2 : 1;
    if (image.width !== width || image.height < rows * layers) {
      image = new ImageData(width, rows * layers);
      pixels = new Uint32Array(image.data.buffer);
      lines.width = width;
      lines.height = rows * layers;
    }
    let labelled = 0;
    for (let row = 0; row < rows; row++) {
      const depth = view.orientation === "down" ? firstDepth + row : lastDepth - row;
      if (labelled + width * 2 > labels.length) labels = grown(labels, labelled + width * 2);
      labelled = scanRow(scene, depth, row, pixels, labels, labelled);
      if (palette.highContrast) edgeLine(pixels, row * width, (rows + row) * width, width, palette);
    }
    linesContext.putImageData(image, 0, 0);

    const top = rowTop(view, layout.rows, view.orientation === "down" ? firstDepth : lastDepth);
    context.imageSmoothingEnabled = false;
    context.drawImage(lines, 0, 0, width, rows, 0, top, width, rows * rowHeight);
    if (palette.highContrast) {
      for (let row = 0; row < rows; row++) {
        const y = top + row * rowHeight + (view.orientation === "down" ? rowHeight - 1 : 0);
        context.drawImage(lines, 0, rows + row, width, 1, 0, y, width, 1);
      }
    } else {
      context.fillStyle = cssOf(palette.background);
      for (let row = 1; row <= rows; row++) context.fillRect(0, top + row * rowHeight - 1, width, 1);
    }
    writeLabels(context, scene, labels, labelled, top);
  };
  return { paint };
}

function cssOf(colour: number): string {
  return `rgb(${colour & 255},${(colour >>> 8) & 255},${(colour >>> 16) & 255})`;
}

function grown(old: Int32Array<ArrayBuffer>, least: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(old.length * 2, least));
  larger.set(old);
  return larger;
}

/** Fills the pixels of one row and notes its labels; gives the new end of the notes. */
function scanRow(scene: Scene, depth: number, row: number, pixels: Uint32Array, labels: Int32Array, noted: number): number {
  const { layout, view, palette, ratio } = scene;
  const { order, x0, width: widths, frame } = layout;
  const { fill, background, steps, found, match, highContrast, edge } = palette;
  const pixelWidth = view.width;
  const line = row * pixelWidth;
  const scale = pixelWidth / (view.x1 - view.x0);
  const last = layout.rowStart[depth + 1];
  const labelFrom = LABEL_LEAST * ratio;
  const separator = highContrast ? edge : background;
  pixels.fill(background, line, line + pixelWidth);
  let place = firstRightOf(layout, depth, view.x0);
  while (place < last) {
    const node = order[place];
    const left = (x0[node] - view.x0) * scale;
    if (left >= pixelWidth) break;
    const wide = widths[node] * scale;
    if (wide >= 1) {
      const from = left < 0 ? 0 : Math.round(left);
      const to = Math.min(pixelWidth, Math.round(left + wide));
      const key = steps ? steps[node] + (found && found.frames[frame[node]] === 0 ? STEPS : 0) : frame[node];
      pixels.fill(fill[key], line + from, line + to);
      if (to - from >= EDGE_FROM && left + wide <= pixelWidth) pixels[line + to - 1] = separator;
      if (to - from >= labelFrom) {
        labels[noted++] = from;
        labels[noted++] = to;
        labels[noted++] = row;
        labels[noted++] = node;
      }
      place++;
      continue;
    }
    // A run of boxes inside of one pixel: where does it end, and what do its boxes say together?
    const column = Math.max(0, Math.floor(left));
    const limit = view.x0 + (column + 1) / scale;
    const next = gallop(layout, place, last, limit);
    const covered = (x0[order[next - 1]] + widths[order[next - 1]] - x0[node]) * scale;
    const hits = found !== null && found.before[next] > found.before[place];
    let colour: number;
    if (scene.changes && steps) {
      const weight = x0[order[next - 1]] + widths[order[next - 1]] - x0[node];
      const changed = weight > 0 ? (scene.changes[next] - scene.changes[place]) / weight : 0;
      colour = fill[stepOf(Math.max(-1, Math.min(1, changed))) + (found && !hits ? STEPS : 0)];
    } else if (hits) {
      colour = match;
    } else if (highContrast) {
      colour = edge;
    } else {
      colour = fill[frame[order[(place + next) >>> 1]]];
    }
    if (!hits && covered < 1) colour = mixPixels(background, colour, Math.round(256 * (0.35 + 0.65 * covered)));
    if (column < pixelWidth) pixels[line + column] = colour;
    place = next;
  }
  return noted;
}

/** The first place from `place` + 1 on whose node begins at `limit` or right of it. */
function gallop(layout: Layout, place: number, last: number, limit: number): number {
  const { order, x0 } = layout;
  let low = place + 1;
  let jump = 1;
  let high = low;
  while (high < last && x0[order[high]] < limit) {
    low = high + 1;
    high += jump;
    jump *= 2;
  }
  if (high > last) high = last;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x0[order[middle]] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** In high contrast: a line along every box of a row, and one where a box begins after a gap. */
function edgeLine(pixels: Uint32Array, from: number, to: number, width: number, palette: Palette): void {
  const { background, edge } = palette;
  let inside = false;
  for (let i = 0; i < width; i++) {
    const box = pixels[from + i] !== background;
    pixels[to + i] = box ? edge : background;
    if (box && !inside) pixels[from + i] = edge;
    inside = box;
  }
}

function writeLabels(context: CanvasRenderingContext2D, scene: Scene, labels: Int32Array, noted: number, top: number): void {
  const { layout, view, palette, fitter, ratio } = scene;
  const pad = Math.round(LABEL_PAD * ratio);
  const stripe = Math.max(2, Math.round(3 * ratio));
  context.font = scene.font;
  context.textBaseline = "middle";
  let style = -1;
  for (let i = 0; i < noted; i += 4) {
    const from = labels[i];
    const to = labels[i + 1];
    const y = top + labels[i + 2] * view.rowHeight;
    const node = labels[i + 3];
    const frame = layout.frame[node];
    let start = from + pad;
    if (scene.marked && scene.marked[frame] === 1) {
      context.fillStyle = palette.warning;
      style = -1;
      context.fillRect(from, y, stripe, view.rowHeight - 1);
      start += stripe;
    }
    const text = fitter.fit(scene.label(frame), to - start - pad);
    if (text === "") continue;
    const key = palette.steps
      ? palette.steps[node] + (palette.found && palette.found.frames[frame] === 0 ? STEPS : 0)
      : frame;
    if (palette.ink[key] !== style) {
      style = palette.ink[key];
      context.fillStyle = palette.inks[style];
    }
    context.fillText(text, start, y + (view.rowHeight - 1) / 2 + ratio * 0.5);
  }
}

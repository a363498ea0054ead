/** A graph as a file: folded stacks, a picture in pixels, a picture in lines. */

import { labelForms } from "./describe.ts";
import type { FlameDocument } from "./document.ts";
import type { Layout } from "./layout.ts";
import { formatShare, formatWeight } from "./messages.ts";
import { printable } from "./names.ts";
import { boxOf, contentHeight, type View } from "./view.ts";

/** One line a stack, root first: `a;b;c 12`, as flame graph tools read them. In a difference: before, then after. */
export function foldedText(doc: FlameDocument, layout: Layout): string {
  const { count, frame, depth, self, baseSelf } = layout;
  const names = doc.frames.map((row) => printable(doc.strings[row[0]]).replace(/[;\s]+/g, " ").trim());
  const path: string[] = [];
  const lines: string[] = [];
  for (let node = 1; node < count; node++) {
    path.length = depth[node] - 1;
    path.push(names[frame[node]]);
    const before = baseSelf ? baseSelf[node] : 0;
    if (self[node] > 0 || before > 0) lines.push(`${path.join(";")}${baseSelf ? ` ${before}` : ""} ${self[node]}`);
  }
  return `${lines.join("\n")}\n`;
}

export interface Drawing {
  readonly colour: (node: number) => { fill: string; ink: string };
  readonly background: string;
  readonly font: string;
  readonly fontSize: number;
  /** Device pixels in a CSS pixel. */
  readonly ratio: number;
}

const NARROWEST = 0.4;
const MOST_BOXES = 20_000;

/** The visible range with all of its rows, as SVG of plain boxes with titles; boxes under half a pixel are left out. */
export function svgText(doc: FlameDocument, layout: Layout, view: View, drawing: Drawing): string {
  const { ratio } = drawing;
  const rows = layout.rows;
  const whole: View = { ...view, top: 0, height: rows * view.rowHeight };
  const width = view.width / ratio;
  const height = contentHeight(whole, rows) / ratio;
  const scale = view.width / (view.x1 - view.x0) / ratio;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
      `font-family="${escaped(drawing.font)}" font-size="${drawing.fontSize}">`,
    `<title>${escaped(printable(doc.title))}</title>`,
    `<rect width="100%" height="100%" fill="${drawing.background}"/>`,
  ];
  let boxes = 0;
  for (let node = 0; node < layout.count && boxes < MOST_BOXES; ) {
    if (layout.width[node] * scale < NARROWEST) {
      node = layout.end[node]; // what stands under it is narrower still
      continue;
    }
    const box = boxOf(layout, whole, node);
    if (box) {
      boxes++;
      const [x, y, w, h] = [box.left, box.top, box.width, box.height].map((each) => round(each / ratio));
      const [name] = labelForms(doc, layout.frame[node]);
      const facts = `${formatWeight(layout.total[node], doc.unit)}, ${formatShare(layout.total[node], layout.total[0])}`;
      const { fill, ink } = drawing.colour(node);
      const fits = labelForms(doc, layout.frame[node]).find((form) => form.length * drawing.fontSize * 0.62 < w - 6);
      out.push(
        `<g><title>${escaped(`${name} ${facts}`)}</title>` +
          `<rect x="${x}" y="${y}" width="${round(Math.max(w - 0.5, 0.3))}" height="${round(h - 1)}" fill="${fill}"/>` +
          (fits ? `<text x="${x + 3}" y="${round(y + h / 2 + drawing.fontSize * 0.34)}" fill="${ink}">${escaped(fits)}</text>` : "") +
          "</g>",
      );
    }
    node++;
  }
  out.push("</svg>\n");
  return out.join("\n");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A file name from a title. */
export function fileName(title: string, extension: string): string {
  const plain = title.replace(/https?:\/\//, "").replace(/[^\w.-]+/g, "-").replace(/^[-.]+|-+$/g, "").slice(0, 80);
  return `${plain || "flame-graph"}.${extension}`;
}

/** A node put into words: for the tooltip, the status line and a screen reader. */

import type { FlameDocument, FrameInfo } from "./document.ts";
import { type Layout, pathTo } from "./layout.ts";
import { fill, formatChange, formatCount, formatShare, formatWeight, type Messages, unitWord } from "./messages.ts";
import { baseName, nameForms, printable, shortName } from "./names.ts";

/** What a host needs to open a frame's source; lines are 1-based, 0 where unknown. */
export interface OpenFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly startLine: number;
}

export function frameOf(doc: FlameDocument, frame: number): OpenFrame {
  const [name, file, line, startLine] = doc.frames[frame];
  return { function: doc.strings[name], file: doc.strings[file], line, startLine };
}

export function infoOf(doc: FlameDocument, frame: number): FrameInfo | undefined {
  return doc.info?.frames?.[String(frame)];
}

/** What a box may say, longest first. */
export function labelForms(doc: FlameDocument, frame: number): readonly string[] {
  const name = printable(doc.strings[doc.frames[frame][0]]);
  if (frame === 0) return [name];
  return doc.folded ? [name, /[^/]*(?:\/v\d+)?$/.exec(name)![0]] : nameForms(name);
}

/** A frame's name where there is room for it. */
export function labelOf(doc: FlameDocument, frame: number): string {
  const name = printable(doc.strings[doc.frames[frame][0]]);
  return frame === 0 || doc.folded ? name : shortName(name);
}

/** `cart.go:88`, or empty where the frame has no file. */
export function placeName(doc: FlameDocument, frame: number): string {
  const { file, line } = frameOf(doc, frame);
  if (file === "") return "";
  const base = printable(baseName(file));
  return line > 0 ? `${base}:${line}` : base;
}

export interface Description {
  readonly name: string;
  /** Full path and line, or empty. */
  readonly source: string;
  readonly weight: string;
  readonly share: string;
  /** Only where a part is zoomed into. */
  readonly shareHere: string;
  /** Only where some of the weight ends at the node, and not all. */
  readonly own: string;
  /** Only in a difference. */
  readonly change: string;
  readonly verdict: readonly string[];
}

export function describe(doc: FlameDocument, layout: Layout, node: number, zoomed: number, messages: Messages): Description {
  const frame = layout.frame[node];
  const { function: name, file, line } = frameOf(doc, frame);
  const { total, baseTotal, self } = layout;
  const info = infoOf(doc, frame);
  const verdict: string[] = [];
  if (info?.tier) verdict.push(fill(messages.tier, printable(info.tier)));
  if (info?.state) verdict.push(fill(messages.state, printable(info.state)));
  if (info?.rules && info.rules.length > 0) verdict.push(fill(messages.rules, printable(info.rules.join(", "))));
  return {
    name: printable(name),
    source: file === "" ? "" : line > 0 ? `${printable(file)}:${line}` : printable(file),
    weight: formatWeight(total[node], doc.unit),
    share: fill(messages.share, formatShare(total[node], total[0])),
    shareHere: zoomed > 0 ? fill(messages.shareHere, formatShare(total[node], total[zoomed])) : "",
    own: self[node] > 0 && self[node] < total[node] ? fill(messages.own, formatWeight(self[node], doc.unit)) : "",
    change: baseTotal ? describeChange(total[node], baseTotal[node], doc.unit, messages) : "",
    verdict,
  };
}

export function describeChange(after: number, before: number, unit: string, messages: Messages): string {
  const difference = after - before;
  const word =
    difference === 0
      ? messages.unchanged
      : before === 0
        ? messages.newFrame
        : after === 0
          ? messages.goneFrame
          : formatChange(difference, unit);
  return fill(messages.beforeAfter, formatWeight(before, unit), formatWeight(after, unit), word);
}

/** One sentence for a screen reader: name, share, count, change, place, level. */
export function spoken(doc: FlameDocument, layout: Layout, node: number, messages: Messages): string {
  const frame = layout.frame[node];
  const description = describe(doc, layout, node, 0, messages);
  const { file, line } = frameOf(doc, frame);
  const place = file === "" ? messages.noSource : fill(messages.line, printable(baseName(file)), line);
  const parts = [
    labelOf(doc, frame),
    description.share,
    fill(messages.countOf, formatCount(layout.total[node]), formatCount(layout.total[0]), unitWord(doc.unit)),
  ];
  if (description.change !== "") parts.push(description.change);
  if (frame !== 0) parts.push(place);
  parts.push(...description.verdict);
  return parts.join(", ");
}

/** The stack of a node as text, innermost frame first, as Go prints one. */
export function stackText(doc: FlameDocument, layout: Layout, node: number): string {
  const lines: string[] = [];
  for (const at of pathTo(layout, node).reverse()) {
    if (at === 0) continue;
    const { function: name, file, line } = frameOf(doc, layout.frame[at]);
    lines.push(printable(name));
    if (file !== "") lines.push(`\t${printable(file)}:${line}`);
  }
  return `${lines.join("\n")}\n`;
}

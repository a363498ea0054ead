/** The table of functions beside the graph, its columns sorted by a click, its rows opened to their lines. */

import { button, element } from "./chrome.ts";
import { frameOf, labelOf } from "./describe.ts";
import type { FlameDocument } from "./document.ts";
import type { Layout } from "./layout.ts";
import { fill, formatChange, formatCount, formatShare, formatWeight, type Messages } from "./messages.ts";
import { baseName, printable } from "./names.ts";
import { linesOf, type TableRow, tableOf } from "./table.ts";

export interface TableActions {
  readonly reveal: (node: number) => void;
  readonly open: (frame: number) => void;
  /** Shows who calls a function, by its full name. */
  readonly pivot: (name: string) => void;
}

type Column = "flat" | "cum" | "name";

const SHOWN = 100;

/** Fills `panel`. With a base, rows stand by how much they changed. */
export function fillTable(panel: HTMLElement, doc: FlameDocument, layout: Layout, messages: Messages, actions: TableActions): void {
  const rows = tableOf(doc, layout);
  const body = element("tbody", "");
  const more = element("p", "ll-empty");
  const heads = new Map<Column, HTMLElement>();
  let sorted: Column = "cum";

  const weigh = (row: TableRow, column: Column): number =>
    column === "flat"
      ? doc.hasBase ? Math.abs(row.flat - row.baseFlat) : row.flat
      : doc.hasBase ? Math.abs(row.cum - row.baseCum) : row.cum;

  const sortBy = (column: Column): void => {
    sorted = column;
    if (column === "name") rows.sort((a, b) => (doc.strings[a.name] < doc.strings[b.name] ? -1 : 1));
    else rows.sort((a, b) => weigh(b, column) - weigh(a, column) || a.name - b.name);
    for (const [each, head] of heads) head.setAttribute("aria-sort", each !== sorted ? "none" : each === "name" ? "ascending" : "descending");
    body.replaceChildren(...rows.slice(0, SHOWN).map(rowOf));
    more.textContent = rows.length > SHOWN ? fill(messages.tableMore, formatCount(rows.length - SHOWN)) : "";
  };

  const cell = (after: number, before: number): HTMLElement => {
    const text = doc.hasBase ? formatChange(after - before, doc.unit) : formatWeight(after, doc.unit).replace(/ \D+$/, unitKept);
    const made = element("td", "ll-number", text);
    made.title = doc.hasBase
      ? fill(messages.beforeAfter, formatWeight(before, doc.unit), formatWeight(after, doc.unit), text)
      : `${formatWeight(after, doc.unit)}, ${formatShare(after, layout.total[0])}`;
    return made;
  };
  // Bytes and times keep their unit, which differs from row to row; a count's unit stands in the title.
  const unitKept = (unit: string): string => (doc.unit === "bytes" || doc.unit === "nanoseconds" ? unit : "");

  const rowOf = (row: TableRow): HTMLElement => {
    const made = element("tr", "");
    const name = button("ll-name", labelOf(doc, row.frame));
    name.title = printable(doc.strings[row.name]);
    name.addEventListener("click", () => { actions.reveal(row.node); });
    const lines = button("ll-icon ll-small", "≡", fill(messages.tableLines, labelOf(doc, row.frame)));
    lines.setAttribute("aria-expanded", "false");
    const callers = button("ll-icon ll-small", "↥", messages.pivotCallersTitle);
    callers.addEventListener("click", () => { actions.pivot(doc.strings[row.name]); });
    const holder = element("td", "ll-function");
    const line = element("div", "ll-function-line");
    line.append(name, lines, callers);
    holder.append(line);
    lines.addEventListener("click", () => {
      const open = holder.querySelector(".ll-lines");
      lines.setAttribute("aria-expanded", String(!open));
      if (open) open.remove();
      else holder.append(linesList(row));
    });
    made.append(cell(row.flat, row.baseFlat), cell(row.cum, row.baseCum), holder);
    return made;
  };

  const linesList = (row: TableRow): HTMLElement => {
    const list = element("ul", "ll-lines");
    for (const { frame, flat, cum } of linesOf(doc, layout, row.name)) {
      const { file, line } = frameOf(doc, frame);
      const item = element("li", "");
      const link = button("ll-link", file === "" ? messages.noSource : `${printable(baseName(file))}:${line}`);
      link.disabled = file === "";
      link.addEventListener("click", () => { actions.open(frame); });
      item.append(link, ` ${formatWeight(cum, doc.unit)}${flat > 0 && flat < cum ? ` · ${fill(messages.own, formatWeight(flat, doc.unit))}` : ""}`);
      list.append(item);
    }
    return list;
  };

  const table = element("table", "ll-table");
  const headRow = element("tr", "");
  for (const [column, text] of [["flat", messages.tableFlat], ["cum", messages.tableCum], ["name", messages.tableFunction]] as const) {
    const head = element("th", column === "name" ? "" : "ll-number", "", { scope: "col" });
    const by = button("ll-head", text);
    by.addEventListener("click", () => { sortBy(column); });
    head.append(by);
    heads.set(column, head);
    headRow.append(head);
  }
  const head = element("thead", "");
  head.append(headRow);
  table.append(head, body);
  panel.replaceChildren(table, more);
  sortBy("cum");
}

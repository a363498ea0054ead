/** The list of what matters, beside the graph. */

import { button, element } from "./chrome.ts";
import { labelOf, placeName } from "./describe.ts";
import type { FlameDocument } from "./document.ts";
import { findHotspots, type Plateau } from "./hotspots.ts";
import type { Layout } from "./layout.ts";
import { fill, formatChange, formatShare, formatWeight, type Messages, unitWord } from "./messages.ts";
import { printable } from "./names.ts";
import { fillTable, type TableActions } from "./tableview.ts";

export type SideActions = TableActions;

/** Two tabs: what matters, and the table of functions, which is made when it is first looked at. */
export function fillSide(side: HTMLElement, doc: FlameDocument, layout: Layout, messages: Messages, actions: SideActions): void {
  const matters = element("div", "ll-panel", "", { role: "tabpanel" });
  const table = element("div", "ll-panel", "", { role: "tabpanel" });
  const tabs = element("div", "ll-tabs", "", { role: "tablist" });
  const wasTable = side.classList.contains("ll-wide");
  let filled = false;
  const choose = (chosen: number): void => {
    [matters, table].forEach((panel, at) => {
      panel.hidden = at !== chosen;
      buttons[at].setAttribute("aria-selected", String(at === chosen));
      buttons[at].tabIndex = at === chosen ? 0 : -1;
    });
    side.classList.toggle("ll-wide", chosen === 1);
    if (chosen === 1 && !filled) {
      filled = true;
      fillTable(table, doc, layout, messages, actions);
    }
  };
  const buttons = [messages.panel, messages.table].map((text, at) => {
    const tab = button("ll-tab", text);
    tab.setAttribute("role", "tab");
    tab.addEventListener("click", () => { choose(at); });
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      choose(1 - at);
      buttons[1 - at].focus();
    });
    tabs.append(tab);
    return tab;
  });
  fillMatters(matters, doc, layout, messages, actions);
  side.replaceChildren(tabs, matters, table);
  choose(wasTable ? 1 : 0);
}

function fillMatters(side: HTMLElement, doc: FlameDocument, layout: Layout, messages: Messages, actions: SideActions): void {
  const { plateaus, recursions } = findHotspots(doc, layout);
  const sections: HTMLElement[] = [];
  const plateau = (one: Plateau): HTMLElement => {
    const changed = doc.hasBase ? formatChange(one.weight - one.baseWeight, doc.unit) : formatWeight(one.weight, doc.unit);
    const larger = Math.max(one.weight, one.baseWeight);
    const share = formatShare(doc.hasBase ? larger : one.weight, doc.hasBase ? layout.width[0] : layout.total[0]);
    const facts = [changed, doc.hasBase ? "" : share, printable(one.waits)];
    return entry(doc, one.frame, one.node, facts, larger / layout.width[0], actions);
  };
  if (doc.hasBase) {
    const grown = plateaus.filter((one) => one.weight > one.baseWeight);
    const shrunk = plateaus.filter((one) => one.weight < one.baseWeight);
    if (grown.length > 0) sections.push(section(messages.grownList, grown.map(plateau), "ll-grown"));
    if (shrunk.length > 0) sections.push(section(messages.shrunkList, shrunk.map(plateau), "ll-shrunk"));
  } else if (plateaus.length > 0) {
    sections.push(section(fill(messages.plateaus, unitWord(doc.unit)), plateaus.map(plateau), ""));
  }
  if (recursions.length > 0) {
    const entries = recursions.map(({ frame, node, depth }) =>
      entry(doc, frame, node, [fill(messages.recursionDepth, depth)], 0, actions),
    );
    sections.push(section(messages.recursion, entries, ""));
  }
  if (sections.length === 0) sections.push(element("p", "ll-empty", messages.plateausEmpty));
  side.replaceChildren(...sections);
}

function section(title: string, entries: readonly HTMLElement[], className: string): HTMLElement {
  const made = element("section", className);
  const list = element("ol", "ll-list");
  list.append(...entries);
  made.append(element("h2", "ll-title", title), list);
  return made;
}

function entry(
  doc: FlameDocument,
  frame: number,
  node: number,
  facts: readonly string[],
  share: number,
  actions: SideActions,
): HTMLElement {
  const item = element("li", "ll-entry");
  const name = button("ll-name", labelOf(doc, frame));
  name.title = printable(doc.strings[doc.frames[frame][0]]);
  name.addEventListener("click", () => { actions.reveal(node); });
  const bar = element("div", "ll-meter");
  const filled = element("div", "ll-meter-fill");
  filled.style.width = `${Math.max(0.5, Math.min(100, share * 100))}%`;
  bar.append(filled);
  const text = element("div", "ll-facts", facts.filter((fact) => fact !== "").join(" · "));
  item.append(name, text);
  const place = placeName(doc, frame);
  if (place !== "") {
    const source = button("ll-link", place);
    source.addEventListener("click", () => { actions.open(frame); });
    item.append(source);
  }
  if (share > 0) item.append(bar);
  return item;
}

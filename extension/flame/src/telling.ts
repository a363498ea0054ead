/** What the elements around the picture say of it: breadcrumbs, and the tree as a screen reader has it. */

import { type Chrome, element } from "./chrome.ts";
import { labelOf, spoken } from "./describe.ts";
import type { FlameDocument } from "./document.ts";
import { type Layout, pathTo, siblings } from "./layout.ts";
import { fill, formatWeight, type Messages } from "./messages.ts";

const MOST_CRUMBS = 7;

/** Tells a screen reader where the keyboard is: one treeitem, made anew so that the move is noticed. */
export function tellNode(chrome: Chrome, id: string, doc: FlameDocument, layout: Layout, node: number, messages: Messages): void {
  const { position, size } = siblings(layout, node);
  const item = element("div", "", "", {
    id: `${id}-${node}`,
    role: "treeitem",
    "aria-level": String(layout.depth[node] + 1),
    "aria-posinset": String(position),
    "aria-setsize": String(size),
    "aria-selected": "true",
    "aria-label": spoken(doc, layout, node, messages),
  });
  chrome.item.replaceChildren(item);
  chrome.scroll.setAttribute("aria-activedescendant", item.id);
  chrome.scroll.setAttribute("aria-label", fill(messages.tree, doc.title, formatWeight(layout.total[0], doc.unit)));
}

/** The path from the root to the frame that is zoomed into, each step a way back. */
export function tellPath(crumbs: HTMLElement, doc: FlameDocument, layout: Layout, zoomed: number, go: (node: number) => void): void {
  const path = pathTo(layout, zoomed);
  const shown = path.length > MOST_CRUMBS ? [path[0], -1, ...path.slice(2 - MOST_CRUMBS)] : path;
  crumbs.replaceChildren(
    ...shown.map((node) => {
      if (node < 0) return element("span", "ll-gap", "…");
      const crumb = element("button", "ll-crumb", labelOf(doc, layout.frame[node]), { type: "button" });
      if (node === zoomed) crumb.setAttribute("aria-current", "true");
      crumb.addEventListener("click", () => { go(node); });
      return crumb;
    }),
  );
}

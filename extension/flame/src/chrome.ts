/** The elements of the component. Styles stand in flame.css; a strict content security policy allows no style attributes. */

import { fill, type MessageKey, type Messages } from "./messages.ts";

export interface Chrome {
  readonly root: HTMLElement;
  readonly bar: HTMLElement;
  readonly search: HTMLInputElement;
  readonly result: HTMLElement;
  readonly previous: HTMLButtonElement;
  readonly next: HTMLButtonElement;
  readonly all: HTMLButtonElement;
  readonly flip: HTMLButtonElement;
  readonly viewing: HTMLButtonElement;
  readonly panel: HTMLButtonElement;
  readonly help: HTMLButtonElement;
  readonly crumbs: HTMLElement;
  /** What the colours of a difference mean. */
  readonly legend: HTMLElement;
  readonly stage: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly hover: HTMLElement;
  readonly cursor: HTMLElement;
  /** Takes the pointer and the keyboard, has the scroll bar, and is the tree for a screen reader. */
  readonly scroll: HTMLElement;
  readonly spacer: HTMLElement;
  readonly item: HTMLElement;
  readonly side: HTMLElement;
  readonly status: HTMLElement;
  readonly hint: HTMLElement;
  readonly live: HTMLElement;
  readonly tip: HTMLElement;
  readonly keys: HTMLDialogElement;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  if (text !== "") made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

export function button(className: string, text: string, label = ""): HTMLButtonElement {
  const made = element("button", className, text, { type: "button" });
  if (label !== "") {
    made.title = label;
    // A name that does not hold the visible text cannot be spoken to the page by voice.
    if (text.length < 3) made.setAttribute("aria-label", label);
  }
  return made;
}

export function buildChrome(host: HTMLElement, messages: Messages): Chrome {
  const root = element("div", "ll-flame");
  const search = element("input", "ll-search", "", {
    type: "text",
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": messages.search,
    placeholder: messages.searchPlaceholder,
  });
  const result = element("span", "ll-result");
  const previous = button("ll-icon", "↑", messages.previousMatch);
  const next = button("ll-icon", "↓", messages.nextMatch);
  const all = button("ll-button", messages.zoomOut);
  const flip = button("ll-button", messages.flip, messages.flipTitle);
  const viewing = button("ll-button", messages.view, messages.viewTitle);
  const panel = button("ll-button", messages.panel, messages.panelTitle);
  const help = button("ll-icon", "?", messages.help);
  const find = element("div", "ll-find", "", { role: "search" });
  find.append(search, previous, next, result);
  const bar = element("div", "ll-bar");
  bar.append(find, all, flip, viewing, panel, help);
  const crumbs = element("nav", "ll-crumbs", "", { "aria-label": messages.crumbs });
  const legend = element("div", "ll-legend", "", { title: messages.legend });
  legend.append(element("span", "", messages.legendGone), element("span", "ll-scale"), element("span", "", messages.legendNew));
  legend.hidden = true;
  const where = element("div", "ll-where");
  where.append(crumbs, legend);

  const canvas = element("canvas", "ll-canvas", "", { "aria-hidden": "true" });
  const hover = element("div", "ll-hover");
  const cursor = element("div", "ll-cursor");
  const spacer = element("div", "ll-spacer");
  const item = element("div", "ll-unseen");
  const scroll = element("div", "ll-scroll", "", { role: "tree", tabindex: "0", "aria-label": messages.graph });
  scroll.append(spacer, item);
  const stage = element("div", "ll-stage");
  stage.append(canvas, hover, cursor, scroll);
  const side = element("aside", "ll-side", "", { "aria-label": messages.panel });
  side.hidden = true;
  const main = element("div", "ll-main");
  main.append(stage, side);

  const status = element("span", "ll-frame");
  const hint = element("span", "ll-hint", messages.hint);
  const foot = element("div", "ll-foot");
  foot.append(status, hint);
  const live = element("div", "ll-unseen", "", { "aria-live": "polite", role: "status" });
  const tip = element("div", "ll-tip", "", { role: "tooltip" });
  tip.hidden = true;
  const keys = element("dialog", "ll-keys", "", { "aria-label": messages.help });
  root.append(bar, where, main, foot, live, tip, keys);
  host.replaceChildren(root);
  return {
    root, bar, search, result, previous, next, all, flip, viewing, panel, help, crumbs, legend, stage, canvas, hover, cursor,
    scroll, spacer, item, side, status, hint, live, tip, keys,
  };
}

const KEY_LIST: readonly (readonly [readonly string[], MessageKey])[] = [
  [["Enter"], "keyOpen"],
  [["↑", "↓", "←", "→"], "keyMove"],
  [["Z"], "keyZoom"],
  [["Backspace"], "keyBack"],
  [["Esc"], "keyAll"],
  [["+", "−"], "keyScale"],
  [["/"], "keySearch"],
  [["n", "N"], "keyMatches"],
  [["Home", "End"], "keyEnds"],
  [["i"], "keyFlip"],
  [["m"], "keyPanel"],
  [["v"], "keyView"],
  [["c", "e"], "keyPivot"],
  [["x"], "keyInvert"],
  [["0"], "keyReset"],
  [["Ctrl+C"], "keyCopy"],
];

/** Shows what every key does. */
export function showKeys(dialog: HTMLDialogElement, messages: Messages): void {
  if (dialog.childElementCount === 0) {
    const list = element("dl", "ll-keylist");
    const row = (keys: readonly string[], text: string): void => {
      const term = element("dt", "");
      for (const key of keys) term.append(element("kbd", "", key));
      list.append(term, element("dd", "", text));
    };
    for (const [keys, message] of KEY_LIST) row(keys, messages[message]);
    row([`Ctrl+${fill(messages.wheel)}`], messages.keyWheel);
    row([messages.drag], messages.keyDrag);
    const close = button("ll-button", messages.close);
    close.addEventListener("click", () => { dialog.close(); });
    dialog.append(element("h2", "", messages.help), list, close);
  }
  dialog.showModal();
}

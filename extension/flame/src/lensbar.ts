/** The controls of the lens: a row below the search, shown on demand. */

import { button, element } from "./chrome.ts";
import type { FlameDocument } from "./document.ts";
import { choicesOf, isPlain, type Lens, PLAIN } from "./lens.ts";
import { fill, type MessageKey, type Messages } from "./messages.ts";
import { printable, shortName } from "./names.ts";

export interface LensBar {
  readonly row: HTMLElement;
  /** Offers what the document's frames are known to be. */
  readonly offer: (doc: FlameDocument) => void;
  /** Shows the lens as it stands. */
  readonly show: (lens: Lens) => void;
}

export interface LensActions {
  readonly change: (change: Partial<Lens>) => void;
  /** Makes the selected function what the graph is about. */
  readonly pivot: (way: Lens["way"]) => void;
  readonly save: (kind: "svg" | "png" | "folded") => void;
}

const WAYS: readonly (readonly [Lens["way"], MessageKey])[] = [["callees", "wayCallees"], ["callers", "wayCallers"]];
const FOLDS: readonly (readonly [Lens["fold"], MessageKey])[] = [
  ["lines", "foldLines"], ["functions", "foldFunctions"], ["packages", "foldPackages"], ["modules", "foldModules"],
];
const SORTS: readonly (readonly [Lens["sort"], MessageKey])[] = [["given", "sortGiven"], ["weight", "sortWeight"], ["name", "sortName"]];

export function buildLensBar(messages: Messages, actions: LensActions): LensBar {
  const row = element("div", "ll-lens", "", { role: "group", "aria-label": messages.view });
  const choice = (label: string, options: readonly (readonly [string, string])[], chosen: (value: string) => void): HTMLSelectElement => {
    const select = element("select", "ll-choice");
    for (const [value, text] of options) select.append(element("option", "", text, { value }));
    select.addEventListener("change", () => { chosen(select.value); });
    const wrapped = element("label", "ll-labelled", label);
    wrapped.append(select);
    row.append(wrapped);
    return select;
  };
  const check = (text: string, key: "hideRuntime" | "mergeRecursion" | "onlyMatches"): HTMLInputElement => {
    const box = element("input", "", "", { type: "checkbox" });
    box.addEventListener("change", () => { actions.change({ [key]: box.checked }); });
    const wrapped = element("label", "ll-labelled");
    wrapped.append(box, text);
    row.append(wrapped);
    return box;
  };
  const worded = <T extends string>(list: readonly (readonly [T, MessageKey])[]) => list.map(([value, key]) => [value, messages[key]] as const);

  const way = choice(messages.way, worded(WAYS), (value) => { actions.change({ way: value as Lens["way"] }); });
  const fold = choice(messages.fold, worded(FOLDS), (value) => { actions.change({ fold: value as Lens["fold"] }); });
  const only = choice(messages.only, [["", messages.onlyAll]], (value) => { actions.change({ only: value }); });
  const sort = choice(messages.sort, worded(SORTS), (value) => { actions.change({ sort: value as Lens["sort"] }); });
  const boxes = {
    hideRuntime: check(messages.hideRuntime, "hideRuntime"),
    mergeRecursion: check(messages.mergeRecursion, "mergeRecursion"),
    onlyMatches: check(messages.onlyMatches, "onlyMatches"),
  };
  const push = (text: string, title: string, done: () => void): HTMLButtonElement => {
    const made = button("ll-button", text, title);
    made.addEventListener("click", done);
    row.append(made);
    return made;
  };
  push(messages.pivotCallers, messages.pivotCallersTitle, () => { actions.pivot("callers"); });
  push(messages.pivotCallees, messages.pivotCalleesTitle, () => { actions.pivot("callees"); });
  const around = push("", messages.leavePivot, () => { actions.change({ around: "", way: "callees" }); });
  around.classList.add("ll-around");
  const reset = push(messages.reset, messages.resetTitle, () => { actions.change(PLAIN); });
  const saving = element("span", "ll-saving", `${messages.save} `);
  for (const [kind, text] of [["svg", "SVG"], ["png", "PNG"], ["folded", messages.saveFolded]] as const) {
    const made = button("ll-button", text);
    made.addEventListener("click", () => { actions.save(kind); });
    saving.append(made);
  }
  row.append(saving);

  return {
    row,
    offer: (doc) => {
      const choices = choicesOf(doc).map((value) => {
        const [kind, word] = [value.slice(0, value.indexOf(":")), printable(value.slice(value.indexOf(":") + 1))];
        return element("option", "", kind === "tier" ? fill(messages.tier, word) : fill(messages.state, word), { value });
      });
      only.replaceChildren(element("option", "", messages.onlyAll, { value: "" }), ...choices);
      only.parentElement!.hidden = choices.length === 0;
    },
    show: (lens) => {
      way.value = lens.way;
      fold.value = lens.fold;
      only.value = lens.only;
      sort.value = lens.sort;
      for (const [key, box] of Object.entries(boxes)) box.checked = lens[key as keyof typeof boxes];
      around.hidden = lens.around === "";
      around.textContent = fill(lens.way === "callers" ? messages.callersOf : messages.calleesOf, printable(shortName(lens.around)));
      reset.disabled = isPlain(lens);
    },
  };
}

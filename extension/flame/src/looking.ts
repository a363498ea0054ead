/** The lens of a graph: its controls, what it makes of the document, and what of it is saved. */

import type { Chrome } from "./chrome.ts";
import { css } from "./colour.ts";
import type { Graph, Loaded } from "./graph.ts";
import { layOut } from "./layout.ts";
import { isPlain, type Lens, lookAt, PLAIN, type Way } from "./lens.ts";
import { buildLensBar } from "./lensbar.ts";
import { fill, formatCount, formatWeight, type Messages } from "./messages.ts";
import { colourOf } from "./palette.ts";
import { fileName, foldedText, svgText } from "./save.ts";
import { search } from "./search.ts";

export interface Looking {
  /** What is shown of a document. */
  readonly through: (source: Loaded) => Loaded;
  readonly toggle: () => void;
  /** Makes the selected function what the graph is about. */
  readonly pivot: (way: Way) => void;
  readonly pivotOn: (name: string, way: Way) => void;
  readonly invert: () => void;
  readonly reset: () => void;
  /** The search has changed. */
  readonly searched: () => void;
}

export function makeLooking(chrome: Chrome, graph: Graph, messages: Messages, save: (name: string, data: Blob) => void): Looking {
  let lens: Lens = PLAIN;
  let offered: Loaded["doc"] | null = null;

  const change = (changed: Partial<Lens>): void => {
    const next = { ...lens, ...changed };
    if ((Object.keys(next) as (keyof Lens)[]).every((key) => next[key] === lens[key])) return;
    lens = next;
    if (!isPlain(lens)) show(true);
    bar.show(lens);
    graph.again();
    const shown = graph.current();
    if (shown) graph.say(fill(messages.viewChanged, formatCount(shown.layout.count - 1), formatWeight(shown.layout.total[0], shown.doc.unit)));
  };

  const pivotOn = (name: string, way: Way): void => {
    change({ around: name, way, ...(lens.fold === "packages" || lens.fold === "modules" ? { fold: "functions" } : {}) });
  };

  const pivot = (way: Way): void => {
    const shown = graph.current();
    const node = graph.selected();
    if (!shown || shown.doc.folded || node <= 0) return;
    pivotOn(shown.doc.strings[shown.doc.frames[shown.layout.frame[node]][0]], way);
    graph.reveal(graph.current()!.layout.count > 1 ? 1 : 0);
  };

  const saveAs = (kind: "svg" | "png" | "folded"): void => {
    const shown = graph.current();
    const { palette, theme, ratio } = graph.coloured();
    if (!shown || !palette) return;
    const { doc, layout } = shown;
    const name = fileName(doc.title, kind === "folded" ? "folded.txt" : kind);
    if (kind === "png") {
      chrome.canvas.toBlob((data) => { if (data) done(name, data); }, "image/png");
    } else if (kind === "svg") {
      const drawing = { colour: (node: number) => colourOf(palette, layout, node), background: css(theme.background), font: theme.font, fontSize: theme.fontSize, ratio };
      done(name, new Blob([svgText(doc, layout, graph.view, drawing)], { type: "image/svg+xml" }));
    } else {
      done(name, new Blob([foldedText(doc, layout)], { type: "text/plain" }));
    }
  };

  const done = (name: string, data: Blob): void => {
    save(name, data);
    graph.say(fill(messages.saved, name));
  };

  const bar = buildLensBar(messages, { change, pivot, save: saveAs });
  bar.row.hidden = true;
  bar.show(lens);
  chrome.bar.after(bar.row);
  chrome.viewing.setAttribute("aria-pressed", "false");

  const show = (shown: boolean): void => {
    if (bar.row.hidden === !shown) return;
    bar.row.hidden = !shown;
    chrome.viewing.setAttribute("aria-pressed", String(shown));
    graph.resize();
  };

  return {
    through: (source) => {
      if (source.doc !== offered) {
        offered = source.doc;
        bar.offer(source.doc);
        bar.show(lens);
      }
      if (isPlain(lens)) return source;
      const result = lens.onlyMatches ? search(source.doc, source.layout, chrome.search.value) : null;
      const matching = result?.kind === "found" ? result.found.frames : null;
      const { doc, columns } = lookAt(source.doc, source.layout, lens, matching);
      return { doc, layout: layOut(columns) };
    },
    toggle: () => { show(bar.row.hidden !== false); },
    pivot,
    pivotOn,
    invert: () => { change({ way: lens.way === "callees" ? "callers" : "callees" }); },
    reset: () => { change(PLAIN); },
    searched: () => { if (lens.onlyMatches) graph.again(); },
  };
}

/** A graph on the page: the loaded document, the view of it, and everything that changes either. */

import type { Chrome } from "./chrome.ts";
import { describe, frameOf, labelForms, labelOf, type OpenFrame } from "./describe.ts";
import { decode, type FlameDocument, keptFrames } from "./document.ts";
import { fitter, type Fitter } from "./labels.ts";
import { type Layout, layOut, sameNode } from "./layout.ts";
import { fill, formatCount, formatShare, formatWeight, type Messages, unitWord } from "./messages.ts";
import { changeSums, painter } from "./paint.ts";
import { changeSteps, frameLooks, type Looks, makePalette, type Palette } from "./palette.ts";
import { type Found, nextMatch, search } from "./search.ts";
import { tellNode, tellPath } from "./telling.ts";
import { readTheme, type Theme } from "./theme.ts";
import { statusText } from "./tooltip.ts";
import { boxOf, contentHeight, hitTest, type Orientation, scrollTo, scrollToZoom, type View } from "./view.ts";
import { coveringNode, zoomer } from "./zoom.ts";

/** Milliseconds of the last document and of the last draw, for benchmarks and curiosity. */
export interface Stats {
  nodes: number;
  decode: number;
  layout: number;
  draw: number;
  search: number;
  look: number;
}

export interface Loaded {
  readonly doc: FlameDocument;
  readonly layout: Layout;
}

const ROW_EXTRA = 7;
let uid = 0;

export type Graph = ReturnType<typeof makeGraph>;

/** `through` gives what is shown of a document that was loaded: all of it, or what a lens makes of it. */
export function makeGraph(chrome: Chrome, messages: Messages, orientation: Orientation, through: (source: Loaded) => Loaded) {
  const id = `ll${++uid}`;
  const view: View = { x0: 0, x1: 1, top: 0, width: 0, height: 0, rowHeight: 20, orientation };
  const stats: Stats = { nodes: 0, decode: 0, layout: 0, draw: 0, search: 0, look: 0 };
  const painting = painter(chrome.canvas);
  let ratio = 1;
  let source: Loaded | null = null;
  let loaded: Loaded | null = null;
  let theme: Theme = readTheme(chrome.root);
  let looks: Looks | null = null;
  let palette: Palette | null = null;
  let steps: Uint8Array | null = null;
  let changes: Float64Array | null = null;
  let marked: Uint8Array | null = null;
  let labels: (readonly string[] | undefined)[] = [];
  let fitting: Fitter | null = null;
  let font = "";
  let found: Found | null = null;
  let selected = 0;
  let hovered = -1;
  let zoomed = 0;
  let loading = 0;

  // --- drawing

  /** Takes the size of the stage; false if nothing about it changed. */
  const measureStage = (): boolean => {
    const before = `${view.width} ${view.height} ${view.rowHeight} ${ratio} ${font}`;
    ratio = window.devicePixelRatio || 1;
    view.width = Math.round(chrome.scroll.clientWidth * ratio);
    view.height = Math.round(chrome.stage.clientHeight * ratio);
    view.rowHeight = Math.max(8, Math.round((theme.fontSize + ROW_EXTRA) * ratio));
    const size = Math.round(theme.fontSize * ratio * 100) / 100;
    const wanted = `${size}px ${theme.font}`;
    if (before === `${view.width} ${view.height} ${view.rowHeight} ${ratio} ${wanted}`) return false;
    chrome.canvas.width = view.width;
    chrome.canvas.height = view.height;
    chrome.canvas.style.width = `${view.width / ratio}px`;
    chrome.canvas.style.height = `${view.height / ratio}px`;
    if (font !== wanted) {
      font = wanted;
      fitting = null;
    }
    sizeContent();
    return true;
  };

  const sizeContent = (): void => {
    const rows = loaded?.layout.rows ?? 0;
    chrome.spacer.style.height = `${contentHeight(view, rows) / ratio}px`;
  };

  const fitterNow = (): Fitter => {
    if (!fitting) {
      const context = chrome.canvas.getContext("2d")!;
      context.font = font;
      fitting = fitter((character) => context.measureText(character).width);
    }
    return fitting;
  };

  const draw = (): void => {
    if (!loaded || !palette || view.width === 0 || view.height === 0) return;
    const { doc, layout } = loaded;
    const started = performance.now();
    painting.paint({
      layout,
      view,
      palette,
      fitter: fitterNow(),
      font,
      ratio,
      label: (frame) => (labels[frame] ??= labelForms(doc, frame)),
      marked,
      changes,
    });
    placeBox(chrome.hover, hovered === selected ? -1 : hovered);
    placeBox(chrome.cursor, selected);
    stats.draw = performance.now() - started;
  };

  const placeBox = (box: HTMLElement, node: number): void => {
    const at = node >= 0 && loaded ? boxOf(loaded.layout, view, node) : null;
    box.hidden = at === null;
    if (!at) return;
    box.style.transform = `translate(${at.left / ratio}px, ${at.top / ratio}px)`;
    box.style.width = `${Math.max(3, at.width / ratio)}px`;
    box.style.height = `${at.height / ratio}px`;
  };

  const zooming = zoomer(view, draw);

  const recolour = (): void => {
    if (looks) palette = makePalette(looks, theme, steps, found);
  };

  // --- the document

  const show = ({ doc, layout }: Loaded): void => {
    const before = loaded;
    const same = before && keptFrames(before.doc, doc);
    const keptZoom = before && same ? sameNode(before.layout, zoomed, layout, same) : 0;
    const keptSelection = before && same ? sameNode(before.layout, selected, layout, same) : 0;
    loaded = { doc, layout };
    looks = frameLooks(doc);
    steps = changeSteps(layout);
    changes = changeSums(layout);
    labels = [];
    labels[0] = [`${labelOf(doc, 0)} · ${formatWeight(layout.total[0], doc.unit)}`];
    marked = null;
    for (const frame of Object.keys(doc.info?.frames ?? {})) {
      marked ??= new Uint8Array(doc.frames.length);
      if (doc.info?.frames?.[frame].tier) marked[Number(frame)] = 1;
    }
    zooming.stop();
    zooming.forget();
    zoomed = layout.width[keptZoom] > 0 ? keptZoom : 0;
    view.x0 = zooming.goal.x0 = layout.x0[zoomed];
    view.x1 = zooming.goal.x1 = layout.x0[zoomed] + (layout.width[zoomed] || 1);
    selected = keptSelection;
    hovered = -1;
    const result = search(doc, layout, found?.pattern ?? "");
    found = result.kind === "found" ? result.found : null;
    chrome.legend.hidden = !doc.hasBase;
    recolour();
    sizeContent();
    scrollTop(before ? scrollTo(view, layout.rows, layout.depth[selected]) : orientationStart());
    draw();
    showCrumbs();
    announceNode();
  };

  /** Decodes and shows a document; a later call wins over one that still unpacks. */
  const load = async (doc: FlameDocument): Promise<boolean> => {
    const turn = ++loading;
    const started = performance.now();
    const columns = await decode(doc);
    if (turn !== loading) return false;
    const decoded = performance.now();
    const layout = layOut(columns);
    stats.nodes = columns.count;
    stats.decode = decoded - started;
    stats.layout = performance.now() - decoded;
    source = { doc, layout };
    show(through(source));
    return true;
  };

  // --- moving

  const orientationStart = (): number =>
    view.orientation === "down" ? 0 : contentHeight(view, loaded?.layout.rows ?? 0) - view.height;

  const scrollTop = (top: number): void => {
    view.top = Math.round(top);
    chrome.scroll.scrollTop = view.top / ratio;
  };

  const scrolled = (): void => {
    const top = Math.round(chrome.scroll.scrollTop * ratio);
    if (top === view.top) return;
    view.top = top;
    draw();
  };

  const goTo = (x0: number, x1: number, into: number | null, remember: boolean): void => {
    if (!loaded) return;
    if (remember) zooming.remember({ x0: zooming.goal.x0, x1: zooming.goal.x1, zoomed });
    zooming.go(loaded.layout, x0, x1);
    showWhole();
    const target = into ?? coveringNode(loaded.layout, zooming.goal.x0, zooming.goal.x1);
    if (target === zoomed) return;
    zoomed = target;
    showCrumbs();
    const { doc, layout } = loaded;
    const name = labelOf(doc, layout.frame[zoomed]);
    const share = fill(messages.share, formatShare(layout.total[zoomed], layout.total[0]));
    say(zoomed === 0 ? messages.zoomedOut : fill(messages.zoomed, name, share));
  };

  const zoomInto = (node: number): void => {
    if (!loaded || node < 0 || !(loaded.layout.width[node] > 0)) return;
    const { layout } = loaded;
    if (node === zoomed && zooming.goal.x0 === layout.x0[node]) return;
    scrollTop(scrollToZoom(view, layout.rows, layout.depth[node]));
    goTo(layout.x0[node], layout.x0[node] + layout.width[node], node, true);
  };

  const zoomBack = (): void => {
    const place = zooming.back();
    if (place) goTo(place.x0, place.x1, place.zoomed, false);
    else zoomAll();
  };

  const zoomAll = (): boolean => {
    if (!loaded) return false;
    const whole = loaded.layout.width[0];
    if (zooming.goal.x0 === 0 && zooming.goal.x1 === whole) return false;
    goTo(0, whole, 0, true);
    return true;
  };

  /** Scales the range around a position of it, 0 to 1. */
  const scale = (factor: number, around: number): void => {
    const { x0, x1 } = zooming.goal;
    const span = (x1 - x0) * factor;
    const fixed = x0 + (x1 - x0) * around;
    goTo(fixed - span * around, fixed + span * (1 - around), null, false);
  };

  /** Moves the range by CSS pixels, at once. */
  const pan = (pixels: number): void => {
    if (!loaded) return;
    const shift = (pixels * ratio * (view.x1 - view.x0)) / view.width;
    const span = view.x1 - view.x0;
    const from = Math.min(Math.max(0, view.x0 + shift), loaded.layout.width[0] - span);
    zooming.stop();
    view.x0 = zooming.goal.x0 = from;
    view.x1 = zooming.goal.x1 = from + span;
    const covering = coveringNode(loaded.layout, view.x0, view.x1);
    if (covering !== zoomed) {
      zoomed = covering;
      showCrumbs();
    }
    draw();
  };

  /** Selects a node and brings it into sight: scrolls, and zooms where it is not to be seen or a sliver. */
  const reveal = (node: number): void => {
    if (!loaded || node < 0) return;
    const { layout } = loaded;
    selected = node;
    const top = scrollTo(view, layout.rows, layout.depth[node]);
    if (top !== view.top) scrollTop(top);
    const { x0, x1 } = zooming.goal;
    const box = boxOf(layout, { ...view, x0, x1 }, node);
    if (!box || box.width < 4 * ratio) {
      let into = layout.parent[node] >= 0 ? layout.parent[node] : node;
      const enough = (layout.width[node] / (8 * ratio)) * view.width;
      while (layout.parent[into] >= 0 && layout.width[layout.parent[into]] <= enough) into = layout.parent[into];
      goTo(layout.x0[into], layout.x0[into] + layout.width[into], into, true);
    } else {
      draw();
    }
    announceNode();
  };

  const flip = (): void => {
    view.orientation = view.orientation === "down" ? "up" : "down";
    if (loaded) scrollTop(zoomed === 0 && selected === 0 ? orientationStart() : scrollTo(view, loaded.layout.rows, loaded.layout.depth[selected]));
    draw();
  };

  // --- searching

  const find = (pattern: string): void => {
    if (!loaded) return;
    const { doc, layout } = loaded;
    const started = performance.now();
    const result = search(doc, layout, pattern);
    stats.search = performance.now() - started;
    found = result.kind === "found" ? result.found : null;
    let text = "";
    if (result.kind === "refused") text = result.why;
    else if (found?.nodes === 0) text = messages.noMatch;
    else if (found) text = fill(messages.matches, formatShare(found.total, layout.total[0]), unitWord(doc.unit), formatCount(found.nodes));
    chrome.result.textContent = chrome.result.title = text;
    chrome.root.classList.toggle("ll-refused", result.kind === "refused" || found?.nodes === 0);
    chrome.previous.disabled = chrome.next.disabled = !found || found.nodes === 0;
    say(text);
    recolour();
    draw();
  };

  const toMatch = (step: 1 | -1): void => {
    if (!loaded || !found) return;
    const node = nextMatch(loaded.layout, found, selected, step);
    if (node >= 0) reveal(node);
  };

  // --- telling

  const say = (text: string): void => {
    chrome.live.textContent = text;
  };

  const showStatus = (node: number): void => {
    if (!loaded) return;
    chrome.status.textContent = statusText(describe(loaded.doc, loaded.layout, node, 0, messages));
  };

  const announceNode = (): void => {
    if (!loaded) return;
    tellNode(chrome, id, loaded.doc, loaded.layout, selected, messages);
    showStatus(selected);
  };

  const showCrumbs = (): void => {
    if (!loaded) return;
    tellPath(chrome.crumbs, loaded.doc, loaded.layout, zoomed, (node) => {
      zoomInto(node);
      chrome.scroll.focus({ preventScroll: true });
    });
    showWhole();
  };

  const showWhole = (): void => {
    chrome.all.disabled = loaded !== null && zooming.goal.x0 === 0 && zooming.goal.x1 === loaded.layout.width[0];
  };

  return {
    view,
    stats,
    load,
    draw,
    resize: () => {
      if (!measureStage()) return;
      scrolled();
      draw();
    },
    retheme: () => { theme = readTheme(chrome.root); recolour(); measureStage(); draw(); },
    scrolled,
    zoomInto,
    zoomBack,
    zoomAll,
    scale,
    pan,
    reveal,
    flip,
    find,
    toMatch,
    say,
    showStatus,
    /** Looks at the loaded document anew. */
    again: () => {
      const started = performance.now();
      if (source) show(through(source));
      stats.look = performance.now() - started;
    },
    source: () => source,
    coloured: () => ({ palette, theme, ratio }),
    stop: () => { loading++; zooming.stop(); },
    hover: (node: number) => {
      if (node === hovered) return;
      hovered = node;
      placeBox(chrome.hover, node === selected ? -1 : node);
      showStatus(node >= 0 ? node : selected);
    },
    at: (x: number, y: number) => (loaded ? hitTest(loaded.layout, view, x * ratio, y * ratio) : -1),
    frame: (node: number): OpenFrame | null => (loaded && node > 0 ? frameOf(loaded.doc, loaded.layout.frame[node]) : null),
    current: () => loaded,
    selected: () => selected,
    zoomed: () => zoomed,
    found: () => found,
  };
}

/** Pointer, wheel and keyboard, turned into what the graph can do. */

import { type Chrome, showKeys } from "./chrome.ts";
import { describe, stackText } from "./describe.ts";
import type { Graph } from "./graph.ts";
import { type Command, commandOf, move } from "./keys.ts";
import type { Messages } from "./messages.ts";
import { fillTooltip, placeTooltip } from "./tooltip.ts";

const DRAG_FROM = 4;
const STEP = 0.6;

export interface InputActions {
  readonly open: (node: number, via: "pointer" | "keyboard") => void;
  readonly togglePanel: () => void;
  readonly toggleView: () => void;
  readonly pivot: (way: "callers" | "callees") => void;
  readonly invert: () => void;
  readonly reset: () => void;
  readonly searched: () => void;
}

/** Listens until the signal is aborted. */
export function listen(chrome: Chrome, graph: Graph, messages: Messages, actions: InputActions, signal: AbortSignal): void {
  listenPointer(chrome, graph, messages, actions, signal);
  listenKeys(chrome, graph, messages, actions, signal);
  listenSearch(chrome, graph, actions, signal);
}

function listenPointer(chrome: Chrome, graph: Graph, messages: Messages, actions: InputActions, signal: AbortSignal): void {
  const { scroll, tip } = chrome;
  let drag: { x: number; y: number; moved: boolean } | null = null;
  let dragged = false;
  let told = -1;

  const nodeUnder = (event: MouseEvent): number => {
    const bounds = scroll.getBoundingClientRect();
    return graph.at(event.clientX - bounds.left, event.clientY - bounds.top);
  };

  const hideTip = (): void => {
    tip.hidden = true;
    told = -1;
    graph.hover(-1);
  };

  const hover = (event: PointerEvent): void => {
    const node = nodeUnder(event);
    graph.hover(node);
    const loaded = graph.current();
    scroll.classList.toggle("ll-over", node > 0);
    if (node < 0 || !loaded) {
      hideTip();
      return;
    }
    if (node !== told) fillTooltip(tip, describe(loaded.doc, loaded.layout, node, graph.zoomed(), messages));
    told = node;
    const bounds = chrome.root.getBoundingClientRect();
    placeTooltip(tip, chrome.root, event.clientX - bounds.left, event.clientY - bounds.top);
  };

  scroll.addEventListener("pointerdown", (event) => {
    dragged = false;
    // A press on the scroll bar is no drag of the graph.
    if (event.button === 0 && event.offsetX < scroll.clientWidth) drag = { x: event.clientX, y: event.clientY, moved: false };
  }, { signal });
  scroll.addEventListener("pointermove", (event) => {
    if (!drag) {
      hover(event);
      return;
    }
    const dx = event.clientX - drag.x;
    const dy = event.clientY - drag.y;
    if (!drag.moved && Math.hypot(dx, dy) < DRAG_FROM) return;
    if (!drag.moved) {
      drag.moved = true;
      scroll.setPointerCapture(event.pointerId);
      hideTip();
    }
    graph.pan(-dx);
    scroll.scrollTop -= dy;
    drag = { x: event.clientX, y: event.clientY, moved: true };
  }, { signal });
  const drop = (): void => {
    dragged = drag?.moved ?? false;
    drag = null;
  };
  scroll.addEventListener("pointerup", drop, { signal });
  scroll.addEventListener("pointercancel", drop, { signal });
  scroll.addEventListener("pointerleave", hideTip, { signal });
  scroll.addEventListener("scroll", () => {
    if (!tip.hidden) hideTip();
    graph.scrolled();
  }, { signal, passive: true });

  scroll.addEventListener("click", (event) => {
    if (dragged) {
      dragged = false;
      return;
    }
    const node = nodeUnder(event);
    // The second click of a double click zooms; the source is open already.
    if (node < 0 || event.detail > 1) return;
    graph.reveal(node);
    actions.open(node, "pointer");
  }, { signal });
  scroll.addEventListener("dblclick", (event) => {
    const node = nodeUnder(event);
    if (node >= 0) graph.zoomInto(node);
  }, { signal });

  scroll.addEventListener("wheel", (event) => {
    const bounds = scroll.getBoundingClientRect();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      graph.scale(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 120), (event.clientX - bounds.left) / scroll.clientWidth);
      return;
    }
    // A touchpad never moves quite upright: sideways is what is mostly sideways.
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : 0;
    if (sideways === 0) return;
    event.preventDefault();
    graph.pan(sideways);
  }, { signal, passive: false });
}

function listenKeys(chrome: Chrome, graph: Graph, messages: Messages, actions: InputActions, signal: AbortSignal): void {
  const { scroll } = chrome;

  const run = (command: Command): void => {
    const loaded = graph.current();
    const node = graph.selected();
    if (!loaded) return;
    switch (command) {
      case "open":
        actions.open(node, "keyboard");
        break;
      case "zoom":
        graph.zoomInto(node);
        break;
      case "back":
        graph.zoomBack();
        break;
      case "all":
        if (!graph.zoomAll() && graph.found()) clearSearch(chrome, graph, actions);
        break;
      case "in":
      case "out": {
        const { layout } = loaded;
        const { x0, x1 } = graph.view;
        const middle = (layout.x0[node] + layout.width[node] / 2 - x0) / (x1 - x0);
        graph.scale(command === "in" ? STEP : 1 / STEP, Math.min(1, Math.max(0, middle)));
        break;
      }
      case "search":
        chrome.search.focus();
        chrome.search.select();
        break;
      case "next":
        graph.toMatch(1);
        break;
      case "previous":
        graph.toMatch(-1);
        break;
      case "flip":
        graph.flip();
        break;
      case "panel":
        actions.togglePanel();
        break;
      case "view":
        actions.toggleView();
        break;
      case "pivot-callers":
        actions.pivot("callers");
        break;
      case "pivot-callees":
        actions.pivot("callees");
        break;
      case "invert":
        actions.invert();
        break;
      case "reset":
        actions.reset();
        break;
      case "help":
        showKeys(chrome.keys, messages);
        break;
      case "page-up":
      case "page-down":
        scroll.scrollTop += (command === "page-up" ? -0.9 : 0.9) * scroll.clientHeight;
        break;
      default:
        graph.reveal(move(loaded.layout, node, command, graph.zoomed()));
    }
  };

  scroll.addEventListener("keydown", (event) => {
    const command = commandOf(event, graph.view.orientation);
    if (!command) return;
    event.preventDefault();
    event.stopPropagation();
    chrome.tip.hidden = true;
    run(command);
  }, { signal });
  scroll.addEventListener("copy", (event) => {
    const loaded = graph.current();
    if (!loaded || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", stackText(loaded.doc, loaded.layout, graph.selected()));
    event.preventDefault();
  }, { signal });
  chrome.all.addEventListener("click", () => { graph.zoomAll(); }, { signal });
  chrome.flip.addEventListener("click", () => { graph.flip(); }, { signal });
  chrome.viewing.addEventListener("click", () => { actions.toggleView(); }, { signal });
  chrome.panel.addEventListener("click", () => { actions.togglePanel(); }, { signal });
  chrome.help.addEventListener("click", () => { showKeys(chrome.keys, messages); }, { signal });
}

function clearSearch(chrome: Chrome, graph: Graph, actions: InputActions): void {
  chrome.search.value = "";
  graph.find("");
  actions.searched();
}

function listenSearch(chrome: Chrome, graph: Graph, actions: InputActions, signal: AbortSignal): void {
  const { search, scroll } = chrome;
  search.addEventListener("input", () => {
    graph.find(search.value);
    actions.searched();
  }, { signal });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") graph.toMatch(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") {
      clearSearch(chrome, graph, actions);
      scroll.focus({ preventScroll: true });
    } else if (event.key === "ArrowDown") scroll.focus({ preventScroll: true });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
  chrome.previous.addEventListener("click", () => { graph.toMatch(-1); }, { signal });
  chrome.next.addEventListener("click", () => { graph.toMatch(1); }, { signal });
}

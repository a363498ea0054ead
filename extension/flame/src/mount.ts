/** The public door: puts a flame graph into an element. */

import { buildChrome, element } from "./chrome.ts";
import { labelOf, type OpenFrame } from "./describe.ts";
import { type FlameDocument, FlameDocumentError } from "./document.ts";
import { makeGraph, type Stats } from "./graph.ts";
import { listen } from "./input.ts";
import { ENGLISH, fill, type Messages } from "./messages.ts";
import { makeLooking } from "./looking.ts";
import { fillSide } from "./side.ts";
import type { Orientation } from "./view.ts";

export interface Handlers {
  /** A frame was clicked (`pointer`), Enter was pressed on it (`keyboard`), or its link was (`list`). */
  readonly openFrame: (frame: OpenFrame, via: "pointer" | "keyboard" | "list") => void;
  /** The document could not be shown; the component says so itself too. */
  readonly failed?: (message: string) => void;
  /** Saves a file that the user asked for; without it the browser downloads it. */
  readonly save?: (name: string, data: Blob) => void;
}

export interface Options {
  readonly messages?: Partial<Messages>;
  /** `down` (the default): the root at the top. */
  readonly orientation?: Orientation;
  /** Whether the list of what matters is open at first; by default it is where there is room. */
  readonly panel?: boolean;
}

/** A frame to look for: by function, and by file and line where they are given. */
export interface FrameQuery {
  readonly function: string;
  readonly file?: string;
  readonly line?: number;
}

export interface FlameGraph {
  /** Settled when the first document is drawn or was refused; never rejects. */
  readonly ready: Promise<void>;
  readonly stats: Readonly<Stats>;
  /** Shows another document in place of this one; the search stays. */
  readonly update: (doc: FlameDocument) => Promise<void>;
  /** Selects the heaviest node of a frame and brings it into sight; false if there is none. */
  readonly focusFrame: (query: FrameQuery) => boolean;
  /** Shows a sentence below the graph, such as why a source could not be opened. */
  readonly notice: (text: string) => void;
  /** Reads the theme variables anew; changes of class or style on html and body are noticed without. */
  readonly refreshTheme: () => void;
  readonly focus: () => void;
  readonly destroy: () => void;
}

const PANEL_FROM = 900;

/**
 * Mounts a flame graph in `host`, which it fills. Colours and fonts come from the CSS variables named in README.md.
 * Never throws for a bad document: it says in one sentence what is wrong with it, in the host and to `failed`.
 */
export function mount(host: HTMLElement, doc: FlameDocument, handlers: Handlers, options: Options = {}): FlameGraph {
  const messages: Messages = { ...ENGLISH, ...options.messages };
  // Asked before anything is changed, so that the page is laid out once.
  const panel = options.panel ?? host.clientWidth >= PANEL_FROM;
  const chrome = buildChrome(host, messages);
  const graph = makeGraph(chrome, messages, options.orientation ?? "down", (source) => looking.through(source));
  const looking = makeLooking(chrome, graph, messages, (name, data) => { (handlers.save ?? download)(name, data); });
  const ending = new AbortController();
  let sideOf: FlameDocument | null = null;
  let sideTimer = 0;

  const open = (frame: OpenFrame | null, label: string, via: "pointer" | "keyboard" | "list"): void => {
    if (!frame) return;
    graph.say(fill(messages.opened, label));
    handlers.openFrame(frame, via);
  };

  const openNode = (node: number, via: "pointer" | "keyboard"): void => {
    const loaded = graph.current();
    if (loaded?.doc.folded) graph.zoomInto(node);
    else if (loaded) open(graph.frame(node), labelOf(loaded.doc, loaded.layout.frame[node]), via);
  };

  const fillPanel = (): void => {
    // Of what was captured, whatever the lens shows of it: what matters stays the same.
    const source = graph.source();
    if (!source || chrome.side.hidden || sideOf === source.doc) return;
    const { doc: shown, layout } = source;
    sideOf = shown;
    fillSide(chrome.side, shown, layout, messages, {
      reveal: (node) => {
        looking.reset();
        graph.reveal(node);
      },
      pivot: (name) => { looking.pivotOn(name, "callers"); },
      open: (frame) => {
        const [name, file, line, startLine] = shown.frames[frame];
        open({ function: shown.strings[name], file: shown.strings[file], line, startLine }, labelOf(shown, frame), "list");
      },
    });
  };

  const showPanel = (shown: boolean): void => {
    chrome.side.hidden = !shown;
    chrome.panel.setAttribute("aria-pressed", String(shown));
    fillPanel();
    graph.resize();
  };

  const load = async (next: FlameDocument): Promise<void> => {
    try {
      if (!(await graph.load(next))) return;
      chrome.root.classList.remove("ll-failed");
      // The list is not what one waits for: it comes after the picture.
      sideTimer = window.setTimeout(fillPanel, 60);
    } catch (error) {
      const why = error instanceof FlameDocumentError ? error.message : `The flame graph could not be drawn: ${String(error)}.`;
      fail(why);
    }
  };

  const fail = (why: string): void => {
    chrome.root.classList.add("ll-failed");
    const note = chrome.root.querySelector(".ll-error") ?? element("p", "ll-error", "", { role: "alert" });
    note.textContent = why;
    chrome.stage.before(note);
    handlers.failed?.(why);
  };

  const focusFrame = (query: FrameQuery): boolean => {
    if (!graph.current()) return false;
    if (nodeOf(query) < 0) looking.reset();
    const node = nodeOf(query);
    graph.reveal(node);
    return node >= 0;
  };

  /** The heaviest node of a frame in what is shown, or -1. */
  const nodeOf = (query: FrameQuery): number => {
    const loaded = graph.current();
    if (!loaded) return -1;
    const { doc: shown, layout } = loaded;
    const wanted = shown.frames.map(
      ([name, file, line]) =>
        shown.strings[name] === query.function &&
        (query.file === undefined || shown.strings[file] === query.file) &&
        (query.line === undefined || line === query.line),
    );
    let best = -1;
    for (let node = 1; node < layout.count; node++) {
      if (wanted[layout.frame[node]] && (best < 0 || layout.width[node] > layout.width[best])) best = node;
    }
    return best;
  };

  listen(chrome, graph, messages, {
    open: openNode,
    togglePanel: () => { showPanel(chrome.side.hidden !== false); },
    toggleView: looking.toggle,
    pivot: looking.pivot,
    invert: looking.invert,
    reset: looking.reset,
    searched: looking.searched,
  }, ending.signal);
  chrome.previous.disabled = chrome.next.disabled = chrome.all.disabled = true;
  chrome.side.hidden = !panel;
  chrome.panel.setAttribute("aria-pressed", String(panel));
  graph.resize();

  const resized = new ResizeObserver(() => { graph.resize(); });
  try {
    // In device pixels, so that a window that moves to a screen of another density is noticed too.
    resized.observe(chrome.stage, { box: "device-pixel-content-box" });
  } catch {
    resized.observe(chrome.stage); // not known everywhere
  }
  const rethemed = new MutationObserver(() => { graph.retheme(); });
  for (const target of [document.documentElement, document.body]) {
    rethemed.observe(target, { attributes: true, attributeFilter: ["class", "style", "data-theme"] });
  }
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", () => { graph.retheme(); }, { signal: ending.signal });
  }

  return {
    ready: load(doc),
    stats: graph.stats,
    update: load,
    focusFrame,
    notice: (text) => {
      chrome.status.textContent = text;
      graph.say(text);
    },
    refreshTheme: () => { graph.retheme(); },
    focus: () => { chrome.scroll.focus({ preventScroll: true }); },
    destroy: () => {
      ending.abort();
      resized.disconnect();
      rethemed.disconnect();
      window.clearTimeout(sideTimer);
      graph.stop();
      host.replaceChildren();
    },
  };
}

function download(name: string, data: Blob): void {
  const link = element("a", "", "", { download: name, href: URL.createObjectURL(data) });
  link.click();
  // The browser has taken the data by the time that the next task runs.
  setTimeout(() => { URL.revokeObjectURL(link.href); }, 1000);
}

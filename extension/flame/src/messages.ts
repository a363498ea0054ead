/** Every text that a person reads; a host may hand in its own language. */

export const ENGLISH = {
  graph: "Flame graph",
  opening: "Opening the flame graph…",
  search: "Search frames (regular expression)",
  searchPlaceholder: "Search functions, files…",
  matches: "{0} of {1} · {2} frames",
  noMatch: "no match",
  nextMatch: "Next match (n)",
  previousMatch: "Previous match (Shift+N)",
  zoomOut: "Show all",
  flip: "Flip",
  flipTitle: "Root at the top or at the bottom (i)",
  panel: "What matters",
  panelTitle: "Show or hide the list of what matters (m)",
  help: "Keys",
  close: "Close",
  crumbs: "Zoomed into",
  hint: "Click or Enter opens the source · double click or Z zooms · / searches · ? shows all keys",
  tree: "{0}: {1}",
  level: "level {0}",
  share: "{0} of all",
  shareHere: "{0} of the zoomed frame",
  count: "{0} {1}",
  countOf: "{0} of {1} {2}",
  own: "{0} end here",
  line: "{0}, line {1}",
  noSource: "no source file known",
  beforeAfter: "{0} before, {1} after ({2})",
  newFrame: "new",
  goneFrame: "gone",
  unchanged: "unchanged",
  opened: "Opening {0}",
  zoomed: "Zoomed into {0}: {1}",
  zoomedOut: "Showing all",
  plateaus: "Where {0} end up",
  plateausEmpty: "Nothing stands out.",
  recursion: "Runaway recursion",
  recursionDepth: "{0} calls deep",
  grownList: "Grown",
  shrunkList: "Shrunk",
  legend: "Colour: change over the base. Width: the larger of before and after.",
  legendGone: "gone",
  legendNew: "new",
  tier: "Verdict: {0}",
  state: "State: {0}",
  rules: "Rules: {0}",
  view: "View",
  viewTitle: "Merge, turn around, filter, sort and save the graph (v)",
  way: "Below:",
  wayCallees: "callees",
  wayCallers: "callers",
  fold: "Boxes:",
  foldLines: "lines",
  foldFunctions: "functions",
  foldPackages: "packages",
  foldModules: "modules",
  only: "Only:",
  onlyAll: "all stacks",
  sort: "Order:",
  sortGiven: "as captured",
  sortWeight: "heaviest first",
  sortName: "by name",
  hideRuntime: "Hide runtime",
  mergeRecursion: "Merge recursion",
  onlyMatches: "Only matches",
  pivotCallers: "Callers",
  pivotCallersTitle: "Who calls the selected function (c)",
  pivotCallees: "Callees",
  pivotCalleesTitle: "What the selected function calls, from everywhere (e)",
  callersOf: "Callers of {0} ✕",
  calleesOf: "Callees of {0} ✕",
  leavePivot: "Show all functions again",
  reset: "Reset",
  resetTitle: "Show the graph as it was captured (0)",
  viewChanged: "{0} frames, {1}",
  save: "Save as",
  saveFolded: "folded stacks",
  saved: "Saved {0}",
  table: "Functions",
  tableFlat: "Flat",
  tableCum: "Cum",
  tableFunction: "Function",
  tableMore: "{0} more: search to find them",
  tableLines: "Lines of {0}",
  keyView: "Row of view controls",
  keyPivot: "Callers, and callees, of the selected function",
  keyInvert: "Callers under callees, and back",
  keyReset: "The graph as it was captured",
  keyOpen: "Open the source line",
  keyMove: "Caller and callee, left and right in the row",
  keyZoom: "Zoom into the frame",
  keyBack: "Back to the last zoom",
  keyAll: "Show all",
  keyScale: "Zoom in and out around the frame",
  keySearch: "Search",
  keyMatches: "Next and previous match",
  keyEnds: "Root, and the end of the heaviest path",
  keyFlip: "Root at the top or at the bottom",
  keyPanel: "List of what matters",
  keyCopy: "Copy the stack of the frame",
  keyWheel: "Zoom with the wheel",
  keyDrag: "Move along the graph",
  drag: "Drag",
  wheel: "Wheel",
};

export type MessageKey = keyof typeof ENGLISH;
export type Messages = Readonly<Record<MessageKey, string>>;

/** A message with `{0}`, `{1}` … filled in. */
export function fill(template: string, ...values: readonly (string | number)[]): string {
  return template.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ""));
}

const COUNTS = new Intl.NumberFormat("en");

export function formatCount(value: number): string {
  return COUNTS.format(value);
}

const BINARY = ["B", "KiB", "MiB", "GiB", "TiB"];

/** What is counted, as a word: pprof calls the unit of plain counts `count`. */
export function unitWord(unit: string): string {
  return unit === "count" || unit === "" ? "samples" : unit;
}

/** A weight in its unit: bytes and nanoseconds get a fitting multiple, all else is counted. */
export function formatWeight(value: number, unit: string): string {
  if (unit === "bytes") {
    let scaled = Math.abs(value);
    let step = 0;
    while (scaled >= 1024 && step < BINARY.length - 1) {
      scaled /= 1024;
      step++;
    }
    return `${value < 0 ? "-" : ""}${step === 0 ? scaled : scaled.toFixed(scaled < 10 ? 2 : 1)} ${BINARY[step]}`;
  }
  if (unit === "nanoseconds") {
    const size = Math.abs(value);
    if (size >= 1e9) return `${(value / 1e9).toFixed(2)} s`;
    if (size >= 1e6) return `${(value / 1e6).toFixed(1)} ms`;
    if (size >= 1e3) return `${(value / 1e3).toFixed(1)} µs`;
    return `${value} ns`;
  }
  return `${formatCount(value)} ${unitWord(unit)}`;
}

export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return "0 %";
  const share = (part / whole) * 100;
  if (share > 0 && share < 0.01) return "< 0.01 %";
  return `${share >= 99.95 ? share.toFixed(share === 100 ? 0 : 2) : share >= 10 ? share.toFixed(1) : share.toFixed(2)} %`;
}

/** A signed difference, with a real minus sign. */
export function formatChange(value: number, unit: string): string {
  const text = formatWeight(Math.abs(value), unit);
  return value > 0 ? `+${text}` : value < 0 ? `\u2212${text}` : text;
}

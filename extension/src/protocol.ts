/**
 * Every message that Leakline adds to the standard language server protocol, and those between the flame panel and its view.
 * Lines count from 0 here, as everywhere in the protocol, unless a field says otherwise.
 */
import { NotificationType, RequestType, type Range } from "vscode-languageclient";

/** How sure the server is that a frame's line is the line shown. `exact` and `shifted` may be jumped to without a word. */
export type Match = "exact" | "shifted" | "stale" | "unknown";

/** Commands that the server runs by `workspace/executeCommand`, each with one object as its argument. */
export const ServerCommand = {
  /** CaptureProfileArgs -> CaptureSummary. Reports progress on the request's workDoneToken; can be cancelled. */
  captureProfile: "leakline.captureProfile",
  /** {id} or {path} -> CaptureSummary. Shows a kept capture again, without the network. */
  openCapture: "leakline.openCapture",
  /** {} -> null. Takes every mark off every line. */
  clearOverlay: "leakline.clearOverlay",
} as const;

export interface CaptureProfileArgs {
  /** An address such as `http://127.0.0.1:6060`, or the path of a profile file. */
  target: string;
  /** What to take; the server's leak check when absent. */
  kinds?: string[];
  /** A name to keep the capture under. */
  name?: string;
  /** The user agreed that the host is asked even if it is not this machine; the server refuses it otherwise. */
  allowRemote?: boolean;
}

export interface CaptureSummary {
  id: string;
  name: string;
  target: string;
  /** ISO 8601. */
  time: string;
  kinds: string[];
  /** Goroutines, or samples for other kinds. */
  total: number;
  clusters: number;
  /** Clusters with a verdict that calls for action. */
  leaks: number;
  /** The line in this workspace that most needs a look. */
  worst: { uri: string; line: number; text: string } | null;
  /** One sentence for the user. */
  message: string;
  warnings: string[];
}

/** `leakline/overlay`, server to client: what to draw on which lines of one file. No lines: clear the file. */
export const OverlayNotification = new NotificationType<OverlayParams>("leakline/overlay");

export interface OverlayParams {
  uri: string;
  /** The document version that the lines belong to; null for a file that is not open. */
  version: number | null;
  capture: string | null;
  lines: OverlayLine[];
}

export interface OverlayLine {
  line: number;
  /** Drawn at the end of the line, e.g. `1,000 goroutines · chan send · growing`. */
  text: string;
  /** proven, growing, old, many, present or benign. */
  tier: string;
  match: Match;
  count: number;
  state: string;
  /** A rule predicted here what the capture shows. */
  confirmed: boolean;
  rules: string[];
  /** Markdown, for clients whose hover does not ask the server. */
  hover: string;
}

/** `leakline/flameGraph`: the flame tree of a capture, or of the difference to `base`. */
export const FlameGraphRequest = new RequestType<FlameGraphParams, FlameDocument, void>("leakline/flameGraph");

export interface FlameGraphParams {
  capture: string;
  kind?: string;
  sampleType?: string;
  base?: string;
}

/** The flame component's input. Its columns travel packed; see flame/README.md for the layout. */
export interface FlameDocument {
  version: 1;
  title: string;
  kind: string;
  unit: string;
  total: number;
  nodes: number;
  packed: string;
  strings: string[];
  frames: [number, number, number, number][];
  hasBase: boolean;
}

/** `leakline/frameSource`: where a profile's frame stands in this workspace, or why nowhere. */
export const FrameSourceRequest = new RequestType<FrameSourceParams, FrameSource, void>("leakline/frameSource");

/** A frame as the profile names it; lines count from 1 as in Go's own output. */
export interface Frame {
  function: string;
  file: string;
  line: number;
  startLine?: number;
}

export interface FrameSourceParams extends Frame {
  capture?: string;
}

export interface FrameSource {
  uri: string | null;
  range: Range | null;
  match: Match;
  /** One sentence. */
  why: string;
}

/** `leakline/captures`: the captures kept on this machine, newest first. */
export const CapturesRequest = new RequestType<Record<string, never>, { captures: CaptureEntry[] }, void>("leakline/captures");

export type CaptureEntry = Pick<CaptureSummary, "id" | "name" | "target" | "time" | "kinds" | "total">;

/** From the flame panel to its view. */
export type ToFlameView =
  | { type: "document"; capture: string; document: FlameDocument }
  /** A word on the last frame asked for, or on why there is no graph. */
  | { type: "status"; text: string };

/** From the flame view to its panel. */
export type FromFlameView =
  /** The view listens; sent once after each load. */
  | { type: "ready" }
  /** The user asked for a frame's source. */
  | { type: "openFrame"; frame: Frame }
  /** The user saves the graph: what it is called, and the file's bytes. */
  | { type: "save"; name: string; data: Uint8Array };

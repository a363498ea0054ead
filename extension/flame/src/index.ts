/** The flame graph of Leakline. See README.md for the variables and the document it reads. */

export { FlameDocumentError, type FlameDocument, type FrameInfo, type FrameRow } from "./document.ts";
export type { OpenFrame } from "./describe.ts";
export type { Stats } from "./graph.ts";
export { ENGLISH, type MessageKey, type Messages } from "./messages.ts";
export { type FlameGraph, type FrameQuery, type Handlers, mount, type Options } from "./mount.ts";

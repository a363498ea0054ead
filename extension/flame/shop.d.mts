import type { FlameDocument } from "./src/document.ts";

export function shop(): FlameDocument;
export function shopDifference(): FlameDocument;

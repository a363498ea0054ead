import type { FlameDocument, FrameInfo } from "./src/document.ts";

export interface TreeNode {
  name: string;
  file: string;
  line: number;
  self: number;
  base?: number;
  children: TreeNode[];
}

export function random(seed: number): () => number;
export function pack(
  root: TreeNode,
  options?: {
    title?: string;
    kind?: string;
    unit?: string;
    hasBase?: boolean;
    info?: { frames?: Record<string, FrameInfo>; modules?: string[] };
  },
): FlameDocument;
export function synthetic(options: {
  nodes: number;
  seed?: number;
  hasBase?: boolean;
  deepest?: number;
  title?: string;
}): FlameDocument;

import type { FlameDocument } from "./src/document.ts";

export type ThemeName = "light" | "dark" | "contrast";
export function page(doc: FlameDocument, options?: { theme?: ThemeName; options?: object; nonce?: string }): Promise<string>;

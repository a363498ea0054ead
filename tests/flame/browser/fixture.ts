/** A page with a graph, driven in Chromium under the content policy of an editor's webview. */

import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { page as pageOf, type ThemeName } from "../../../extension/flame/testpage.mjs";
import type { FlameDocument, FlameGraph, Options } from "../../../extension/flame/src/index.ts";

declare global {
  interface Window {
    graph: FlameGraph;
    doc: FlameDocument;
    opened: { function: string; file: string; line: number; startLine: number; via: string }[];
    failures: string[];
  }
}

/** Where the stage begins on the page. */
export const STAGE = { left: 0, top: 0 };
let browser: Browser;
let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "leakline-flame-"));
  browser = await chromium.launch({
    executablePath: process.env["LEAKLINE_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
});

after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

export interface Opened {
  readonly page: Page;
  readonly complaints: string[];
}

let files = 0;

/** A page under the strict policy with the graph drawn; the test fails if the page's console had anything to say. */
export async function withGraph(
  doc: FlameDocument,
  run: (opened: Opened) => Promise<void>,
  more: { theme?: ThemeName; ratio?: number; options?: Options; motion?: "reduce" | "no-preference" } = {},
): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 640 },
    deviceScaleFactor: more.ratio ?? 1,
    reducedMotion: more.motion ?? "reduce",
  });
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    const file = join(folder, `${++files}.html`);
    await writeFile(file, await pageOf(doc, { theme: more.theme ?? "light", options: { panel: false, ...more.options } }));
    await page.goto(`file://${file}`);
    await page.evaluate(() => window.graph.ready);
    const box = await page.locator(".ll-stage").boundingBox();
    if (box) Object.assign(STAGE, { left: box.x, top: box.y });
    await run({ page, complaints });
    assert.deepEqual(complaints, [], "the console stays silent, no policy is broken");
  } finally {
    await context.close();
  }
}

export const ROW = 19;
/** A point on the stage, by share of its width and by row. */
export const at = (share: number, row: number): [number, number] => [STAGE.left + 1200 * share, STAGE.top + ROW * row + ROW / 2];

/** Waits for what the page does on its own time; the test runner's limit ends a wait in vain. */
export async function expectSoon(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

export const pixelsOf = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLCanvasElement>(".ll-canvas")!.toDataURL());
/** One pixel of the drawing, in device pixels; read from a copy, as reading from the canvas itself slows it. */
export const pixelAt = (page: Page, x: number, y: number): Promise<number[]> =>
  page.evaluate(
    ([left, top]) => {
      const copy = document.createElement("canvas");
      copy.width = copy.height = 1;
      const context = copy.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(document.querySelector<HTMLCanvasElement>(".ll-canvas")!, -left, -top);
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    },
    [x, y] as const,
  );
export const colourAt = async (page: Page, share: number, row: number): Promise<number[]> => {
  const width = await page.evaluate(() => document.querySelector<HTMLCanvasElement>(".ll-canvas")!.width);
  return pixelAt(page, Math.floor(width * share), row * ROW + 3);
};
export const opened = (page: Page) => page.evaluate(() => window.opened);
export const spokenNow = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const tree = document.querySelector(".ll-scroll")!;
    return document.getElementById(tree.getAttribute("aria-activedescendant")!)!.getAttribute("aria-label");
  });
export const crumbs = (page: Page) => page.locator(".ll-crumb").allTextContents();

/** Ten thousand callees under the root, one of them, at three quarters, the needle. */
export function thin(): FlameDocument {
  const n = 10_001;
  const bytes = new Uint8Array(n * 10);
  const view = new DataView(bytes.buffer);
  for (let i = 1; i < n; i++) {
    view.setUint32(4 * i, 1, true);
    view.setUint32(4 * n + 4 * i, i === 7505 ? 2 : 1, true);
    view.setUint16(8 * n + 2 * i, 1, true);
  }
  return {
    version: 1, title: "thin", kind: "goroutine", unit: "goroutines", total: n - 1, nodes: n, hasBase: false,
    packed: Buffer.from(stored(bytes)).toString("base64"),
    strings: ["all", "", "m.hay", "m.needle"], frames: [[0, 1, 0, 0], [2, 1, 1, 1], [3, 1, 1, 1]],
  };
}

/** zlib data in stored blocks: any writer of the format may send it. */
export function stored(bytes: Uint8Array): Uint8Array {
  const parts: number[] = [0x78, 0x01];
  for (let from = 0; from < bytes.length; from += 65_535) {
    const part = bytes.subarray(from, from + 65_535);
    const last = from + 65_535 >= bytes.length ? 1 : 0;
    parts.push(last, part.length & 255, part.length >> 8, ~part.length & 255, (~part.length >> 8) & 255, ...part);
  }
  let a = 1;
  let b = 0;
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return Uint8Array.from([...parts, b >> 8, b & 255, a >> 8, a & 255]);
}

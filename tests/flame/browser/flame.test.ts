import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { shop, shopDifference } from "../../../extension/flame/shop.mjs";
import { synthetic } from "../../../extension/flame/synthetic.mjs";
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

const STAGE = { left: 0, top: 0 };
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

interface Opened {
  readonly page: Page;
  readonly complaints: string[];
}

let files = 0;

/** A page under the strict policy with the graph drawn; the test fails if the page's console had anything to say. */
async function withGraph(
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

const ROW = 19;
/** A point on the stage, by share of its width and by row. */
const at = (share: number, row: number): [number, number] => [STAGE.left + 1200 * share, STAGE.top + ROW * row + ROW / 2];

/** Waits for what the page does on its own time; the test runner's limit ends a wait in vain. */
async function expectSoon(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds()));
}

const pixelsOf = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector<HTMLCanvasElement>(".ll-canvas")!.toDataURL());
/** One pixel of the drawing, in device pixels; read from a copy, as reading from the canvas itself slows it. */
const pixelAt = (page: Page, x: number, y: number): Promise<number[]> =>
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
const colourAt = async (page: Page, share: number, row: number): Promise<number[]> => {
  const width = await page.evaluate(() => document.querySelector<HTMLCanvasElement>(".ll-canvas")!.width);
  return pixelAt(page, Math.floor(width * share), row * ROW + 3);
};
const opened = (page: Page) => page.evaluate(() => window.opened);
const spokenNow = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const tree = document.querySelector(".ll-scroll")!;
    return document.getElementById(tree.getAttribute("aria-activedescendant")!)!.getAttribute("aria-label");
  });
const crumbs = (page: Page) => page.locator(".ll-crumb").allTextContents();

test("a click opens the frame under the pointer, with its function, file and line", () =>
  withGraph(shop(), async ({ page }) => {
    await page.mouse.click(...at(0.2, 1));
    assert.deepEqual(await opened(page), [
      { function: "example.com/shop/quote.Best.func1", file: "/src/shop/quote/quote.go", line: 88, startLine: 83, via: "pointer" },
    ]);
    assert.match((await spokenNow(page))!, /^quote\.Best\.func1, 46\.4 % of all, 1,000 of 2,155 goroutines, quote\.go, line 88/);
  }));

test("the root, a place without frames and a drag open nothing", () =>
  withGraph(shop(), async ({ page }) => {
    await page.mouse.click(...at(0.2, 0));
    await page.mouse.click(...at(0.2, 9));
    await page.mouse.move(...at(0.2, 1));
    await page.mouse.down();
    await page.mouse.move(...at(0.3, 1), { steps: 5 });
    await page.mouse.up();
    assert.deepEqual(await opened(page), []);
  }));

test("arrows, Enter and Z: the whole way by keyboard alone", () =>
  withGraph(shop(), async ({ page }) => {
    while (!(await page.evaluate(() => document.activeElement?.getAttribute("role") === "tree"))) await page.keyboard.press("Tab");
    assert.match((await spokenNow(page))!, /^all, 100 %/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    assert.match((await spokenNow(page))!, /^http\.\(\*conn\)\.serve/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.deepEqual((await opened(page)).map((frame) => [frame.function, frame.line, frame.via]), [
      ["example.com/shop/store.(*Store).handleOrders", 54, "keyboard"],
    ]);
    const whole = await pixelsOf(page);
    await page.keyboard.press("z");
    assert.deepEqual(await crumbs(page), ["all", "http.(*conn).serve", "http.serverHandler.ServeHTTP", "http.(*ServeMux).ServeHTTP", "store.(*Store).handleOrders"]);
    assert.notEqual(await pixelsOf(page), whole);
    assert.match((await page.locator(".ll-unseen[aria-live]").textContent())!, /^Zoomed into store\.\(\*Store\)\.handleOrders/);
    await page.keyboard.press("Backspace");
    assert.deepEqual(await crumbs(page), ["all"]);
    assert.equal(await pixelsOf(page), whole);
  }));

test("double click zooms and opens once; breadcrumbs and Escape lead out", () =>
  withGraph(shop(), async ({ page }) => {
    await page.mouse.dblclick(...at(0.5, 4));
    assert.equal((await crumbs(page)).at(-1), "store.(*Store).handleOrders");
    assert.equal((await opened(page)).length, 1);
    await page.locator(".ll-crumb", { hasText: "ServeMux" }).click();
    assert.equal((await crumbs(page)).at(-1), "http.(*ServeMux).ServeHTTP");
    await page.keyboard.press("Escape");
    assert.deepEqual(await crumbs(page), ["all"]);
    assert.ok(await page.locator(".ll-button", { hasText: "Show all" }).isDisabled());
  }));

test("a search colours its matches, tells their share and walks them", () =>
  withGraph(shop(), async ({ page }) => {
    const before = await colourAt(page, 0.2, 1);
    await page.locator(".ll-scroll").focus();
    await page.keyboard.press("/");
    await page.keyboard.type("quote\\.|mail/");
    assert.equal(await page.locator(".ll-result").textContent(), "57.5 % of goroutines · 2 frames");
    assert.deepEqual(await colourAt(page, 0.2, 1), [240, 160, 32]);
    assert.notDeepEqual(await colourAt(page, 0.2, 1), before);
    await page.keyboard.press("Enter");
    assert.match((await spokenNow(page))!, /^quote\.Best\.func1/);
    await page.keyboard.press("Enter");
    assert.match((await spokenNow(page))!, /^mail\.\(\*Sender\)\.run/);
    await page.keyboard.press("Escape");
    assert.deepEqual(await colourAt(page, 0.2, 1), before);
    assert.ok(await page.evaluate(() => document.activeElement?.getAttribute("role") === "tree"));
  }));

test("a pattern that would hang other engines, and one that is none, get an answer", () =>
  withGraph(synthetic({ nodes: 5000 }), async ({ page }) => {
    await page.locator(".ll-search").fill("^([a-z]+[/.]?)+$");
    assert.match((await page.locator(".ll-result").textContent())!, /no match|frames/);
    await page.locator(".ll-search").fill("(unclosed");
    assert.equal(await page.locator(".ll-result").textContent(), "There is a ( without its ) in the search pattern.");
    await page.locator(".ll-search").fill("no such function");
    assert.equal(await page.locator(".ll-result").textContent(), "no match");
  }));

test("boxes too thin to be drawn alone still show a match", () =>
  withGraph(thin(), async ({ page }) => {
    await page.locator(".ll-search").fill("needle");
    assert.deepEqual(await colourAt(page, 0.75, 1), [240, 160, 32]);
  }));

/** Ten thousand callees under the root, one of them, at three quarters, the needle. */
function thin(): FlameDocument {
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
function stored(bytes: Uint8Array): Uint8Array {
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

test("the tooltip tells name, place, count, share and verdict", () =>
  withGraph(shop(), async ({ page }) => {
    await page.mouse.move(...at(0.2, 1));
    const text = await page.locator(".ll-tip").innerText();
    for (const part of ["example.com/shop/quote.Best.func1", "/src/shop/quote/quote.go:88", "1,000 goroutines · 46.4 % of all", "Verdict: growing", "State: chan send"]) {
      assert.ok(text.includes(part), `${part} in ${text}`);
    }
    await page.mouse.move(...at(0.2, 10));
    assert.ok(await page.locator(".ll-tip").isHidden());
  }));

test("flipped, the root is at the bottom and a click still finds its frame", () =>
  withGraph(shop(), async ({ page }) => {
    await page.locator(".ll-button", { hasText: "Flip" }).click();
    const height = await page.evaluate(() => document.querySelector(".ll-stage")!.clientHeight);
    await page.mouse.click(STAGE.left + 240, STAGE.top + height - ROW * 1.5);
    assert.equal((await opened(page))[0].function, "example.com/shop/quote.Best.func1");
    await page.keyboard.press("ArrowUp");
    assert.match((await spokenNow(page))!, /^runtime\.chansend1/);
  }));

test("a difference colours what grew and what shrank, and says so", () =>
  withGraph(shopDifference(), async ({ page }) => {
    const grown = await colourAt(page, 0.2, 1);
    assert.ok(grown[0] > grown[2] + 40, `red over blue: ${grown.join()}`);
    await page.locator(".ll-search").fill("worker\\.Walk");
    await page.keyboard.press("Enter");
    assert.match((await spokenNow(page))!, /80 goroutines before, 12 goroutines after \(\u221268 goroutines\)/);
    assert.ok(await page.locator(".ll-legend").isVisible());
  }));

test("the list of what matters shows a frame and opens its source", () =>
  withGraph(shop(), async ({ page }) => {
    await page.locator(".ll-button", { hasText: "What matters" }).click();
    const first = page.locator(".ll-entry").first();
    assert.match(await first.innerText(), /quote\.Best\.func1\s+1,000 goroutines · 46\.4 % · chan send\s+quote\.go:88/);
    await first.locator(".ll-name").click();
    assert.match((await spokenNow(page))!, /^quote\.Best\.func1/);
    await first.locator(".ll-link").click();
    assert.deepEqual((await opened(page)).map((frame) => [frame.line, frame.via]), [[88, "list"]]);
  }));

test("a host brings a frame into sight, however thin and deep", () =>
  withGraph(synthetic({ nodes: 30_000, seed: 12 }), async ({ page }) => {
    const last = await page.evaluate(() => {
      const [name, file, line] = window.doc.frames[window.doc.frames.length - 1];
      const query = { function: window.doc.strings[name], file: window.doc.strings[file], line };
      return { found: window.graph.focusFrame(query), name: query.function, none: window.graph.focusFrame({ function: "no.such" }) };
    });
    assert.deepEqual([last.found, last.none], [true, false]);
    const cursor = await page.locator(".ll-cursor").boundingBox();
    const stage = await page.locator(".ll-stage").boundingBox();
    assert.ok(cursor && stage && cursor.width >= 3);
    assert.ok(cursor.y >= stage.y && cursor.y + cursor.height <= stage.y + stage.height);
  }));

test("an update shows the other document and keeps the search", () =>
  withGraph(shop(), async ({ page }) => {
    await page.locator(".ll-search").fill("mail/");
    await page.evaluate(async (next) => { await window.graph.update(next); }, shopDifference());
    assert.match((await page.locator(".ll-frame").textContent())!, /1,341 goroutines before, 2,155 goroutines after/);
    assert.equal(await page.locator(".ll-search").inputValue(), "mail/");
    assert.ok(await page.locator(".ll-next, .ll-icon").nth(1).isEnabled());
  }));

test("a damaged document is one sentence, and a good one after it is drawn", () =>
  withGraph({ ...shop(), packed: "AAAA" }, async ({ page }) => {
    const sentence = "The nodes of the flame graph could not be unpacked: the document is damaged, capture again.";
    assert.equal(await page.locator(".ll-error").innerText(), sentence);
    assert.deepEqual(await page.evaluate(() => window.failures), [sentence]);
    await page.evaluate(async (next) => { await window.graph.update(next); }, shop());
    assert.ok(await page.locator(".ll-error").isHidden());
    await page.locator(".ll-scroll").click({ position: { x: 240, y: ROW * 1.5 } });
    assert.equal((await opened(page)).length, 1);
  }));

test("names that hold markup, escapes and direction marks are text", () => {
  const name = 'm.<img src=x onerror="document.title=1">\u202e\u001b[31m';
  const doc = shop();
  const strings = doc.strings.map((text) => (text === "example.com/shop/quote.Best.func1" ? name : text));
  return withGraph({ ...doc, strings }, async ({ page }) => {
    await page.mouse.move(...at(0.2, 1));
    const text = await page.locator(".ll-tip-name").innerText();
    assert.equal(text, 'm.<img src=x onerror="document.title=1">\ufffd\ufffd[31m');
    await page.mouse.click(...at(0.2, 1));
    assert.equal((await opened(page))[0].function, name, "the host gets the name as it is");
    assert.equal(await page.locator("#host img").count(), 0);
  });
});

test("fractional device pixels: rows of whole pixels, the canvas as large as the stage", async () => {
  for (const ratio of [1.25, 1.5, 2]) {
    await withGraph(shop(), async ({ page }) => {
      const size = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>(".ll-canvas")!;
        const stage = document.querySelector(".ll-stage")!;
        return [canvas.width, canvas.height, stage.clientWidth, stage.clientHeight];
      });
      assert.deepEqual(size.slice(0, 2), [Math.round(size[2] * ratio), Math.round(size[3] * ratio)]);
      await page.mouse.click(...at(0.2, 1));
      assert.equal((await opened(page))[0].function, "example.com/shop/quote.Best.func1");
    }, { ratio });
  }
});

test("another size of the window and another theme are drawn anew", () =>
  withGraph(shop(), async ({ page }) => {
    await page.setViewportSize({ width: 800, height: 500 });
    await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>(".ll-canvas")!.width === 800);
    const light = await colourAt(page, 0.2, 1);
    await page.evaluate(() => {
      document.documentElement.style.setProperty("--leakline-background", "#1f1f1f");
      document.documentElement.style.setProperty("--leakline-foreground", "#ccc");
    });
    await expectSoon(async () => (await colourAt(page, 0.2, 1))[0] < light[0] - 60);
  }));

test("zoom is animated only where motion is welcome, and ends where it should", () =>
  withGraph(shop(), async ({ page }) => {
    const whole = await pixelsOf(page);
    await page.mouse.dblclick(...at(0.2, 1));
    await page.waitForFunction(() => document.querySelector<HTMLElement>(".ll-cursor")!.getBoundingClientRect().width >= 1199);
    assert.notEqual(await pixelsOf(page), whole);
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.querySelector<HTMLElement>(".ll-cursor")!.getBoundingClientRect().width < 600);
  }, { motion: "no-preference" }));

test("high contrast draws lines instead of fills", () =>
  withGraph(shop(), async ({ page }) => {
    const fill = await colourAt(page, 0.3, 1);
    assert.ok(fill[0] === 0 && fill[1] === 0 && fill[2] <= 1, fill.join());
    const edge = await pixelAt(page, 300, ROW * 2 - 1);
    assert.deepEqual(edge, [0x6f, 0xc3, 0xdf]);
  }, { theme: "contrast" }));

test("the stack of the frame is copied, the keys are shown, and nothing is left after the end", () =>
  withGraph(shop(), async ({ page }) => {
    await page.mouse.click(...at(0.2, 2));
    const copied = await page.evaluate(() => {
      const event = new ClipboardEvent("copy", { clipboardData: new DataTransfer(), bubbles: true, cancelable: true });
      document.querySelector(".ll-scroll")!.dispatchEvent(event);
      return event.clipboardData!.getData("text/plain");
    });
    assert.match(copied, /^runtime\.chansend1\n\t.*chan\.go:161\nexample\.com\/shop\/quote\.Best\.func1\n/);
    await page.keyboard.press("?");
    assert.ok(await page.locator("dialog").isVisible());
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("dialog").isHidden());
    await page.evaluate(() => { window.graph.destroy(); });
    assert.equal(await page.locator("#host *").count(), 0);
  }));

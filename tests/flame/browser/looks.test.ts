import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "../../../extension/flame/shop.mjs";
import { at, colourAt, expectSoon, opened, pixelAt, pixelsOf, ROW, spokenNow, stored, withGraph } from "./fixture.ts";

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

test("a window that grows on a screen of another density is drawn in its pixels", () =>
  withGraph(shop(), async ({ page }) => {
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setDeviceMetricsOverride", { width: 1200, height: 700, deviceScaleFactor: 1.5, mobile: false });
    await page.waitForFunction(() => document.querySelector<HTMLCanvasElement>(".ll-canvas")!.width === 1800);
    await page.mouse.click(...at(0.2, 1));
    assert.equal((await opened(page))[0].function, "example.com/shop/quote.Best.func1");
  }));

test("a stack of sixty thousand frames is walked to its end", () => {
  const n = 60_001;
  const bytes = new Uint8Array(n * 10);
  const view = new DataView(bytes.buffer);
  view.setUint32(4 * (n - 1), 5, true);
  for (let i = 1; i < n; i++) {
    view.setUint32(4 * (n + i), 1, true);
    view.setUint16(8 * n + 2 * i, i, true);
  }
  return withGraph({
    version: 1, title: "deep", kind: "goroutine", unit: "count", total: 5, nodes: n, hasBase: false,
    packed: Buffer.from(stored(bytes)).toString("base64"), strings: ["all", "", "m.deep"], frames: [[0, 1, 0, 0], [2, 1, 1, 1]],
  }, async ({ page }) => {
    await page.locator(".ll-scroll").focus();
    await page.keyboard.press("End");
    assert.match((await spokenNow(page))!, /^m\.deep, 100 % of all, 5 of 5 samples/);
    assert.equal(await page.locator("[role=treeitem]").getAttribute("aria-level"), "60001");
    await page.keyboard.press("z");
    await page.keyboard.press("m");
    assert.match(await page.locator(".ll-side").innerText(), /60000 calls deep/);
  }, { options: { panel: false } });
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

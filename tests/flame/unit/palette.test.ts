import assert from "node:assert/strict";
import { test } from "node:test";
import { shop, shopDifference } from "../../../extension/flame/shop.mjs";
import { BLACK, contrast, mixPixels, oklch, pixel, type Rgb, WHITE } from "../../../extension/flame/src/colour.ts";
import { decode } from "../../../extension/flame/src/document.ts";
import { layOut } from "../../../extension/flame/src/layout.ts";
import { changeSums } from "../../../extension/flame/src/paint.ts";
import { changeSteps, frameLooks, makePalette, packageColour, stepOf, STEPS } from "../../../extension/flame/src/palette.ts";
import { search } from "../../../extension/flame/src/search.ts";
import type { Theme } from "../../../extension/flame/src/theme.ts";

const theme = (more: Partial<Theme> = {}): Theme => ({
  dark: false, highContrast: false, background: WHITE, foreground: [59, 59, 59], match: [240, 160, 32], edge: [229, 229, 229],
  grown: [209, 88, 43], shrunk: [47, 116, 184], warning: [199, 46, 15], font: "monospace", fontSize: 12, ...more,
});
const DARK: Partial<Theme> = { dark: true, background: [31, 31, 31], foreground: [204, 204, 204], match: [176, 106, 16] };
const BARE: Partial<Theme> = { highContrast: true, dark: true, background: BLACK, foreground: WHITE, edge: [111, 195, 223] };

/** The ink of a key as colour. */
const rgb = (css: string): Rgb => css.match(/\d+/g)!.map(Number) as unknown as Rgb;
const unpack = (value: number): Rgb => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255];

test("every package's colour can be read on, in light and dark", () => {
  for (let i = 0; i < 400; i++) {
    for (const origin of ["own", "library", "standard", "runtime"] as const) {
      assert.ok(contrast(packageColour(`example.com/p${i}`, origin, false), [59, 59, 59]) >= 4.5);
      assert.ok(contrast(packageColour(`example.com/p${i}`, origin, true), WHITE) >= 4.5);
    }
  }
});

test("colours come out of OKLCH as published", () => {
  assert.deepEqual(oklch(1, 0, 0), WHITE);
  assert.deepEqual(oklch(0, 0, 0), BLACK);
  assert.deepEqual(oklch(0.62796, 0.25768, 29.234), [255, 0, 0]);
});

test("labels can be read on every fill of every theme", async () => {
  for (const more of [{}, DARK, BARE]) {
    for (const doc of [shop(), shopDifference()]) {
      const layout = layOut(await decode(doc));
      const palette = makePalette(frameLooks(doc), theme(more), changeSteps(layout), null);
      palette.fill.forEach((fill, key) => {
        const ratio = contrast(unpack(fill), rgb(palette.inks[palette.ink[key]]));
        assert.ok(ratio >= 4.5, `key ${key}: ${ratio}`);
      });
    }
  }
});

test("a match stands out from what it is searched among", async () => {
  const doc = shop();
  const layout = layOut(await decode(doc));
  const result = search(doc, layout, "store");
  assert.ok(result.kind === "found");
  const palette = makePalette(frameLooks(doc), theme(), null, result.found);
  const hits = new Set([...result.found.frames.keys()].filter((frame) => result.found.frames[frame] === 1));
  assert.ok(hits.size > 0);
  palette.fill.forEach((fill, frame) => {
    assert.equal(fill === pixel([240, 160, 32]), hits.has(frame));
  });
});

test("the same package has the same colour, and high contrast has none", () => {
  const doc = shop();
  const looks = frameLooks(doc);
  const frame = (name: string) => doc.frames.findIndex((row) => doc.strings[row[0]] === name);
  const palette = makePalette(looks, theme(), null, null);
  assert.equal(palette.fill[frame("example.com/shop/store.(*Store).handleList")], palette.fill[frame("example.com/shop/store.(*Store).lockedTotal")]);
  assert.notEqual(palette.fill[frame("example.com/shop/store.(*Store).handleList")], palette.fill[frame("runtime.gopark")]);
  const bare = makePalette(looks, theme(BARE), null, null);
  assert.equal(new Set(bare.fill).size, 1);
  assert.notEqual(bare.fill[0], bare.background, "the painter must tell a box from a gap");
});

test("change goes from gone over unchanged to new", () => {
  assert.equal(stepOf(-1), 0);
  assert.equal(stepOf(0), (STEPS - 1) / 2);
  assert.equal(stepOf(1), STEPS - 1);
});

test("sums of changes tell what a run of thin boxes does together", async () => {
  const layout = layOut(await decode(shopDifference()));
  const sums = changeSums(layout)!;
  const first = layout.rowStart[1];
  const last = layout.rowStart[2];
  assert.equal(sums[last] - sums[first], layout.total[0] - layout.baseTotal![0]);
  assert.equal(changeSums(layOut(await decode(shop()))), null);
});

test("pixels mix by part", () => {
  const black = pixel(BLACK);
  const white = pixel(WHITE);
  assert.equal(mixPixels(black, white, 0), black);
  assert.equal(mixPixels(black, white, 256), white);
  assert.deepEqual(unpack(mixPixels(black, white, 128)), [127, 127, 127]);
});

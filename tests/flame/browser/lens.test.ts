import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { shop, shopDifference } from "../../../extension/flame/shop.mjs";
import { at, opened, pixelsOf, spokenNow, withGraph } from "./fixture.ts";

const VIEW = ".ll-lens";
const choose = (page: Page, label: string, value: string) => page.locator(VIEW).getByLabel(label).selectOption(value);
const said = (page: Page) => page.locator(".ll-unseen[aria-live]").textContent();

test("merged by package, a box has a package's name, and a click zooms where there is no source", () =>
  withGraph(shop(), async ({ page }) => {
    await page.getByRole("button", { name: "View" }).click();
    const whole = await pixelsOf(page);
    await choose(page, "Boxes:", "packages");
    await page.locator(".ll-scroll").focus();
    await page.keyboard.press("ArrowDown");
    assert.match((await spokenNow(page))!, /^example\.com\/shop\/quote, 46\.4 % of all, 1,000 of 2,155 goroutines/);
    await page.keyboard.press("Enter");
    assert.deepEqual(await opened(page), []);
    assert.match((await said(page))!, /^Zoomed into example\.com\/shop\/quote/);
    await page.keyboard.press("0");
    assert.ok(await page.getByRole("button", { name: "Reset" }).isDisabled());
    await page.keyboard.press("Escape");
    await page.keyboard.press("Home");
    assert.equal(await pixelsOf(page), whole);
  }));

test("turned around by a key, the callers stand under what ends", () =>
  withGraph(shop(), async ({ page }) => {
    await page.locator(".ll-scroll").focus();
    await page.keyboard.press("x");
    assert.ok(await page.locator(VIEW).isVisible(), "a view that is not the plain one shows its controls");
    await page.keyboard.press("ArrowDown");
    assert.match((await spokenNow(page))!, /^runtime\.gopark, 100 % of all/);
    await page.keyboard.press("ArrowDown");
    assert.match((await spokenNow(page))!, /^runtime\.chansend, 46\.4 % of all/);
    await page.keyboard.press("Enter");
    assert.equal((await opened(page))[0].function, "runtime.chansend");
  }));

test("callers of the selected function, and back to all functions", () =>
  withGraph(shop(), async ({ page }) => {
    await page.mouse.click(...at(0.52, 5));
    const name = (await spokenNow(page))!.split(",")[0];
    await page.keyboard.press("c");
    assert.match((await spokenNow(page))!, new RegExp(`^${name.replace(/[.*()]/g, "\\$&")}, 100 % of all`));
    const chip = page.locator(".ll-around");
    assert.equal(await chip.textContent(), `Callers of ${name} ✕`);
    await chip.click();
    assert.ok(await chip.isHidden());
    assert.match((await said(page))!, /2,155 goroutines$/);
  }));

test("only matches: the graph follows the search", () =>
  withGraph(shop(), async ({ page }) => {
    await page.getByRole("button", { name: "View" }).click();
    await page.getByLabel("Only matches").check();
    await page.locator(".ll-search").fill("handleOrders");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    assert.match((await spokenNow(page))!, /^all, 100 % of all, 310 of 310 goroutines/);
    await page.locator(".ll-search").fill("");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Home");
    assert.match((await spokenNow(page))!, /2,155 of 2,155 goroutines/);
  }));

test("only what has a verdict", () =>
  withGraph(shop(), async ({ page }) => {
    await page.getByRole("button", { name: "View" }).click();
    const only = page.locator(VIEW).getByLabel("Only:");
    const choices = await only.locator("option").allTextContents();
    assert.equal(choices[0], "all stacks");
    assert.ok(choices.some((text) => text.startsWith("Verdict: ")), choices.join());
    await only.selectOption({ index: 1 });
    assert.match((await said(page))!, /goroutines$/);
    assert.doesNotMatch((await said(page))!, /2,155/);
  }));

test("the table of functions: sorted by a click, opened to its lines, led back into the graph", () =>
  withGraph(shop(), async ({ page }) => {
    await page.getByRole("tab", { name: "Functions" }).click();
    const cells = () => page.locator(".ll-table tbody tr").first().locator("td").allTextContents();
    assert.deepEqual((await cells()).slice(0, 2), ["2,155", "2,155"]);
    await page.getByRole("button", { name: "Function", exact: true }).click();
    assert.equal(await page.locator("th[aria-sort=ascending]").textContent(), "Function");
    await page.getByRole("button", { name: "Cum" }).click();
    const row = page.locator(".ll-table tbody tr", { hasText: "quote.Best.func1" });
    await row.getByRole("button", { name: "Lines of quote.Best.func1" }).click();
    assert.match((await row.locator(".ll-lines").textContent())!, /^quote\.go:88 1,000 goroutines/);
    await row.locator(".ll-lines button").click();
    assert.deepEqual((await opened(page)).map((frame) => [frame.line, frame.via]), [[88, "list"]]);
    await row.locator(".ll-name").click();
    assert.match((await spokenNow(page))!, /^quote\.Best\.func1/);
    await row.getByRole("button", { name: /Who calls/ }).click();
    assert.equal(await page.locator(".ll-around").textContent(), "Callers of quote.Best.func1 ✕");
  }, { options: { panel: true } }));

test("the list of what matters leads back to the graph as captured", () =>
  withGraph(shop(), async ({ page }) => {
    await page.keyboard.press("Tab");
    await page.locator(".ll-scroll").focus();
    await page.keyboard.press("x");
    await page.locator(".ll-entry .ll-name").first().click();
    assert.match((await spokenNow(page))!, /^quote\.Best\.func1/);
    assert.ok(await page.getByRole("button", { name: "Reset" }).isDisabled());
  }, { options: { panel: true } }));

test("what is saved is what is shown: folded stacks, a picture of lines, a picture of pixels", () =>
  withGraph(shop(), async ({ page }) => {
    await page.getByRole("button", { name: "View" }).click();
    const saved = async (name: string): Promise<[string, Buffer]> => {
      const waiting = page.waitForEvent("download");
      await page.getByRole("button", { name, exact: true }).click();
      const download = await waiting;
      return [download.suggestedFilename(), await readFile(await download.path())];
    };
    const [foldedName, folded] = await saved("folded stacks");
    assert.match(foldedName, /\.folded\.txt$/);
    const sum = folded.toString().trimEnd().split("\n").reduce((total, line) => total + Number(line.slice(line.lastIndexOf(" "))), 0);
    assert.equal(sum, 2155);
    assert.match(folded.toString(), /^example\.com\/shop\/quote\.Best\.func1;runtime\.chansend1;runtime\.chansend;runtime\.gopark 1000$/m);
    const [svgName, svg] = await saved("SVG");
    assert.match(svgName, /\.svg$/);
    const drawn = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      return [parsed.querySelector("parsererror") === null, parsed.querySelectorAll("g").length, parsed.querySelector("script") === null];
    }, svg.toString());
    assert.equal(drawn[0], true);
    assert.ok(Number(drawn[1]) > 30);
    const [, png] = await saved("PNG");
    assert.deepEqual([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  }));

test("a difference may be turned, merged and listed", () =>
  withGraph(shopDifference(), async ({ page }) => {
    await page.locator(".ll-scroll").focus();
    await page.keyboard.press("x");
    assert.ok(await page.locator(".ll-legend").isVisible());
    await page.getByRole("tab", { name: "Functions" }).click();
    assert.match((await page.locator(".ll-table tbody td").first().textContent())!, /^[+\u2212]/);
  }, { options: { panel: true } }));

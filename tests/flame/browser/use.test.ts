import assert from "node:assert/strict";
import { test } from "node:test";
import { shop, shopDifference } from "../../../extension/flame/shop.mjs";
import { synthetic } from "../../../extension/flame/synthetic.mjs";
import { at, colourAt, crumbs, opened, pixelsOf, ROW, spokenNow, STAGE, thin, withGraph } from "./fixture.ts";

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

test("an update shows the other document and keeps zoom, frame and search", () =>
  withGraph(shop(), async ({ page }) => {
    await page.locator(".ll-search").fill("mail/");
    await page.mouse.dblclick(...at(0.5, 4));
    await page.evaluate(async (next) => { await window.graph.update(next); }, shopDifference());
    assert.match((await page.locator(".ll-frame").textContent())!, /handleOrders.*310 goroutines before, 310 goroutines after/);
    assert.equal((await crumbs(page)).at(-1), "store.(*Store).handleOrders");
    assert.equal(await page.locator(".ll-search").inputValue(), "mail/");
    assert.ok(await page.locator(".ll-find .ll-icon").nth(1).isEnabled());
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

test("the stack of the frame is copied, the keys are shown, and nothing is left after the end", () =>
  withGraph(shop(), async ({ page }) => {
    await page.mouse.click(...at(0.2, 2));
    await page.evaluate(() => {
      document.addEventListener("copy", (event) => { document.title = event.clipboardData!.getData("text/plain"); });
    });
    await page.keyboard.press("Control+c");
    const copied = await page.evaluate(() => document.querySelector("title")!.textContent);
    assert.match(copied, /^runtime\.chansend1\n\t.*chan\.go:161\nexample\.com\/shop\/quote\.Best\.func1\n/);
    await page.keyboard.press("?");
    assert.ok(await page.locator("dialog").isVisible());
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("dialog").isHidden());
    await page.evaluate(() => { window.graph.destroy(); });
    assert.equal(await page.locator("#host *").count(), 0);
  }));

import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "../../../extension/flame/shop.mjs";
import { random, synthetic } from "../../../extension/flame/synthetic.mjs";
import { decode } from "../../../extension/flame/src/document.ts";
import { type Command, commandOf, move } from "../../../extension/flame/src/keys.ts";
import { type Layout, layOut } from "../../../extension/flame/src/layout.ts";
import { boxOf, clampRange, contentHeight, depthAt, hitTest, rowTop, scrollTo, scrollToZoom, type View } from "../../../extension/flame/src/view.ts";
import { coveringNode } from "../../../extension/flame/src/zoom.ts";

const viewOf = (layout: Layout, more: Partial<View> = {}): View => ({
  x0: 0, x1: layout.width[0], top: 0, width: 1000, height: 300, rowHeight: 20, orientation: "down", ...more,
});
const press = (key: string, more: Partial<{ ctrlKey: boolean; altKey: boolean; metaKey: boolean }> = {}) => ({
  key, ctrlKey: false, altKey: false, metaKey: false, ...more,
});

test("the middle of every box that is wide enough hits its node, either way up, scrolled and zoomed", async () => {
  const layout = layOut(await decode(synthetic({ nodes: 1500, seed: 3 })));
  const next = random(8);
  let hits = 0;
  for (const orientation of ["down", "up"] as const) {
    for (let i = 0; i < 20; i++) {
      const x0 = next() * layout.width[0] * 0.5;
      const view = viewOf(layout, { orientation, x0, x1: x0 + layout.width[0] * (0.05 + next() * 0.4) });
      view.top = Math.floor(next() * (contentHeight(view, layout.rows) - view.height));
      for (let node = 0; node < layout.count; node++) {
        const box = boxOf(layout, view, node);
        if (!box || box.width < 4) continue;
        assert.equal(hitTest(layout, view, box.left + box.width / 2, box.top + 10), node);
        hits++;
      }
    }
  }
  assert.ok(hits > 500, `${hits} boxes`);
});

test("beside the graph there is nothing", async () => {
  const layout = layOut(await decode(shop()));
  const view = viewOf(layout, { height: 4000 });
  assert.equal(hitTest(layout, view, -1, 10), -1);
  assert.equal(hitTest(layout, view, 1000, 10), -1);
  assert.equal(hitTest(layout, view, 10, 20 * layout.rows + 5), -1);
  assert.equal(hitTest(layout, { ...view, orientation: "up" }, 10, 5), -1);
  assert.equal(hitTest(layout, { ...view, orientation: "up" }, 10, 3995), 0);
});

test("rows and heights are each other's inverse", () => {
  for (const orientation of ["down", "up"] as const) {
    const view: View = { x0: 0, x1: 1, top: 37, width: 10, height: 200, rowHeight: 19, orientation };
    for (let depth = 0; depth < 30; depth++) {
      const top = rowTop(view, 30, depth);
      assert.equal(depthAt(view, 30, top), depth);
      assert.equal(depthAt(view, 30, top + 18), depth);
    }
  }
});

test("scrolling brings a row into sight and moves nothing that is in sight", () => {
  for (const orientation of ["down", "up"] as const) {
    const view: View = { x0: 0, x1: 1, top: 0, width: 10, height: 200, rowHeight: 20, orientation };
    for (const depth of [0, 5, 30, 49]) {
      const top = scrollTo(view, 50, depth);
      const y = rowTop({ ...view, top }, 50, depth);
      assert.ok(y >= 0 && y + 20 <= 200, `${orientation} ${depth}: ${y}`);
      assert.equal(scrollTo({ ...view, top }, 50, depth), top);
    }
  }
});

test("a zoom leaves its row alone near the root, and gives its callees room elsewhere", () => {
  for (const orientation of ["down", "up"] as const) {
    const view: View = { x0: 0, x1: 1, top: 0, width: 10, height: 200, rowHeight: 20, orientation };
    view.top = orientation === "down" ? 0 : contentHeight(view, 50) - 200;
    assert.equal(scrollToZoom(view, 50, 3), view.top);
    for (const depth of [8, 20, 49]) {
      const top = scrollToZoom(view, 50, depth);
      const y = rowTop({ ...view, top }, 50, depth);
      const fromRoot = orientation === "down" ? y : 180 - y;
      assert.equal(fromRoot, depth === 49 ? 180 : 40, `${orientation} ${depth}`);
    }
  }
});

test("a range stays inside of the whole and does not shrink to nothing", async () => {
  const layout = layOut(await decode(shop()));
  const whole = layout.width[0];
  assert.deepEqual(clampRange(layout, -100, whole * 3), [0, whole]);
  assert.deepEqual(clampRange(layout, -50, 50), [0, 100]);
  assert.deepEqual(clampRange(layout, whole - 10, whole + 90), [whole - 100, whole]);
  const [from, to] = clampRange(layout, 5, 5);
  assert.ok(to > from);
});

test("the frame that a range is a view of is the deepest one around it", async () => {
  const layout = layOut(await decode(synthetic({ nodes: 800, seed: 6 })));
  assert.equal(coveringNode(layout, 0, layout.width[0]), 0);
  for (let node = 1; node < layout.count; node++) {
    if (layout.width[node] === 0) continue;
    const x0 = layout.x0[node];
    const x1 = x0 + layout.width[node];
    const found = coveringNode(layout, x0, x1);
    assert.ok(layout.x0[found] === x0 && layout.width[found] === layout.width[node], `node ${node} gave ${found}`);
  }
});

test("keys mean what the help says", () => {
  const meanings: [string, Command | null][] = [
    ["Enter", "open"], ["z", "zoom"], ["Backspace", "back"], ["Escape", "all"], ["+", "in"], ["-", "out"], ["/", "search"], ["n", "next"],
    ["N", "previous"], ["ArrowUp", "caller"], ["ArrowDown", "callee"], ["ArrowLeft", "left"], ["Home", "root"], ["End", "leaf"], ["i", "flip"],
    ["m", "panel"], ["?", "help"], ["q", null], ["toString", null], ["Tab", null],
  ];
  for (const [key, command] of meanings) assert.equal(commandOf(press(key), "down"), command, key);
  assert.equal(commandOf(press("ArrowUp"), "up"), "callee");
  assert.equal(commandOf(press("f", { ctrlKey: true }), "down"), "search");
  assert.equal(commandOf(press("z", { ctrlKey: true }), "down"), null);
  assert.equal(commandOf(press("ArrowLeft", { altKey: true }), "down"), null);
});

test("arrows go to caller, heaviest callee and the neighbours in the row", async () => {
  const layout = layOut(await decode(shop()));
  const child = move(layout, 0, "callee", 0);
  assert.equal(child, 1);
  assert.equal(move(layout, child, "caller", 0), 0);
  assert.equal(move(layout, 0, "caller", 0), 0);
  const right = move(layout, child, "right", 0);
  assert.equal(layout.depth[right], 1);
  assert.equal(layout.x0[right], layout.width[child]);
  assert.equal(move(layout, right, "left", 0), child);
  assert.equal(move(layout, child, "left", 0), child);
  assert.equal(move(layout, right, "root", 7), 7);
  const leaf = move(layout, 0, "leaf", 0);
  assert.equal(layout.end[leaf], leaf + 1);
  assert.equal(move(layout, leaf, "callee", 0), leaf);
});

test("nodes without weight are passed by", async () => {
  const { pack } = await import("../../../extension/flame/synthetic.mjs");
  const leaf = (name: string, self: number) => ({ name, file: "", line: 0, self, children: [] });
  const layout = layOut(await decode(pack({ ...leaf("all", 0), children: [leaf("a", 3), leaf("none", 0), leaf("b", 2)] })));
  assert.equal(move(layout, 1, "right", 0), 3);
  assert.equal(move(layout, 3, "left", 0), 1);
});

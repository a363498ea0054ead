import assert from "node:assert/strict";
import { test } from "node:test";
import { pack, random, synthetic, type TreeNode } from "../../../extension/flame/synthetic.mjs";
import { decode } from "../../../extension/flame/src/document.ts";
import { firstRightOf, heaviestChild, type Layout, layOut, nodeAt, pathTo, placeOf, siblings } from "../../../extension/flame/src/layout.ts";

const leaf = (name: string, self: number, base = 0): TreeNode => ({ name, file: "", line: 0, self, base, children: [] });
const over = (name: string, self: number, ...children: TreeNode[]): TreeNode => ({ ...leaf(name, self), children });

test("a small tree has its parents, ends, widths and rows", async () => {
  const doc = pack(over("all", 0, over("a", 2, leaf("b", 3), leaf("c", 1)), leaf("d", 4)));
  const layout = layOut(await decode(doc));
  assert.deepEqual([...layout.parent], [-1, 0, 1, 1, 0]);
  assert.deepEqual([...layout.end], [5, 4, 3, 4, 5]);
  assert.deepEqual([...layout.total], [10, 6, 3, 1, 4]);
  assert.deepEqual([...layout.x0], [0, 0, 0, 3, 6]);
  assert.equal(layout.rows, 3);
  assert.deepEqual([...layout.order], [0, 1, 4, 2, 3]);
  assert.deepEqual([...layout.rowStart], [0, 1, 3, 5]);
  assert.deepEqual(pathTo(layout, 3), [0, 1, 3]);
  assert.deepEqual(siblings(layout, 4), { position: 2, size: 2 });
  assert.equal(heaviestChild(layout, 1), 2);
  assert.equal(heaviestChild(layout, 4), -1);
});

test("with a base, a box is as wide as the larger of both weights of each stack", async () => {
  const root = { ...leaf("all", 0), children: [leaf("gone", 0, 5), leaf("grown", 7, 2), leaf("same", 3, 3)] };
  const layout = layOut(await decode(pack(root, { hasBase: true })));
  assert.deepEqual([...layout.width], [15, 5, 7, 3]);
  assert.deepEqual([...layout.total], [10, 0, 7, 3]);
  assert.deepEqual([...layout.baseTotal!], [10, 5, 2, 3]);
});

test("weights add up past 32 bits", async () => {
  const big = 4_000_000_000;
  const layout = layOut(await decode(pack(over("all", 0, leaf("a", big), leaf("b", big), leaf("c", big)))));
  assert.equal(layout.total[0], 3 * big);
  assert.equal(layout.x0[3], 2 * big);
});

test("in any tree children lie inside of their parents, side by side", async () => {
  for (const seed of [1, 2, 3]) {
    const layout = layOut(await decode(synthetic({ nodes: 3000, seed, hasBase: seed === 3 })));
    for (let node = 0; node < layout.count; node++) {
      let at = layout.x0[node];
      let sum = layout.self[node];
      for (let child = node + 1; child < layout.end[node]; child = layout.end[child]) {
        assert.equal(layout.parent[child], node);
        assert.equal(layout.x0[child], at);
        at += layout.width[child];
        sum += layout.total[child];
      }
      assert.equal(layout.total[node], sum);
      assert.ok(at <= layout.x0[node] + layout.width[node]);
      assert.equal(layout.order[placeOf(layout, node)], node);
    }
  }
});

/** The node that covers a position, found by looking at all. */
function slowNodeAt(layout: Layout, depth: number, x: number): number {
  for (let node = 0; node < layout.count; node++) {
    if (layout.depth[node] === depth && layout.x0[node] <= x && x < layout.x0[node] + layout.width[node]) return node;
  }
  return -1;
}

test("the node at a position is found as by looking at every node", async () => {
  const layout = layOut(await decode(synthetic({ nodes: 2000, seed: 9 })));
  const next = random(5);
  for (let i = 0; i < 2000; i++) {
    const depth = Math.floor(next() * (layout.rows + 2)) - 1;
    const x = next() * layout.width[0] * 1.1;
    assert.equal(nodeAt(layout, depth, x), slowNodeAt(layout, depth, x));
  }
  assert.equal(firstRightOf(layout, 1, layout.width[0] + 1), layout.rowStart[2]);
});

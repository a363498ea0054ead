import assert from "node:assert/strict";
import { test } from "node:test";
import { pack, synthetic, type TreeNode } from "../../../extension/flame/synthetic.mjs";
import { type Columns, decode, type FlameDocument } from "../../../extension/flame/src/document.ts";
import { type Layout, layOut, pathTo } from "../../../extension/flame/src/layout.ts";
import { choicesOf, type Lens, lookAt, PLAIN } from "../../../extension/flame/src/lens.ts";
import { moduleOf, originOf, packageOf } from "../../../extension/flame/src/names.ts";

const leaf = (name: string, self: number, line = 1): TreeNode => ({ name, file: "f.go", line, self, base: 0, children: [] });
const over = (name: string, self: number, ...children: TreeNode[]): TreeNode => ({ ...leaf(name, self), children });

/** Every stack with weight, as `a;b;c weight`, sorted: what a tree says, however it is kept. */
function folded(layout: Layout, name: (frame: number) => string): string[] {
  const sums = new Map<string, number>();
  for (let node = 0; node < layout.count; node++) {
    if (layout.self[node] === 0) continue;
    const stack = pathTo(layout, node).slice(1).map((at) => name(layout.frame[at])).join(";");
    sums.set(stack, (sums.get(stack) ?? 0) + layout.self[node]);
  }
  return [...sums].map(([stack, weight]) => `${stack} ${weight}`).sort();
}

const nameIn = (doc: FlameDocument) => (frame: number) => doc.strings[doc.frames[frame][0]];
const placeIn = (doc: FlameDocument) => (frame: number) => `${doc.strings[doc.frames[frame][0]]}:${doc.frames[frame][2]}`;

async function seen(doc: FlameDocument, lens: Partial<Lens>, matching: Uint8Array | null = null) {
  const layout = layOut(await decode(doc));
  const shown = lookAt(doc, layout, { ...PLAIN, ...lens }, matching);
  return { before: layout, doc: shown.doc, columns: shown.columns, layout: layOut(shown.columns) };
}

/** The stacks of the original, each changed by `to` (null leaves one out), summed: the slow and plain way. */
function expected(layout: Layout, to: (stack: number[]) => string[] | null): string[] {
  const sums = new Map<string, number>();
  for (let node = 0; node < layout.count; node++) {
    if (layout.self[node] === 0) continue;
    const stack = to(pathTo(layout, node).slice(1).map((at) => layout.frame[at]));
    if (stack) sums.set(stack.join(";"), (sums.get(stack.join(";")) ?? 0) + layout.self[node]);
  }
  return [...sums].map(([stack, weight]) => `${stack} ${weight}`).sort();
}

/** Preorder, one root, and no box twice under one caller. */
function wellFormed(columns: Columns, layout: Layout): void {
  for (let node = 0; node < columns.count; node++) {
    assert.ok(node === 0 ? columns.depth[0] === 0 : columns.depth[node] >= 1 && columns.depth[node] <= columns.depth[node - 1] + 1);
    const frames = new Set<number>();
    for (let child = node + 1; child < layout.end[node]; child = layout.end[child]) {
      assert.ok(!frames.has(layout.frame[child]));
      frames.add(layout.frame[child]);
    }
  }
}

const runs = (names: string[]): string[] => names.filter((name, at) => at === 0 || names[at - 1] !== name);

test("merged by function, package and module, every stack keeps its weight", async () => {
  for (const seed of [1, 2, 3]) {
    const doc = { ...synthetic({ nodes: 2500, seed }), info: { modules: ["example.com/shop"] } };
    const symbol = nameIn(doc);
    const module = (frame: number) => moduleOf(packageOf(symbol(frame)), originOf(symbol(frame), ["example.com/shop"]), ["example.com/shop"]);
    const ways: [Partial<Lens>, (stack: number[]) => string[]][] = [
      [{ fold: "functions" }, (stack) => stack.map(symbol)],
      [{ fold: "functions", mergeRecursion: true }, (stack) => runs(stack.map(symbol))],
      [{ fold: "packages" }, (stack) => runs(stack.map((frame) => packageOf(symbol(frame))))],
      [{ fold: "modules" }, (stack) => runs(stack.map(module))],
      [{ fold: "functions", hideRuntime: true }, (stack) => stack.map(symbol).filter((name) => !name.startsWith("runtime."))],
      [{ fold: "functions", way: "callers" }, (stack) => stack.map(symbol).reverse()],
      [{ fold: "packages", way: "callers" }, (stack) => runs(stack.map((frame) => packageOf(symbol(frame)))).reverse()],
    ];
    for (const [lens, to] of ways) {
      const { before, doc: shown, columns, layout } = await seen(doc, lens);
      wellFormed(columns, layout);
      // A box of a turned tree weighs what ends there: at its deepest, where the stack began.
      assert.deepEqual(folded(layout, nameIn(shown)), expected(before, to), JSON.stringify(lens));
      assert.equal(layout.total[0], before.total[0]);
    }
  }
});

test("by lines only what is one line is one box", async () => {
  const doc = pack(over("all", 0, { ...over("m.f", 0, leaf("m.g", 2)), line: 4 }, { ...over("m.f", 0, leaf("m.g", 3)), line: 9 }));
  const lines = await seen(doc, { way: "callers" });
  assert.deepEqual(folded(lines.layout, placeIn(lines.doc)), ["m.g:1;m.f:4 2", "m.g:1;m.f:9 3"]);
  const functions = await seen(doc, { way: "callers", fold: "functions" });
  assert.equal(functions.layout.count, 3);
  assert.equal(functions.layout.total[1], 5);
});

test("around a function: its callees, or its callers, with nothing counted twice in recursion", async () => {
  const doc = pack(over("all", 1,
    over("m.main", 0, over("m.f", 1, over("m.g", 0, over("m.f", 2, leaf("m.h", 4))))),
    over("m.other", 0, over("m.f", 8, leaf("m.h", 16)))));
  const below = await seen(doc, { around: "m.f" });
  assert.equal(below.layout.total[0], 31, "all of what passes through, once");
  assert.deepEqual(folded(below.layout, nameIn(below.doc)), ["m.f 9", "m.f;m.g;m.f 2", "m.f;m.g;m.f;m.h 4", "m.f;m.h 16"]);
  const above = await seen(doc, { around: "m.f", way: "callers" });
  assert.deepEqual(folded(above.layout, nameIn(above.doc)), ["m.f;m.main 7", "m.f;m.other 24"]);
  const unknown = await seen(doc, { around: "m.nowhere" });
  assert.equal(unknown.layout.total[0], 32);
});

test("only stacks through a state, a verdict or a match stay", async () => {
  const plain = pack(over("all", 0, over("m.a", 0, leaf("m.stuck", 5)), over("m.b", 1, leaf("m.fine", 2))));
  const at = (name: string) => plain.frames.findIndex((row) => plain.strings[row[0]] === name);
  const doc: FlameDocument = { ...plain, info: { frames: { [at("m.stuck")]: { state: "chan send", tier: "growing" }, [at("m.fine")]: { state: "select" } } } };
  assert.deepEqual(choicesOf(doc), ["tier:growing", "state:chan send", "state:select"]);
  const stuck = await seen(doc, { only: "state:chan send" });
  assert.deepEqual(folded(stuck.layout, nameIn(stuck.doc)), ["m.a;m.stuck 5"]);
  assert.equal(stuck.layout.count, 3, "no empty boxes are left");
  const matching = new Uint8Array(doc.frames.length);
  matching[at("m.b")] = 1;
  const matched = await seen(doc, { onlyMatches: true }, matching);
  assert.deepEqual(folded(matched.layout, nameIn(matched.doc)), ["m.b 1", "m.b;m.fine 2"]);
  const kept = await seen(doc, { fold: "functions" });
  assert.equal(kept.doc.info?.frames?.[String(kept.doc.frames.findIndex((row) => kept.doc.strings[row[0]] === "m.stuck"))]?.tier, "growing");
});

test("a difference keeps both weights through every lens", async () => {
  const doc = synthetic({ nodes: 1500, seed: 5, hasBase: true });
  for (const lens of [{ fold: "functions" }, { fold: "packages" }, { way: "callers" }, { hideRuntime: true }, { sort: "name" }] as const) {
    const { before, layout } = await seen(doc, lens);
    assert.equal(layout.total[0], before.total[0]);
    assert.equal(layout.baseTotal![0], before.baseTotal![0]);
  }
});

test("siblings stand by weight or by name", async () => {
  const doc = pack(over("all", 0, leaf("m.b", 1), leaf("m.c", 5), leaf("m.a", 3)));
  const order = async (sort: Lens["sort"]) => {
    const { doc: shown, columns } = await seen(doc, { sort });
    return [...columns.frame].slice(1).map(nameIn(shown));
  };
  assert.deepEqual(await order("weight"), ["m.c", "m.a", "m.b"]);
  assert.deepEqual(await order("name"), ["m.a", "m.b", "m.c"]);
  assert.deepEqual(await order("given"), ["m.b", "m.c", "m.a"]);
});

test("merged weights may pass 32 bits", async () => {
  const big = 4_000_000_000;
  const doc = pack(over("all", 0, over("m.a", 0, leaf("m.x", big)), over("m.b", 0, leaf("m.x", big))));
  const { layout } = await seen(doc, { way: "callers" });
  assert.equal(layout.total[1], 2 * big);
});

test("the module of an import path", () => {
  const of = (path: string, modules: string[] = []) => moduleOf(path, originOf(`${path}.F`, modules), modules);
  assert.equal(of("github.com/a/b/c/d"), "github.com/a/b");
  assert.equal(of("github.com/a/b/v2/c"), "github.com/a/b/v2");
  assert.equal(of("gopkg.in/yaml.v3"), "gopkg.in/yaml.v3");
  assert.equal(of("gopkg.in/user/pkg.v1/sub"), "gopkg.in/user/pkg.v1");
  assert.equal(of("golang.org/x/net/http2"), "golang.org/x/net");
  assert.equal(of("go.uber.org/zap/zapcore"), "go.uber.org/zap");
  assert.equal(of("net/http"), "std");
  assert.equal(of("main"), "main");
  assert.equal(of("example.com/shop/cart", ["example.com/shop"]), "example.com/shop");
});

test("a stack deeper than the columns can tell is cut there, and loses nothing above", async () => {
  let node = leaf("m.f", 1);
  for (let depth = 0; depth < 1000; depth++) node = over("m.f", 1, node);
  const { before, layout } = await seen(pack(over("all", 0, node)), { way: "callers" });
  assert.equal(layout.rows, before.rows);
  const merged = await seen(pack(over("all", 0, node)), { mergeRecursion: true });
  assert.equal(merged.layout.rows, 2);
  assert.equal(merged.layout.total[1], 1001);
});

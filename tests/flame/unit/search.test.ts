import assert from "node:assert/strict";
import { test } from "node:test";
import { shop } from "../../../extension/flame/shop.mjs";
import { random } from "../../../extension/flame/synthetic.mjs";
import { decode } from "../../../extension/flame/src/document.ts";
import { layOut } from "../../../extension/flame/src/layout.ts";
import { PatternError } from "../../../extension/flame/src/regex.ts";
import { type Found, nextMatch, search, textTest } from "../../../extension/flame/src/search.ts";

async function found(pattern: string): Promise<{ found: Found; layout: ReturnType<typeof layOut>; names: string[] }> {
  const doc = shop();
  const layout = layOut(await decode(doc));
  const result = search(doc, layout, pattern);
  assert.equal(result.kind, "found");
  const { found: it } = result as { found: Found };
  const names = doc.frames.filter((_, frame) => it.frames[frame] === 1).map(([name]) => doc.strings[name]);
  return { found: it, layout, names };
}

test("names and places are searched, and each sample counts once", async () => {
  const one = await found("store\\.\\(\\*Store\\)\\.(handle|locked)");
  assert.deepEqual(new Set(one.names), new Set([
    "example.com/shop/store.(*Store).handleOrders", "example.com/shop/store.(*Store).lockedTotal", "example.com/shop/store.(*Store).handleList",
  ]));
  assert.equal(one.found.total, 310 + 35);
  assert.equal(one.found.nodes, 3);
  assert.deepEqual((await found("orders\\.go:54$")).names, ["example.com/shop/store.(*Store).handleOrders"]);
});

test("recursion is not counted again for each level", async () => {
  const { found: it } = await found("worker\\.Walk");
  assert.equal(it.nodes, 25);
  assert.equal(it.total, 12);
});

test("counts before a place tell how many matches a run of boxes holds", async () => {
  const { found: it, layout } = await found("gopark");
  let seen = 0;
  for (let place = 0; place < layout.count; place++) {
    assert.equal(it.before[place], seen);
    seen += it.frames[layout.frame[layout.order[place]]];
  }
  assert.equal(it.before[layout.count], seen);
});

test("matches are walked in order and around the end", async () => {
  const { found: it, layout } = await found("chansend");
  const first = nextMatch(layout, it, 0, 1);
  const second = nextMatch(layout, it, first, 1);
  assert.ok(first < second);
  assert.equal(nextMatch(layout, it, second, 1), first);
  assert.equal(nextMatch(layout, it, first, -1), second);
  assert.equal(nextMatch(layout, (await found("nothing has this name")).found, 0, 1), -1);
});

test("case counts only with a capital in the pattern", () => {
  assert.ok(textTest("cart")("Cart.Add"));
  assert.ok(textTest("c.rt")("CART"));
  assert.ok(!textTest("Cart")("cart.add"));
  assert.ok(textTest("\\Wadd")("Cart.Add"), "a class is no capital letter");
  assert.ok(textTest("[a-c]art")("CART"));
});

const REFUSED = ["(", ")", "[", "a**", "*a", "\\", "(?=a)", "(?<!a)b", "(a)\\1", "\\k<n>", "a{3,1}", "(?i)a", "((((a{90}){90}){90}){90})", "[z-a]",
  "(){9999}{9}", "((){9999}){9999}", "(".repeat(200) + ")".repeat(200)];
for (const pattern of REFUSED) {
  test(`refused in one sentence: ${pattern.slice(0, 30)}`, () => {
    assert.throws(() => textTest(pattern), (error: unknown) => error instanceof PatternError && /^[A-Z][^\n]*\.$/.test(error.message));
  });
}

test("patterns that backtracking cannot end are done at once", () => {
  const name = `${"abcdefghij".repeat(150)}!`;
  for (const pattern of ["^([a-z]+[/.]?)+$", "(a|a)*b$", "(.*)*x", "(a*)*(b*)*(c*)*$", ".*.*.*.*.*.*.*.*=", "((a+)+)+$", "(x+x+)+y"]) {
    const test = textTest(pattern);
    for (let i = 0; i < 300; i++) assert.equal(typeof test(`${name}${i}`), "boolean");
  }
});

test("agrees with the engine of the language on made-up patterns and texts", () => {
  const next = random(20);
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)];
  const atoms = ["a", "b", "c", "A", ".", "\\.", "\\w", "\\d", "\\W", "\\s", "[ab]", "[^a]", "[a-c.]", "[^\\w]", "\\b", "\\B", "^", "$", "é", "\\/", "[\\]-]", "-", "{", "a{2}"];
  const grow = (depth: number): string => {
    const kind = next();
    if (depth === 0 || kind < 0.35) return pick(atoms);
    if (kind < 0.6) return grow(depth - 1) + grow(depth - 1);
    if (kind < 0.75) return `(${grow(depth - 1)}|${grow(depth - 1)})`;
    if (kind < 0.85) return `(?:${grow(depth - 1)})${pick(["*", "+", "?", "*?", "{0,2}", "{2}", "{1,}"])}`;
    return `(${grow(depth - 1)})${pick(["*", "+", "?"])}`;
  };
  let matched = 0;
  let tried = 0;
  for (let i = 0; i < 1500; i++) {
    const pattern = grow(4);
    let theirs: RegExp;
    try {
      theirs = new RegExp(pattern, /[A-Z]/.test(pattern.replace(/\\[A-Za-z]/g, "")) ? "" : "i");
    } catch {
      continue;
    }
    const ours = textTest(pattern);
    for (let j = 0; j < 8; j++) {
      const text = Array.from({ length: Math.floor(next() * 9) }, () => pick(["a", "b", "c", "A", ".", "1", " ", "/", "é", "-", "{", "]"])).join("");
      assert.equal(ours(text), theirs.test(text), `${pattern} on ${JSON.stringify(text)}`);
      tried++;
      if (ours(text)) matched++;
    }
  }
  assert.ok(tried > 8000 && matched > 1000 && matched < tried - 1000, `${matched} of ${tried}`);
});

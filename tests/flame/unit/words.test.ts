import assert from "node:assert/strict";
import { test } from "node:test";
import { shop, shopDifference } from "../../../extension/flame/shop.mjs";
import { pack } from "../../../extension/flame/synthetic.mjs";
import { describe, spoken, stackText } from "../../../extension/flame/src/describe.ts";
import { decode, type FlameDocument } from "../../../extension/flame/src/document.ts";
import { findHotspots, waitOf } from "../../../extension/flame/src/hotspots.ts";
import { fitter } from "../../../extension/flame/src/labels.ts";
import { type Layout, layOut } from "../../../extension/flame/src/layout.ts";
import { ENGLISH, fill, formatChange, formatShare, formatWeight } from "../../../extension/flame/src/messages.ts";
import { nameForms, originOf, packageOf, printable, shortName } from "../../../extension/flame/src/names.ts";

const load = async (doc: FlameDocument): Promise<{ doc: FlameDocument; layout: Layout }> => ({ doc, layout: layOut(await decode(doc)) });
const nodeOf = (doc: FlameDocument, layout: Layout, name: string): number =>
  layout.frame.findIndex((frame) => doc.strings[doc.frames[frame][0]] === name);

test("a symbol's package is what stands before its first dot after the last slash", () => {
  const cases: [string, string, string][] = [
    ["main.main", "main", "main.main"],
    ["example.com/shop/cart.(*Cart).Add.func1", "example.com/shop/cart", "cart.(*Cart).Add.func1"],
    ["example.com/m.Map[go.shape.*example.com/x/y.T]", "example.com/m", "m.Map[go.shape.*example.com/x/y.T]"],
    ["gopkg.in/yaml%2ev3.(*Decoder).Decode", "gopkg.in/yaml%2ev3", "yaml%2ev3.(*Decoder).Decode"],
    ["example.org/queue/v2.Open", "example.org/queue/v2", "queue/v2.Open"],
    ["runtime.gopark", "runtime", "runtime.gopark"],
    ["all", "", "all"],
  ];
  for (const [symbol, path, short] of cases) {
    assert.equal(packageOf(symbol), path);
    assert.equal(shortName(symbol), short);
  }
});

test("a narrow box drops the package, then the receiver, but keeps what a closure is a closure of", () => {
  assert.deepEqual(nameForms("example.com/shop/cart.(*Cart).Add"), ["cart.(*Cart).Add", "(*Cart).Add", "Add"]);
  assert.deepEqual(nameForms("net/http.serverHandler.ServeHTTP"), ["http.serverHandler.ServeHTTP", "serverHandler.ServeHTTP", "ServeHTTP"]);
  assert.deepEqual(nameForms("example.com/shop/quote.Best.func1"), ["quote.Best.func1", "Best.func1"]);
  assert.deepEqual(nameForms("main.main"), ["main.main", "main"]);
  assert.deepEqual(nameForms("all"), ["all"]);
});

test("origins: the reader's modules, the standard library, libraries", () => {
  assert.equal(originOf("main.run", []), "own");
  assert.equal(originOf("example.com/shop/cart.Add", ["example.com/shop"]), "own");
  assert.equal(originOf("example.com/shopping.Add", ["example.com/shop"]), "library");
  assert.equal(originOf("leaklab/store.Open", []), "library");
  assert.equal(originOf("net/http.Get", []), "standard");
  assert.equal(originOf("runtime/pprof.writeGoroutine", []), "runtime");
  assert.equal(originOf("internal/poll.(*FD).Read", []), "standard");
});

test("nothing in a name steers a terminal or turns the text around it", () => {
  assert.equal(printable("a\u001b[31mb\u202ec\u0000d\ne"), "a\ufffd[31mb\ufffdc\ufffdd\ufffde");
  assert.equal(printable("主.Größe[…]"), "主.Größe[…]");
  const long = printable("x".repeat(10_000));
  assert.ok(long.length < 500 && long.includes("…"));
});

test("labels fit by adding advances", () => {
  const { fit, width } = fitter((character) => (character === "i" ? 3 : 6));
  assert.equal(width("iii"), 9);
  assert.equal(fit(["abcdef"], 36), "abcdef");
  assert.equal(fit(["abcdef"], 35), "abcd…");
  assert.equal(fit(["abcdef"], 20), "");
  assert.equal(fit(["pkg.Name", "Name"], 47), "Name");
  assert.equal(fit(["pkg.Name", "Name"], 48), "pkg.Name");
  assert.equal(fit(["a😀😀😀😀"], 35), "a😀…", "no half of a pair");
});

test("weights, shares and changes read like a person writes them", () => {
  assert.equal(formatWeight(1234567, "goroutines"), "1,234,567 goroutines");
  assert.equal(formatWeight(1536, "bytes"), "1.50 KiB");
  assert.equal(formatWeight(900, "bytes"), "900 B");
  assert.equal(formatWeight(2_500_000_000, "nanoseconds"), "2.50 s");
  assert.equal(formatShare(1, 3), "33.3 %");
  assert.equal(formatShare(1, 1), "100 %");
  assert.equal(formatShare(9_999, 10_000), "99.99 %");
  assert.equal(formatShare(1, 1_000_000), "< 0.01 %");
  assert.equal(formatShare(0, 0), "0 %");
  assert.equal(formatChange(-5, "goroutines"), "\u22125 goroutines");
  assert.equal(formatChange(1000, "goroutines"), "+1,000 goroutines");
  assert.equal(fill("{1} of {0}", "a", 2), "2 of a");
});

test("a frame is told with name, share, count, place and verdict", async () => {
  const { doc, layout } = await load(shop());
  const node = nodeOf(doc, layout, "example.com/shop/quote.Best.func1");
  assert.equal(
    spoken(doc, layout, node, ENGLISH),
    "quote.Best.func1, 46.4 % of all, 1,000 of 2,155 goroutines, quote.go, line 88, Verdict: growing, State: chan send, Rules: blocked-send",
  );
  const text = describe(doc, layout, node, 0, ENGLISH);
  assert.equal(text.source, "/src/shop/quote/quote.go:88");
  assert.equal(text.weight, "1,000 goroutines");
  assert.equal(spoken(doc, layout, 0, ENGLISH), "all, 100 % of all, 2,155 of 2,155 goroutines");
});

test("a difference is told before and after", async () => {
  const { doc, layout } = await load(shopDifference());
  const told = (name: string) => describe(doc, layout, nodeOf(doc, layout, name), 0, ENGLISH).change;
  assert.equal(told("example.com/shop/mail.(*Sender).run"), "0 goroutines before, 240 goroutines after (new)");
  assert.equal(told("example.com/shop/worker.(*Pool).loop"), "64 goroutines before, 64 goroutines after (unchanged)");
  assert.equal(told("example.com/shop/cart.(*Handler).Checkout"), "55 goroutines before, 42 goroutines after (\u221213 goroutines)");
});

test("the copied stack is innermost first, with places", async () => {
  const { doc, layout } = await load(shop());
  const node = nodeOf(doc, layout, "runtime.chansend1");
  assert.equal(
    stackText(doc, layout, node),
    "runtime.chansend1\n\t/usr/local/go/src/runtime/chan.go:161\nexample.com/shop/quote.Best.func1\n\t/src/shop/quote/quote.go:88\n",
  );
});

test("what matters: samples count for the innermost code of the reader's own", async () => {
  const { doc, layout } = await load(shop());
  const { plateaus, recursions } = findHotspots(doc, layout);
  const named = plateaus.map((one) => [doc.strings[doc.frames[one.frame][0]], one.weight, one.waits]);
  assert.deepEqual(named.slice(0, 6), [
    ["example.com/shop/quote.Best.func1", 1000, "chan send"],
    ["example.com/shop/store.(*Store).lockedTotal", 310, "sync.Mutex.Lock"],
    ["example.com/shop/mail.(*Sender).run", 240, "chan receive"],
    ["example.com/shop/search.Fetch", 180, "select"],
    ["net/http.(*persistConn).writeLoop", 180, "select"],
    ["example.com/shop/cart.(*Cart).Watch", 90, "chan receive"],
  ]);
  assert.deepEqual(recursions.map((one) => [doc.strings[doc.frames[one.frame][0]], one.depth]), [["example.com/shop/worker.Walk", 25]]);
});

test("without known modules a library's frame counts as the innermost", async () => {
  const shopDoc = shop();
  const { doc, layout } = await load({ ...shopDoc, info: {} });
  const names = findHotspots(doc, layout).plateaus.map((one) => doc.strings[doc.frames[one.frame][0]]);
  assert.ok(names.includes("example.org/queue/v2.(*Client).Receive"));
  assert.ok(!names.includes("example.com/shop/cart.(*Cart).Watch"));
});

test("in a heap profile without code of one's own the standard library's innermost frame counts", async () => {
  const leaf = (name: string, self: number) => ({ name, file: "f.go", line: 1, self, children: [] });
  const over = (name: string, ...children: ReturnType<typeof leaf>[]) => ({ ...leaf(name, 0), children: children as never[] });
  const root = over("all", over("net/http.(*conn).serve", over("bufio.NewWriterSize", leaf("runtime.mallocgc", 4096))));
  const listed = async (kind: string) => {
    const { doc, layout } = await load(pack(root, { kind, unit: "bytes" }));
    return findHotspots(doc, layout).plateaus.map((one) => doc.strings[doc.frames[one.frame][0]]);
  };
  assert.deepEqual(await listed("heap"), ["bufio.NewWriterSize"]);
  assert.deepEqual(await listed("goroutine"), ["net/http.(*conn).serve"]);
});

test("in a difference what changed most comes first", async () => {
  const { doc, layout } = await load(shopDifference());
  const { plateaus } = findHotspots(doc, layout);
  assert.deepEqual(
    plateaus.map((one) => one.weight - one.baseWeight).slice(0, 5),
    [580, 240, -68, 60, 15],
  );
});

test("mutual recursion is found, plain depth is not", async () => {
  const chain = (names: string[]) =>
    names.reduceRight<{ name: string; file: string; line: number; self: number; children: never[] }[]>(
      (children, name, i) => [{ name, file: "f.go", line: 1, self: i === names.length - 1 ? 1 : 0, children: children as never[] }],
      [],
    );
  const two = Array.from({ length: 40 }, (_, i) => (i % 2 ? "m.odd" : "m.even"));
  const plain = Array.from({ length: 40 }, (_, i) => `m.f${i}`);
  const root = { name: "all", file: "", line: 0, self: 0, children: [...chain(two), ...chain(plain)] };
  const { doc, layout } = await load(pack(root));
  const found = findHotspots(doc, layout).recursions.map((one) => [doc.strings[doc.frames[one.frame][0]], one.depth]);
  assert.deepEqual(found, [["m.even", 20], ["m.odd", 20]]);
});

test("waits are named in Go's own words", () => {
  assert.equal(waitOf("runtime.chansend1"), "chan send");
  assert.equal(waitOf("runtime.chanrecv2"), "chan receive");
  assert.equal(waitOf("sync.(*WaitGroup).Wait"), "sync.WaitGroup.Wait");
  assert.equal(waitOf("runtime.gopark"), "");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { synthetic } from "../../../extension/flame/synthetic.mjs";
import { decode, FlameDocumentError, type FlameDocument } from "../../../extension/flame/src/document.ts";

const small = (): FlameDocument => synthetic({ nodes: 50, seed: 4 });

function refused(doc: unknown, words: RegExp): Promise<void> {
  return assert.rejects(decode(doc as FlameDocument), (error: unknown) => {
    assert.ok(error instanceof FlameDocumentError, String(error));
    assert.match(error.message, words);
    assert.match(error.message, /^[A-Z][^\n]*\.$/, "one sentence");
    return true;
  });
}

/** A document whose columns are these. */
function columns(rows: readonly (readonly [self: number, frame: number, depth: number])[]): FlameDocument {
  const n = rows.length;
  const bytes = Buffer.alloc(n * 10);
  rows.forEach(([self, frame, depth], i) => {
    bytes.writeUInt32LE(self, 4 * i);
    bytes.writeUInt32LE(frame, 4 * (n + i));
    bytes.writeUInt16LE(depth, 8 * n + 2 * i);
  });
  return { ...small(), nodes: n, packed: deflateSync(bytes).toString("base64"), strings: ["all", "f"], frames: [[0, 1, 0, 0], [1, 1, 1, 1]] };
}

test("columns come out as they went in", async () => {
  const got = await decode(columns([[0, 0, 0], [7, 1, 1], [9, 1, 2], [4_294_967_295, 1, 1]]));
  assert.deepEqual([...got.self], [0, 7, 9, 4_294_967_295]);
  assert.deepEqual([...got.frame], [0, 1, 1, 1]);
  assert.deepEqual([...got.depth], [0, 1, 2, 1]);
  assert.equal(got.baseSelf, null);
});

test("without Uint8Array.fromBase64 the columns are the same", async () => {
  const doc = synthetic({ nodes: 500, seed: 2, hasBase: true });
  const holder = Uint8Array as unknown as { fromBase64?: unknown };
  const kept = holder.fromBase64;
  const one = await decode(doc);
  delete holder.fromBase64;
  const other = await decode(doc);
  holder.fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
  const third = await decode(doc);
  holder.fromBase64 = kept;
  if (kept === undefined) delete holder.fromBase64;
  assert.equal(one.count, 500);
  assert.deepEqual(one, other);
  assert.deepEqual(one, third);
});

test("another version is refused", () => refused({ ...small(), version: 2 }, /version 2/));
test("no document at all is refused", () => refused({}, /version undefined/));
test("missing frames are refused", () => refused({ ...small(), frames: undefined }, /without its frames/));
test("an impossible number of nodes is refused", () => refused({ ...small(), nodes: 1e9 }, /1000000000 nodes/));
test("a frame without a name is refused", () => refused({ ...small(), frames: [[0, 99_999, 1, 1]] }, /has no name/));
test("what is not base64 is refused", () => refused({ ...small(), packed: "!!!" }, /not base64/));
test("what is not zlib is refused", () => refused({ ...small(), packed: "AAAAAAAA" }, /could not be unpacked/));
test("too few bytes are refused", () => refused({ ...small(), nodes: 51 }, /fewer bytes/));
test("too many bytes are refused", () => refused({ ...small(), nodes: 49 }, /more bytes/));
test("cut data is refused", () => {
  const doc = small();
  return refused({ ...doc, packed: doc.packed.slice(0, doc.packed.length / 2 - ((doc.packed.length / 2) % 4)) }, /unpacked|fewer/);
});
test("a bomb is not unpacked beyond what was announced", async () => {
  const packed = deflateSync(Buffer.alloc(64 * 1024 * 1024)).toString("base64");
  await refused({ ...small(), packed }, /more bytes/);
});
test("a node without a parent is refused", () => refused(columns([[0, 0, 0], [1, 1, 2]]), /not one tree/));
test("a second root is refused", () => refused(columns([[0, 0, 0], [1, 1, 0]]), /not one tree/));
test("a node of an unknown frame is refused", () => refused(columns([[0, 0, 0], [1, 2, 1]]), /not one tree/));

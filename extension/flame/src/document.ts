/** The Flame document: what the server sends, and its columns unpacked and checked. */

/** A frame of a document: indexes into `strings`, then 1-based lines (0: unknown). */
export type FrameRow = readonly [functionIndex: number, fileIndex: number, line: number, startLine: number];

/** What is known of a frame beyond its name: the verdict on the goroutines that stand there. */
export interface FrameInfo {
  readonly tier?: string;
  readonly state?: string;
  readonly rules?: readonly string[];
}

/** The JSON form. `packed` is base64 of zlib of the columns, see `decode`. */
export interface FlameDocument {
  readonly version: number;
  readonly title: string;
  readonly kind: string;
  readonly unit: string;
  readonly total: number;
  readonly nodes: number;
  readonly packed: string;
  readonly strings: readonly string[];
  readonly frames: readonly FrameRow[];
  readonly hasBase: boolean;
  /** Whether the frames' names are import paths: of a document that a lens folded, never of one that arrives. */
  readonly folded?: boolean;
  readonly info?: { readonly frames?: Readonly<Record<string, FrameInfo>>; readonly modules?: readonly string[] };
}

/** Weights by node: as they come, or, where nodes were merged, wider than 32 bits. */
export type NodeWeights = Uint32Array | Float64Array;

/** Nodes in preorder, node 0 the root. `self` and `baseSelf` are weights that end at the node. */
export interface Columns {
  readonly count: number;
  readonly self: NodeWeights;
  readonly baseSelf: NodeWeights | null;
  readonly frame: Uint32Array;
  readonly depth: Uint16Array;
}

/** A document that cannot be shown; the message is one sentence for the user. */
export class FlameDocumentError extends Error {}

const MOST_NODES = 20_000_000;

/**
 * Unpacks the columns: little-endian, in this order, one entry a node: self u32, baseSelf u32 (only with a base),
 * frame u32, depth u16. Throws FlameDocumentError where they are not a tree over the document's frames.
 */
export async function decode(doc: FlameDocument): Promise<Columns> {
  checkShape(doc);
  const width = doc.hasBase ? 14 : 10;
  const bytes = await inflate(fromBase64(doc.packed), doc.nodes * width);
  const buffer = bytes.buffer;
  const n = doc.nodes;
  const frameAt = doc.hasBase ? 8 * n : 4 * n;
  const columns: Columns = {
    count: n,
    self: new Uint32Array(buffer, 0, n),
    baseSelf: doc.hasBase ? new Uint32Array(buffer, 4 * n, n) : null,
    frame: new Uint32Array(buffer, frameAt, n),
    depth: new Uint16Array(buffer, frameAt + 4 * n, n),
  };
  checkTree(columns, doc.frames.length);
  return columns;
}

/** Whether a frame of one document is a frame of another. */
export function keptFrames(one: FlameDocument, other: FlameDocument): (frame: number, theirs: number) => boolean {
  return (frame, theirs) => {
    const [name, file, line] = one.frames[frame];
    const [otherName, otherFile, otherLine] = other.frames[theirs];
    return line === otherLine && one.strings[name] === other.strings[otherName] && one.strings[file] === other.strings[otherFile];
  };
}

function checkShape(doc: FlameDocument): void {
  // The type is a promise of the sender's; what arrives is whatever arrived.
  const given = doc as Partial<FlameDocument>;
  if (given.version !== 1) {
    throw new FlameDocumentError(
      `This flame graph has format version ${String(given.version)} and only version 1 is known: update the older of editor extension and server.`,
    );
  }
  const strings = given.strings;
  const frames = given.frames;
  if (!Array.isArray(strings) || !Array.isArray(frames) || typeof given.packed !== "string") {
    throw new FlameDocumentError("The flame graph came without its frames or nodes: capture the profile again.");
  }
  const nodes = given.nodes;
  if (typeof nodes !== "number" || !Number.isInteger(nodes) || nodes < 1 || nodes > MOST_NODES) {
    throw new FlameDocumentError(
      `The flame graph says it has ${String(nodes)} nodes, and between 1 and ${MOST_NODES} can be drawn.`,
    );
  }
  for (const row of doc.frames) {
    if (typeof strings[row[0]] !== "string" || typeof strings[row[1]] !== "string") {
      throw new FlameDocumentError("A frame of the flame graph has no name: the document is damaged, capture again.");
    }
  }
}

function checkTree(columns: Columns, frames: number): void {
  const { count, frame, depth } = columns;
  let bad = depth[0] !== 0;
  let before = -1;
  for (let i = 0; i < count; i++) {
    const d = depth[i];
    if (d > before + 1 || (d === 0 && i > 0) || frame[i] >= frames) {
      bad = true;
      break;
    }
    before = d;
  }
  if (bad) throw new FlameDocumentError("The nodes of the flame graph are not one tree: the document is damaged, capture again.");
}

function fromBase64(text: string): Uint8Array {
  const quick = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array }).fromBase64;
  try {
    if (quick) return quick.call(Uint8Array, text);
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch {
    throw new FlameDocumentError("The nodes of the flame graph are not base64: the document is damaged, capture again.");
  }
}

/** Inflates zlib data that must give `size` bytes; stops reading as soon as there are more. */
async function inflate(packed: Uint8Array, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new DecompressionStream("deflate");
  const writer = stream.writable.getWriter();
  const written = writer.write(packed as Uint8Array<ArrayBuffer>).then(() => writer.close());
  // Reading fails with the same error; this one must not count as unhandled besides.
  written.catch(() => undefined);
  const out = new Uint8Array(new ArrayBuffer(size));
  const reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length > size) {
        at += value.length;
        await reader.cancel();
        break;
      }
      out.set(value, at);
      at += value.length;
    }
  } catch {
    throw new FlameDocumentError("The nodes of the flame graph could not be unpacked: the document is damaged, capture again.");
  }
  if (at !== size) {
    throw new FlameDocumentError(
      `The flame graph holds ${at < size ? "fewer" : "more"} bytes than its number of nodes needs: the document is damaged, capture again.`,
    );
  }
  return out;
}

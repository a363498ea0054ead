// Made-up Flame documents: a Go service of any size, the same for the same seed.
import { deflateSync } from "node:zlib";

/** mulberry32, so that a seed gives the same tree everywhere. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PACKAGES = [
  "main", "example.com/shop/cart", "example.com/shop/quote", "example.com/shop/store", "example.com/shop/mail",
  "example.com/shop/search", "example.com/shop/worker", "example.org/queue/v2", "example.org/rpc", "example.net/cache/lru",
  "net/http", "database/sql", "encoding/json", "context", "internal/poll", "sync", "io", "runtime",
];
const TYPES = ["Server", "Client", "Cart", "Pool", "Stream", "Worker", "Index", "Session", "Queue", "Batch"];
const VERBS = ["serve", "Handle", "Fetch", "Run", "process", "Add", "flush", "Quote", "Lookup", "Send", "watch", "Close"];
const NOUNS = ["", "All", "Item", "Order", "Request", "Page", "Batch", "Price", "Loop", "Retry"];

/** Packs a tree of {name, file, line, self, base?, children} as the server does. */
export function pack(root, { title = "Test", kind = "goroutine", unit = "goroutines", hasBase = false, info } = {}) {
  const strings = [];
  const stringIds = new Map();
  const text = (value) => {
    let id = stringIds.get(value);
    if (id === undefined) {
      stringIds.set(value, (id = strings.length));
      strings.push(value);
    }
    return id;
  };
  const frames = [];
  const frameIds = new Map();
  const rows = [];
  const stack = [[root, 0]];
  while (stack.length > 0) {
    const [node, depth] = stack.pop();
    const key = `${node.name} ${node.file} ${node.line}`;
    let frame = frameIds.get(key);
    if (frame === undefined) {
      frameIds.set(key, (frame = frames.length));
      frames.push([text(node.name), text(node.file), node.line, Math.max(0, node.line - 5)]);
    }
    rows.push([node.self, node.base ?? 0, frame, depth]);
    for (let i = node.children.length - 1; i >= 0; i--) stack.push([node.children[i], depth + 1]);
  }
  const n = rows.length;
  const width = hasBase ? 14 : 10;
  const bytes = Buffer.alloc(n * width);
  const at = hasBase ? [0, 4 * n, 8 * n, 12 * n] : [0, -1, 4 * n, 8 * n];
  rows.forEach(([self, base, frame, depth], i) => {
    bytes.writeUInt32LE(self, at[0] + 4 * i);
    if (hasBase) bytes.writeUInt32LE(base, at[1] + 4 * i);
    bytes.writeUInt32LE(frame, at[2] + 4 * i);
    bytes.writeUInt16LE(depth, at[3] + 2 * i);
  });
  const total = rows.reduce((sum, row) => sum + row[0], 0);
  const packed = deflateSync(bytes, { level: 6 }).toString("base64");
  return { version: 1, title, kind, unit, total, nodes: n, packed, strings, frames, hasBase, ...(info ? { info } : {}) };
}

/** A tree of about `nodes` nodes, up to `deepest` levels deep, with long tails of thin stacks. */
export function synthetic({ nodes, seed = 1, hasBase = false, deepest = 60, title = `${nodes} nodes` }) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const symbols = [];
  for (let i = 0; i < Math.min(20000, 40 + nodes / 20); i++) {
    const path = pick(PACKAGES);
    const last = path === "main" ? "main" : path.slice(path.lastIndexOf("/") + 1).replace("v2", "queue");
    const type = next() < 0.7 ? `(*${pick(TYPES)}).` : "";
    const closure = next() < 0.15 ? `.func${1 + Math.floor(next() * 3)}` : "";
    symbols.push({
      name: `${path}.${type}${pick(VERBS)}${pick(NOUNS)}${i > 400 ? i : ""}${closure}`,
      file: `/src/${path}/${last}${i % 7}.go`,
    });
  }
  const root = { name: "all", file: "", line: 0, self: 0, base: 0, children: [] };
  let made = 1;
  const queue = [[root, nodes - 1, 0]];
  for (let head = 0; head < queue.length && made < nodes; head++) {
    const [node, budget, depth] = queue[head];
    if (budget <= 0 || depth >= deepest) continue;
    const count = Math.min(budget, next() < 0.55 ? 1 : next() < 0.8 ? 2 + Math.floor(next() * 3) : 3 + Math.floor(next() * 12));
    let rest = budget - count;
    for (let i = 0; i < count; i++) {
      const part = i === count - 1 ? rest : Math.floor(rest * next() * 0.7);
      rest -= part;
      const symbol = pick(symbols);
      const child = { ...symbol, line: 10 + Math.floor(next() * 8) * 9, self: 0, base: 0, children: [] };
      node.children.push(child);
      made++;
      queue.push([child, part, depth + 1]);
    }
  }
  for (let i = queue.length - 1; i >= 0; i--) {
    const [node] = queue[i];
    if (node.children.length === 0 || next() < 0.15) {
      node.self = 1 + Math.floor(next() ** 6 * 400);
      node.base = next() < 0.4 ? node.self : Math.floor(node.self * next() * 2);
    }
    node.total = node.self + node.children.reduce((sum, child) => sum + child.total, 0);
    node.children.sort((a, b) => b.total - a.total);
  }
  return pack(root, { title, hasBase });
}

// First paint of the flame graph in Chromium, beside a blank canvas (the floor) and flame-chart-js, in one run.
//   node bench/flame/paint.mjs [--nodes 10000,100000] [--runs 7] [--ratio 1] [--chromium PATH]
// Measured: from data in the page (parsed JSON) to the second animation frame after the picture is drawn, in a fresh
// renderer with cold code each time; the ways take turns, so that a busy moment hits all. Then, in the graph that stands:
// how long a draw takes over random views, and a search. Prints JSON lines.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { synthetic } from "../../extension/flame/synthetic.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const flame = join(here, "../../extension/flame");
const need = createRequire(join(flame, "package.json"));
const { chromium } = need("playwright-core");
const { build } = need("esbuild");

const { values } = parseArgs({
  options: {
    nodes: { type: "string", default: "10000,100000" },
    runs: { type: "string", default: "7" },
    ratio: { type: "string", default: "1" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});

const SIZE = { width: 1600, height: 960 };

async function peer() {
  const bundle = await build({
    stdin: { contents: 'export { FlameChart } from "flame-chart-js";', resolveDir: flame },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "Peer",
    minify: true,
    logLevel: "error",
  });
  return bundle.outputFiles[0].text;
}

// Every way: `prepare` runs before the clock starts, `start` after; `start` may give a promise of the picture.
const WAYS = {
  blank: {
    script: "",
    start: `() => {
      const canvas = document.createElement("canvas");
      canvas.width = innerWidth * devicePixelRatio; canvas.height = innerHeight * devicePixelRatio;
      document.getElementById("host").append(canvas);
      const context = canvas.getContext("2d");
      context.font = "12px monospace";
      context.fillText("one label", 20, 20);
    }`,
  },
  leakline: {
    start: `() => (window.graph = LeaklineFlame.mount(document.getElementById("host"), doc, { openFrame() {} })).ready`,
    after: `() => {
      // Motion is off, so each of these is one draw.
      const draws = [];
      for (let i = 0; i < 200; i++) {
        const [name, file, line] = doc.frames[1 + (i * 7919) % (doc.frames.length - 1)];
        graph.focusFrame({ function: doc.strings[name], file: doc.strings[file], line });
        draws.push(graph.stats.draw);
      }
      const field = document.querySelector(".ll-search");
      const searches = ["store|cart.*(add|watch)", "^net/http", "flush.*[0-9]$", "quote"].map((pattern) => {
        field.value = pattern;
        field.dispatchEvent(new Event("input"));
        return graph.stats.search;
      });
      field.value = "";
      field.dispatchEvent(new Event("input"));
      // Each lens from the plain graph, with the controls that a person uses: what it takes to derive, lay out and draw.
      const looks = {};
      const [way, fold] = document.querySelectorAll(".ll-choice");
      const choose = (select, value) => { select.value = value; select.dispatchEvent(new Event("change")); };
      for (const [name, set] of [
        ["invert", () => choose(way, "callers")],
        ["functions", () => choose(fold, "functions")],
        ["packages", () => choose(fold, "packages")],
        ["invert by package", () => { choose(fold, "packages"); choose(way, "callers"); }],
      ]) {
        set();
        looks[name] = graph.stats.look;
        choose(way, "callees");
        choose(fold, "lines");
      }
      draws.sort((a, b) => a - b);
      return { looks, draw: draws[Math.floor(draws.length * 0.95)], search: Math.max(...searches) };
    }`,
  },
  "flame-chart-js": {
    // Its own nested form, made before the clock starts.
    prepare: `async () => {
      const bytes = new Uint8Array(await new Response(new Blob([Uint8Array.from(atob(doc.packed), (c) => c.charCodeAt(0))])
        .stream().pipeThrough(new DecompressionStream("deflate"))).arrayBuffer());
      const n = doc.nodes, self = new Uint32Array(bytes.buffer, 0, n), frame = new Uint32Array(bytes.buffer, 4 * n, n);
      const depth = new Uint16Array(bytes.buffer, 8 * n, n);
      const nodes = Array.from({ length: n }, (_, i) => ({
        name: doc.strings[doc.frames[frame[i]][0]], start: 0, duration: self[i], type: doc.strings[doc.frames[frame[i]][1]], children: [],
      }));
      const path = [];
      for (let i = 0; i < n; i++) { path[depth[i]] = nodes[i]; if (depth[i]) path[depth[i] - 1].children.push(nodes[i]); }
      for (let i = n - 1; i >= 0; i--) for (const child of nodes[i].children) nodes[i].duration += child.duration;
      for (let i = 0; i < n; i++) { let at = nodes[i].start; for (const child of nodes[i].children) { child.start = at; at += child.duration; } }
      window.nested = [nodes[0]];
    }`,
    start: `() => {
      const canvas = document.createElement("canvas");
      canvas.width = innerWidth; canvas.height = innerHeight;
      document.getElementById("host").append(canvas);
      window.chart = new Peer.FlameChart({ canvas, data: nested, settings: { options: {} } });
    }`,
  },
};

async function measure(browser, file, way) {
  const context = await browser.newContext({ viewport: SIZE, deviceScaleFactor: Number(values.ratio), reducedMotion: "reduce" });
  try {
    const page = await context.newPage();
    await page.goto(`file://${file}`);
    const { prepare = "() => {}", start, after = "() => null" } = WAYS[way];
    return await page.evaluate(`(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      await (${prepare})();
      await frame(); await frame();
      const from = performance.now();
      await (${start})();
      await frame(); await frame();
      const time = performance.now() - from;
      return { time, more: await (${after})() };
    })()`);
  } finally {
    await context.close();
  }
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

const folder = await mkdtemp(join(tmpdir(), "leakline-flame-"));
const browser = await chromium.launch({ executablePath: values.chromium, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const assets = join(here, "../../server/leakline/report/assets");
  const style = await readFile(join(assets, "flame.css"), "utf8");
  WAYS.leakline.script = await readFile(join(assets, "flame.js"), "utf8");
  WAYS["flame-chart-js"].script = await peer();
  for (const nodes of values.nodes.split(",").map(Number)) {
    const doc = JSON.stringify(synthetic({ nodes }));
    const files = {};
    for (const way of Object.keys(WAYS)) {
      files[way] = join(folder, `${way}-${nodes}.html`);
      await writeFile(
        files[way],
        `<!doctype html><meta charset="utf-8"><style>html,body,#host{height:100%;margin:0}${style}</style><div id="host"></div>` +
          `<script>${WAYS[way].script}</script><script>window.doc = JSON.parse(${JSON.stringify(doc)});</script>`,
      );
    }
    const more = [];
    const times = Object.fromEntries(Object.keys(WAYS).map((way) => [way, []]));
    for (let run = 0; run < Number(values.runs); run++) {
      for (const way of Object.keys(WAYS)) {
        const measured = await measure(browser, files[way], way);
        times[way].push(measured.time);
        if (measured.more) more.push(measured.more);
      }
    }
    for (const [way, list] of Object.entries(times)) {
      const row = { nodes, way, median: median(list), least: Math.min(...list), most: Math.max(...list), runs: list.length };
      if (way === "leakline") Object.assign(row, { draw: median(more.map((one) => one.draw)), search: median(more.map((one) => one.search)) });
      if (way === "leakline") row.look = Math.max(...Object.keys(more[0].looks).map((lens) => median(more.map((one) => one.looks[lens]))));
      console.log(JSON.stringify(row));
    }
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

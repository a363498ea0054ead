// Writes a page with a made-up graph:  node testpage.mjs [--nodes N] [--diff] [--shop] [--theme light|dark|contrast] [--out FILE]
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { shop, shopDifference } from "./shop.mjs";
import { synthetic } from "./synthetic.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "../../server/leakline/report/assets");

export const THEMES = {
  light: `--leakline-background:#ffffff;--leakline-foreground:#3b3b3b;--leakline-border:#e5e5e5;--leakline-focus:#005fb8;
    --leakline-match:#f0a020;--leakline-link:#005fb8;--leakline-grown:#d1582b;--leakline-shrunk:#2f74b8;--leakline-warning:#c72e0f`,
  dark: `--leakline-background:#1f1f1f;--leakline-foreground:#cccccc;--leakline-border:#3a3a3a;--leakline-focus:#0078d4;
    --leakline-match:#b06a10;--leakline-link:#4daafc;--leakline-grown:#c4552d;--leakline-shrunk:#3b83c4;--leakline-warning:#f14c4c`,
  contrast: `--leakline-background:#000000;--leakline-foreground:#ffffff;--leakline-border:#6fc3df;--leakline-focus:#f38518;
    --leakline-match:#f38518;--leakline-link:#21a6ff;--leakline-contrast-border:#6fc3df;--leakline-grown:#d18616;
    --leakline-shrunk:#3794ff;--leakline-warning:#f48771`,
};

/** A page under the policy of an editor's webview; what the handlers get is kept in `window.opened`. */
export async function page(doc, { theme = "light", options = {}, nonce = "dGVzdA" } = {}) {
  const script = await readFile(join(assets, "flame.js"), "utf8");
  const style = await readFile(join(assets, "flame.css"), "utf8");
  const data = JSON.stringify(doc).replaceAll("<", "\\u003c");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'">
<title>Flame graph</title>
<style nonce="${nonce}">
:root{color-scheme:${theme === "light" ? "light" : "dark"};${THEMES[theme]}}
html,body{height:100%;margin:0}
#host{height:100%}
${style}
</style>
</head>
<body>
<main id="host"></main>
<script nonce="${nonce}">
${script}
</script>
<script type="application/json" id="data" nonce="${nonce}">${data}</script>
<script nonce="${nonce}">
window.opened = [];
window.failures = [];
window.doc = JSON.parse(document.getElementById("data").textContent);
window.graph = LeaklineFlame.mount(document.getElementById("host"), window.doc, {
  openFrame: (frame, via) => { window.opened.push({ ...frame, via }); },
  failed: (message) => { window.failures.push(message); },
}, ${JSON.stringify(options)});
</script>
</body>
</html>
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      nodes: { type: "string", default: "20000" },
      diff: { type: "boolean", default: false },
      shop: { type: "boolean", default: false },
      theme: { type: "string", default: "light" },
      out: { type: "string", default: "dist/page.html" },
    },
  });
  const doc = values.shop
    ? values.diff ? shopDifference() : shop()
    : synthetic({ nodes: Number(values.nodes), hasBase: values.diff });
  await writeFile(values.out, await page(doc, { theme: values.theme }));
  console.log(values.out);
}

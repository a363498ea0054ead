// Bundles the extension (Node side) and the flame view (browser side) into dist/.
import { context } from "esbuild";
import { rm } from "node:fs/promises";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  logLevel: "info",
  legalComments: "none",
};

const bundles = [
  {
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
  },
  {
    ...common,
    entryPoints: ["src/flameView.ts"],
    outfile: "dist/flameView.js",
    platform: "browser",
    format: "iife",
    target: "chrome120",
  },
];

await rm("dist", { recursive: true, force: true });
for (const options of bundles) {
  const bundle = await context(options);
  if (watch) {
    await bundle.watch();
  } else {
    await bundle.rebuild();
    await bundle.dispose();
  }
}

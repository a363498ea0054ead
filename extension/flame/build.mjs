// Builds the component.
//   node build.mjs            dist/flame.mjs and the two files that the HTML report embeds
//   node build.mjs --check    exits 1 when the checked-in files are not what the source builds
//   node build.mjs --tests    bundles the tests for node's test runner into dist/tests/
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, "../../server/leakline/report/assets");
const banner = "Leakline flame graph (MIT). Built from extension/flame by `npm run build`; do not edit.";

/** Both bundles as text; the same source gives the same bytes on every machine. */
async function bundles() {
  const common = {
    absWorkingDir: here,
    entryPoints: ["src/index.ts"],
    bundle: true,
    write: false,
    charset: "ascii",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
  };
  const [module, script, style] = await Promise.all([
    build({ ...common, format: "esm" }),
    build({ ...common, format: "iife", globalName: "LeaklineFlame", minify: true }),
    build({ ...common, entryPoints: ["src/flame.css"], minify: true }),
  ]);
  return {
    module: module.outputFiles[0].text,
    script: `/* ${banner} */\n${script.outputFiles[0].text}`,
    style: `/* ${banner} */\n${style.outputFiles[0].text}`,
  };
}

async function buildTests() {
  const tests = join(here, "../../tests/flame");
  const out = join(here, "dist/tests");
  await rm(out, { recursive: true, force: true });
  for (const group of ["unit", "browser"]) {
    const names = (await readdir(join(tests, group))).filter((name) => name.endsWith(".test.ts"));
    await build({
      absWorkingDir: here,
      entryPoints: names.map((name) => join(tests, group, name)),
      bundle: true,
      outdir: join(out, group),
      outExtension: { ".js": ".mjs" },
      format: "esm",
      platform: "node",
      target: "node20",
      sourcemap: "inline",
      // testpage.mjs finds the built files from where it stands.
      external: ["playwright-core", join(here, "testpage.mjs")],
      logLevel: "warning",
    });
  }
}

const { module, script, style } = await bundles();
const wanted = [
  [join(assets, "flame.js"), script],
  [join(assets, "flame.css"), style],
];
if (process.argv.includes("--check")) {
  for (const [path, text] of wanted) {
    const found = await readFile(path, "utf8").catch(() => "");
    if (found !== text) {
      console.error(`${path} is not what extension/flame builds: run \`npm run build\` there and commit it.`);
      process.exitCode = 1;
    }
  }
} else if (process.argv.includes("--tests")) {
  await buildTests();
} else {
  await mkdir(join(here, "dist"), { recursive: true });
  await mkdir(assets, { recursive: true });
  await writeFile(join(here, "dist/flame.mjs"), module);
  for (const [path, text] of wanted) await writeFile(path, text);
}

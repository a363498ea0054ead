// The whole way once in a real VS Code, as a person goes it: underlined, fixed, undone; captured, marked on the line; flame
// graph, frame, line. Prints one JSON line a step: {"step", "ok", "saw"}. After a step that fails the rest of its chapter is
// not tried.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startCodeServer } from "./codeserver.mjs";
import { Editor, openBrowser } from "./editor.mjs";
import { editing } from "./editing.mjs";
import { observing } from "./observing.mjs";
import { mishaps } from "./mishaps.mjs";

/** @type {{home: string, workspace: string, vsix: string, shop: string, debug: string, marks: Record<string, [string, number]>,
 *   shots: string, logs: string, server: string, theme?: string}} */
const options = JSON.parse(process.argv[2]);
const scratch = mkdtempSync(path.join(tmpdir(), "leakline-story-"));
mkdirSync(options.shots, { recursive: true });
mkdirSync(options.logs, { recursive: true });

const server = await startCodeServer({
  ...options,
  scratch,
  // The editor takes PATH from a login shell, so the server is named by its own variable.
  env: { LEAKLINE_SERVER: options.server },
  settings: { "workbench.colorTheme": options.theme ?? "Default Dark Modern" },
});
const { browser, page } = await openBrowser({ width: 1280, height: 800 });
const editor = new Editor(page);

async function shot(name) {
  // A picture in the middle of a fade shows what nobody sees.
  await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== "running" || each.effect?.getTiming().iterations === Infinity));
  await page.screenshot({ path: path.join(options.shots, `${name}.png`) });
}

/** The extension's own log, for whoever looks into a failure. */
function keepLog() {
  const logs = readdirSync(scratch, { recursive: true }).filter((name) => name.endsWith("Leakline.log"));
  writeFileSync(path.join(options.logs, "Leakline.log"), logs.map((name) => readFileSync(path.join(scratch, name), "utf8")).join("\n"));
}

let failed;

async function step(name, run) {
  let result;
  if (failed !== undefined) {
    console.log(JSON.stringify({ step: name, ok: false, saw: `not tried, since '${failed}' failed` }));
    return;
  }
  try {
    result = { step: name, ok: true, saw: String((await run()) ?? "") };
  } catch (error) {
    failed = name;
    result = { step: name, ok: false, saw: String(error?.message ?? error) };
    await shot(`failed-${name.replaceAll(/\W+/g, "-")}`).catch(() => undefined);
  }
  console.log(JSON.stringify(result));
}

try {
  await editor.load(server.url);
  const story = { ...options, editor, page, step, shot, configure: server.configure };
  for (const chapter of [editing, observing, mishaps]) {
    failed = undefined;
    await page.keyboard.press("Escape");
    await chapter(story);
  }
} finally {
  await browser.close();
  await server.stop();
  keepLog();
  rmSync(scratch, { recursive: true, force: true });
}

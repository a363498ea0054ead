// The whole way once in a real VS Code, as a person goes it: underlined, fixed, undone; captured, marked on the line; flame
// graph, frame, line. Prints one JSON line a step: {"step", "ok", "saw"}. A step that fails does not keep the next from trying.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startCodeServer } from "./codeserver.mjs";
import { Editor, openBrowser } from "./editor.mjs";
import { editing } from "./editing.mjs";
import { observing } from "./observing.mjs";
import { mishaps } from "./mishaps.mjs";

/** @type {{home: string, workspace: string, vsix: string, shop: string, debug: string, marks: Record<string, [string, number]>,
 *   shots: string, path: string, theme?: string}} */
const options = JSON.parse(process.argv[2]);
const scratch = mkdtempSync(path.join(tmpdir(), "leakline-story-"));
mkdirSync(options.shots, { recursive: true });

const server = await startCodeServer({
  ...options,
  scratch,
  env: { PATH: options.path, XDG_STATE_HOME: "", XDG_CACHE_HOME: "", XDG_DATA_HOME: "", LEAKLINE_SERVER: "" },
  settings: { "workbench.colorTheme": options.theme ?? "Default Dark Modern" },
});
const { browser, page } = await openBrowser({ width: 1280, height: 800 });
const editor = new Editor(page);

const shot = (name) => page.screenshot({ path: path.join(options.shots, `${name}.png`) });

async function step(name, run) {
  let result;
  try {
    result = { step: name, ok: true, saw: String((await run()) ?? "") };
  } catch (error) {
    result = { step: name, ok: false, saw: String(error?.message ?? error) };
    await shot(`failed-${name.replaceAll(/\W+/g, "-")}`).catch(() => undefined);
  }
  console.log(JSON.stringify(result));
}

try {
  await editor.load(server.url);
  const story = { editor, page, step, shot, server, ...options };
  await editing(story);
  await observing(story);
  await mishaps(story);
} finally {
  await browser.close();
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

// Every rule in a real VS Code: underlined on opening, the hover names it and shows its path, the fix takes the underline away, undo
// brings it back. Prints one JSON line a rule: {"step", "ok", "saw"}.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check } from "./check.mjs";
import { startCodeServer } from "./codeserver.mjs";
import { Editor, openBrowser } from "./editor.mjs";

/** @type {{home: string, workspace: string, vsix: string, server: string, shots: string,
 *   rules: {rule: string, file: string, line: number, column: number, fix: string | null}[]}} */
const options = JSON.parse(process.argv[2]);
const scratch = mkdtempSync(path.join(tmpdir(), "leakline-rules-"));
mkdirSync(options.shots, { recursive: true });
const server = await startCodeServer({
  ...options,
  scratch,
  env: { LEAKLINE_SERVER: options.server },
  workspaceSettings: { "leakline.pedantic": true },
});
const { browser, page } = await openBrowser({ width: 1280, height: 800 });
const editor = new Editor(page);

async function underlined(file, line) {
  return ((await editor.line(file, line))?.squiggles.length ?? 0) > 0;
}

async function tried({ rule, file, line, column, fix }) {
  await editor.open(file, line);
  await editor.until(() => underlined(file, line), `a squiggle on ${file}:${line}`);
  await editor.goToLine(line, column);
  await editor.command("Show or Focus Hover");
  const hover = page.locator(".monaco-hover:visible", { hasText: rule }).first();
  await hover.waitFor();
  const said = (await hover.innerText()).split("\n")[0];
  await page.screenshot({ path: path.join(options.shots, `rule-${rule}.png`) });
  await page.keyboard.press("Escape");
  if (fix !== null) {
    const before = (await editor.lines(file)).map((each) => each.text).join("\n");
    await editor.quickFix(fix);
    const changed = async () => (await editor.lines(file)).map((each) => each.text).join("\n") !== before;
    await editor.until(changed, `the text changed by '${fix}'`);
    await editor.undoAll();
    await editor.until(() => underlined(file, line), "the squiggle again after undo");
    check(!(await changed()), "the text is as it was before the fix");
  }
  await page.keyboard.press("Control+w");
  return said;
}

try {
  await editor.load(server.url);
  for (const each of options.rules) {
    let result;
    try {
      result = { step: each.rule, ok: true, saw: await tried(each) };
    } catch (error) {
      result = { step: each.rule, ok: false, saw: String(error?.message ?? error) };
      await page.screenshot({ path: path.join(options.shots, `failed-rule-${each.rule}.png`) }).catch(() => undefined);
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+w");
    }
    console.log(JSON.stringify(result));
  }
} finally {
  await browser.close();
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

// While typing: squiggles, hovers and quick fixes.
import { check } from "./check.mjs";

export async function editing({ editor, page, step, shot, marks }) {
  const [quote, sendLine] = marks.send;
  const [supplier, bodyLine] = marks.body;
  const [reserve] = marks.cancel;
  const squiggled = async (file, number) => ((await editor.line(file, number))?.squiggles.length ?? 0) > 0;

  await step("a leak-prone line is underlined on opening", async () => {
    await editor.open(quote);
    await editor.until(() => squiggled(quote, sendLine), `a squiggle on ${quote}:${sendLine}`);
    await shot("1-underlined");
    const others = (await editor.lines(quote)).filter((line) => line.squiggles.length > 0).map((line) => line.number);
    check(others.join() === String(sendLine), `only line ${sendLine} is underlined, not ${others.join()}`);
    return (await editor.line(quote, sendLine)).text.trim();
  });

  await step("hovering the line says why", async () => {
    await editor.goToLine(sendLine, 4);
    await editor.command("Show or Focus Hover");
    const hover = page.locator(".monaco-hover:visible", { hasText: "blocked-send" }).first();
    await hover.waitFor();
    await shot("2-why");
    const text = await hover.innerText();
    await page.keyboard.press("Escape");
    return text.split("\n")[0];
  });

  await step("typing the fix takes the underline away", async () => {
    const made = (await editor.lines(quote)).find((line) => line.number < sendLine && line.text.includes("make(chan int)"));
    await editor.goToLine(made.number, made.text.indexOf("int)") + 4);
    await page.keyboard.press("End");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type(", 1");
    await editor.until(async () => !(await squiggled(quote, sendLine)), "no squiggle after the fix");
    await shot("3-fixed");
    return (await editor.line(quote, made.number)).text.trim();
  });

  await step("undo brings it back", async () => {
    await undo(quote, sendLine);
  });

  await step("a quick fix closes the response body", () => quickFix(supplier, bodyLine, "defer resp.Body.Close()", "4-quick-fix"));

  await step("a quick fix cancels the context", async () => {
    await editor.open(reserve, 1);
    const acquired = await editor.until(
      async () => (await editor.lines(reserve)).find((line) => line.text.includes("ctx, cancel :=") && line.squiggles.length > 0),
      "a squiggle on ctx, cancel :=",
    );
    await quickFix(reserve, acquired.number, "defer cancel()");
  });

  async function quickFix(file, number, text, picture) {
    await editor.open(file, number);
    await editor.until(() => squiggled(file, number), `a squiggle on ${file}:${number}`);
    const before = await first(file, number, text);
    await editor.goToLine(number, (await editor.line(file, number)).text.search(/\S/) + 1);
    await editor.quickFix(text, async () => (picture === undefined ? undefined : shot(picture)));
    // New, or moved up from where it stood too late.
    await editor.until(async () => (await first(file, number, text)) < before, `'${text}' in the text`);
    await editor.until(async () => !(await squiggled(file, number)), "no squiggle after the quick fix");
    await undo(file, number);
    await page.keyboard.press("Control+w");
  }

  async function undo(file, number) {
    await editor.undoAll();
    await editor.until(() => squiggled(file, number), "the squiggle again after undo");
  }

  /** The first of the lines that follow with a text, Infinity where there is none. */
  async function first(file, number, text) {
    const near = (await editor.lines(file)).filter((line) => line.number > number && line.number < number + 9);
    return Math.min(Infinity, ...near.filter((line) => line.text.includes(text)).map((line) => line.number));
  }
}

// The running program: capture, marks on lines, flame graph, and from a frame to its line.
import { check } from "./check.mjs";

const FIRST = 30;
const MORE = 12;

export async function observing({ editor, page, step, shot, marks, shop, debug }) {
  const [quote, sendLine] = marks.send;
  const address = debug.replace("http://", "");
  const leaks = await (await fetch(`${shop}/leaks`)).json();
  const { path: request } = leaks.find((leak) => leak.pattern === "send");
  const after = async (number) => (await editor.line(quote, number))?.after ?? "";
  const marked = (number, text) => editor.until(async () => (await after(number)).includes(text), `'${text}' after line ${number}`);

  /** Each request gives up before its answer is there, and leaves one goroutine more that wants to send it. */
  async function leak(times) {
    const sending = async () => {
      const dump = await (await fetch(`${debug}/debug/pprof/goroutine?debug=2`)).text();
      return dump.split("\n\n").filter((one) => one.includes("[chan send") && one.includes("quoteDirect")).length;
    };
    const before = await sending();
    for (let i = 0; i < times; i++) {
      await fetch(shop + request).then((answer) => answer.text());
    }
    await editor.until(async () => (await sending()) === before + times, `${times} more goroutines that send`);
  }

  await step("capturing asks for a target and shows what was found", async () => {
    await leak(FIRST);
    await editor.open(quote, sendLine);
    await editor.command("Leakline: Capture Profile");
    await editor.answer(address, { pick: address });
    const summary = editor.notification("goroutines");
    await summary.getByRole("button", { name: "Open Flame Graph" }).waitFor();
    await marked(sendLine, `${FIRST} goroutines`);
    await shot("5-captured");
    return summary.innerText();
  });

  await step("the leaking line bears text, a mark in the gutter and is called confirmed", async () => {
    const line = await editor.line(quote, sendLine);
    check(line.after.includes("chan send"), `'${line.after}' says chan send`);
    check(line.marks.join() === "confirmed", `the gutter mark of line ${sendLine} is the full drop, not ${line.marks.join()}`);
    return line.after;
  });

  await step("hovering the mark tells what waits there", async () => {
    await (await editor.afterText(quote, sendLine)).hover();
    const hover = page.locator(".monaco-hover:visible", { hasText: "Confirmed leak" }).first();
    await hover.waitFor();
    const text = await hover.innerText();
    await shot("6-observed");
    check(text.split("Confirmed leak").length === 2, "the observation is told once");
    await page.keyboard.press("Escape");
    return text.split("\n").find((line) => line.includes("goroutine"));
  });

  await step("the mark moves with edits above it", async () => {
    await editor.goToLine(1);
    await page.keyboard.press("Home");
    await page.keyboard.type("// a line more\n");
    await marked(sendLine + 1, `${FIRST} goroutines`);
    check((await after(sendLine)) === "", "nothing is left on the old line");
    await editor.until(async () => {
      if (((await editor.line(quote, 1))?.text ?? "").startsWith("package")) {
        return true;
      }
      await page.keyboard.press("Control+z");
      return false;
    }, "the first line as it was");
    await marked(sendLine, `${FIRST} goroutines`);
  });

  await step("the overlay can be hidden and shown", async () => {
    await editor.command("Leakline: Toggle Overlay");
    await editor.until(async () => (await after(sendLine)) === "", "no text after the line");
    check((await editor.line(quote, sendLine)).marks.length === 0, "no mark is left in the gutter");
    await editor.command("Leakline: Toggle Overlay");
    await marked(sendLine, `${FIRST} goroutines`);
  });

  await step("a second capture calls it growing, or proven where Go proves leaks", async () => {
    await editor.closeNotifications();
    await leak(MORE);
    await editor.command("Leakline: Capture Profile");
    await editor.answer("", { pick: address });
    await marked(sendLine, `${FIRST + MORE} goroutines`);
    const { ok: proves } = await fetch(`${debug}/debug/pprof/goroutineleak?debug=1`);
    await marked(sendLine, proves ? "proven" : "growing");
    return after(sendLine);
  });

  await step("the flame graph opens from the summary", async () => {
    await editor.open(marks.cancel[0], marks.cancel[1]);
    await editor.press(editor.notification("goroutines"), "Open Flame Graph");
    const view = await editor.webview();
    await view.locator(".ll-flame canvas").first().waitFor();
    await view.locator(".ll-side", { hasText: "quoteDirect" }).waitFor();
    await shot("7-flame-graph");
    return editor.activeTab();
  });

  await step("a click on a frame lands on its line", async () => {
    const view = await editor.webview();
    await find(view, "quoteDirect", "quoteDirect");
    const box = await view.locator(".ll-cursor").boundingBox();
    await page.mouse.click(box.x + Math.min(60, box.width / 2), box.y + box.height / 2);
    await landed();
    await page.mouse.move(0, 0);
    await shot("8-landed");
  });

  await step("Enter on a frame lands there too", async () => {
    await editor.goToLine(1);
    const view = await editor.webview();
    await find(view, "quoteDirect", "quoteDirect");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await landed();
  });

  await step("a frame of the standard library says why it has no line here", async () => {
    const view = await editor.webview();
    await find(view, "net/http.*serve", "serve");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    const note = view.locator(".ll-foot", { hasText: "standard library" });
    await note.waitFor();
    return (await note.innerText()).split("\n")[0];
  });

  await step("the worst line is a command away", async () => {
    // The flame graph has the focus, and a file opened now would hide it.
    await page.keyboard.press("Control+1");
    await editor.open("go.mod");
    await editor.command("Leakline: Go to Worst Line");
    await editor.until(async () => /\.go$/.test((await editor.activeTab()) ?? ""), "a Go file in front");
    const name = await editor.activeTab();
    const { line } = await editor.cursor();
    const known = Object.values(marks).some(([file, number]) => file.endsWith(name) && number === line);
    check(known, `${name}:${line} is one of the lab's leaking lines`);
    return `${name}:${line}`;
  });

  await step("clearing takes every mark away", async () => {
    await editor.open(quote, sendLine);
    await marked(sendLine, "goroutines");
    await editor.command("Leakline: Clear Overlay");
    await editor.until(async () => (await after(sendLine)) === "", "no text after the line");
  });

  await step("an earlier capture opens again", async () => {
    await editor.closeNotifications();
    await editor.command("Leakline: Open Capture…");
    await editor.answer("", { pick: address });
    await marked(sendLine, `${FIRST + MORE} goroutines`);
  });

  async function landed() {
    await editor.until(async () => quote.endsWith((await editor.activeTab()) ?? "?"), `${quote} in front`);
    await editor.until(async () => (await editor.cursor())?.line === sendLine, `the cursor on line ${sendLine}`);
  }

  /** Searches the flame graph and goes to the first match. */
  async function find(view, pattern, name) {
    await view.getByRole("textbox").fill(pattern);
    await view.locator(".ll-result", { hasText: / of / }).waitFor();
    await page.keyboard.press("Enter");
    await view.locator(".ll-frame", { hasText: name }).waitFor();
  }
}

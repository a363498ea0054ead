// What goes wrong is told in a sentence with a way out.
import { check } from "./check.mjs";

export async function mishaps({ editor, page, step, shot, marks, configure }) {
  await step("a target that is not there is told, with a retry", async () => {
    await editor.closeNotifications();
    await editor.command("Leakline: Capture Profile");
    await editor.answer("127.0.0.1:9", { pick: "127.0.0.1:9" });
    const note = editor.notification("127.0.0.1:9");
    await note.getByRole("button", { name: "Retry" }).waitFor();
    await shot("9-no-target");
    const text = await note.innerText();
    check(!/Traceback|Error:/.test(text), "it is a sentence");
    return text;
  });

  await step("a server that cannot start is told, and starts after the setting is mended", async () => {
    await editor.closeNotifications();
    configure({ "leakline.server.path": "/nowhere/leakline" });
    const note = editor.notification("Leakline cannot start");
    for (const name of ["Open Settings", "Show Log", "Retry"]) {
      await note.getByRole("button", { name }).waitFor();
    }
    await shot("10-no-server");
    const text = await note.innerText();
    configure({});
    const [quote, sendLine] = marks.send;
    await editor.open(quote, sendLine);
    await editor.until(async () => ((await editor.line(quote, sendLine))?.squiggles.length ?? 0) > 0, "squiggles again");
    return text;
  });

  await step("the flame graph is there again after the window was loaded anew", async () => {
    await page.reload();
    await editor.until(async () => ((await editor.line(marks.send[0], marks.send[1]))?.squiggles.length ?? 0) > 0, "squiggles again");
    const view = await editor.webview();
    await view.locator(".ll-side", { hasText: "quoteDirect" }).waitFor();
  });
}

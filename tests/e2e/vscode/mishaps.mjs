// What goes wrong is told in a sentence with a way out.
import { once } from "node:events";
import { createServer } from "node:http";
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

  await step("another machine is asked once that is confirmed", async () => {
    await editor.closeNotifications();
    await editor.command("Leakline: Capture Profile");
    await editor.answer("no-such-host.invalid:6060", { pick: "no-such-host.invalid:6060" });
    const question = page.locator(".monaco-dialog-box", { hasText: "no-such-host.invalid" });
    await question.getByRole("button", { name: "Capture" }).click();
    // It was looked for, so the server was told that it may.
    const note = editor.notification("no-such-host.invalid:6060 is not known");
    await note.getByRole("button", { name: "Retry" }).waitFor();
    return note.innerText();
  });

  await step("a capture from a service that hangs can be cancelled", async () => {
    const asked = [];
    const hanging = createServer((request) => asked.push(request)).listen(0, "127.0.0.1");
    await once(hanging, "listening");
    try {
      const address = `127.0.0.1:${hanging.address().port}`;
      await editor.closeNotifications();
      await editor.command("Leakline: Capture Profile");
      await editor.answer(address, { pick: address });
      await editor.until(async () => asked.length > 0, "the service to be asked");
      const gone = new Promise((resolve) => asked[0].socket.once("close", resolve));
      const progress = editor.notification(address);
      await editor.press(progress, "Cancel");
      await progress.waitFor({ state: "hidden" });
      await gone;
      check((await page.locator(".notification-toast").count()) === 0, "no error is shown");
    } finally {
      hanging.closeAllConnections();
      hanging.close();
    }
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

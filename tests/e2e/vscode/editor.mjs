// What a person does and sees in VS Code, in terms of lines and words.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PATIENCE = 20_000;
// What Enter would take: the list shows the rows of an earlier word until it has found those of the new one.
const CHOSEN_ROW = ".quick-input-list .monaco-list-row.focused";
const QUICK_INPUT = ".quick-input-widget .quick-input-box input.input";

export async function openBrowser({ width = 1440, height = 900 } = {}) {
  const executablePath = process.env.LEAKLINE_CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find(existsSync);
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", "--force-color-profile=srgb"],
    ],
  });
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: 1 });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  return { browser, page: await context.newPage() };
}

/** A VS Code window in a page. Every wait is for something to be seen; none is for time to pass. */
export class Editor {
  constructor(page) {
    this.page = page;
    page.setDefaultTimeout(PATIENCE);
  }

  async load(url) {
    await this.page.goto(url);
    await this.page.locator(".monaco-workbench .explorer-viewlet .monaco-list-row").first().waitFor();
  }

  /** Runs a command of the palette by its title. */
  async command(title) {
    await this.prompt("F1", `>${title}`);
    await this.page.locator(CHOSEN_ROW, { hasText: title }).first().waitFor();
    await this.page.keyboard.press("Enter");
  }

  /** Opens a file of the workspace, at a line (from 1) if one is given, and waits for its text. */
  async open(file, line) {
    await this.prompt("Control+p", file);
    const name = file.split("/").pop();
    await this.page.locator(CHOSEN_ROW, { hasText: name }).first().waitFor();
    await this.page.keyboard.press("Enter");
    await this.page.locator(".editor-group-container.active .tab.active", { hasText: name }).waitFor();
    await this.page.locator(".editor-group-container.active .monaco-editor .view-line").first().waitFor();
    if (line !== undefined) {
      await this.goToLine(line);
    }
  }

  async goToLine(line, column = 1) {
    await this.prompt("Control+g", `:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await this.until(async () => (await this.cursor())?.line === line, `the cursor on line ${line}`);
  }

  /** Presses a key that opens an input and types into it; again where a window took the focus, which closes the input. */
  async prompt(key, text) {
    const input = this.page.locator(QUICK_INPUT).first();
    await this.until(async () => {
      await this.page.keyboard.press(key);
      return input.fill(text, { timeout: 2000 }).then(() => true, () => false);
    }, `an input after ${key}`);
  }

  /** Answers a quick pick or input box. */
  async answer(text, { pick } = {}) {
    const input = this.page.locator(QUICK_INPUT).first();
    await input.waitFor();
    await input.fill(text);
    if (pick !== undefined) {
      await this.page.locator(CHOSEN_ROW, { hasText: pick }).first().waitFor();
    }
    await this.page.keyboard.press("Enter");
  }

  /** Opens the quick fixes at the cursor and takes the one with a text; `before` is called while they are shown. */
  async quickFix(text, before = async () => undefined) {
    await this.page.keyboard.press("Control+.");
    const action = this.page.locator(".action-widget .monaco-list-row", { hasText: text }).first();
    await action.waitFor();
    await before();
    await this.until(async () => {
      if (/focused/.test((await action.getAttribute("class")) ?? "")) {
        return true;
      }
      await this.page.keyboard.press("ArrowDown");
      return false;
    }, `'${text}' chosen in the list`);
    await this.page.keyboard.press("Enter");
  }

  /** Takes back all that was typed: the tab shows no unsaved change any more. */
  async undoAll() {
    const unsaved = this.page.locator(".editor-group-container.active .tab.active.dirty");
    await this.until(async () => {
      if ((await unsaved.count()) === 0) {
        return true;
      }
      await this.page.keyboard.press("Control+z");
      return false;
    }, "the text as it was");
  }

  /** Line and column of the cursor, as the status bar shows them; undefined without an editor. */
  async cursor() {
    const text = await this.page.locator("#status\\.editor\\.selection").textContent({ timeout: PATIENCE });
    const match = /Ln (\d+), Col (\d+)/.exec(text ?? "");
    return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined;
  }

  async activeTab() {
    return (await this.page.locator(".editor-group-container.active .tab.active .label-name").first().textContent())?.trim();
  }

  /**
   * What is drawn on each visible line of the editor that shows `file`: its text, its squiggles by severity, the text after
   * it, whether the gutter bears one of our marks.
   */
  async lines(file) {
    return this.page.evaluate((name) => {
      const found = [...document.querySelectorAll(".editor-instance .monaco-editor")].find((each) =>
        decodeURIComponent(each.getAttribute("data-uri") ?? "").endsWith(name),
      );
      if (!found) {
        return [];
      }
      const top = (element) => Math.round(element.getBoundingClientRect().top);
      const rows = new Map();
      for (const number of found.querySelectorAll(".margin-view-overlays .line-numbers")) {
        rows.set(top(number), { number: Number(number.textContent), text: "", squiggles: [], after: "", marks: [] });
      }
      for (const line of found.querySelectorAll(".view-lines .view-line")) {
        const row = rows.get(top(line));
        if (row) {
          row.text = (line.textContent ?? "").replaceAll("\u00a0", " ");
          row.after = [...line.querySelectorAll("[class*='ced-']")]
            .map((each) => getComputedStyle(each, "::after").content)
            .filter((content) => content.startsWith('"'))
            .map((content) => JSON.parse(content).replaceAll("\u00a0", " "))
            .join("");
        }
      }
      for (const squiggle of found.querySelectorAll(".view-overlays .cdr[class*='squiggly-']")) {
        const severity = /squiggly-(\w+)/.exec(squiggle.className)?.[1];
        // A squiggle hangs at the bottom of its line or fills it, as the editor pleases: the line is the one above its middle.
        const box = squiggle.getBoundingClientRect();
        const row = [...rows].filter(([y]) => y <= box.top + 1).sort((a, b) => b[0] - a[0])[0]?.[1];
        row?.squiggles.push(severity);
      }
      for (const mark of found.querySelectorAll(".glyph-margin-widgets .cgmr")) {
        const image = getComputedStyle(mark).backgroundImage;
        const look = /(confirmed|observed|stale)-(light|dark)\.svg/.exec(image)?.[1];
        if (look) {
          rows.get(top(mark))?.marks.push(look);
        }
      }
      return [...rows.values()].sort((a, b) => a.number - b.number);
    }, file);
  }

  /** One visible line of a file, as `lines` tells it. */
  async line(file, number) {
    return (await this.lines(file)).find((each) => each.number === number);
  }

  /** What is drawn after a visible line, to point at: the last bit of the line that has such a text. */
  async afterText(file, number) {
    const handle = await this.page.evaluateHandle(
      ([name, wanted]) => {
        const found = [...document.querySelectorAll(".editor-instance .monaco-editor")].find((each) =>
          decodeURIComponent(each.getAttribute("data-uri") ?? "").endsWith(name),
        );
        const top = (element) => Math.round(element.getBoundingClientRect().top);
        const label = [...found.querySelectorAll(".margin-view-overlays .line-numbers")].find((each) => Number(each.textContent) === wanted);
        const line = [...found.querySelectorAll(".view-lines .view-line")].find((each) => top(each) === top(label));
        return [...line.querySelectorAll("[class*='ced-']")].filter((each) => getComputedStyle(each, "::after").content.startsWith('"')).pop();
      },
      [file, number],
    );
    return handle.asElement();
  }

  /** Notifications on the screen, each with its text and its buttons. */
  notification(text) {
    return this.page.locator(".notifications-toasts .notification-toast", { hasText: text }).first();
  }

  async press(notification, button) {
    await notification.getByRole("button", { name: button }).click();
  }

  async closeNotifications() {
    await this.command("Notifications: Clear All Notifications");
    await this.until(async () => (await this.page.locator(".notification-toast").count()) === 0, "no notification left");
  }

  /** The frame of the webview that is shown. */
  async webview() {
    const outer = this.page.frameLocator("iframe.webview.ready").first();
    const inner = outer.frameLocator("#active-frame");
    await inner.locator("body").waitFor();
    return inner;
  }

  /** Polls until something is so; says what was waited for when it never is. */
  async until(test, what, milliseconds = PATIENCE) {
    const end = Date.now() + milliseconds;
    for (;;) {
      const value = await test();
      if (value) {
        return value;
      }
      if (Date.now() > end) {
        throw new Error(`waited ${milliseconds / 1000} s in vain for ${what}`);
      }
      await this.page.waitForTimeout(50);
    }
  }
}

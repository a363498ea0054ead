import * as path from "node:path";
import * as vscode from "vscode";
import { ExecuteCommandRequest, ProgressType, WorkDoneProgressCancelNotification } from "vscode-languageclient";
import type { LanguageClient, WorkDoneProgressReport } from "vscode-languageclient/node";
import { reason, type Server } from "./client";
import { goTo } from "./navigate";
import { ServerCommand, type CaptureProfileArgs, type CaptureSummary } from "./protocol";
import { confirmed, pickFile, pickTarget, remember } from "./targets";

/** Captures and reopens, and knows the capture that is on the lines now. */
export class Captures implements vscode.Disposable {
  private last: CaptureSummary | undefined;
  private readonly emitter = new vscode.EventEmitter<CaptureSummary | undefined>();

  /** Fires with the capture that is shown, or undefined when none is any more. */
  readonly onChange = this.emitter.event;

  constructor(private readonly server: Server, private readonly memory: vscode.Memento) {}

  get current(): CaptureSummary | undefined {
    return this.last;
  }

  /** Asks for a target unless the arguments name one, and about a host that is new; captures, and says what was found. */
  async capture(given?: Partial<CaptureProfileArgs>): Promise<CaptureSummary | undefined> {
    const target = given?.target ?? (await pickTarget(this.memory));
    if (target === undefined || !(await confirmed(target, this.memory))) {
      return undefined;
    }
    const title = vscode.l10n.t("Leakline: capturing {0}", shortName(target));
    const shown = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const args: CaptureProfileArgs = { ...given, target, allowRemote: true };
    const summary = await this.run(shown, ServerCommand.captureProfile, args, () => this.capture({ ...given, target }));
    if (summary !== undefined) {
      await remember(target, this.memory);
    }
    return summary;
  }

  /** Reopens a kept capture, or opens a profile file. */
  async open(given?: { id?: string; path?: string }): Promise<CaptureSummary | undefined> {
    const chosen = given ?? (await this.pick());
    const shown = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t("Leakline: opening capture") };
    return chosen === undefined ? undefined : this.run(shown, ServerCommand.openCapture, chosen, () => this.open(given));
  }

  async clear(): Promise<void> {
    this.forget();
    const client = await this.server.ready();
    await client.sendRequest(ExecuteCommandRequest.type, { command: ServerCommand.clearOverlay, arguments: [{}] });
  }

  forget(): void {
    this.last = undefined;
    this.emitter.fire(undefined);
  }

  dispose(): void {
    this.emitter.dispose();
  }

  /** One of the captures kept on this machine, or a file. */
  async pick(): Promise<{ id: string } | { path: string } | undefined> {
    type Item = vscode.QuickPickItem & { id?: string };
    const items: Item[] = (await this.server.captures()).map(({ id, name, target, time, kinds, total }) => ({
      id,
      label: `$(pulse) ${name === "" ? shortName(target) : name}`,
      description: new Date(time).toLocaleString(),
      detail: vscode.l10n.t("{0} · {1} · {2}", kinds.join(", "), total.toLocaleString(), target),
    }));
    const browse: Item = { label: `$(folder-opened) ${vscode.l10n.t("Open a profile or dump file…")}` };
    const chosen = await vscode.window.showQuickPick([...items, browse], {
      title: vscode.l10n.t("Leakline: Open Capture"),
      placeHolder: items.length > 0 ? vscode.l10n.t("Choose a capture") : vscode.l10n.t("Nothing has been captured yet"),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (chosen?.id !== undefined) {
      return { id: chosen.id };
    }
    const file = chosen === undefined ? undefined : await pickFile();
    return file === undefined ? undefined : { path: file };
  }

  private async run(
    shown: vscode.ProgressOptions,
    command: string,
    args: object,
    again: () => Promise<unknown>,
  ): Promise<CaptureSummary | undefined> {
    const client = await this.server.ready();
    try {
      const summary = await vscode.window.withProgress(shown, (progress, cancel) => execute(client, command, args, progress, cancel));
      if (summary === undefined) {
        vscode.window.setStatusBarMessage(vscode.l10n.t("Leakline: capture cancelled"), 3000);
        return undefined;
      }
      this.last = summary;
      this.emitter.fire(summary);
      void this.tell(summary);
      return summary;
    } catch (error) {
      this.server.log.error(`${command}: ${String(error)}`);
      const retry = vscode.l10n.t("Retry");
      const log = vscode.l10n.t("Show Log");
      void vscode.window.showErrorMessage(`${reason(error)}.`, retry, log).then(async (choice) => {
        if (choice === retry) {
          await again();
        } else if (choice === log) {
          this.server.log.show();
        }
      });
      return undefined;
    }
  }

  private async tell(summary: CaptureSummary): Promise<void> {
    const worst = vscode.l10n.t("Go to Worst Line");
    const flame = vscode.l10n.t("Open Flame Graph");
    const actions = summary.worst === null ? [flame] : [worst, flame];
    const show = summary.leaks > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const choice = await show([summary.message, ...summary.warnings].join(" "), ...actions);
    if (choice === worst) {
      await goToWorst(summary);
    } else if (choice === flame) {
      await vscode.commands.executeCommand("leakline.openFlameGraph", { capture: summary.id });
    }
  }
}

/** Puts the cursor on the line that most needs a look. */
export async function goToWorst(summary: CaptureSummary): Promise<void> {
  if (summary.worst !== null) {
    const { uri, line } = summary.worst;
    await goTo(vscode.Uri.parse(uri), new vscode.Range(line, 0, line, 0));
  }
}

let tokens = 0;

/** Runs a server command with its progress shown. Undefined when the user cancelled. */
async function execute(
  client: LanguageClient,
  command: string,
  args: object,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  cancel: vscode.CancellationToken,
): Promise<CaptureSummary | undefined> {
  const workDoneToken = `${command}/${++tokens}`;
  let percent = 0;
  const listener = client.onProgress(new ProgressType<WorkDoneProgressReport>(), workDoneToken, ({ message, percentage }) => {
    const increment = percentage === undefined ? 0 : Math.max(0, percentage - percent);
    percent += increment;
    progress.report({ ...(message === undefined ? {} : { message }), increment });
  });
  const cancelled = cancel.onCancellationRequested(() => {
    void client.sendNotification(WorkDoneProgressCancelNotification.type, { token: workDoneToken });
  });
  try {
    const params = { command, arguments: [args], workDoneToken };
    return (await client.sendRequest(ExecuteCommandRequest.type, params, cancel)) as CaptureSummary;
  } catch (error) {
    if (cancel.isCancellationRequested) {
      return undefined;
    }
    throw error;
  } finally {
    listener.dispose();
    cancelled.dispose();
  }
}

function shortName(target: string): string {
  return /^https?:/i.test(target) ? target.replace(/^https?:\/\/([^/]*@)?/i, "").replace(/[/?#].*$/, "") : path.basename(target);
}

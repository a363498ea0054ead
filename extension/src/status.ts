import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";
import type { Captures } from "./capture";
import type { Server } from "./client";
import type { Overlay } from "./overlay";
import type { CaptureSummary } from "./protocol";

/** The server's state beside the language, and, once something was captured, what it found, in the status bar. */
export function showStatus(server: Server, captures: Captures, overlay: Overlay): vscode.Disposable[] {
  const language = vscode.languages.createLanguageStatusItem("leakline.server", [{ language: "go" }]);
  language.name = "Leakline";
  const say = (state: State) => {
    language.busy = state === State.Starting;
    language.severity = state === State.Stopped ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    language.text = state === State.Stopped ? vscode.l10n.t("Leakline: no server") : "Leakline";
    language.command =
      state === State.Stopped
        ? { title: vscode.l10n.t("Retry"), command: "leakline.restartServer" }
        : { title: vscode.l10n.t("Capture Profile"), command: "leakline.captureProfile" };
  };
  say(State.Starting);

  const item = vscode.window.createStatusBarItem("leakline.capture", vscode.StatusBarAlignment.Left, 0);
  item.name = "Leakline";
  const update = () => {
    const summary = captures.current;
    void vscode.commands.executeCommand("setContext", "leakline.hasCapture", (summary?.worst ?? null) !== null);
    if (summary === undefined) {
      item.hide();
      return;
    }
    item.text = `$(flame) ${leaksOf(summary)}`;
    item.tooltip = vscode.l10n.t("{0}\n{1} lines marked. Click for the flame graph.", summary.message, overlay.count);
    item.command = { title: vscode.l10n.t("Open Flame Graph"), command: "leakline.openFlameGraph", arguments: [{ capture: summary.id }] };
    item.show();
  };
  return [language, item, server.onState(say), captures.onChange(update), overlay.onChange(update)];
}

function leaksOf({ leaks, total }: CaptureSummary): string {
  switch (leaks) {
    case 0:
      return vscode.l10n.t("{0} captured", total.toLocaleString());
    case 1:
      return vscode.l10n.t("1 leak");
    default:
      return vscode.l10n.t("{0} leaks", leaks.toLocaleString());
  }
}

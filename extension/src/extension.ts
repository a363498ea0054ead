import * as vscode from "vscode";
import { State } from "vscode-languageclient/node";
import { Captures, goToWorst } from "./capture";
import { reason, Server } from "./client";
import { FlamePanel } from "./flamePanel";
import { Overlay } from "./overlay";
import type { CaptureProfileArgs } from "./protocol";
import { showStatus } from "./status";

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Leakline", { log: true });
  const server = new Server(context.extensionUri, log);
  const overlay = new Overlay(context.extensionUri, server, context.workspaceState);
  const captures = new Captures(server, context.globalState);
  const flame = new FlamePanel(context.extensionUri, server);

  const openFlameGraph = async (given?: { capture?: string }) => {
    const known = given?.capture ?? captures.current?.id;
    if (known !== undefined) {
      await flame.show(known);
      return;
    }
    const summary = await captures.open();
    if (summary !== undefined) {
      await flame.show(summary.id);
    }
  };
  const clear = async () => {
    overlay.clear();
    await captures.clear();
  };

  const commands: Record<string, (given?: never) => unknown> = {
    "leakline.captureProfile": (given?: Partial<CaptureProfileArgs>) => captures.capture(given),
    "leakline.openCapture": (given?: { id?: string; path?: string }) => captures.open(given),
    "leakline.openFlameGraph": openFlameGraph,
    "leakline.goToWorstLine": () => captures.current && goToWorst(captures.current),
    "leakline.clearOverlay": clear,
    "leakline.toggleOverlay": () => {
      overlay.toggle();
    },
    "leakline.restartServer": () => server.restart(),
    "leakline.showLog": () => {
      log.show();
    },
  };

  context.subscriptions.push(
    log,
    server,
    overlay,
    captures,
    flame,
    flame.restorer(),
    ...showStatus(server, captures, overlay),
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, guarded(run, log))),
    captures.onChange((summary) => {
      if (summary !== undefined) {
        overlay.show();
        flame.update(summary.id);
      }
    }),
    server.onState((state) => {
      if (state === State.Stopped) {
        overlay.clear();
        captures.forget();
      }
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("leakline.server.path")) {
        void server.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()),
  );
  void server.start();
}

/** An error in a command is a sentence in the editor and the whole of it in the log; without a server there was one already. */
function guarded(run: (given?: never) => unknown, log: vscode.LogOutputChannel): (given?: never) => Promise<unknown> {
  return async (given) => {
    try {
      return await run(given);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) {
        log.error(error instanceof Error ? error : String(error));
        void vscode.window.showErrorMessage(`${reason(error)}.`);
      }
      return undefined;
    }
  };
}

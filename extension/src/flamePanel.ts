import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { reason, type Server } from "./client";
import { goTo } from "./navigate";
import type { Frame, FromFlameView, ToFlameView } from "./protocol";

const VIEW_TYPE = "leakline.flame";

/** The view keeps this itself, so that the panel comes back after the window is loaded again. */
interface ViewState {
  capture?: string;
}

/** The one flame graph panel: a later capture is shown in the same place. */
export class FlamePanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private capture: string | undefined;

  constructor(private readonly extension: vscode.Uri, private readonly server: Server) {}

  /** Shows a capture's flame graph: below the code, since it is wide, or in the next group where there are several. */
  async show(capture: string): Promise<void> {
    this.capture = capture;
    if (this.panel === undefined) {
      const below = vscode.window.tabGroups.all.length === 1 && vscode.window.tabGroups.activeTabGroup.tabs.length > 0;
      if (below) {
        await vscode.commands.executeCommand("workbench.action.newGroupBelow");
      }
      const where = { viewColumn: below ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside, preserveFocus: false };
      this.adopt(vscode.window.createWebviewPanel(VIEW_TYPE, vscode.l10n.t("Flame Graph"), where, this.options()));
    } else {
      this.panel.reveal(undefined, false);
      void this.send();
    }
  }

  /** Shows a newer capture if the panel is open. */
  update(capture: string): void {
    if (this.panel !== undefined) {
      this.capture = capture;
      void this.send();
    }
  }

  /** Brings the panel back after a reload of the window. */
  restorer(): vscode.Disposable {
    return vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      deserializeWebviewPanel: (panel: vscode.WebviewPanel, state: ViewState | undefined) => {
        this.capture = state?.capture;
        panel.webview.options = this.options();
        this.adopt(panel);
        return Promise.resolve();
      },
    });
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      retainContextWhenHidden: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extension, "dist")],
    };
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel = panel;
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extension, "media", "flame-light.svg"),
      dark: vscode.Uri.joinPath(this.extension, "media", "flame-dark.svg"),
    };
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: FromFlameView) => {
      if (message.type === "ready") {
        void this.send();
      } else if (message.type === "save") {
        void this.save(message.name, message.data);
      } else {
        void this.openFrame(message.frame);
      }
    });
    panel.webview.html = this.html(panel.webview);
  }

  private async send(): Promise<void> {
    const { capture, panel } = this;
    if (panel === undefined) {
      return;
    }
    if (capture === undefined) {
      this.status(vscode.l10n.t("This flame graph's capture is not known any more; run Leakline: Open Flame Graph."));
      return;
    }
    try {
      const document = await this.server.flameGraph({ capture });
      if (capture === this.capture) {
        panel.title = vscode.l10n.t("Flame Graph: {0}", document.title.replace(/https?:\/\//, ""));
        this.post({ type: "document", capture, document });
      }
    } catch (error) {
      this.server.log.error(`leakline/flameGraph ${capture}: ${String(error)}`);
      this.status(
        error instanceof vscode.CancellationError ? vscode.l10n.t("Leakline's server does not run.") : `${reason(error)}.`,
      );
    }
  }

  private async openFrame(frame: Frame): Promise<void> {
    const capture = this.capture === undefined ? {} : { capture: this.capture };
    try {
      const source = await this.server.frameSource({ ...frame, ...capture });
      if (source.uri === null || source.range === null) {
        this.status(`${shortName(frame.function)}: ${source.why}`);
        return;
      }
      const { start, end } = source.range;
      await goTo(vscode.Uri.parse(source.uri), new vscode.Range(start.line, start.character, end.line, end.character));
      const place = `${shortPath(source.uri)}:${start.line + 1}`;
      this.status([place, shortName(frame.function), ...(source.match === "exact" ? [] : [source.why])].join(" · "));
    } catch (error) {
      this.server.log.error(`leakline/frameSource ${frame.function}: ${String(error)}`);
      this.status(`${reason(error)}.`);
    }
  }

  /** Asks where to, beside the workspace's files, and writes there. */
  private async save(name: string, data: Uint8Array): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const plain = name.replace(/[^\w.-]+/g, "-");
    const target = await vscode.window.showSaveDialog(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, plain) });
    if (target === undefined) {
      return;
    }
    try {
      await vscode.workspace.fs.writeFile(target, data);
      this.status(vscode.l10n.t("Saved {0}", vscode.workspace.asRelativePath(target)));
    } catch (error) {
      this.status(vscode.l10n.t("{0} could not be saved: {1}.", vscode.workspace.asRelativePath(target), reason(error)));
    }
  }

  private status(text: string): void {
    this.post({ type: "status", text });
  }

  private post(message: ToFlameView): void {
    void this.panel?.webview.postMessage(message);
  }

  private html(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString("base64");
    const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(this.extension, "dist", name)).toString();
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src ${webview.cspSource}`,
      "img-src data: blob:",
      "worker-src blob:",
    ].join("; ");
    return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${file("flameView.css")}">
<title>Flame Graph</title>
</head>
<body>
<main id="flame"></main>
<script nonce="${nonce}" src="${file("flameView.js")}"></script>
</body>
</html>`;
  }
}

/** Without the import path, which may stand in type arguments too: `pricing.(*Desk).Quote`. */
function shortName(name: string): string {
  const end = name.indexOf("[");
  return name.slice(name.lastIndexOf("/", end < 0 ? undefined : end) + 1);
}

function shortPath(uri: string): string {
  return vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
}

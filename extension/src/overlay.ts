import * as vscode from "vscode";
import type { OverlayLine, OverlayParams } from "./protocol";
import type { Server } from "./client";

/** How a line is drawn: what rule and capture agree on, what a capture shows, and what may have moved since. */
type Look = "confirmed" | "observed" | "stale";

const LOOKS: readonly Look[] = ["confirmed", "observed", "stale"];

/**
 * Draws what the server says about lines: a text at the end, a mark in the gutter and in the overview ruler. The hover on them
 * is the language client's: a second one from here would say the same again.
 */
export class Overlay implements vscode.Disposable {
  private readonly files = new Map<string, OverlayParams>();
  private readonly decorations: Record<Look, vscode.TextEditorDecorationType>;
  private readonly disposables: vscode.Disposable[] = [];
  private readonly changeEmitter = new vscode.EventEmitter<void>();
  private shown: boolean;

  readonly onChange = this.changeEmitter.event;

  constructor(extension: vscode.Uri, server: Server, private readonly memory: vscode.Memento) {
    this.shown = memory.get("overlay.shown", true);
    this.decorations = {
      confirmed: decoration(extension, "confirmed"),
      observed: decoration(extension, "observed"),
      stale: decoration(extension, "stale"),
    };
    this.disposables.push(
      this.changeEmitter,
      ...Object.values(this.decorations),
      server.onOverlay((params) => {
        this.receive(params);
      }),
      vscode.window.onDidChangeVisibleTextEditors(() => {
        this.drawAll();
      }),
    );
  }

  /** How many lines carry a mark, in all files. */
  get count(): number {
    return [...this.files.values()].reduce((sum, file) => sum + file.lines.length, 0);
  }

  toggle(): void {
    this.shown = !this.shown;
    void this.memory.update("overlay.shown", this.shown);
    this.drawAll();
    const text = this.shown ? vscode.l10n.t("Leakline: overlay shown") : vscode.l10n.t("Leakline: overlay hidden");
    vscode.window.setStatusBarMessage(text, 3000);
  }

  /** Shows the overlay if it was hidden: a new capture was asked for, so its lines are wanted. */
  show(): void {
    if (!this.shown) {
      this.toggle();
    }
  }

  clear(): void {
    this.files.clear();
    this.drawAll();
    this.changeEmitter.fire();
  }

  dispose(): void {
    this.disposables.forEach((each) => void each.dispose());
  }

  private receive(params: OverlayParams): void {
    const key = normalized(params.uri);
    if (params.lines.length > 0) {
      this.files.set(key, params);
    } else {
      this.files.delete(key);
    }
    vscode.window.visibleTextEditors.filter((editor) => editor.document.uri.toString() === key).forEach((editor) => {
      this.draw(editor, params);
    });
    this.changeEmitter.fire();
  }

  private drawAll(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      this.draw(editor, this.files.get(editor.document.uri.toString()));
    }
  }

  /**
   * Draws what was last sent for the file. Edits that the server has not seen yet do no harm: it sends anew whatever they
   * move, and until then the editor moves what is drawn by itself.
   */
  private draw(editor: vscode.TextEditor, params: OverlayParams | undefined): void {
    const { document } = editor;
    const options: Record<Look, vscode.DecorationOptions[]> = { confirmed: [], observed: [], stale: [] };
    for (const line of this.shown ? (params?.lines ?? []) : []) {
      if (line.line < document.lineCount) {
        options[lookOf(line)].push(optionOf(document, line));
      }
    }
    for (const look of LOOKS) {
      editor.setDecorations(this.decorations[look], options[look]);
    }
  }
}

/** The server may spell a URI otherwise than the editor does (`%3A`, letter case of a drive). */
function normalized(uri: string): string {
  return vscode.Uri.parse(uri).toString();
}

function lookOf(line: OverlayLine): Look {
  if (line.match === "stale" || line.match === "unknown") {
    return "stale";
  }
  return line.confirmed ? "confirmed" : "observed";
}

function optionOf(document: vscode.TextDocument, line: OverlayLine): vscode.DecorationOptions {
  const { range, firstNonWhitespaceCharacterIndex } = document.lineAt(line.line);
  return {
    range: new vscode.Range(line.line, firstNonWhitespaceCharacterIndex, line.line, range.end.character),
    renderOptions: { after: { contentText: line.text } },
  };
}

function decoration(extension: vscode.Uri, look: Look): vscode.TextEditorDecorationType {
  const color = new vscode.ThemeColor(`leakline.${look}Foreground`);
  const icon = (theme: string) => vscode.Uri.joinPath(extension, "media", `${look}-${theme}.svg`);
  return vscode.window.createTextEditorDecorationType({
    after: { margin: "0 0 0 2em", color, fontStyle: look === "stale" ? "italic" : "normal" },
    overviewRulerColor: color,
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedOpen,
    gutterIconSize: "contain",
    light: { gutterIconPath: icon("light") },
    dark: { gutterIconPath: icon("dark") },
  });
}

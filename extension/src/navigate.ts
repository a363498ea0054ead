import * as vscode from "vscode";

const FLASH_MILLISECONDS = 1200;

const flash = vscode.window.createTextEditorDecorationType({
  isWholeLine: true,
  backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
});

/** Opens a file with the cursor at the range's start, in sight and marked for a moment, beside a flame graph rather than over it. */
export async function goTo(uri: vscode.Uri, range: vscode.Range): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const line = document.lineAt(Math.min(range.start.line, document.lineCount - 1));
  const character = range.start.character === 0 ? line.firstNonWhitespaceCharacterIndex : range.start.character;
  const at = new vscode.Position(line.lineNumber, character);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: columnOf(uri),
    selection: new vscode.Range(at, at),
    preview: true,
  });
  editor.revealRange(line.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  editor.setDecorations(flash, [line.range]);
  setTimeout(() => {
    editor.setDecorations(flash, []);
  }, FLASH_MILLISECONDS);
}

/** Where the file is open already, else the group that shows text, else the first. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  const shows = (tab: vscode.Tab) => tab.input instanceof vscode.TabInputText && tab.input.uri.toString() === uri.toString();
  const groups = vscode.window.tabGroups.all;
  const group =
    groups.find((each) => each.tabs.some(shows)) ?? groups.find((each) => each.tabs.some((tab) => tab.input instanceof vscode.TabInputText));
  return group?.viewColumn ?? vscode.ViewColumn.One;
}

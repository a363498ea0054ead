// Starts a real VS Code (code-server) on a folder with the packaged extension installed.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";

const START_MILLISECONDS = 60_000;

// Nothing that moves, asks or phones home: what is left on the screen is the editor and Leakline.
const QUIET = {
  "breadcrumbs.enabled": false,
  "chat.commandCenter.enabled": false,
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "files.exclude": { "**/.vscode": true },
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.reduceMotion": "on",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/**
 * @param {{home: string, scratch: string, workspace: string, vsix: string, settings?: object,
 *   workspaceSettings?: object, env?: object}} options
 *   home: the built code-server; scratch: an empty folder for its data
 * @returns {Promise<{url: string, configure: (workspaceSettings: object) => void, stop: () => Promise<void>, log: () => string}>}
 */
export async function startCodeServer({ home, scratch, workspace, vsix, settings = {}, workspaceSettings = {}, env = {} }) {
  const entry = path.join(home, "node_modules/code-server/out/node/entry.js");
  const data = path.join(scratch, "data");
  const folders = ["--user-data-dir", data, "--extensions-dir", path.join(scratch, "extensions")];
  const environment = { ...process.env, HOME: scratch, ...env };
  delete environment.VSCODE_IPC_HOOK_CLI;
  mkdirSync(path.join(data, "User"), { recursive: true });
  writeFileSync(path.join(data, "User/settings.json"), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  // The editor notices changes of this file, and takes the names of programs from it, which it does not from the user's.
  mkdirSync(path.join(workspace, ".vscode"), { recursive: true });
  const write = (values) => {
    writeFileSync(path.join(workspace, ".vscode/settings.json"), JSON.stringify(values, null, 2));
  };
  write(workspaceSettings);
  execFileSync(process.execPath, [entry, ...folders, "--install-extension", vsix], { env: environment, stdio: "pipe" });
  const child = spawn(
    process.execPath,
    [
      entry,
      ...folders,
      ...["--auth", "none", "--bind-addr", "127.0.0.1:0"],
      ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override"],
      workspace,
    ],
    // A group of its own, so that the editor's many processes end with it.
    { env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true },
  );
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`code-server did not start:\n${output}`)), START_MILLISECONDS);
    child.once("exit", (code) => reject(new Error(`code-server ended with ${code}:\n${output}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      output += `${line}\n`;
      const match = /HTTP server listening on (http:\/\/\S+?)\/?$/.exec(line);
      if (match) {
        clearTimeout(timer);
        resolve(match[1]);
      }
    });
  });
  return {
    url: `${url}/?folder=${encodeURIComponent(workspace)}`,
    configure: write,
    log: () => output,
    stop: async () => {
      if (child.exitCode === null) {
        process.kill(-child.pid, "SIGTERM");
        const timer = setTimeout(() => process.kill(-child.pid, "SIGKILL"), 5000);
        await ended;
        clearTimeout(timer);
      }
    },
  };
}

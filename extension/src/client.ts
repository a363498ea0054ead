import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type DynamicFeature,
  type ExecuteCommandRegistrationOptions,
  type RegistrationData,
  type StaticFeature,
} from "vscode-languageclient/node";
import { CapturesRequest, FlameGraphRequest, FrameSourceRequest, OverlayNotification, ServerCommand } from "./protocol";
import type { CaptureEntry, FlameDocument, FlameGraphParams, FrameSource, FrameSourceParams, OverlayParams } from "./protocol";
import { findServer, ServerMissing, type ServerStart } from "./server";
import { end, launch, type ServerProcess } from "./serverProcess";

const START_MILLISECONDS = 30_000;
const END_MILLISECONDS = 500;
const RESTARTS = 3;
const CRASH_WINDOW_MILLISECONDS = 180_000;

const OWN_COMMANDS = new Set<string>(Object.values(ServerCommand));

/**
 * The client registers each command of the server as one of the editor's. The commands that ask the user something first are
 * registered by this extension instead, under the same names, and are left out here.
 */
class Client extends LanguageClient {
  override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
    if ("registrationType" in feature && feature.registrationType.method === ExecuteCommandRequest.method) {
      const commands = feature as DynamicFeature<ExecuteCommandRegistrationOptions>;
      const register = commands.register.bind(commands);
      commands.register = (data: RegistrationData<ExecuteCommandRegistrationOptions>) => {
        const rest = data.registerOptions.commands.filter((command) => !OWN_COMMANDS.has(command));
        register({ ...data, registerOptions: { ...data.registerOptions, commands: rest } });
      };
    }
    super.registerFeature(feature);
  }

  /** Into the log only: what the user should know is said by this extension, once and with a way out. */
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

/** The running server, started on demand and again after a crash or a change of its settings. */
export class Server implements vscode.Disposable {
  private client: Client | undefined;
  private process: ServerProcess | undefined;
  private starting: Promise<void> | undefined;
  private crashes: number[] = [];
  private readonly overlayEmitter = new vscode.EventEmitter<OverlayParams>();
  private readonly stateEmitter = new vscode.EventEmitter<State>();

  /** What to draw on the lines of a file. */
  readonly onOverlay = this.overlayEmitter.event;
  readonly onState = this.stateEmitter.event;

  constructor(private readonly extension: vscode.Uri, readonly log: vscode.LogOutputChannel) {}

  /** Starts the server unless it runs. When it cannot start, says so once, with a way out, and resolves all the same. */
  async start(): Promise<void> {
    this.starting ??= this.run().finally(() => {
      this.starting = undefined;
    });
    await this.starting;
  }

  async restart(): Promise<void> {
    this.crashes = [];
    await this.starting;
    await this.stop();
    await this.start();
  }

  /**
   * The running client, started if need be.
   *
   * @throws vscode.CancellationError when there is none: the user has been told why
   */
  async ready(): Promise<LanguageClient> {
    if (this.client?.isRunning() !== true) {
      await this.start();
    }
    if (this.client?.isRunning() !== true) {
      throw new vscode.CancellationError();
    }
    return this.client;
  }

  async flameGraph(params: FlameGraphParams, token?: vscode.CancellationToken): Promise<FlameDocument> {
    return (await this.ready()).sendRequest(FlameGraphRequest, params, token);
  }

  async frameSource(params: FrameSourceParams): Promise<FrameSource> {
    return (await this.ready()).sendRequest(FrameSourceRequest, params);
  }

  async captures(): Promise<CaptureEntry[]> {
    return (await (await this.ready()).sendRequest(CapturesRequest, {})).captures;
  }

  dispose(): void {
    this.overlayEmitter.dispose();
    this.stateEmitter.dispose();
    void this.stop();
  }

  private async run(): Promise<void> {
    if (this.client?.isRunning() === true) {
      return;
    }
    let start: ServerStart | undefined;
    try {
      await this.stop();
      start = await findServer(this.log);
      this.log.info(`Server (${start.origin}): ${[start.command, ...start.args].join(" ")}`);
      this.process = launch(start, this.extension.fsPath);
      this.client = this.create(this.process);
      await answered(this.client, this.process.ended);
    } catch (error) {
      this.log.error(String(error));
      await this.stop();
      const sentence =
        error instanceof ServerMissing
          ? error.message
          : vscode.l10n.t("Leakline's server ({0}) did not start: {1}.", start?.origin ?? "", reason(error));
      void this.complain(sentence);
    }
  }

  private create({ child }: ServerProcess): Client {
    const client: Client = new Client("leakline", "Leakline", () => Promise.resolve(child), {
      documentSelector: [
        { scheme: "file", language: "go" },
        { scheme: "untitled", language: "go" },
      ],
      initializationOptions: {
        settings: vscode.workspace.getConfiguration("leakline"),
        // The editor shows a diagnostic's message and related places above every hover.
        diagnosticsInHover: true,
      },
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      diagnosticCollectionName: "leakline",
      markdown: { isTrusted: false, supportHtml: false },
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(client),
      },
    });
    client.onDidChangeState((event) => {
      this.stateEmitter.fire(event.newState);
    });
    client.onNotification(OverlayNotification, (params) => {
      this.overlayEmitter.fire(params);
    });
    return client;
  }

  /** The connection is gone. If nobody meant it to be, the server is started again, but not for ever. */
  private closed(client: Client): { action: CloseAction; handled: boolean } {
    if (client === this.client && this.starting === undefined) {
      const now = Date.now();
      this.crashes = [...this.crashes.filter((time) => now - time < CRASH_WINDOW_MILLISECONDS), now];
      if (this.crashes.length <= RESTARTS) {
        this.log.warn("The server ended; starting it again.");
        setImmediate(() => void this.stop().then(() => this.start()));
      } else {
        setImmediate(() => void this.stop());
        void this.complain(vscode.l10n.t("Leakline's server ended {0} times in a short while and was not started again.", this.crashes.length));
      }
    }
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      this.log.debug(`Stopping the server: ${String(error)}`);
    }
    const process = this.process;
    this.process = undefined;
    if (process !== undefined) {
      await end(process);
    }
    this.stateEmitter.fire(State.Stopped);
  }

  private async complain(sentence: string): Promise<void> {
    const settings = vscode.l10n.t("Open Settings");
    const log = vscode.l10n.t("Show Log");
    const retry = vscode.l10n.t("Retry");
    const choice = await vscode.window.showErrorMessage(sentence, settings, log, retry);
    if (choice === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "leakline.server.path");
    } else if (choice === log) {
      this.log.show();
    } else if (choice === retry) {
      await this.restart();
    }
  }
}

/** What an error says, without the protocol library's own prefixes and without a full stop. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^(Error|ResponseError): /, "").replace(/\.$/, "");
}

/**
 * Waits for the server's first answer, but not past its end nor for ever.
 *
 * @throws Error with why there is none, without a full stop
 */
async function answered(client: Client, ended: Promise<string>): Promise<void> {
  const late = vscode.l10n.t("it gave no answer within {0} seconds", START_MILLISECONDS / 1000);
  // A connection that closes early settles the start as if all were well.
  const started = client.start().then(() => (client.isRunning() ? undefined : vscode.l10n.t("it broke off")), reason);
  const why = await Promise.race([started, ended, delay(START_MILLISECONDS, late)]);
  if (why !== undefined) {
    // How the process ended says more than the broken connection that follows from it.
    throw new Error(await Promise.race([ended, delay(why === late ? 0 : END_MILLISECONDS, why)]));
  }
}

function delay<T>(milliseconds: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, value));
}

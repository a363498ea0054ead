/** The flame panel's page: mounts the flame component and carries words between it and the panel. */
import { mount, type FlameHandle } from "../flame/src/index";
import "../flame/src/flame.css";
import "./flameView.css";
import type { Frame, FromFlameView, ToFlameView } from "./protocol";

declare function acquireVsCodeApi(): {
  postMessage(message: FromFlameView): void;
  setState(state: { capture: string }): void;
};

const editor = acquireVsCodeApi();
const host = document.getElementById("flame") as HTMLElement;
const status = document.getElementById("status") as HTMLElement;
let mounted: FlameHandle | undefined;

window.addEventListener("message", (event: MessageEvent<ToFlameView>) => {
  const message = event.data;
  if (message.type === "status") {
    say(message.text, message.tone);
    return;
  }
  editor.setState({ capture: message.capture });
  mounted?.destroy();
  say("", "plain");
  mounted = mount(host, message.document, {
    openFrame: (frame: Frame) => {
      editor.postMessage({ type: "openFrame", frame });
    },
  });
});

editor.postMessage({ type: "ready" });

function say(text: string, tone: "plain" | "warning"): void {
  status.textContent = text;
  status.dataset.tone = tone;
}

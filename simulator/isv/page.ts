import { html } from "hono/html";
import { page } from "../html";
import { activationsSection } from "./activations-section";
import type { Isv } from "./isv";
import type { Message } from "./messages";
import { PATHS, type Path } from "./settings";
import { secretsCard, settingsCards } from "./settings-forms";
import { timeOf } from "./time";

const SHOWN = 100;

export interface View {
  /** Of the messages; null: of all. */
  readonly path: Path | null;
  readonly problem: string;
  /** Of this simulator. */
  readonly base: string;
}

/** The publisher's own system: how it behaves, what it was asked to set up, and what it received. */
export function isvPage(isv: Isv, view: View) {
  const hasSecret = Object.values(isv.state.secrets).flat().length > 0;
  const isNew = !hasSecret || (isv.messages.since(0).length === 0 && isv.activations.list().length === 0);
  return page(
    "The publisher’s system",
    html`<h1>The publisher’s own system</h1>
      <p class="quiet">You play the publisher’s back end: the portal tells it of activations and of all that happens, and asks it about changes.</p>
      ${view.problem ? html`<p role="alert"><strong>${view.problem}</strong></p>` : ""}
      ${isNew ? howToConnect(view.base) : ""}
      <h2 id="activations">Activations</h2>
      ${activationsSection(isv.activations.list())}
      <h2 id="messages" style="margin-top:2rem">Messages</h2>
      ${messagesSection(isv, view.path)}
      <h2 id="settings" style="margin-top:2rem">How it behaves</h2>
      ${settingsCards(isv.state.settings)}
      <h2 id="secrets">Secrets</h2>
      ${secretsCard(isv)}`,
  );
}

function howToConnect(base: string) {
  return html`<section class="card" aria-labelledby="connect" style="margin:1rem 0 2rem">
    <h2 id="connect">Connect the portal</h2>
    <ol>
      <li>
        In the portal, open an offer and enter these addresses:
        <ul>
          <li>activation endpoint <code>${base}/isv/activations</code></li>
          <li>log endpoint <code>${base}/isv/log</code></li>
          <li>question before changes <code>${base}/isv/changes</code></li>
        </ul>
      </li>
      <li>On the same page, make or rotate the signing secret. It is shown once: copy it.</li>
      <li>Enter it under <a href="#secrets">Secrets</a>. Until then every message is turned away with 401.</li>
    </ol>
  </section>`;
}

function messagesSection({ messages }: Isv, path: Path | null) {
  const all = messages.since(0);
  const shown = all.filter((message) => path === null || message.path === path).toReversed();
  return html`<div class="row" style="margin:.6rem 0">
      <nav class="row" aria-label="Messages by path">
        ${[null, ...PATHS].map((each) => html`<a href="/isv${each === null ? "" : `?path=${each}`}#messages" ${each === path ? html`aria-current="page"` : ""}>${each ?? "all"}</a>`)}
      </nav>
      ${all.length > 0 ? html`<form method="post" action="/isv/messages/forget"><button>Forget all messages</button></form>` : ""}
    </div>
    ${shown.length === 0
      ? html`<p class="quiet">None ${all.length === 0 ? "yet" : "of this path"}. Press “Send a test” at the offer in the portal, or buy something in the <a href="/">marketplace</a>.</p>`
      : messageTable(shown.slice(0, SHOWN))}
    ${shown.length > SHOWN ? html`<p class="quiet">The newest ${SHOWN} of ${shown.length}; <code>/control/isv</code> has all.</p>` : ""}`;
}

const COLUMNS = ["Message", "Path", "Verdict", "Answered", "Body"];

function messageTable(messages: Message[]) {
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="messages">
    <table role="table">
      <thead role="rowgroup"><tr role="row">${COLUMNS.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
      <tbody role="rowgroup">
        ${messages.map(
          (message) => html`<tr role="row">
            <th role="rowheader" scope="row">${message.number}${message.repeat ? " (repeat)" : ""}<br /><code>${message.webhookId ?? "no webhook-id"}</code><br /><small>${timeOf(message.receivedAt)}</small></th>
            <td role="cell" data-of="Path">${message.path}</td>
            <td role="cell" data-of="Verdict">${message.verdict}</td>
            <td role="cell" data-of="Answered">${answeredOf(message)}</td>
            <td role="cell">
              <details style="width:min(24rem,80vw);white-space:normal">
                <summary aria-label="Body of message ${message.number}">${typeOf(message)}</summary>
                ${message.token === null ? "" : html`<p>MarketplaceToken <code>${message.token}</code></p>`}
                <pre>${readable(message.body)}</pre>
                ${message.answered === null || message.answered.body === "" ? "" : html`<p>Answer</p><pre>${readable(message.answered.body)}</pre>`}
              </details>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function answeredOf({ answered, heldMs }: Message): string {
  if (heldMs === null) return "not yet";
  return `${answered?.status ?? "nothing"}, after ${heldMs} ms`;
}

/** What its body says it is, in one word. */
function typeOf({ body }: Message): string {
  return /"(?:type|action)":\s*"(\w{1,40})"/.exec(body)?.[1] ?? "Show";
}

function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

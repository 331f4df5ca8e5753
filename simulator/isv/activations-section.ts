import { html } from "hono/html";
import { finishedOf, type Activation, type FinishCall } from "./activations";
import { timeOf } from "./time";
import { beginningOf } from "./token";

const SHOWN = 50;

/** What the publisher's system was asked to set up; what waits stands first. */
export function activationsSection(activations: Activation[]) {
  if (activations.length === 0) return html`<p class="quiet">None yet. Buy something in the <a href="/">marketplace</a>, of an offer whose activations are handed to this system.</p>`;
  const isOver = (activation: Activation): number => (finishedOf(activation) === null ? 0 : 1);
  const shown = activations.toSorted((left, right) => isOver(left) - isOver(right)).slice(0, SHOWN);
  return html`<div class="grid">${shown.map((activation, index) => activationCard(activation, `activation-${index}`))}</div>
    ${activations.length > SHOWN ? html`<p class="quiet">${SHOWN} of ${activations.length}; <code>/control/isv</code> has all.</p>` : ""}`;
}

function activationCard(activation: Activation, id: string) {
  const { subscriptionId, subscriptionName, offerId, planId, quantity, receivedAt, token, calls } = activation;
  const last = calls.at(-1);
  const action = `/isv/activations/${encodeURIComponent(subscriptionId)}/finish`;
  return html`<section class="card" aria-labelledby="${id}">
    <h3 id="${id}">${subscriptionName}</h3>
    <p><code>${subscriptionId}</code><br />${offerId}, ${planId}${quantity === null ? "" : `, ${quantity} seats`}<br /><small>${timeOf(receivedAt)}, token <code>${beginningOf(token)}</code></small></p>
    ${calls.length === 0
      ? html`<p><strong>${activation.isDue ? "It finishes by itself soon." : "Waits for you."}</strong></p>`
      : html`<ul>${calls.map((call) => html`<li>${call.result}: ${answerOf(call)}</li>`)}</ul>`}
    <form method="post" action="${action}">
      <div class="row">
        <button class="${last ? "" : "main"}" name="result" value="succeeded" aria-label="Succeed: ${subscriptionName}">Succeed</button>
        ${last ? html`<button name="again" value="${last.result}" aria-label="Call again: ${subscriptionName}">Call again</button>` : ""}
      </div>
    </form>
    <form method="post" action="${action}">
      <label for="${id}-message">What the customer is told</label>
      <input id="${id}-message" type="text" name="message" maxlength="10000" value="The workspace could not be set up." />
      <p><button name="result" value="failed" aria-label="Fail: ${subscriptionName}">Fail</button></p>
    </form>
  </section>`;
}

/** The portal's answer in a line. */
function answerOf({ status, body }: FinishCall): string {
  const told = typeof body === "object" && body !== null && "detail" in body ? String(body.detail) : typeof body === "string" ? body : JSON.stringify(body);
  return [status === null ? "no answer" : String(status), told.slice(0, 300)].filter((part) => part !== "").join(" – ");
}

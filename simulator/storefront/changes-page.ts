import { html } from "hono/html";
import { page } from "../html";
import { findOffer } from "../purchases";
import type { Store } from "../state";
import type { Subscription } from "../subscription";
import type { Call, CallLog } from "../webhooks/log";
import { webhookUrlOf } from "../webhooks/settings";

/** What can be changed about one subscription, and what became of changes: operations, and the calls about them. */
export function changesPage(store: Store, subscription: Subscription, log: CallLog) {
  const { id, name, planId, quantity, status, startDate, endDate, autoRenew } = subscription;
  const operations = store.state.operations.filter(({ subscriptionId }) => subscriptionId === id).toReversed();
  const calls = log.since(0).filter((call) => call.subscriptionId === id);
  const day = (date: string | null): string => date?.slice(0, 10) ?? "–";
  return page(
    name,
    html`<h1>${name}</h1>
      <p><code>${id}</code></p>
      <p>${planId}${quantity === null ? "" : `, ${quantity} seats`}. ${status}. Term ${day(startDate)} to ${day(endDate)}, ${autoRenew ? "renews itself" : "ends then"}.</p>
      <p class="quiet">${webhookUrlOf(store, subscription.offerId) === null ? "The publisher has no webhook: changes take effect at once." : "The publisher is asked about changes of plan and seats, and told of the rest."}</p>
      ${status === "Subscribed" ? forms(store, subscription) : ""}
      <h2 id="operations">Operations</h2>
      ${table("operations", ["Action", "By", "Status", "To", "When"], operations.map((each) => [`${each.action}${each.isEcho ? " (as it was)" : ""}`, each.source === "Azure" ? "customer or Microsoft" : "publisher", each.status, `${each.planId}${each.quantity === null ? "" : `, ${each.quantity}`}`, each.timeStamp.slice(0, 19)]))}
      <h2 id="calls" style="margin-top:2rem">Calls to the publisher</h2>
      ${table("calls", ["Action", "Try", "Answer", "So it is", "When"], calls.toReversed().map((call) => [[call.action, ...call.faults].join(", "), String(call.attempt), answerOf(call), call.verdict ?? "on its way", call.at.slice(0, 19)]))}
      <p style="margin-top:2rem"><a href="/">Back to the marketplace</a></p>`,
  );
}

function answerOf({ answer, error }: Call): string {
  return answer ? `${answer.status} ${answer.body.slice(0, 80)}` : (error ?? "–");
}

function forms(store: Store, { id, offerId, planId, quantity, autoRenew }: Subscription) {
  const plans = findOffer(store, offerId)?.offer.plans.filter((plan) => plan.planId !== planId && !plan.isStopSell && !plan.isPrivate) ?? [];
  const from = html`<input type="hidden" name="from" value="changes" />`;
  return html`<div class="grid">
    ${plans.length > 0
      ? html`<form class="card" method="post" action="/subscriptions/${id}/change-plan">
          ${from}<label for="plan">Another plan</label>
          <select id="plan" name="planId">
            ${plans.map((plan) => html`<option value="${plan.planId}">${plan.displayName}</option>`)}
          </select>
          <p><button>Change plan</button></p>
        </form>`
      : ""}
    ${quantity === null
      ? ""
      : html`<form class="card" method="post" action="/subscriptions/${id}/change-quantity">
          ${from}<label for="seats">Seats</label>
          <input id="seats" type="number" name="quantity" min="1" value="${quantity}" required />
          <p><button>Change seats</button></p>
        </form>`}
    <form class="card" method="post" action="/subscriptions/${id}/${autoRenew ? "auto-renew-off" : "auto-renew-on"}">
      ${from}<h2>Renewal</h2>
      <p><button>${autoRenew ? "Let it end with its term" : "Renew it by itself"}</button></p>
    </form>
  </div>`;
}

function table(of: string, columns: string[], rows: string[][]) {
  if (rows.length === 0) return html`<p class="quiet">None yet.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="${of}">
    <table role="table">
      <thead role="rowgroup"><tr role="row">${columns.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
      <tbody role="rowgroup">
        ${rows.map(([first, ...rest]) => html`<tr role="row"><th role="rowheader" scope="row">${first}</th>${rest.map((cell, index) => html`<td role="cell" data-of="${columns[index + 1] ?? ""}">${cell}</td>`)}</tr>`)}
      </tbody>
    </table>
  </div>`;
}

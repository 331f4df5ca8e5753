import { html } from "hono/html";
import { page } from "../html";
import type { Offer, Plan } from "../publisher";
import type { Purchase } from "../purchases";
import type { Store } from "../state";
import type { Subscription } from "../subscription";

const price = ({ terms: [term], isPricePerSeat }: Plan): string =>
  term ? `${new Intl.NumberFormat("en", { style: "currency", currency: term.currency }).format(term.price)} ${isPricePerSeat ? "per seat and " : "per "}${term.termUnit === "P1Y" ? "year" : "month"}` : "";

/** What can be bought, and what was. */
export function shopPage(store: Store, problem: string) {
  const offers = store.state.publishers.flatMap((publisher) => publisher.offers.map((offer) => ({ publisher, offer })));
  return page(
    "Marketplace",
    html`<h1>Buy something</h1>
      <p class="quiet">You play the customer. The publisher’s portal answers the landing page.</p>
      ${problem ? html`<p role="alert"><strong>${problem}</strong></p>` : ""}
      <div class="grid">${offers.map(({ publisher, offer }) => offerCard(store, publisher.name, offer))}</div>
      <h2 id="purchases">Purchases</h2>
      ${purchases(store)}
      <h2 style="margin-top:2rem">Clock</h2>
      <p class="quiet">The marketplace’s time is ${new Date(store.now()).toISOString().slice(0, 16).replace("T", " ")} UTC.</p>
      <div class="row">
        <form method="post" action="/clock"><button name="advance" value="P1D">Move on a day</button></form>
        <form method="post" action="/clock"><button name="advance" value="P1M">Move on a month</button></form>
      </div>`,
  );
}

function offerCard(store: Store, publisherName: string, offer: Offer) {
  const sold = offer.plans.filter((plan) => !plan.isStopSell && !plan.isPrivate);
  const seats = sold.find((plan) => plan.isPricePerSeat);
  const id = (name: string): string => `${offer.offerId}-${name}`;
  return html`<section class="card" aria-labelledby="${id("title")}">
    <h2 id="${id("title")}">${offer.name}</h2>
    <small>${publisherName}</small>
    <p>${offer.summary}</p>
    <form method="post" action="/purchases">
      <input type="hidden" name="offerId" value="${offer.offerId}" />
      <label for="${id("plan")}">Plan</label>
      <select id="${id("plan")}" name="planId">
        ${sold.map((plan) => html`<option value="${plan.planId}">${plan.displayName} – ${price(plan)}</option>`)}
      </select>
      ${seats
        ? html`<label for="${id("seats")}">Seats</label>
            <input id="${id("seats")}" type="number" name="quantity" min="1" value="${seats.minQuantity ?? 1}" />`
        : ""}
      <label for="${id("persona")}">Buy as</label>
      <select id="${id("persona")}" name="persona">
        ${store.state.personas.map(({ key, name, about }) => html`<option value="${key}">${name} – ${about}</option>`)}
      </select>
      <label class="check"><input type="checkbox" name="csp" /> Through a reseller (CSP)</label>
      ${sold.some((plan) => plan.hasFreeTrials) ? html`<label class="check"><input type="checkbox" name="freeTrial" /> With a free trial, where the plan has one</label>` : ""}
      <label class="check"><input type="checkbox" name="failsLate" /> Let the activation fail late</label>
      <p><button class="main">Buy</button></p>
    </form>
  </section>`;
}

const COLUMNS = ["Subscription", "Plan", "Seats", "Status", "What happens to it"];

/** The roles are written out because on a narrow screen the rows become blocks, which some browsers then take for no table. */
function purchases(store: Store) {
  const subscriptions = store.state.subscriptions.toReversed().slice(0, 50);
  if (subscriptions.length === 0) return html`<p class="quiet">Nothing yet. Choose a plan above and press Buy.</p>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-labelledby="purchases">
    <table role="table">
      <thead role="rowgroup"><tr role="row">${COLUMNS.map((name) => html`<th role="columnheader" scope="col">${name}</th>`)}</tr></thead>
      <tbody role="rowgroup">
        ${subscriptions.map(
          (subscription) => html`<tr role="row">
            <th role="rowheader" scope="row">${subscription.name}<br /><code>${subscription.id}</code></th>
            <td role="cell" data-of="Plan">${subscription.planId}</td>
            <td role="cell" data-of="Seats">${subscription.quantity ?? "–"}</td>
            <td role="cell" data-of="Status">${subscription.status}</td>
            <td role="cell"><div class="row">${buttonsOf(subscription)} <a href="/subscriptions/${subscription.id}/changes" aria-label="More… about ${subscription.name}">More…</a></div></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function buttonsOf(subscription: Subscription) {
  const button = (what: string, label: string) =>
    html`<form method="post" action="/subscriptions/${subscription.id}/${what}"><button aria-label="${label}: ${subscription.name}">${label}</button></form>`;
  const possible: Record<Subscription["status"], ReturnType<typeof button>[]> = {
    PendingFulfillmentStart: [button("unsubscribe", "Cancel")],
    Subscribed: [button("renew", "Renew"), button("suspend", "Suspend"), button("unsubscribe", "Cancel")],
    Suspended: [button("reinstate", "Reinstate"), button("unsubscribe", "Cancel")],
    Unsubscribed: [],
  };
  return [button("token", subscription.status === "PendingFulfillmentStart" ? "Configure account" : "Manage account"), ...possible[subscription.status]];
}

/** After buying, and after "Manage account". */
export function boughtPage({ landingUrl, subscriptionId }: Purchase, subscription: Subscription) {
  const fresh = subscription.status === "PendingFulfillmentStart";
  return page(
    fresh ? "Thank you" : "Manage account",
    html`<h1>${fresh ? "Thank you for your purchase" : subscription.name}</h1>
      <p>${fresh ? "One step is left: configure your account on the publisher’s site." : "The publisher’s site manages this subscription."}</p>
      <p><a class="button main" href="${landingUrl}">${fresh ? "Configure account now" : "Manage account"}</a></p>
      <p class="quiet">Subscription <code>${subscriptionId}</code>. The link is good for 24 hours of the marketplace’s clock.</p>
      <p><a href="/">Back to the marketplace</a></p>`,
  );
}

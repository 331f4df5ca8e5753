import { html } from "hono/html";
import type { Isv } from "./isv";
import { HEALTHY, KINDS, PATHS, type Behaviour, type IsvSettings, type Kind, type Path } from "./settings";

const NAMES: Record<Path, string> = { activations: "Activation endpoint", log: "Log endpoint", changes: "Question before changes" };

const ABOUT: Record<Kind, string> = {
  healthy: "healthy",
  slow: "slow: answers late",
  broken: "broken: answers 500 or another status",
  dead: "dead: hangs up",
  hanging: "hanging: never answers",
  redirecting: "redirecting: answers 302",
  huge: "huge: answers with 100 MB",
  gone: "gone: answers 410",
};

const FINISHES: Record<IsvSettings["finish"], string> = { "by hand": "I do, by hand", succeeded: "it does, and succeeds", failed: "it does, and fails" };

/** A form for each path, and one for what the system does of its own accord. */
export function settingsCards(settings: IsvSettings) {
  return html`<div class="grid">${PATHS.map((path) => behaviourCard(path, settings[path]))} ${finishCard(settings)} ${decisionCard(settings)}</div>`;
}

function behaviourCard(path: Path, behaviour: Behaviour) {
  const { kind, delayMs, status, location, times, skewSeconds } = behaviour;
  const id = (name: string): string => `${path}-${name}`;
  const number = (name: string, label: string, value: number | "", [min, max]: [number, number]) =>
    html`<label for="${id(name)}">${label}</label><input id="${id(name)}" type="number" name="${name}" min="${min}" max="${max}" value="${value}" ${name === "times" ? "" : html`required`} />`;
  const isPlain = JSON.stringify({ ...behaviour, kind: HEALTHY.kind }) === JSON.stringify(HEALTHY);
  return html`<form class="card" method="post" action="/isv/settings/${path}" aria-labelledby="${id("title")}">
    <h3 id="${id("title")}">${NAMES[path]}</h3>
    <label for="${id("kind")}">It is</label>
    <select id="${id("kind")}" name="kind">${options(KINDS.map((each) => [each, ABOUT[each]]), kind)}</select>
    <details ${isPlain ? "" : html`open`}>
      <summary>More</summary>
      ${number("times", "For how many messages (empty: all)", times ?? "", [1, 1_000_000])}
      ${number("delayMs", "Slow: answers after, in ms", delayMs, [0, 600_000])}
      ${number("status", "Broken: status", status, [400, 599])}
      <label for="${id("location")}">Redirecting: to</label>
      <input id="${id("location")}" type="text" name="location" value="${location}" required />
      ${number("skewSeconds", "Its clock is ahead by, in seconds", skewSeconds, [-86_400, 86_400])}
    </details>
    <p><button aria-label="Save: ${NAMES[path]}">Save</button></p>
  </form>`;
}

function finishCard({ finish, finishDelayMs, finishMessage }: IsvSettings) {
  return html`<form class="card" method="post" action="/isv/settings" aria-labelledby="finish-title">
    <h3 id="finish-title">Activations</h3>
    <label for="finish">Who finishes them</label>
    <select id="finish" name="finish">${options(Object.entries(FINISHES), finish)}</select>
    <label for="finish-delay">After, in ms</label>
    <input id="finish-delay" type="number" name="finishDelayMs" min="0" max="600000" value="${finishDelayMs}" required />
    <label for="finish-message">What the customer is told of a failure</label>
    <input id="finish-message" type="text" name="finishMessage" maxlength="10000" value="${finishMessage}" />
    <p><button aria-label="Save: Activations">Save</button></p>
  </form>`;
}

function decisionCard({ decision, reason }: IsvSettings) {
  return html`<form class="card" method="post" action="/isv/settings" aria-labelledby="decision-title">
    <h3 id="decision-title">Changes</h3>
    <label for="decision">When it is asked, it says</label>
    <select id="decision" name="decision">${options([["accept", "accept"], ["refuse", "refuse"]], decision)}</select>
    <label for="reason">Because (may be empty)</label>
    <input id="reason" type="text" name="reason" maxlength="10000" value="${reason}" />
    <p><button aria-label="Save: Changes">Save</button></p>
  </form>`;
}

/** Secrets are entered and counted, never shown. */
export function secretsCard({ state: { secrets }, offers }: Isv) {
  const nameOf = (offerId: string): string => (offerId === "*" ? "Every offer" : (offers.find((each) => each.offerId === offerId)?.name ?? offerId));
  const known = Object.entries(secrets).filter(([, list]) => list.length > 0);
  return html`<div class="grid">
    <form class="card" method="post" action="/isv/secrets" autocomplete="off">
      <label for="secret-offer">Of</label>
      <select id="secret-offer" name="offerId">${options([["*", "Every offer"], ...offers.map(({ offerId, name }): [string, string] => [offerId, name])], "*")}</select>
      <label for="secret">Signing secret (whsec_…)</label>
      <input id="secret" type="password" name="secret" autocomplete="off" required />
      <p><button>Add the secret</button></p>
    </form>
    <div class="card">
      ${known.length === 0
        ? html`<p class="quiet">None is known: every message is turned away. The portal shows an offer’s secret when it is made or rotated.</p>`
        : html`<p class="quiet">Each of them is good, so that old and new work during a rotation.</p>
            ${known.map(
              ([offerId, list]) => html`<form method="post" action="/isv/secrets/forget" class="row" style="margin-top:.5rem">
                <input type="hidden" name="offerId" value="${offerId}" />
                <span>${nameOf(offerId)}: ${list.length === 1 ? "1 secret" : `${list.length} secrets`}</span>
                <button aria-label="Forget: ${nameOf(offerId)}">Forget</button>
              </form>`,
            )}`}
    </div>
  </div>`;
}

function options(all: readonly (readonly [string, string])[], chosen: string) {
  return all.map(([value, label]) => html`<option value="${value}" ${value === chosen ? html`selected` : ""}>${label}</option>`);
}

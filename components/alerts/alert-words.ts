import type { AlertKind } from "@/lib/alerts/schema";

interface AlertWords {
  readonly title: string;
  /** What to do about it. */
  readonly todo: string;
}

const WORDS: Record<AlertKind, AlertWords> = {
  "job-dead": {
    title: "A background job was given up",
    todo: "Open the job and read its last error. When the cause is gone, have it tried again there: this alert closes by itself.",
  },
  "activation-refused": {
    title: "Microsoft refused an activation",
    todo: "The customer waits and is not billed. Remove the cause that is named above, then ask the customer to open the landing page and to confirm once more.",
  },
  "activation-failed": {
    title: "Microsoft could not complete an activation",
    todo: "The purchase has ended and nobody is billed. Tell the customer to buy again; if it happens again, open a ticket at Microsoft with the subscription's id.",
  },
  "activation-hanging": {
    title: "Your system has not finished an activation in time",
    todo: "The customer waits and is not billed. See on the page Deliveries whether your system was told; then finish the activation there, or on the subscription's page: once more, by hand, or not at all.",
  },
  "activation-reported-failed": {
    title: "Your system could not set a subscription up",
    todo: "The customer waits and is not billed. Open the subscription: have it set up once more, activate it all the same, or refuse it, which cancels it at Microsoft.",
  },
  "delivery-dead": {
    title: "Messages could not be delivered for three days",
    todo: "Open the page Deliveries and look at what your endpoint answered. When the cause is gone, send them again there.",
  },
  "endpoint-failing": {
    title: "An endpoint of yours fails",
    todo: "Messages are kept and tried for three days each. Look on the page Deliveries at what it answered; this alert closes by itself when it is well again.",
  },
  "action-log-broken": {
    title: "The action log is not as it was sealed",
    todo: "Somebody has changed it past the portal. Ask your operator to run npm run portal -- actions verify, which names the action, and to compare with a backup. Until it is mended, actions are recorded and sent to your log endpoint, but what is said above stands still: without new seals the feed and the files end, without removals old actions stay. This alert closes by itself when it goes on.",
  },
  "activation-slow": {
    title: "An activation takes unusually long",
    todo: "Open the subscription and ask Microsoft now; what your system has set up can be activated anew or refused there. If it is still waiting tomorrow, open a ticket at Microsoft with the subscription's id.",
  },
  "webhook-contradiction": {
    title: "A call says something else than Microsoft's API",
    todo: "Nothing was changed by the call: the portal has what the API says. If the API is wrong, open a ticket at Microsoft with the operation's id, which stands in the inbox.",
  },
  "webhook-unverified": {
    title: "A call could not be verified",
    todo: "Microsoft's API knows neither the operation nor the subscription. Look at the call in the inbox; have it processed again once the technical configuration is right.",
  },
  "webhook-wrong-address": {
    title: "Microsoft calls about one offer at another one's address",
    todo: "The call was processed all the same. Correct the connection webhook in the offer's technical configuration in Partner Center.",
  },
  "webhook-unknown-action": {
    title: "Microsoft called with an action that this portal does not know",
    todo: "It was answered with 200 and the subscription was read anew. Look at the call in the inbox, and whether there is a newer version of the portal.",
  },
  "webhook-unreadable": {
    title: "A call of Microsoft's could not be read",
    todo: "It had no operation, subscription or action, so nothing could be kept. Compare with Microsoft now, on the page Drift.",
  },
  "change-despite-refusal": {
    title: "A change was made that the portal had refused",
    todo: "The subscription now is what Microsoft says. Talk to the customer, or change it back in Microsoft's portal.",
  },
  "change-question-failed": {
    title: "Your system did not decide about a change",
    todo: "The offer's default was used instead. Look why the address for change questions did not answer, then close this alert.",
  },
  "change-to-unknown-plan": {
    title: "A customer changed to a plan that is not registered here",
    todo: "Register the plan with this offer, so that it has a name and rules: npm run portal -- offers apply.",
  },
  "change-not-taken": {
    title: "Microsoft did not take a customer's change",
    todo: "Nothing was changed, and the customer was told so. Remove the cause that is named above; the customer can then ask for the change once more.",
  },
  "change-unfinished": {
    title: "A customer's change is not finished after a day",
    todo: "Until it is, the customer cannot ask for another one here. Open the subscription and ask Microsoft now; if it stays, open a ticket at Microsoft with the operation's id. This alert closes by itself.",
  },
  "purchase-waiting": {
    title: "A purchase waits to be activated",
    todo: "Write to the customer: nobody is billed before the activation, and Microsoft may cancel the purchase after 30 days.",
  },
  "subscription-unregistered": {
    title: "Microsoft lists subscriptions of an offer that is not registered",
    todo: "Register the offer with npm run portal -- offers apply. Until then its subscriptions are only reported, on the page Drift.",
  },
  "subscription-missing": {
    title: "Microsoft's list lacks a subscription",
    todo: "Nothing was changed here. Ask Microsoft about it on the subscription's page; if it stays, open a ticket at Microsoft.",
  },
  "reconciliation-failed": {
    title: "The comparison with Microsoft failed",
    todo: "Read why on the page Drift. It is tried again every hour.",
  },
};

const UNHEARD_OF: AlertWords = { title: "Something needs to be looked at", todo: "Look after it, then close this alert." };

/** The words of the publisher's pages; a kind of a later version is told by its message alone. */
export function alertWords(kind: string): AlertWords {
  return Object.entries(WORDS).find(([known]) => known === kind)?.[1] ?? UNHEARD_OF;
}

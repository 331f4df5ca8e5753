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
  "activation-slow": {
    title: "An activation takes unusually long",
    todo: "Open the subscription and ask Microsoft now. If it is still waiting tomorrow, open a ticket at Microsoft with the subscription's id.",
  },
};

const UNHEARD_OF: AlertWords = { title: "Something needs to be looked at", todo: "Look after it, then close this alert." };

/** The words of the publisher's pages; a kind of a later version is told by its message alone. */
export function alertWords(kind: string): AlertWords {
  return Object.entries(WORDS).find(([known]) => known === kind)?.[1] ?? UNHEARD_OF;
}

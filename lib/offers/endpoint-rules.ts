import { REFUSAL_WORDS, whyRefused } from "../http/address-guard";
import { env } from "../kernel/env";
import { fingerprintOf } from "./change-rules";
import { ACTIVATION_MODES, type ActivationMode } from "./schema";

/** What of an offer's business the publisher's own systems are told, and where (docs/marketplace/hand-off.md, deliveries.md). */
export interface EndpointRules {
  readonly activation: {
    /** endpoint: the publisher's system sets a subscription up before it becomes active. */
    readonly mode: ActivationMode;
    /** null: there is none. One may stand there while activations are automatic: it is not called then. */
    readonly url: string | null;
    /** After how long the staff is told that the publisher's system has not finished one. */
    readonly deadlineMinutes: number;
  };
  /** Where every action is told; null: nowhere. */
  readonly logUrl: string | null;
}

/** What a query has to select of an offer for `toEndpointRules`. */
export const ENDPOINT_RULE_COLUMNS = {
  activationMode: true,
  activationDeadlineMinutes: true,
  endpoints: { select: { kind: true, url: true } },
} as const;

interface EndpointRuleRow {
  readonly activationMode: string;
  readonly activationDeadlineMinutes: number;
  readonly endpoints: readonly { readonly kind: string; readonly url: string | null }[];
}

export function toEndpointRules({ activationMode, activationDeadlineMinutes, endpoints }: EndpointRuleRow): EndpointRules {
  const urlOf = (wanted: string): string | null => endpoints.find(({ kind }) => kind === wanted)?.url ?? null;
  const mode = ACTIVATION_MODES.find((each) => each === activationMode) ?? "automatic";
  return { activation: { mode, url: urlOf("activation"), deadlineMinutes: activationDeadlineMinutes }, logUrl: urlOf("log") };
}

/** What of the rules stands with the offer itself; the addresses are rows of their own. */
export function offerEndpointColumns({ activation }: EndpointRules) {
  return { activationMode: activation.mode, activationDeadlineMinutes: activation.deadlineMinutes };
}

/** Tells whether rules that somebody saw still stand. */
export function endpointRulesFingerprint({ activation: { mode, url, deadlineMinutes }, logUrl }: EndpointRules): string {
  return fingerprintOf({ mode, url, deadlineMinutes, logUrl });
}

export interface EndpointProblem {
  readonly field: "activation.url" | "log.url";
  /** A sentence. */
  readonly words: string;
}

/** Every reason why nothing could ever be sent to these addresses, as far as they tell by themselves. */
export function endpointProblems({ activation: { mode, url }, logUrl }: EndpointRules): EndpointProblem[] {
  const missing = mode === "endpoint" && url === null ? [{ field: "activation.url" as const, words: NEEDS_ADDRESS }] : [];
  const refused = [{ field: "activation.url" as const, url }, { field: "log.url" as const, url: logUrl }].flatMap(({ field, url: address }) => {
    const refusal = address === null ? null : whyRefused(address, { allowPrivate: env().ALLOW_PRIVATE_ENDPOINTS });
    return refusal === null ? [] : [{ field, words: REFUSAL_WORDS[refusal] }];
  });
  return [...missing, ...refused];
}

const NEEDS_ADDRESS = "Your system cannot set anything up without an address.";

import { REFUSAL_WORDS } from "../../http/address-guard";
import { FAILURE_WORDS } from "../../http/outgoing-fetch";

const WORDS: Readonly<Record<string, string>> = {
  ...FAILURE_WORDS,
  ...REFUSAL_WORDS,
  status: "It answered, but not with success (200 to 299).",
  lost: "The portal stopped before it had kept the answer: the message may have arrived, and is sent again.",
  portal: "Something went wrong in the portal itself; its log says what.",
  "no-signing-secret": "The offer has no signing secret, or it cannot be read. Make one on the offer's page.",
  "unreadable-headers": "What has to go with it cannot be read: a key is missing from ENCRYPTION_KEYS.",
  "endpoint-down": "It waited behind others while the endpoint failed for three days.",
};

/**
 * What went wrong at an attempt, for the publisher whose endpoint it is; null where nothing did. What stands behind the
 * first word of `problem` (the network's own word) follows in brackets; a word that is none of ours is shown as it is.
 */
export function problemWords(problem: string | null): string | null {
  if (problem === null || problem === "") return null;
  const [, word = problem, more = ""] = /^([a-z-]+)(?:[\s:]+(.*))?$/.exec(problem) ?? [];
  const words = WORDS[word];
  return words === undefined ? problem : `${words}${more ? ` (${more})` : ""}`;
}

import type { SettingChange } from "./catalogue-diff";

/** Changes of one offer's settings for the audit, by the document's names below the offer. Addresses come without their query: some keep a secret there. */
export function auditDetails(offerKey: string, changes: readonly SettingChange[]): Record<string, string> {
  const told = (value: SettingChange["from"]): string => (value === null ? "default" : String(value).replace(/^(https?:[^?#]*)[?#].*$/i, "$1"));
  return Object.fromEntries(changes.map(({ path, from, to }) => [path.replace(`offers[${offerKey}].`, ""), `${told(from)} → ${told(to)}`]));
}

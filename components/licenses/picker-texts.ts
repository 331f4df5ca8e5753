/** What the picker says; `{name}`, `{count}`, `{search}`, `{seconds}` and `{id}` in it are filled in by the browser. */
export interface PickerTexts {
  readonly search: string;
  readonly searchHint: string;
  readonly searching: string;
  readonly results: string;
  readonly shown: string;
  readonly none: string;
  readonly nobody: string;
  readonly more: string;
  readonly chosen: string;
  readonly remove: string;
  readonly most: string;
  readonly held: string;
  readonly noMail: string;
  readonly retry: string;
  readonly unavailable: string;
  readonly unavailableBody: string;
  readonly throttled: string;
  readonly throttledBody: string;
  readonly offline: string;
  readonly notMember: string;
  readonly notMemberBody: string;
  readonly consentLost: string;
  readonly ask: string;
  readonly askBody: string;
  readonly askNote: string;
  readonly connect: string;
  readonly connecting: string;
  readonly disconnect: string;
  readonly disconnectBody: string;
  readonly disconnecting: string;
}

/** A text with its gaps filled in. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).reduce((done, [name, value]) => done.replaceAll(`{${name}}`, String(value)), text);
}

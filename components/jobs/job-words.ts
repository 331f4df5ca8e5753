/** What each kind of job does, for the staff; a kind without words is shown by its name. */
const WORDS: Readonly<Record<string, string>> = {
  "activation.follow": "Follow an activation until Microsoft is done",
  "activation.watch-hand-over": "Watch that your system finishes an activation",
  "activation.refuse": "End at Microsoft what was refused here",
  "subscriptions.status-changed": "End an activation as Microsoft's status says",
  "subscriptions.follow-change": "Follow a customer's change until Microsoft is done",
  "inbox.process": "Look after a call of Microsoft's",
  "subscriptions.reconcile": "Compare Microsoft's list with ours",
  "subscriptions.reconcile-hourly": "Have all lists compared",
  "landing.sweep": "Remove expired arrivals",
  "directory.sweep": "Forget unused consents to look up colleagues",
  "licenses.import": "Work through a customer's file of people",
  "licenses.sweep-imports": "Remove old files of people",
  "deliveries.sweep": "Remove old messages to your systems",
  "actions.remove": "Remove actions that are older than they are kept",
  "jobs.sweep": "Remove old jobs",
};

export function wordsOfJob(kind: string): string {
  return WORDS[kind] ?? kind;
}

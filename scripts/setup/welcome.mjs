// @ts-check

/**
 * What the demo says when all is up: where to go and who to sign in as.
 * @param {{ control: any, portalUrl: string, simulatorUrl: string, took: string }} facts `control` is the simulator's GET /control
 * @returns {string}
 */
export function welcome({ control, portalUrl, simulatorUrl, took }) {
  const publishers = /** @type {any[]} */ (control.publishers ?? []);
  const personas = /** @type {any[]} */ (control.personas ?? []);
  const width = Math.max(0, ...personas.map((persona) => String(persona.name).length));
  const people = personas.map((persona) => `    ${String(persona.name).padEnd(width)}   ${persona.about ?? ""}`.trimEnd());
  return `
The portal is running (${took}).

  Buy something       ${simulatorUrl}/
  Publisher's pages   ${portalUrl}/publisher${publishers[0] === undefined ? "" : `/${publishers[0].publisherId}`}
  Customer's pages    ${portalUrl}/subscriptions

  Publisher's system  ${simulatorUrl}/isv   (is told of every action, and sets up what is bought of Teamboard)

  At the sign-in page pick one of these people, no password asked:
${people.join("\n")}

  Logs: data/logs. Stop: Ctrl-C.
`;
}

import { database } from "../db/client";
import { decryptSecret, encryptSecret, sameSecret } from "../kernel/crypto";
import { applicationName, type Catalogue, type CatalogueApplication } from "./schema";

/** A client secret of a catalogue, made ready outside the transaction: nothing but the database may be waited for in it. */
export interface SealedSecret {
  readonly path: string;
  readonly application: { readonly tenantId: string; readonly clientId: string };
  /** The sealed text with which it was compared; null where none is stored. */
  readonly comparedWith: string | null;
  /** What to store; null where `comparedWith` holds the same secret, so that nothing changes. */
  readonly sealed: string | null;
}

/** Compares every client secret with the stored one, and seals those that differ. */
export async function sealSecrets({ publisher, technicalConfiguration, offers }: Catalogue): Promise<SealedSecret[]> {
  const given = new Map<string, { path: string; application: CatalogueApplication }>([[applicationName(technicalConfiguration), { path: "technicalConfiguration.clientSecret", application: technicalConfiguration }]]);
  for (const { key, technicalConfiguration: own } of offers) {
    if (own && !given.has(applicationName(own))) given.set(applicationName(own), { path: `offers[${key}].technicalConfiguration.clientSecret`, application: own });
  }
  const stored = await database().technicalConfiguration.findMany({ where: { publisher: { key: publisher.key } }, select: { tenantId: true, clientId: true, clientSecret: true } });
  return Promise.all(
    [...given].map(async ([name, { path, application: { tenantId, clientId, clientSecret } }]) => {
      const comparedWith = stored.find((each) => applicationName(each) === name)?.clientSecret ?? null;
      const isKept = comparedWith !== null && (await holds(comparedWith, clientSecret));
      return { path, application: { tenantId, clientId }, comparedWith, sealed: isKept ? null : await encryptSecret(clientSecret) };
    }),
  );
}

/** A secret that cannot be read any more (its key is gone) counts as another one: it is replaced by the one given. */
async function holds(sealed: string, secret: string): Promise<boolean> {
  try {
    return sameSecret(await decryptSecret(sealed), secret);
  } catch {
    return false;
  }
}

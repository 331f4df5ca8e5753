import { database } from "../db/client";
import { decryptSecret } from "../kernel/crypto";
import { NotFoundError } from "../kernel/errors";

/** One application of a publisher, with what it takes to call Microsoft in its name. For commands; shown nowhere. */
export interface TechnicalConfiguration {
  readonly id: number;
  readonly publisherId: number;
  readonly publisherKey: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Read when it is needed, and kept nowhere. */
  readonly credentials: () => Promise<{ tenantId: string; clientId: string; clientSecret: string }>;
}

/** @throws NotFoundError where there is none, any more. */
export async function getTechnicalConfiguration(id: number): Promise<TechnicalConfiguration> {
  const row = await database().technicalConfiguration.findUnique({
    where: { id },
    select: { id: true, publisherId: true, tenantId: true, clientId: true, clientSecret: true, publisher: { select: { key: true } } },
  });
  if (row === null) throw new NotFoundError("technical configuration");
  const { clientSecret, publisher, ...facts } = row;
  const { tenantId, clientId } = facts;
  return { ...facts, publisherKey: publisher.key, credentials: async () => ({ tenantId, clientId, clientSecret: await decryptSecret(clientSecret) }) };
}

export interface ConfigurationInUse {
  readonly id: number;
  readonly publisherId: number;
  readonly publisherKey: string;
  /** The application's id in Entra. */
  readonly clientId: string;
}

/**
 * The applications that sell something: one that was replaced in every offer is not asked any more.
 * @param publisherKey left out: those of all publishers.
 */
export async function listConfigurationsInUse(publisherKey?: string): Promise<ConfigurationInUse[]> {
  const rows = await database().technicalConfiguration.findMany({
    where: { offers: { some: {} }, ...(publisherKey === undefined ? {} : { publisher: { is: { key: publisherKey } } }) },
    orderBy: { id: "asc" },
    select: { id: true, publisherId: true, clientId: true, publisher: { select: { key: true } } },
  });
  return rows.map(({ id, publisherId, clientId, publisher }) => ({ id, publisherId, publisherKey: publisher.key, clientId: clientId.toLowerCase() }));
}

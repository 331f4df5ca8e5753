import "dotenv/config";
import { stringify } from "yaml";
import { z } from "zod";
import { closeDatabase } from "@/lib/db/client";
import { env } from "@/lib/kernel/env";
import { guid } from "@/lib/kernel/ids";
import { applyCatalogue } from "@/lib/offers/apply-catalogue";
import { parseOfferDocument } from "@/lib/offers/offer-document";
import { addMember } from "@/lib/team/add-member";
import { shareSigningSecrets, systemsOf } from "@/prisma/seed-systems";
import { commandLineContext } from "@/scripts/portal/context";

/**
 * The demonstration's data: asks the running simulator which publisher it plays, applies an offer document of that publisher's, and
 * puts the persona who works there on its staff. With --with-systems the publisher's own systems are the simulator's, too.
 * A second time it changes nothing.
 */
const SEEDED_PUBLISHER = "northwind-labs";
const STAFF = "priya";

const controlSchema = z.object({
  publishers: z.array(
    z.object({
      publisherId: z.string(),
      name: z.string(),
      tenantId: guid,
      clientId: guid,
      clientSecret: z.string(),
      offers: z.array(
        z.object({
          offerId: z.string(),
          name: z.string(),
          plans: z.array(z.object({ planId: z.string(), displayName: z.string(), isPricePerSeat: z.boolean() })),
        }),
      ),
    }),
  ),
  personas: z.array(z.object({ key: z.string(), name: z.string(), tenantId: guid, objectId: guid })),
});

// It listens there alone; "localhost" may mean something else first.
const simulatorUrl = `http://127.0.0.1:${process.env.SIMULATOR_PORT ?? "3900"}`;

// Where private addresses are refused, the simulator's could never be called.
const withSystems = process.argv.includes("--with-systems") && env().ALLOW_PRIVATE_ENDPOINTS;

async function readSimulator(): Promise<z.infer<typeof controlSchema>> {
  const response = await fetch(`${simulatorUrl}/control`);
  return controlSchema.parse(await response.json());
}

const control = await readSimulator();
const publisher = control.publishers.find(({ publisherId }) => publisherId === SEEDED_PUBLISHER);
const person = control.personas.find(({ key }) => key === STAFF);
if (!publisher || !person) throw new Error("the simulator plays neither the publisher nor the person of the demonstration");

const SECRET = "SIMULATED_CLIENT_SECRET";
const document = parseOfferDocument(
  stringify({
    publisher: { key: publisher.publisherId, name: publisher.name, brandColor: "#0f5c8c", supportEmail: `support@${publisher.publisherId}.example` },
    technicalConfiguration: { tenantId: publisher.tenantId, clientId: publisher.clientId, clientSecret: `\${${SECRET}}` },
    offers: publisher.offers.map(({ offerId, name, plans }) => ({
      key: offerId,
      offerId,
      name,
      productUrl: `https://${offerId}.example/`,
      ...(withSystems ? systemsOf(offerId, simulatorUrl) : {}),
      plans: plans.map(({ planId, displayName, isPricePerSeat }) => ({ planId, name: displayName, perSeat: isPricePerSeat })),
    })),
  }),
  { [SECRET]: publisher.clientSecret },
);
if (document.kind === "refused") throw new Error(`the simulator's offers cannot be applied: ${JSON.stringify(document.problems)}`);

const ctx = commandLineContext();
await applyCatalogue(ctx, document.catalogue);
await addMember(ctx, { publisherKey: publisher.publisherId, tenantId: person.tenantId, objectId: person.objectId, label: person.name, role: "owner" });
if (withSystems) await shareSigningSecrets(ctx, publisher.offers.map(({ offerId }) => offerId), simulatorUrl);
await closeDatabase();

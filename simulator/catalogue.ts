/** What the simulated marketplace starts with: publishers, what they sell, and the people who can be clicked on. All invented. */
import type { Plan, Publisher } from "./publisher";

export interface Persona {
  key: string;
  name: string;
  kind: "work" | "personal" | "guest";
  about: string;
  tenantId: string;
  objectId: string;
  upn: string;
  email: string | null;
  /** Tenants that invited this person, with the object id there. */
  guestOf: { tenantId: string; objectId: string }[];
}

export const PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";
const AURORA = "5b1c9f42-77a0-4d1e-9c35-0a8e6f21d704";
const HARBOR = "8d20c6e1-4b93-4f7a-a1d8-e3c7095b6f12";
const CLOUDWISE = "c47e8a15-92d6-4b08-8e21-5f60d9b3a738";
const NORTHWIND = "1f6a3d80-5c2e-4e97-b7d4-92a08c5e6b31";
const FABRIKAM = "e93b57d2-08f4-4c6b-9a1e-6d7c24f0b853";
const STUDIO = "36d0f9b7-a5e8-4127-8cb4-f1e92d60a7c5";

const monthly = (price: number) => [{ termUnit: "P1M", termDescription: "Monthly", price, currency: "EUR" }];
const annual = (price: number) => [{ termUnit: "P1Y", termDescription: "Annual", price, currency: "EUR" }];

function flat(planId: string, displayName: string, description: string, terms: Plan["terms"], more: Partial<Plan> = {}): Plan {
  return { planId, displayName, description, isPricePerSeat: false, isStopSell: false, isPrivate: false, audience: [], hasFreeTrials: false, minQuantity: null, maxQuantity: null, terms, ...more };
}

function perSeat(planId: string, displayName: string, description: string, terms: Plan["terms"], minQuantity: number, maxQuantity: number): Plan {
  return flat(planId, displayName, description, terms, { isPricePerSeat: true, minQuantity, maxQuantity });
}

export function publishers(portalUrl: string): Publisher[] {
  const landing = (offerId: string): string => `${portalUrl}/landing/${offerId}`;
  return [
    {
      publisherId: "northwind-labs",
      name: "Northwind Labs",
      tenantId: NORTHWIND,
      clientId: "4e7d21b8-63c9-4fa0-95d2-b80f1c6e3a47",
      clientSecret: "simulator-publisher-secret",
      secretExpired: false,
      offers: [
        {
          offerId: "ledgerlight",
          name: "Ledgerlight",
          summary: "Books that balance themselves, for practices and small firms.",
          landingUrl: landing("ledgerlight"),
          plans: [
            flat("basic-monthly", "Basic", "One company, unlimited bookings.", monthly(29)),
            flat("pro-monthly", "Pro", "Up to ten companies, approvals and audit log.", monthly(89), { hasFreeTrials: true }),
            flat("pro-annual", "Pro, yearly", "Pro with two months free.", annual(890)),
            flat("classic-monthly", "Classic", "Not sold any more.", monthly(19), { isStopSell: true }),
          ],
        },
        {
          offerId: "teamboard",
          name: "Teamboard",
          summary: "Boards, notes and decisions in one place.",
          landingUrl: landing("teamboard"),
          plans: [
            perSeat("team-monthly", "Team", "For teams of up to fifty.", monthly(6.5), 1, 50),
            perSeat("team-annual", "Team, yearly", "Team with two months free.", annual(65), 1, 50),
            perSeat("enterprise-annual", "Enterprise", "Single sign-on, retention, priority support.", annual(118.8), 25, 5000),
          ],
        },
      ],
    },
    {
      publisherId: "fabrikam-apps",
      name: "Fabrikam Apps",
      tenantId: FABRIKAM,
      clientId: "b2905ec7-1d84-4a36-8f7b-04c6e9d1a528",
      clientSecret: "simulator-fabrikam-secret",
      secretExpired: false,
      offers: [
        { offerId: "inkwell", name: "Inkwell", summary: "Contracts, written together.", landingUrl: landing("inkwell"), plans: [flat("standard-monthly", "Standard", "Everything in one plan.", monthly(45))] },
      ],
    },
  ];
}

export const SIGN_IN_APP = { clientId: "f08c5a93-2b7e-4d61-a4c8-17e3d96b0f25", clientSecret: "simulator-sign-in-secret" };

export const PERSONAS: Persona[] = [
  { key: "mira", name: "Mira Soto", kind: "work", about: "Buys for Aurora Dental", tenantId: AURORA, objectId: "7c04e9a1-5d38-4b62-91f7-e20c8a6d4b15", upn: "mira.soto@auroradental.example", email: "mira.soto@auroradental.example", guestOf: [] },
  { key: "jonas", name: "Jonas Weber", kind: "work", about: "Colleague at Aurora Dental", tenantId: AURORA, objectId: "d1b67f30-82ea-4c95-b043-9f5e1d7a2c68", upn: "jonas.weber@auroradental.example", email: "jonas.weber@auroradental.example", guestOf: [] },
  { key: "zoe", name: "Zoë Đặng-Łukasiewicz", kind: "work", about: "Works at Aurora Dental, has no mail address", tenantId: AURORA, objectId: "2f95d8c4-06b1-4e7a-8d3c-74a0f9e15b26", upn: "zoe@auroradental.example", email: null, guestOf: [] },
  { key: "stella", name: "Stella Okafor", kind: "work", about: "Works at Harbor Logistics", tenantId: HARBOR, objectId: "a86e03d7-4f12-4b9c-a5e0-c1d72f6b9834", upn: "stella.okafor@harbor.example", email: "stella.okafor@harbor.example", guestOf: [] },
  { key: "rico", name: "Rico Lindqvist", kind: "work", about: "Staff of the reseller Cloudwise", tenantId: CLOUDWISE, objectId: "5e31a7f9-c08d-4264-9b5f-d8e60c2a7143", upn: "rico@cloudwise.example", email: "rico@cloudwise.example", guestOf: [] },
  { key: "nadia", name: "Nadia Haddad", kind: "guest", about: "Freelancer of Studio Haddad, guest at Aurora Dental", tenantId: STUDIO, objectId: "9a4c70e2-1b85-4fd3-86a9-30f7e5c8d216", upn: "nadia@studiohaddad.example", email: "nadia@studiohaddad.example", guestOf: [{ tenantId: AURORA, objectId: "e6f28b04-97d1-4ac3-b5e8-0d419c7f6a32" }] },
  { key: "paula", name: "Paula Brandt", kind: "personal", about: "Personal Microsoft account", tenantId: PERSONAL_TENANT, objectId: "00000000-0000-0000-8c4e-91d7a3f05b62", upn: "paula.brandt@outlook.example", email: "paula.brandt@outlook.example", guestOf: [] },
  { key: "priya", name: "Priya Raman", kind: "work", about: "Staff of Northwind Labs", tenantId: NORTHWIND, objectId: "bd57c913-e2a8-4046-95fb-7c61d0e8a394", upn: "priya@northwindlabs.example", email: "priya@northwindlabs.example", guestOf: [] },
  { key: "tove", name: "Tove Nilsen", kind: "work", about: "Works at Northwind Labs, not on its marketplace staff", tenantId: NORTHWIND, objectId: "40f8e6b2-3d97-4c15-a8d0-f2b95e7c1a86", upn: "tove@northwindlabs.example", email: "tove@northwindlabs.example", guestOf: [] },
  { key: "omar", name: "Omar Castellanos", kind: "work", about: "Staff of Fabrikam Apps", tenantId: FABRIKAM, objectId: "c79d14e5-b60f-4832-9e7a-58a3f0d6c2b1", upn: "omar@fabrikam.example", email: "omar@fabrikam.example", guestOf: [] },
];

/** Whose tenant stands as purchaser in a purchase through a reseller. */
export const RESELLER_TENANT = CLOUDWISE;

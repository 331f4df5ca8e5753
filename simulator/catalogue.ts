/**
 * The people, organisations, publishers and offers that are there from the start. All of them are
 * invented; the identifiers are fixed, so that whatever is set up against them can name them.
 */
import {
  offerSchema,
  personaSchema,
  planSchema,
  publisherSchema,
  type Offer,
  type Persona,
  type Plan,
  type Publisher,
} from './model';

/** The one tenant that all personal Microsoft accounts share. */
export const personalTenantId = '9188040d-6c67-4c5b-b112-36a304b66dad';

export const tenants = {
  northwindLabs: 'd0da7401-8459-4760-b2d5-71958b4c10e5',
  fabrikamApps: '33a29595-6d5e-42fb-a633-211527c5d69b',
  auroraDental: 'c443c1d7-0a54-4a9b-8a58-e1d90d0b9b04',
  harbourFreight: 'a3875cb6-ff13-4136-aa7a-777343640481',
  bluePeakResale: 'de393418-bef5-4319-865f-79ce15178917',
  cobaltConsulting: 'd48dbfc2-5f7d-4b68-bfbf-ecab3b9111eb',
  vistulaClinics: '9f025008-bffe-4067-a0b4-4c9194b238ec',
} as const;

/** Whoever buys through a reseller buys through this one. */
export const resellerTenantId = tenants.bluePeakResale;

export const organisationNames: Readonly<Record<string, string>> = {
  [tenants.northwindLabs]: 'Northwind Labs',
  [tenants.fabrikamApps]: 'Fabrikam Apps',
  [tenants.auroraDental]: 'Aurora Dental',
  [tenants.harbourFreight]: 'Harbour Freight Lines',
  [tenants.bluePeakResale]: 'Blue Peak Resale',
  [tenants.cobaltConsulting]: 'Cobalt Consulting',
  [tenants.vistulaClinics]: 'Vistula Clinics',
};

/** The portal's app for signing people in: any organisation, and personal accounts. */
export const signInApp = {
  name: 'Northwind Labs customer portal',
  tenantId: tenants.northwindLabs,
  clientId: 'ca5edfdc-6a72-47bd-9f0d-0b62739a42eb',
  clientSecret: 'simulator-sign-in-secret',
} as const;

const plan = (fields: Parameters<typeof planSchema.parse>[0]): Plan => planSchema.parse(fields);
const offer = (fields: Parameters<typeof offerSchema.parse>[0]): Offer => offerSchema.parse(fields);

const ledgerlight = offer({
  offerId: 'ledgerlight',
  name: 'Ledgerlight',
  summary: 'Bookkeeping that closes the month by itself.',
  plans: [
    plan({ planId: 'basic-monthly', displayName: 'Basic', description: 'One company, up to 500 documents a month', price: 19 }),
    plan({ planId: 'pro-monthly', displayName: 'Pro', description: 'Five companies, first month free', price: 49, hasFreeTrials: true }),
    plan({ planId: 'pro-annual', displayName: 'Pro, yearly', description: 'Five companies, two months free', price: 490, termUnit: 'P1Y' }),
    plan({ planId: 'starter-monthly', displayName: 'Starter', description: 'No longer sold', price: 9, isStopSell: true }),
    plan({
      planId: 'dental-annual',
      displayName: 'Dental practices, yearly',
      description: 'A private plan for Aurora Dental',
      price: 390,
      termUnit: 'P1Y',
      isPrivate: true,
      audience: [tenants.auroraDental],
      privateOfferId: '20bb7677-828b-41f4-b88d-2cc614dbc759',
    }),
  ],
});

const teamboard = offer({
  offerId: 'teamboard',
  name: 'Teamboard',
  summary: 'One board for the work of a whole team.',
  plans: [
    plan({ planId: 'team-monthly', displayName: 'Team', description: 'Up to 50 people', price: 8, isPricePerSeat: true, minQuantity: 1, maxQuantity: 50 }),
    plan({ planId: 'team-annual', displayName: 'Team, yearly', description: 'Up to 50 people, two months free', price: 80, termUnit: 'P1Y', isPricePerSeat: true, minQuantity: 1, maxQuantity: 50 }),
    plan({ planId: 'enterprise-annual', displayName: 'Enterprise, yearly', description: '25 people and more, with single sign-on', price: 144, termUnit: 'P1Y', isPricePerSeat: true, minQuantity: 25 }),
  ],
});

const inkwell = offer({
  offerId: 'inkwell',
  name: 'Inkwell',
  summary: 'A quiet place to write together.',
  plans: [plan({ planId: 'writer-monthly', displayName: 'Writer', description: 'Everything, for one team', price: 12 })],
});

export const seededPublishers: readonly Publisher[] = [
  publisherSchema.parse({
    publisherId: 'northwind-labs',
    name: 'Northwind Labs',
    tenantId: tenants.northwindLabs,
    clientId: '3516cd32-ea13-432c-9354-90c6f78b4656',
    clientSecret: 'simulator-publisher-secret',
    offers: [ledgerlight, teamboard],
  }),
  publisherSchema.parse({
    publisherId: 'fabrikam-apps',
    name: 'Fabrikam Apps',
    tenantId: tenants.fabrikamApps,
    clientId: '531130a9-7c25-4506-9408-f7041165c30c',
    clientSecret: 'simulator-fabrikam-secret',
    offers: [inkwell],
  }),
];

const persona = (fields: Parameters<typeof personaSchema.parse>[0]): Persona => personaSchema.parse(fields);

export const seededPersonas: readonly Persona[] = [
  persona({
    key: 'mira', name: 'Mira Soto', kind: 'work', about: 'buys for Aurora Dental, and uses what she buys',
    tenantId: tenants.auroraDental, objectId: '2b490347-5200-40d0-a578-fe7d143304b8', puid: '10032001A2B3C4D5',
    upn: 'mira.soto@auroradental.example', email: 'mira.soto@auroradental.example', employer: 'Aurora Dental',
  }),
  persona({
    key: 'jonas', name: 'Jonas Weber', kind: 'work', about: 'a colleague of Mira',
    tenantId: tenants.auroraDental, objectId: '5416861c-b0f9-421b-b3c2-89c8e4c3b487', puid: '10032001A2B3C4E6',
    upn: 'jonas.weber@auroradental.example', email: 'jonas.weber@auroradental.example', employer: 'Aurora Dental',
  }),
  persona({
    key: 'nadia', name: 'Nadia Haddad', kind: 'guest', about: 'a consultant, guest at Aurora Dental',
    tenantId: tenants.cobaltConsulting, objectId: 'cdafe528-a5c0-40bb-92e4-73d95d83b6d3', puid: '10032001B7C8D9E0',
    upn: 'nadia.haddad@cobaltconsulting.example', email: 'nadia.haddad@cobaltconsulting.example', employer: 'Cobalt Consulting',
    guestOf: [{ tenantId: tenants.auroraDental, objectId: 'c6adab52-bb3f-41f9-ad77-c284f5636570' }],
  }),
  persona({
    key: 'paula', name: 'Paula Lindqvist', kind: 'personal', about: 'has a personal account',
    tenantId: personalTenantId, objectId: '00000000-0000-0000-5d3c-91b4e07a26f8', puid: '00035D3C91B4E07A',
    upn: 'paula.lindqvist@mail.example', email: 'paula.lindqvist@mail.example',
  }),
  persona({
    key: 'rico', name: 'Rico Tanaka', kind: 'work', about: 'staff of a reseller (CSP)',
    tenantId: tenants.bluePeakResale, objectId: 'ef7e6f46-90e2-4fbf-9b9f-0bcf14a36033', puid: '10032001C1D2E3F4',
    upn: 'rico.tanaka@bluepeakresale.example', email: 'rico.tanaka@bluepeakresale.example', employer: 'Blue Peak Resale',
  }),
  persona({
    key: 'stella', name: 'Stella Okafor', kind: 'work', about: 'a stranger from another company',
    tenantId: tenants.harbourFreight, objectId: '66408631-29a8-4c97-bb30-86e1d71823e8', puid: '10032001D5E6F708',
    upn: 'stella.okafor@harbourfreight.example', email: 'stella.okafor@harbourfreight.example', employer: 'Harbour Freight Lines',
  }),
  persona({
    key: 'zoe', name: 'Zoë Đặng-Łukasiewicz', kind: 'work', about: 'has no email address in her account',
    tenantId: tenants.vistulaClinics, objectId: '37e447c0-07c0-450d-94cb-a20b669b06cb', puid: '10032001E9FA0B1C',
    upn: 'zoe.dang@vistulaclinics.example', employer: 'Vistula Clinics',
  }),
  persona({
    key: 'priya', name: 'Priya Raman', kind: 'work', about: 'owner of the publisher Northwind Labs',
    tenantId: tenants.northwindLabs, objectId: '8bab270e-ac72-4b60-b63d-45182c41a2c0', puid: '10032001F3A4B5C6',
    upn: 'priya.raman@northwindlabs.example', email: 'priya.raman@northwindlabs.example', employer: 'Northwind Labs',
  }),
  persona({
    key: 'tove', name: 'Tove Nilsen', kind: 'work', about: 'works at Northwind Labs, not on the portal’s team',
    tenantId: tenants.northwindLabs, objectId: '1210e2cf-dce9-433f-a685-cc9712a2383e', puid: '10032001F7D8E9FA',
    upn: 'tove.nilsen@northwindlabs.example', email: 'tove.nilsen@northwindlabs.example', employer: 'Northwind Labs',
  }),
  persona({
    key: 'omar', name: 'Omar Farouk', kind: 'work', about: 'staff of the publisher Fabrikam Apps',
    tenantId: tenants.fabrikamApps, objectId: 'b16cabc3-5447-48d7-99f7-ee55e04065eb', puid: '100320020B1C2D3E',
    upn: 'omar.farouk@fabrikamapps.example', email: 'omar.farouk@fabrikamapps.example', employer: 'Fabrikam Apps',
  }),
];

import type { ReactNode } from "react";
import { Address } from "@/components/offers/address";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { LocalTime } from "@/components/ui/local-time";
import { MonoId } from "@/components/ui/mono-id";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow, TableRowHeading } from "@/components/ui/table";
import type { OfferSettings } from "@/lib/offers/queries";

interface OfferSheetProps {
  settings: OfferSettings;
  /** The address to which Microsoft sends who has bought. */
  landing: string;
  /** The card of the other address that Microsoft is told. */
  webhook: ReactNode;
  /** More cards, after these. */
  children?: ReactNode;
}

/** Everything that the offer document holds of one offer, but the client secret. */
export function OfferSheet({ settings, landing, webhook, children }: OfferSheetProps): ReactNode {
  const { publisher, technicalConfiguration, plans } = settings;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      <Card>
        <CardHeader title="Type these in Partner Center" description="On the page Technical configuration of the offer, exactly as they stand here." />
        <CardBody>
          <DescriptionList>
            <Description term="Landing page URL"><Address value={landing} /></Description>
            <Description term="Microsoft Entra tenant ID"><MonoId value={technicalConfiguration.tenantId} /></Description>
            <Description term="Microsoft Entra application ID"><MonoId value={technicalConfiguration.clientId} /></Description>
            <Description term="Its client secret">
              Kept encrypted since <LocalTime iso={technicalConfiguration.updatedAt.toISOString()} />. It is for this portal alone and not typed in there.
            </Description>
          </DescriptionList>
        </CardBody>
      </Card>
      {webhook}
      <Card>
        <CardHeader title="Offer" />
        <CardBody>
          <DescriptionList>
            <Description term="Key in addresses"><MonoId value={settings.key} /></Description>
            <Description term="Microsoft's offer id"><MonoId value={settings.offerId} /></Description>
            <Description term="Product"><WebLink href={settings.productUrl} otherwise="Not set: customers are not led to a product" /></Description>
            <Description term="Support">{settings.supportEmail ?? (publisher.supportEmail ? `${publisher.supportEmail} (the publisher's)` : "Not set: customers are told no address")}</Description>
          </DescriptionList>
        </CardBody>
      </Card>
      <Card>
        <CardHeader title="Publisher" description="What customers see beside every offer." />
        <CardBody>
          <DescriptionList>
            <Description term="Name">{publisher.name}</Description>
            <Description term="Key in addresses"><MonoId value={publisher.key} /></Description>
            <Description term="Colour">{publisher.brandColor ? <Colour value={publisher.brandColor} /> : "The portal's own"}</Description>
            <Description term="Logo"><WebLink href={publisher.logoUrl} otherwise="None: the name stands alone" /></Description>
            <Description term="Support">{publisher.supportEmail ?? "Not set"}</Description>
          </DescriptionList>
        </CardBody>
      </Card>
      <Card className="overflow-hidden lg:col-span-2">
        <CardHeader title="Plans" className="pb-3 sm:px-4" />
        <Table caption="Plans" captionHidden regionClassName="border-t">
          <TableHead>
            <TableRow>
              <TableHeading>Plan</TableHeading>
              <TableHeading>Microsoft&apos;s plan id</TableHeading>
              <TableHeading>Price</TableHeading>
            </TableRow>
          </TableHead>
          <TableBody>
            {plans.map(({ planId, name, perSeat }) => (
              <TableRow key={planId}>
                <TableRowHeading>{name}</TableRowHeading>
                <TableCell className="font-mono">{planId}</TableCell>
                <TableCell className="whitespace-nowrap">{perSeat ? "Per seat" : "Flat rate"}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Card>
      {children}
    </div>
  );
}

function WebLink({ href, otherwise }: { href: string | null; otherwise: string }): ReactNode {
  if (href === null) return otherwise;
  return (
    <a href={href} target="_blank" rel="noreferrer" className="break-all text-primary-text underline underline-offset-4">
      {href}
    </a>
  );
}

function Colour({ value }: { value: string }): ReactNode {
  return (
    <span className="inline-flex items-center gap-2">
      <svg viewBox="0 0 16 16" className="size-4 rounded-sm border" aria-hidden="true">
        <rect width="16" height="16" fill={value} />
      </svg>
      <span className="font-mono text-[0.8125rem]">{value}</span>
    </span>
  );
}

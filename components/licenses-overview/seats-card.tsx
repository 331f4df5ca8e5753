import Link from "next/link";
import type { ReactNode } from "react";
import { MODEL_WORDS } from "@/components/licenses-overview/license-words";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHeader } from "@/components/ui/card";
import { Description, DescriptionList } from "@/components/ui/description-list";
import { Glyph } from "@/components/ui/glyph";
import { overAssigned } from "@/lib/licenses/policy";
import type { LicenseModel } from "@/lib/offers/schema";

interface SeatsCardProps {
  seats: { readonly acquiredLicenses: number; readonly quantity: number; readonly licenseModel: LicenseModel };
  /** Where its licenses stand, and nobody else's. */
  licensesHref: string;
}

/** How many of the seats that were bought are in use. */
export function SeatsCard({ seats, licensesHref }: SeatsCardProps): ReactNode {
  const over = overAssigned(seats);
  const isSite = seats.licenseModel === "site";
  return (
    <Card>
      <CardHeader
        title="Licenses"
        actions={
          <Button asChild variant="outline" size="sm">
            <Link href={licensesHref}>Show the licenses</Link>
          </Button>
        }
      />
      <CardBody>
        <DescriptionList>
          <Description term="Licensed">{MODEL_WORDS[seats.licenseModel]}</Description>
          <Description term="Seats in use">
            <span className="inline-flex flex-wrap items-center gap-2 tabular-nums">
              {isSite ? "Everybody of the customer may use it" : `${seats.acquiredLicenses} of ${seats.quantity}`}
              {over === 0 || isSite ? null : <Badge tone="error" icon={<Glyph name="warning" />}>{over} more than bought</Badge>}
            </span>
          </Description>
        </DescriptionList>
      </CardBody>
    </Card>
  );
}

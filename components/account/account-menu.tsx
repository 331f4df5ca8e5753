import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

interface AccountMenuProps {
  name: string;
  email: string | null;
  signOut: () => Promise<void>;
}

/** Who is signed in, and the way out; needs no script. */
export function AccountMenu({ name, email, signOut }: AccountMenuProps): ReactNode {
  const t = useTranslations("shell");
  return (
    <div className="flex min-w-0 items-center gap-2">
      <span className="max-w-48 truncate text-muted-foreground" title={email ?? undefined}>
        <span className="sr-only">{t("signedInAs", { name })}</span>
        <span aria-hidden="true">{name}</span>
      </span>
      <form action={signOut}>
        <Button type="submit" variant="ghost" size="sm">
          {t("signOut")}
        </Button>
      </form>
    </div>
  );
}

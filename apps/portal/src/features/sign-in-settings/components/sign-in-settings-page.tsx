/** How people sign in: the domains of their names, and the identity providers they come from. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { signInSettings as text } from '../../../text/sign-in-settings.ts';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { Domains } from './domains.tsx';
import { IdentityProviders } from './identity-providers.tsx';

const route = getRouteApi(paths.signInSettings);
const tabs = (['domains', 'providers'] as const).map((key) => ({ key, label: text.tabs[key] }));

export function SignInSettingsPage() {
  const { tab = 'domains' } = route.useSearch();
  const navigate = route.useNavigate();
  const mayReadProviders = useCan().any('RoleManagement.Read.Directory');
  return (
    <Requires any={['Domain.Read.All']} needed={text.needed} fallbackTitle={text.title}>
      <Page title={text.title}>
        <PageTabs
          label={text.tabs.label}
          tabs={tabs}
          selected={tab}
          onSelect={(key) => void navigate({ search: { tab: key }, replace: true })}
        >
          {tab === 'domains' && <Domains />}
          {tab === 'providers' &&
            (mayReadProviders ? <IdentityProviders /> : <PermissionBar needed={text.providers.needed} />)}
        </PageTabs>
      </Page>
    </Requires>
  );
}

/** Signs in, reads who it is, then draws the admin centre. */
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import { router } from './app/router.ts';
import { SignInFailed } from './app/sign-in-failed.tsx';
import { ThemeProvider } from './app/theme.tsx';
import { meQuery, permissionsQuery } from './lib/permissions.ts';
import { queryClient } from './lib/query-client.ts';
import { beginSession } from './lib/session.ts';
import { NotificationProvider } from './ui/notifications.tsx';
import './main.css';

const root = createRoot(document.getElementById('root')!);
try {
  await beginSession();
  await Promise.all([queryClient.ensureQueryData(meQuery), queryClient.ensureQueryData(permissionsQuery)]);
  root.render(
    <ThemeProvider>
      <QueryClientProvider client={queryClient}>
        <NotificationProvider>
          <RouterProvider router={router} />
        </NotificationProvider>
      </QueryClientProvider>
    </ThemeProvider>,
  );
} catch (problem) {
  root.render(
    <ThemeProvider>
      <SignInFailed problem={problem} />
    </ThemeProvider>,
  );
}

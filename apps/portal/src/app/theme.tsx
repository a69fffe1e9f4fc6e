/** Light, dark and high contrast, as the system says or as the reader chose. */
import {
  createDOMRenderer,
  FluentProvider,
  RendererProvider,
  teamsHighContrastTheme,
  webDarkTheme,
  webLightTheme,
  type Theme,
} from '@fluentui/react-components';
import { createContext, useContext, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { keepTheme, keptTheme, type ThemeName } from '../lib/preferences.ts';

const ThemeChoice = createContext<{ theme: ThemeName; choose: (theme: ThemeName) => void }>({
  theme: 'system',
  choose: () => {},
});
export const useThemeChoice = () => useContext(ThemeChoice);

function useMedia(query: string): boolean {
  const media = useMemo(() => matchMedia(query), [query]);
  return useSyncExternalStore(
    (changed) => {
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => media.matches,
  );
}

/** The content security policy lets through the styles that carry this page's nonce. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '';
const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

export function ThemeProvider({ children }: { children: ReactNode }) {
  const [theme, setTheme] = useState(keptTheme);
  const systemIsDark = useMedia('(prefers-color-scheme: dark)');
  const systemIsForced = useMedia('(forced-colors: active)');
  const fluent = themeOf(theme, systemIsDark, systemIsForced);
  const choice = useMemo(
    () => ({
      theme,
      choose: (chosen: ThemeName) => {
        keepTheme(chosen);
        setTheme(chosen);
      },
    }),
    [theme],
  );
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider
        theme={fluent}
        style={{ height: '100%', colorScheme: fluent === webLightTheme ? 'light' : 'dark' }}
      >
        <ThemeChoice value={choice}>{children}</ThemeChoice>
      </FluentProvider>
    </RendererProvider>
  );
}

function themeOf(chosen: ThemeName, systemIsDark: boolean, systemIsForced: boolean): Theme {
  if (chosen === 'high-contrast' || (chosen === 'system' && systemIsForced)) return teamsHighContrastTheme;
  if (chosen === 'dark' || (chosen === 'system' && systemIsDark)) return webDarkTheme;
  return webLightTheme;
}

/** A search that asks when typing pauses, and shows what the address says. */
import { SearchBox } from '@fluentui/react-components';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { after } from '../lib/clock.ts';

const pauseMs = 250;

type SearchFieldProps = {
  readonly label: string;
  readonly value: string | undefined;
  /** Undefined: nothing is searched for. */
  readonly onSearch: (text: string | undefined) => void;
};

export function SearchField({ label, value = '', onSearch }: SearchFieldProps) {
  const { history } = useRouter();
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const { pathname } = history.location;
    return after(pauseMs, () => {
      // Who is on the way to another page already, which is still loading, is not called back by a search on this one.
      if (history.location.pathname === pathname) onSearch(text === '' ? undefined : text);
    });
    // What is typed decides when to ask; a new function in each drawing does not.
  }, [text]);
  return (
    <SearchBox aria-label={label} placeholder={label} value={text} onChange={(_event, data) => setText(data.value)} />
  );
}

import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { createContext, type ReactNode, useContext } from 'react';
import { en } from './texts/en.ts';

export type Words = Record<keyof typeof en, string>;
export type Word = keyof typeof en;
export const languages = { en: 'English', 'zh-CN': '简体中文' } as const;
export type Language = keyof typeof languages;

export interface Speaking {
  language: Language;
  /** The zone in which days and hours are shown. */
  timeZone: string;
  t: (word: Word, values?: Record<string, string | number>) => string;
  /** A word that may have none of its own: then the code itself. */
  named: (family: string, code: string) => string;
  instant: (at: string | undefined) => string;
  number: (value: number) => string;
  money: (amount: number, currency: string) => string;
}

const Context = createContext<Speaking | undefined>(undefined);

export function useWords(): Speaking {
  const speaking = useContext(Context);
  if (speaking === undefined) throw new Error('no language is set');
  return speaking;
}

/** The page's own words, and Cloudscape's, are loaded for one language only. */
export async function loadWords(language: Language): Promise<{ own: Words; cloudscape: I18nProviderProps.Messages }> {
  if (language === 'en') {
    const cloudscape = await import('@cloudscape-design/components/i18n/messages/all.en');
    return { own: en, cloudscape: cloudscape.default };
  }
  const [own, cloudscape] = await Promise.all([
    import('./texts/zh-CN.ts'),
    import('@cloudscape-design/components/i18n/messages/all.zh-CN'),
  ]);
  return { own: own.zhCN, cloudscape: cloudscape.default };
}

export interface WordsProps {
  language: Language;
  loaded: Awaited<ReturnType<typeof loadWords>>;
  timeZone: string;
  children: ReactNode;
}

export function WordsProvider({ language, loaded, timeZone, children }: WordsProps) {
  return (
    <I18nProvider locale={language} messages={[loaded.cloudscape]}>
      <Context.Provider value={speaking(language, loaded.own, timeZone)}>{children}</Context.Provider>
    </I18nProvider>
  );
}

function speaking(language: Language, own: Words, timeZone: string): Speaking {
  const moment = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone,
  });
  const numbers = new Intl.NumberFormat(language);
  const t: Speaking['t'] = (word, values = {}) =>
    own[word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return {
    language,
    timeZone,
    t,
    named: (family, code) => (own as Record<string, string>)[`${family}.${code}`] ?? code,
    // ISO order in every language: what operators compare with logs and with AWS.
    instant: (at) => (at === undefined || at === '' ? '–' : moment.format(new Date(at))),
    number: (value) => numbers.format(value),
    money: (amount, currency) => {
      const format = new Intl.NumberFormat(language, { style: 'currency', currency });
      return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
    },
  };
}

/** What the page says, by locale; `{lender}` is who writes the emails. */
export interface PageTexts {
  lang: string;
  title: string;
  ask: string;
  kept: string;
  stop: string;
  start: string;
  stopped: string;
  started: string;
  unknown: string;
  unreadable: string;
  later: string;
}

const en: PageTexts = {
  lang: 'en',
  title: 'Emails from {lender}',
  ask: 'Do you want to stop reminders and other emails that you can do without?',
  kept: 'Formal notices, which you have a right to receive, still reach you by email.',
  stop: 'Stop these emails',
  start: 'Get these emails again',
  stopped: 'Done. You will get no more emails of this kind.',
  started: 'Done. You will get these emails again.',
  unknown: 'This link is not complete, or no longer valid. Please open the link in the latest email again.',
  unreadable: 'That was not understood. Please go back and press one of the buttons.',
  later: 'That did not work just now. Please try again in a few minutes.',
};

const zhCN: PageTexts = {
  lang: 'zh-CN',
  title: '{lender}的邮件',
  ask: '您要停止接收还款提醒等非必要邮件吗？',
  kept: '您有权收到的正式通知仍会通过邮件发送。',
  stop: '停止接收',
  start: '重新接收',
  stopped: '已完成。您不会再收到此类邮件。',
  started: '已完成。您将重新收到此类邮件。',
  unknown: '此链接不完整或已失效。请重新打开最近一封邮件中的链接。',
  unreadable: '无法识别您的操作。请返回并点击其中一个按钮。',
  later: '暂时无法完成。请几分钟后再试。',
};

const zhTW: PageTexts = {
  lang: 'zh-TW',
  title: '{lender}的電子郵件',
  ask: '您要停止接收還款提醒等非必要的電子郵件嗎？',
  kept: '您有權收到的正式通知仍會以電子郵件寄送。',
  stop: '停止接收',
  start: '重新接收',
  stopped: '已完成。您不會再收到這類郵件。',
  started: '已完成。您將重新收到這類郵件。',
  unknown: '此連結不完整或已失效。請重新開啟最近一封郵件中的連結。',
  unreadable: '無法辨識您的操作。請返回並點選其中一個按鈕。',
  later: '暫時無法完成。請幾分鐘後再試。',
};

const TEXTS: Readonly<Record<string, PageTexts>> = { en, 'zh-CN': zhCN, 'zh-TW': zhTW };

/** As messages choose their texts: traditional characters for Taiwan, Hong Kong and Macao, English for all others. */
export function pageTexts(locale: string | undefined): PageTexts {
  if (locale === undefined) return en;
  const exact = TEXTS[locale];
  if (exact !== undefined) return exact;
  if (!/^zh\b/i.test(locale)) return en;
  return /hant|-(tw|hk|mo)\b/i.test(locale) ? zhTW : zhCN;
}

/** The languages that a browser asks for, where the link itself says nothing. */
export const browserLocale = (accepted: string | undefined): string | undefined => accepted?.split(/[,;]/)[0]?.trim();

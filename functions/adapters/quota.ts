// How fast the account may send: SES tells, for text messages the deployment says.
import { GetAccountCommand, type SESv2Client } from '@aws-sdk/client-sesv2';

export interface Quotas {
  /** 0 while SES does not let the account send. */
  emailPerSecond: number;
  /** In the 24 hours up to now; Infinity where SES sets no bound. */
  emailsLeftToday: number;
  smsPerSecond: number;
}

export interface QuotaConfig {
  smsPerSecond: number;
  /** Epoch milliseconds. */
  now: () => number;
}

/** SES answers one such question a second and account, and what it grants changes by the day. */
const KEPT_MS = 60_000;

/** Rejects with the SDK's error where SES has not answered yet; later the last answer stands in for one that fails. */
export function quotas(ses: SESv2Client, { smsPerSecond, now }: QuotaConfig): () => Promise<Quotas> {
  let known: { at: number; quotas: Quotas } | undefined;
  return async () => {
    if (known !== undefined && now() - known.at < KEPT_MS) return known.quotas;
    try {
      known = { at: now(), quotas: { ...(await emailQuota(ses)), smsPerSecond } };
    } catch (error) {
      if (known === undefined) throw error;
    }
    return known.quotas;
  };
}

async function emailQuota(ses: SESv2Client): Promise<Omit<Quotas, 'smsPerSecond'>> {
  const { SendingEnabled, SendQuota } = await ses.send(new GetAccountCommand({}));
  const { Max24HourSend = 0, SentLast24Hours = 0, MaxSendRate = 0 } = SendQuota ?? {};
  if (SendingEnabled === false) return { emailPerSecond: 0, emailsLeftToday: 0 };
  // SES says -1 where there is no bound.
  const left = Max24HourSend < 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(Max24HourSend - SentLast24Hours));
  return { emailPerSecond: MaxSendRate, emailsLeftToday: left };
}

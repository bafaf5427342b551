import { publicAddress, type Municipality } from '@sportello/service-kit';
import { isFollow } from '../planning/delivery';
import { render, type MailFacts } from './render';

/** One message, ready for any way out. */
export interface OutgoingMail {
  /** With its angle brackets. */
  readonly messageId: string;
  /** `Name <address>`. */
  readonly from: string;
  /** One bare address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Those besides From, To, Subject, Date and Message-ID. */
  readonly headers: Readonly<Record<string, string>>;
  readonly date: Date;
}

/** What is the same in every mail. */
export interface MailSettings {
  /** Address of the whole installation; a municipality with a host of its own has its own. No slash at the end. */
  readonly publicUrl: string;
  /** The sender for every municipality; absent: made from its name. */
  readonly from?: string;
}

export interface MailRequest extends Omit<MailFacts, 'link' | 'stopLink' | 'municipality'> {
  readonly messageId: string;
  readonly address: string;
  /** Of the recipient's report, of their follow, or of the list of all their reports. */
  readonly token: string;
}

/** Dot-atoms only (RFC 5322, section 3.4.1), and their internationalised form: nothing that could end a header or name a second recipient. */
const ADDRESS = /^[^\s\p{Cc}()<>[\]:;@\\,"]+@[^\s\p{Cc}()<>[\]:;@\\,"]+$/u;

/** True for one plain address of at most 254 octets (RFC 5321, erratum 1690). */
export function isAddress(value: string): boolean {
  return Buffer.byteLength(value) <= 254 && ADDRESS.test(value);
}

/** Writes the mail. `now` becomes its date. @throws Error when the address is none: check with `isAddress` before */
export function composeMail(
  { messageId, address, token, ...facts }: MailRequest,
  municipality: Municipality,
  settings: MailSettings,
  now: Date,
): OutgoingMail {
  if (!isAddress(address)) throw new Error('Not a mail address');
  const links = linksOf(facts, token, publicAddress(settings.publicUrl, municipality));
  return {
    messageId,
    from: settings.from ?? senderOf(municipality, settings.publicUrl),
    to: address,
    ...render({ ...facts, ...links, municipality }),
    headers: {
      // RFC 3834: nobody's out-of-office answers to this.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': facts.language,
      ...unsubscribing(links.stopLink),
    },
    date: now,
  };
}

/** A follow's token ends it and no more, so that it may stand in an address that mail programs open and post to; a report's never leaves the page. */
function linksOf(
  { template, code, recipient }: Pick<MailRequest, 'template' | 'code' | 'recipient'>,
  token: string,
  address: string,
): Pick<MailFacts, 'link' | 'stopLink'> {
  if (template === 'my-reports') return { link: `${address}/my-reports#${encodeURIComponent(token)}` };
  if (!isFollow(recipient)) return { link: `${address}/r/${recipient}#${encodeURIComponent(token)}` };
  const stopLink = `${address}/follows/${encodeURIComponent(token)}`;
  return { link: template === 'follow-confirmation' ? stopLink : `${address}/r/${code}`, stopLink };
}

/** RFC 8058: the mail program's own button posts to the page, which by itself changes nothing. */
function unsubscribing(stopLink: string | undefined): Readonly<Record<string, string>> {
  if (stopLink === undefined) return {};
  return { 'List-Unsubscribe': `<${stopLink}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

/** The host in a municipality's links, also the right side of its Message-IDs. */
export function mailHost(publicUrl: string, municipality: Municipality): string {
  return new URL(publicAddress(publicUrl, municipality)).hostname;
}

function senderOf(municipality: Municipality, publicUrl: string): string {
  const name = municipality.name.replace(/["\\\p{Cc}]/gu, ' ').trim();
  return `"${name}" <noreply@${mailHost(publicUrl, municipality)}>`;
}

import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import {
  reportCode,
  SUBJECTS,
  type Actor,
  type CommandReply,
  type SubmitReply,
  type SubmitReportMessage,
} from '@sportello/contracts';
import { uuidV5 } from '@sportello/event-sourcing';
import type { Bus } from '@sportello/messaging';
import { codeSecret, ensureSecret, readSecret } from '@sportello/service-kit';
import type { Ground } from '../ground/ground';
import type { DemoReport, Step } from './demo-report';
import { demoReports } from './demo-reports';
import { signInStaff, type DemoStaff } from './demo-staff';
import { inBatches } from './in-batches';
import { commandOf } from './step-commands';

const MUNICIPALITY = 'borgo-esempio';
/** Namespace of the demonstration's command ids. */
const COMMANDS = '7f1d0a58-3c86-5f6b-8b44-5d5c1f0e6a90';
const AT_ONCE = 8;
const SELF_SERVICE: readonly string[] = ['web', 'app', 'open311'];

/**
 * Fills a demonstration at its first start, through the commands that everybody uses. Codes and command ids are fixed, so that filling
 * again after an interruption goes on where it stopped and makes nothing twice.
 */
export async function fillDemo(ground: Ground, bus: Bus, address: string): Promise<void> {
  const { settings, municipalities } = ground;
  const done = join(settings.dataDir, 'demo-filled');
  const municipality = municipalities.byId(MUNICIPALITY);
  if (municipality === undefined || (await readSecret(done)) !== undefined) return;
  const filler = new DemoFiller(bus, await signInStaff(settings, address, municipality), await codeSecret(settings));
  await filler.fill(demoReports);
  await ensureSecret(done, () => new Date().toISOString());
}

class DemoFiller {
  constructor(
    private readonly bus: Bus,
    private readonly staff: DemoStaff,
    private readonly secret: Buffer,
  ) {}

  async fill(reports: readonly DemoReport[]): Promise<void> {
    const tokens = new Map<string, string>();
    await inBatches(reports, AT_ONCE, async (report) => {
      tokens.set(report.key, (await this.submit(report)).trackingToken);
    });
    // Only now, so that a duplicate finds the report that it repeats.
    await inBatches(reports, AT_ONCE, (report) => this.tell(report, tokens.get(report.key) ?? ''));
  }

  private submit(report: DemoReport): Promise<SubmitReply> {
    const { key, type, category, channel, subject, description, place, answers, reporter } = report;
    const message: SubmitReportMessage = {
      code: this.code(key),
      channel,
      body: {
        type,
        category,
        subject,
        description,
        ...(place ? { location: place } : {}),
        ...(answers ? { answers } : {}),
        ...(reporter ? { reporter } : {}),
        ...(report.private ? { private: true } : {}),
        privacyAccepted: true,
      },
    };
    const actor = SELF_SERVICE.includes(channel) ? this.citizen() : this.staff.operator;
    return this.send<SubmitReply>(SUBJECTS.submitReport, message, actor, key, 'submit');
  }

  private async tell({ key, story }: DemoReport, reportToken: string): Promise<void> {
    let department: string | undefined;
    for (const [index, step] of story.entries()) {
      const { subject, body, by } = commandOf(step, (other) => this.code(other));
      const actor = { reporter: this.citizen(), operator: this.staff.operator, department: this.staff.of(department) }[
        by
      ];
      const message = { code: this.code(key), body, ...(by === 'reporter' ? { reportToken } : {}) };
      await this.send<CommandReply>(subject, message, actor, key, String(index));
      department = departmentAfter(step, department);
    }
  }

  private async send<T>(subject: string, message: object, actor: Actor, key: string, part: string): Promise<T> {
    const commandId = uuidV5(COMMANDS, `${key}/${part}`);
    const metadata = { correlationId: commandId, causationId: commandId, commandId };
    const reply = await this.bus.request<T>(subject, message, { actor, metadata }, { timeoutMs: 10_000 });
    if (!reply.ok)
      throw new Error(`The demonstration's report ${key} (${part}) was refused: ${JSON.stringify(reply.refusal)}`);
    return reply.value;
  }

  private code(key: string): string {
    return reportCode(createHmac('sha256', this.secret).update(`demonstration\n${MUNICIPALITY}\n${key}`).digest());
  }

  private citizen(): Actor {
    return { kind: 'anonymous', municipalityId: MUNICIPALITY };
  }
}

function departmentAfter(step: Step, department: string | undefined): string | undefined {
  return step.do === 'assign' ? step.department : department;
}

import { SUBJECTS, type Actor, type DeliveriesOfOne, type StaffActor } from '@sportello/contracts';
import { codeNumber, MUNICIPALITY } from '../testing/events';
import { asGateway, Rig } from '../testing/rig';

const [A, B] = [codeNumber(1), codeNumber(2)];
const staff = (roles: StaffActor['roles'], municipalityId = MUNICIPALITY): Actor => ({
  kind: 'staff',
  id: 'urp',
  municipalityId,
  roles,
  departments: [],
});

it('what was sent about reports is told to the front office of their Comune, whatever it names, and to the gateway', async () => {
  const rig = await Rig.open();
  try {
    await rig.start();
    rig.submit(A, 'ada@example.org');
    rig.publish();
    await rig.settled(1);
    const asked = { municipalityId: MUNICIPALITY, codes: [B, A] };
    const told = async (actor: Actor, query: object = asked): Promise<unknown> => {
      const context = { actor, metadata: asGateway.metadata };
      const reply = await rig.gateway.request<readonly DeliveriesOfOne[]>(SUBJECTS.deliveriesOfReport, query, context);
      return reply.ok ? reply.value.map(({ code, messages }) => [code, messages.length]) : reply.refusal.code;
    };
    const sent = [
      [B, 0],
      [A, 1],
    ];
    expect(await told(staff(['operator']), { codes: [B, A] })).toEqual(sent);
    expect(await told(asGateway.actor)).toEqual(sent);
    expect(await told(staff(['operator'], 'altro-esempio'))).toEqual([
      [B, 0],
      [A, 0],
    ]);
    expect(await told(asGateway.actor, { codes: [A] })).toBe('NOT_ALLOWED');
    expect(await told(staff(['department']))).toBe('NOT_ALLOWED');
    expect(await told({ kind: 'anonymous', municipalityId: MUNICIPALITY })).toBe('NOT_ALLOWED');
  } finally {
    await rig.close();
  }
});

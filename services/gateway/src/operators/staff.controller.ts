import {
  AddAccount,
  DisableAccount,
  InMunicipality,
  OneAccount,
  OPERATOR_SUBJECTS,
  SetPassword,
  type AccountView,
} from '@sportello/contracts';
import { Answers, BusController, Message } from '@sportello/messaging';
import { Municipalities, municipalitiesMeant, namedMunicipality, type Municipality } from '@sportello/service-kit';
import { normaliseEmail } from '../sessions/sessions';
import { StaffRegister } from './staff-register';

/** What operators ask the gateway: the accounts of the staff. */
@BusController()
export class StaffController {
  constructor(
    private readonly register: StaffRegister,
    private readonly municipalities: Municipalities,
  ) {}

  @Answers(OPERATOR_SUBJECTS.accounts, { from: ['ops'] })
  async list(@Message() { municipality }: InMunicipality): Promise<readonly AccountView[]> {
    const asked = municipalitiesMeant(this.municipalities, municipality);
    const lists = await Promise.all(asked.map((one) => this.register.list(one)));
    return lists.flat();
  }

  @Answers(OPERATOR_SUBJECTS.addAccount, { from: ['ops'] })
  add(@Message() message: AddAccount): Promise<AccountView> {
    return this.register.add(this.one(message.municipality), message);
  }

  @Answers(OPERATOR_SUBJECTS.disableAccount, { from: ['ops'] })
  disable(@Message() { municipality, email, disabled }: DisableAccount): Promise<AccountView> {
    return this.register.setDisabled(this.one(municipality), email, disabled, new Date());
  }

  @Answers(OPERATOR_SUBJECTS.setPassword, { from: ['ops'] })
  setPassword(@Message() { municipality, email, password }: SetPassword): Promise<AccountView> {
    return this.register.setPassword(this.one(municipality), email, password);
  }

  @Answers(OPERATOR_SUBJECTS.resetSecondFactor, { from: ['ops'] })
  resetSecondFactor(@Message() { municipality, email }: OneAccount): Promise<AccountView> {
    return this.register.resetSecondFactor(this.one(municipality), { email: normaliseEmail(email) });
  }

  private one(name: string | undefined): Municipality {
    return namedMunicipality(this.municipalities, name);
  }
}

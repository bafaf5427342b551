import { Environment, type Settings } from '@sportello/service-kit';

/** What the parts of the gateway need to know of the environment. */
export class GatewaySettings {
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly demo: boolean;
  /** Bearer token that `/metrics` asks for; absent: whoever reaches the door may read them. */
  readonly metricsToken?: string;

  constructor(
    { publicUrl, demo }: Pick<Settings, 'publicUrl' | 'demo'>,
    variables: Readonly<Record<string, string | undefined>> = process.env,
  ) {
    this.publicUrl = publicUrl;
    this.demo = demo;
    const token = new Environment(variables).text('METRICS_TOKEN');
    if (token !== undefined) this.metricsToken = token;
  }
}

import { join } from 'node:path';
import { Environment, readSecret } from '@sportello/service-kit';

/** The variable that holds the secret of a Comune's client at its provider. */
export function clientSecretVariable(municipalityId: string): string {
  return `OIDC_CLIENT_SECRET_${municipalityId.toUpperCase().replaceAll('-', '_')}`;
}

/** From the environment, else from `oidc/<id>.secret` in the data directory; never from the municipality's file. */
export async function clientSecretOf(
  municipalityId: string,
  dataDir: string,
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const variable = clientSecretVariable(municipalityId);
  const file = join(dataDir, 'oidc', `${municipalityId}.secret`);
  const secret = new Environment(variables).text(variable) ?? (await readSecret(file));
  if (secret === undefined || secret === '')
    throw new Error(`There is no secret for the sign-in provider: set ${variable}, or write it into ${file}`);
  return secret;
}

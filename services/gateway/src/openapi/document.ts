import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { CSRF_HEADER, SESSION_COOKIE } from '../sessions/credentials';
import { LiveEvent } from '../live/live.controller';
import { ProblemBody } from './problem.dto';

/** How the link to one's own reports is named among the ways to prove who asks. */
export const MY_REPORTS_LINK = 'myReportsLink';

/** The description of every call, made from the code. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Sportello')
    .setDescription(
      'Reports between citizens and their Comune. The municipality comes from the host name, else from the header X-Municipality, else, for a new report, from its place. ' +
        'Errors are problem documents (RFC 9457) with a stable `code`. ' +
        `Staff sign in with POST /api/v1/sessions and send the token as Bearer, or use the cookie; with the cookie every change needs the header ${CSRF_HEADER}.`,
    )
    .setVersion('1.0.0')
    .setLicense('EUPL-1.2', 'https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12')
    // Each Comune has its own host: relative to where the document was read.
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'bearer')
    .addCookieAuth(SESSION_COOKIE, { type: 'apiKey', in: 'cookie' }, 'cookie')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, MY_REPORTS_LINK)
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Report-Token' }, 'reportToken')
    .build();
  return SwaggerModule.createDocument(app, config, { extraModels: [ProblemBody, LiveEvent] });
}

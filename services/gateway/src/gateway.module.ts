import { Module, type DynamicModule } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import type { Database } from '@sportello/postgres';
import { Municipalities, type ServiceContext } from '@sportello/service-kit';
import { AccountsController } from './accounts/accounts.controller';
import { WaysInController } from './accounts/ways-in.controller';
import { AuditController } from './audit/audit.controller';
import type { Attachments } from './attachments/attachments';
import { DownloadController } from './attachments/download.controller';
import { UploadController } from './attachments/upload.controller';
import { RememberingReflector } from './caller/remembering-reflector';
import { Services } from './caller/services';
import { GatewaySettings } from './gateway-settings';
import { throttling } from './limits/rate-limit.guard';
import { LiveConnections } from './live/live-connections';
import { LiveController } from './live/live.controller';
import { LiveReports } from './live/live-reports';
import { MunicipalityController } from './municipality/municipality.controller';
import { DocsController } from './openapi/docs.controller';
import { PublishedDocument } from './openapi/published-document';
import { OperationsController } from './operations/operations.controller';
import { MyReportsController } from './my-reports/my-reports.controller';
import { MyReportsPageController } from './my-reports/my-reports-page.controller';
import { Readiness } from './operations/readiness';
import { StaffRegister } from './operators/staff-register';
import { DevMailController } from './pages/dev-mail.controller';
import { LandingController } from './pages/landing.controller';
import { ProblemController } from './pages/problem.controller';
import { StatusPageController } from './pages/status-page.controller';
import { PrivacyController } from './privacy/privacy.controller';
import { CommandIdentity } from './reports/command-identity';
import { CorrectionController } from './reports/correction.controller';
import { HandlingController } from './reports/handling.controller';
import { LifecycleController } from './reports/lifecycle.controller';
import { FollowPageController } from './follows/follow-page.controller';
import { FollowsController } from './follows/follows.controller';
import { OfficeController } from './reports/office.controller';
import { PublicReportsController } from './reports/public-reports.controller';
import { ReportCommands } from './reports/report-commands';
import { OpenDataController } from './open-data/open-data.controller';
import { ReportsCsvController } from './exports/reports-csv.controller';
import { ResponseTemplatesController } from './response-templates/response-templates.controller';
import { DryRunsController } from './routing/dry-runs.controller';
import { StatisticsController } from './reports/statistics.controller';
import { ReporterController } from './reports/reporter.controller';
import { SimilarController } from './reports/similar.controller';
import { Submissions } from './reports/submissions';
import { SubmitController } from './reports/submit.controller';
import { Accounts } from './sessions/accounts';
import { LockOuts } from './sessions/lock-out/lock-outs';
import { Proofs } from './sessions/lock-out/proofs';
import { OpenSessions } from './sessions/open-sessions';
import { OpenSessionsController } from './sessions/open-sessions.controller';
import { PasswordController } from './sessions/password.controller';
import { Passwords } from './sessions/passwords';
import { Sessions } from './sessions/sessions';
import { SessionsController } from './sessions/sessions.controller';
import { clientSecretOf } from './sessions/oidc/client-secret';
import { Identities } from './sessions/oidc/identities';
import { OidcController } from './sessions/oidc/oidc.controller';
import { OidcSignIn } from './sessions/oidc/oidc-sign-in';
import { Providers } from './sessions/oidc/provider';
import { SignInsUnderWay } from './sessions/oidc/sign-ins-under-way';
import { SecondFactorController } from './sessions/totp/second-factor.controller';
import { SecondFactors } from './sessions/totp/second-factors';

/** What the module is made of besides the context of every service. */
export interface GatewayParts {
  readonly database: Database;
  readonly passwords: Passwords;
  /** What codes and command ids are made with. */
  readonly codeSecret: Buffer;
  readonly attachments: Attachments;
  readonly lockOuts: LockOuts;
  readonly staff: StaffRegister;
}

/** The door: REST, sessions, live status, a few pages. */
@Module({})
export class GatewayModule {
  static register(
    { settings, municipalities, bus, logger }: ServiceContext,
    { database, passwords, codeSecret, attachments, lockOuts, staff }: GatewayParts,
  ): DynamicModule {
    const services = new Services(bus);
    const identity = new CommandIdentity(codeSecret);
    const factors = new SecondFactors(database, codeSecret);
    const sessions = new Sessions(database, passwords, factors);
    const oidc = new OidcSignIn({
      providers: new Providers((municipalityId) => clientSecretOf(municipalityId, settings.dataDir)),
      underWay: new SignInsUnderWay(database),
      identities: new Identities(database, passwords, codeSecret),
      sessions,
      logger,
    });
    return {
      module: GatewayModule,
      imports: [ThrottlerModule.forRoot(throttling(settings.rateLimits))],
      controllers: [
        SubmitController,
        SimilarController,
        FollowsController,
        FollowPageController,
        MyReportsController,
        MyReportsPageController,
        PublicReportsController,
        ReporterController,
        PrivacyController,
        UploadController,
        DownloadController,
        LifecycleController,
        HandlingController,
        CorrectionController,
        OfficeController,
        StatisticsController,
        ResponseTemplatesController,
        DryRunsController,
        ReportsCsvController,
        OpenDataController,
        LiveController,
        MunicipalityController,
        SessionsController,
        SecondFactorController,
        OidcController,
        PasswordController,
        OpenSessionsController,
        AccountsController,
        WaysInController,
        AuditController,
        OperationsController,
        DocsController,
        LandingController,
        StatusPageController,
        ProblemController,
        DevMailController,
      ],
      providers: [
        { provide: Reflector, useClass: RememberingReflector },
        { provide: Municipalities, useValue: municipalities },
        { provide: GatewaySettings, useValue: new GatewaySettings(settings) },
        { provide: Services, useValue: services },
        {
          provide: Submissions,
          useValue: new Submissions(services, identity, attachments.bindings, settings.publicUrl),
        },
        { provide: CommandIdentity, useValue: identity },
        ...attachments.providers,
        { provide: ReportCommands, useValue: new ReportCommands(services, identity) },
        { provide: Sessions, useValue: sessions },
        { provide: OidcSignIn, useValue: oidc },
        { provide: SecondFactors, useValue: factors },
        { provide: OpenSessions, useValue: new OpenSessions(database) },
        { provide: LockOuts, useValue: lockOuts },
        { provide: Proofs, useValue: new Proofs(sessions, factors, lockOuts) },
        { provide: StaffRegister, useValue: staff },
        { provide: Accounts, useValue: new Accounts(database) },
        { provide: Readiness, useValue: new Readiness(bus, database, municipalities) },
        { provide: LiveReports, useValue: new LiveReports(bus, services, logger) },
        { provide: LiveConnections, useValue: new LiveConnections() },
        { provide: PublishedDocument, useValue: new PublishedDocument() },
      ],
    };
  }
}

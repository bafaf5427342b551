import { Module, type DynamicModule } from '@nestjs/common';
import { commandHandlers } from './features';
import { CommandRunner } from './features/command-runner';
import { ReportImport } from './features/import-report/report-import';
import { DuplicateChains } from './features/mark-duplicate/duplicate-chains';
import { ReportSubmission } from './features/submit-report/report-submission';
import { PublicWordings } from './features/moderate-text/public-wordings';
import { Turns } from './features/turns';
import { ReportFeed } from './feed/report-feed';
import { ErasureFeedQueryHandler } from './feed/erasure-feed.query';
import { ReportFeedQueryHandler } from './feed/report-feed.query';
import { HealthQueryHandler } from './health.query';
import { operatorHandlers } from './operators';
import { Parts } from './parts';
import { ReceiptQueryHandler } from './receipts/receipt.query';
import { FollowersHandler } from './personal-data/followers.handler';
import { SealFileKeysHandler } from './personal-data/seal-file-keys.handler';
import { ReportExportQueryHandler } from './personal-data/report-export.query';
import { UnsealQueryHandler } from './personal-data/unseal.query';
import { Filling } from './response-templates/filling';
import { ResponseTemplatesHandler } from './response-templates/response-templates.handler';
import { RoutingDryRunHandler } from './routing-trials/routing-dry-run.handler';
import { RoutingTrialHandler } from './routing-trials/routing-trial.handler';
import { MyReportsQueryHandler } from './read-models/personal-data/my-reports.query';
import { ReportsOfContactQueryHandler } from './read-models/personal-data/reports-of-contact.query';
import { HistoryQueryHandler } from './read-models/history/history.query';
import { PersonalDataReadsHandler } from './read-models/personal-data-reads/personal-data-reads.query';
import { ExportQueryHandler } from './read-models/report-times/export.query';
import { StatisticsCount } from './read-models/report-times/statistics-count';
import { StatisticsQueryHandler } from './read-models/report-times/statistics.query';
import { OpenFileQueryHandler } from './read-models/status-page/open-file.query';
import { PublicListQueryHandler } from './read-models/status-page/public-list.query';
import { ReportPageQueryHandler } from './read-models/status-page/report-page.query';
import { ReportPages } from './read-models/status-page/report-pages';
import { SimilarReportsQueryHandler } from './read-models/status-page/similar-reports.query';
import { WordSearch } from './read-models/word-search';
import { WorkQueueQueryHandler } from './read-models/work-queue/work-queue.query';

/** Everything that answers on the bus, made of the parts that are already open. */
@Module({})
export class ReportsModule {
  static register(parts: Parts): DynamicModule {
    return {
      module: ReportsModule,
      controllers: [
        ...commandHandlers,
        ReportPageQueryHandler,
        PublicListQueryHandler,
        SimilarReportsQueryHandler,
        WorkQueueQueryHandler,
        HistoryQueryHandler,
        StatisticsQueryHandler,
        ExportQueryHandler,
        ReceiptQueryHandler,
        ReportFeedQueryHandler,
        ErasureFeedQueryHandler,
        UnsealQueryHandler,
        ReportExportQueryHandler,
        ReportsOfContactQueryHandler,
        MyReportsQueryHandler,
        FollowersHandler,
        SealFileKeysHandler,
        OpenFileQueryHandler,
        PersonalDataReadsHandler,
        ResponseTemplatesHandler,
        RoutingDryRunHandler,
        RoutingTrialHandler,
        HealthQueryHandler,
        ...operatorHandlers,
      ],
      providers: [
        { provide: Parts, useValue: parts },
        CommandRunner,
        ReportSubmission,
        ReportImport,
        DuplicateChains,
        PublicWordings,
        Turns,
        ReportPages,
        Filling,
        WordSearch,
        StatisticsCount,
        ReportFeed,
      ],
    };
  }
}

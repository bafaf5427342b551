import { Catch, type ExceptionFilter } from '@nestjs/common';
import { throwError, type Observable } from 'rxjs';

/** Hands what was thrown to the bus server, which maps it; Nest's own filter would log it and hide which error it was. */
@Catch()
export class ToTheServer implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

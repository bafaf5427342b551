import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb';
import type { BatchAppendReq, BatchAppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb';

/** Gives every stream that a message names another name on the server, and takes it away again from what comes back. */
export class StreamPrefix {
  constructor(private readonly prefix: string) {}

  read(request: ReadReq): ReadReq {
    const options = request.getOptions();
    this.#longer(options?.getStream()?.getStreamIdentifier());
    const names = options?.getFilter()?.getStreamIdentifier();
    names?.setPrefixList(names.getPrefixList().map((each) => this.prefix + each));
    const regex = names?.getRegex();
    if (names && regex) names.setRegex(`^${this.prefix}(?:${regex.replace(/^\^/, '')})`);
    return request;
  }

  wasRead(answer: ReadResp): ReadResp {
    this.#shorter(answer.getEvent()?.getEvent()?.getStreamIdentifier());
    this.#shorter(answer.getStreamNotFound()?.getStreamIdentifier());
    return answer;
  }

  append(request: BatchAppendReq): BatchAppendReq {
    this.#longer(request.getOptions()?.getStreamIdentifier());
    return request;
  }

  wasAppended(answer: BatchAppendResp): BatchAppendResp {
    this.#shorter(answer.getStreamIdentifier());
    return answer;
  }

  #longer(name: StreamIdentifier | undefined): void {
    name?.setStreamName(Buffer.from(this.prefix + nameIn(name)));
  }

  #shorter(name: StreamIdentifier | undefined): void {
    if (name && nameIn(name).startsWith(this.prefix)) {
      name.setStreamName(Buffer.from(nameIn(name).slice(this.prefix.length)));
    }
  }
}

function nameIn(name: StreamIdentifier): string {
  return Buffer.from(name.getStreamName_asU8()).toString();
}
